"""Rows that do not say who wrote what: people, blogs, sources and addresses have made-up names.

A made-up name is a keyed digest. Whoever has the key, which is made of the archive itself, can make it
again from the name; nobody can guess it from a list of names. It is the same in all tables, and another
one once the archive has changed. Texts lose the names and addresses that are known; their words stay, so
whoever knows a post, or searches the web for its words, finds it. What belongs to the organiser
(challenges, rounds, the pages that announce them) stays as it is, unless it lies on a blog.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from archiver.export.all_rows import Around
from archiver.export.names_in_text import NamesInText, addresses_replaced, folded_name, without
from archiver.export.tables import Row, Table
from archiver.model import Participant
from archiver.web import urls

_DIGITS = 10
_LICENCES = ("creativecommons.org", "opensource.org", "gnu.org")
"""Whose addresses tell a licence and no person."""

Said = Callable[[Any], Any]


class Pseudonyms:
    """Gives people, blogs, sources and addresses made-up names.

    ``told`` is what an export tells beside the posts, ``hosts`` are those of the posts, ``names`` all who
    wrote one. ``key`` is what nobody else has.
    """

    def __init__(
        self, told: Around, hosts: Iterable[str], names: Iterable[str], key: bytes
    ) -> None:
        self._key = key
        people = [person for known in told.people.values() for person in known]
        self._hosts = {*hosts, *(urls.host(blog) for p in people for blog in p.blogs)} - {""}
        self._hosts |= {_bare(host) for host in self._hosts}
        self._same = {folded_name(name): p for p in people for name in (*p.also, p.name)}
        self._writers: tuple[str, list[str]] = "", []
        titles = [word for c in told.challenges for word in (c.title, *c.phrases)]
        known = without({*names, *(n for p in people for n in (p.name, *p.also))}, titles)
        self._names = NamesInText({name: self._person(name) for name in sorted(known)})
        self._titles = titles
        pages = (
            page
            for c in told.challenges
            for page in (c.hub, *(p for r in c.rounds for p in (r.invitation, r.roundup)))
        )
        self._organisers = {urls.key(page) for page in pages if page}
        self._ways: Mapping[str, Callable[[Row], Row]] = {
            "challenges": self._challenge,
            "rounds": self._round,
            "posts": self._post,
            "versions": self._version,
            "participants": self._participant,
            "sources": self._source,
            "changes": self._change,
        }

    def around(self, told: Around) -> Around:
        """The same in an order that says nothing: that of a list tells who is who."""
        return replace(
            told,
            people={name: tuple(sorted(p, key=self._place)) for name, p in told.people.items()},
            sources=sorted(told.sources, key=lambda source: self._of("source", source.id)),
        )

    def _place(self, person: Participant) -> str:
        return self._of_name(person.name)

    def row(self, table: Table, row: Row) -> Row:
        """The row, with pseudonyms for names and addresses."""
        way = self._ways.get(table.name)
        return way(row) if way else row

    def _challenge(self, row: Row) -> Row:
        return {**row, "hub": self._address(row["hub"])}

    def _round(self, row: Row) -> Row:
        pages = {name: self._address(row[name]) for name in ("invitation", "roundup")}
        return {**row, **pages, "prompt": self._saying(row)(row["prompt"])}

    def _post(self, row: Row) -> Row:
        said = self._saying(row)
        return {
            **self._text(row, said),
            "canonical_url": self._address(row["canonical_url"]),
            "host": self._blog(row["host"]),
            "participants": self._people(row["participants"]),
            "gone_reason": said(row["gone_reason"]),
            "repost_of": self._address(row["repost_of"]),
            "memberships": [self._membership(item, said) for item in row["memberships"]],
            "links": [
                {**i, "url": self._address(i["url"]), "text": said(i["text"])} for i in row["links"]
            ],
            "images": [
                {
                    "url": self._address(i["url"]),
                    "alt": said(i["alt"]),
                    "caption": said(i["caption"]),
                }
                for i in row["images"]
            ],
            "comments": [
                {**i, "author": self._person(i["author"]), "text": said(i["text"])}
                for i in row["comments"]
            ],
        }

    def _version(self, row: Row) -> Row:
        said = self._saying(row)
        return {**self._text(row, said), "reason": said(row["reason"])}

    def _text(self, row: Row, said: Said) -> dict[str, Any]:
        """What posts and versions have in common; by what a post could be looked up is not told."""
        words = {name: said(row[name]) for name in ("title", "text", "markdown")}
        terms = {name: [said(term) for term in row[name]] for name in ("tags", "categories")}
        return {
            **row,
            **words,
            **terms,
            "url": self._address(row["url"]),
            "authors": self._people(row["authors"]),
            "licence": self._licence(row["licence"], said),
            "site": None,
            "description": None,
            "capture": None,
            "sha512": "",
        }

    def _membership(self, row: Row, said: Said) -> Row:
        return {
            **row,
            "writer": self._person(row["writer"]),
            "repost_of": self._address(row["repost_of"]),
            "evidence": [
                {**item, "quote": said(item["quote"]), "where": said(item["where"])}
                for item in row["evidence"]
            ],
        }

    def _participant(self, row: Row) -> Row:
        return {
            **row,
            "name": self._person(row["name"]),
            "blogs": sorted(str(self._address(blog)) for blog in row["blogs"]),
            "also": [],
        }

    def _source(self, row: Row) -> Row:
        name = self._of("source", row["id"])
        return {**row, "id": name, "url": name, "last_error": None}

    def _change(self, row: Row) -> Row:
        source = row["source"]
        return {
            **row,
            "post": self._address(row["post"]),
            "reason": None,
            "source": self._of("source", source) if source else None,
        }

    # names and addresses

    def _people(self, names: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._of_name(name) for name in names))

    def _person(self, name: str | None) -> Any:
        return self._of_name(name) if name else name

    def _of_name(self, name: str) -> str:
        known = self._same.get(folded_name(name))
        return self._of("person", folded_name(known.name if known else name))

    def _blog(self, host: str) -> str:
        name = _bare(host)
        return f"{self._of('blog' if name in self._hosts else 'site', name)}.example"

    def _address(self, url: str | None) -> str | None:
        """The address of a page under a made-up host; the organiser's own pages as they are."""
        if not url:
            return url
        key, host = urls.key(url), urls.host(url)
        if key in self._organisers and _bare(host) not in self._hosts:
            return url
        page = self._of("", key).lstrip("-")
        return f"https://{self._blog(host)}/{page}"

    def _licence(self, licence: str | None, said: Said) -> str | None:
        if licence and _bare(urls.host(licence)) in _LICENCES:
            return licence
        return str(said(licence)) if licence else None

    def _of(self, kind: str, value: str) -> str:
        told = f"{kind}\n{value}".encode("utf-8", "surrogatepass")
        return f"{kind}-{hmac.new(self._key, told, 'sha256').hexdigest()[:_DIGITS]}"

    def _own_names(self, row: Row) -> list[str]:
        """All names of those who wrote a post; the rows of its versions follow that of the post."""
        names = [*row.get("participants", ()), *row.get("authors", ())]
        if "participants" in row:
            self._writers = row["url"], names
        elif self._writers[0] == row.get("url"):
            names += self._writers[1]
        people = (self._same.get(folded_name(name)) for name in names)
        also = (name for person in people if person for name in (person.name, *person.also))
        return without(dict.fromkeys((*names, *also)), self._titles)

    def _saying(self, row: Row) -> Said:
        """What takes names and addresses out of the words of a row."""
        own = {name: self._of_name(name) for name in self._own_names(row)}
        site = row.get("site")
        if site and without([site], self._titles) and " " in site.strip():
            blog = {site: self._blog(urls.host(row["url"]))}
        else:
            blog = {}
        near = {_bare(urls.host(item["url"])) for item in row.get("links", ())}

        def host(name: str) -> str | None:
            known = _bare(name) in self._hosts or _bare(name) in near
            return self._blog(name) if known else None

        def address(url: str) -> str:
            return self._address(url) or ""

        of_blog = NamesInText(blog)

        def said(text: Any) -> Any:
            if not text:
                return text
            found = of_blog.replaced(addresses_replaced(text, address, host), {})
            return self._names.replaced(found, own)

        return said


def _bare(host: str) -> str:
    """A host without the ``www.`` that many have, or have not."""
    return host.removeprefix("www.")
