"""Who wrote a post: one name a post, so that a table of participants has one row for it.

What is no name of a person is passed over: ``admin``, an address, an e-mail, a firm, and what the blog
itself is called. The first of these that holds tells the writer:

1. **The post names a participant**, by one of her names; case, accents, initials and the order of the words
   do not count. A first name alone counts where exactly one participant has it, and the address agrees: it
   is one of her blogs, or her name stands in it. Of several authors it is the one whose blog this is,
   else the first who takes part.
2. **The post stands on a participant's blog**, or her feed announced it: that of the longest address. Not where
   the post gives the whole name of somebody else, who is a guest there; and not where two people share
   the blog.
3. **The post names its author**; of several the first.
4. **An announcement names one**: the round-up, hub, invitation or roster; then the feed; then the words
   around the link, as in "Going on by Ben". Participants are known in them as in the post.
5. **The blog has a name**: that, unless it is what every blog of its kind is called.

Where 3 to 5 give a first name, and another of the witnesses the whole name that begins or ends with it, it
is the whole name.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from archiver.model import Candidate, Method, Participant, Post
from archiver.web.persons import accounts, people_index
from archiver.web.persons.people_index import is_named, is_partly_named
from archiver.web.persons.person_names import (
    agree,
    is_full,
    is_part,
    is_person,
    looks_full,
    person_key,
    plain,
    several,
    words,
)
from archiver.web.vocabulary import lists

__all__ = ["person_key", "writer_of"]

_LISTS = (Method.ROUNDUP, Method.HUB, Method.INVITATION, Method.ROSTER)
_BLOGS = (Method.FEED, Method.SITE, Method.TAG)
_WORD = r"[^\W\d_a-zà-ÿ][\w.’'-]{0,30}"
_NAME = (
    rf"(?P<name>{_WORD}(?:\s(?:(?:van|von|de|del|della|der|den|da|di|du|la|le)\s)?{_WORD}){{0,3}})"
)
_ENDS = r"(?=\s*(?:$|[.,;:!?)(|–—-]))"


def writer_of(
    post: Post, announcements: Sequence[Candidate], participants: Sequence[Participant]
) -> str:
    """The name of the person who wrote a post, by the rules above; empty where nobody knows.

    ``announcements`` are all that led to it. A participant is called as ``participants`` has her.
    """
    known = _Known(post, announcements, participants)
    signed = [name for author in post.authors for name in several(author) if is_person(name)]
    if taker := known.among(signed, pairs=True):
        return taker.name
    own = _names(post.authors, post)
    if owner := known.owner:
        guest = next((n for n in own if _is_another(n, owner)), "")
        return guest or owner.name
    told = _told(post, announcements)
    if not own and (taker := known.among(told)):
        return taker.name
    blog = _name_of_blog(post)
    named = [*own, *told]
    witnesses = [*own, *([blog] if looks_full(blog) else []), *told]
    name = _whole(named[0], witnesses) if named else blog
    taker = known.among([name]) if is_person(name) else None
    return taker.name if taker else name


class _Known:
    """The participants, beside a post: whose blog it stands on, and whom a name means there."""

    def __init__(
        self, post: Post, announcements: Sequence[Candidate], people: Sequence[Participant]
    ) -> None:
        self._people = people_index.of(tuple(people))
        self._url = post.url
        addresses = dict.fromkeys((post.url, *(a.url for a in announcements)))
        home = next(filter(None, map(self._people.at, addresses)), None)
        vias = {a.via for a in announcements if a.how in _BLOGS and a.via}
        self._home = home or self._people.with_address(vias)

    @property
    def owner(self) -> Participant | None:
        """Whose blog it is, where that is one person's."""
        return self._home[0] if len(self._home) == 1 else None

    def among(self, names: Sequence[str], *, pairs: bool = False) -> Participant | None:
        """The participant whom one of the names means, first of all one whose blog it is.

        With ``pairs`` two names of one word each may be one that was cut in two: ``Lovelace, Ada``.
        """
        if pairs and len(names) == 2 and not any(" " in name for name in names):
            names = [*names, f"{names[1]} {names[0]}"]
        found = [person for name in names if (person := self._meant(name))]
        return next((p for p in found if p in self._home), found[0] if found else None)

    def _meant(self, name: str) -> Participant | None:
        here = [p for p in self._home if is_named(p, name) or is_partly_named(p, name)]
        if len(here) == 1:
            return here[0]
        if alike := self._people.named(name):
            # also where a list has her by her first name alone, that is one of many
            sure = not is_partly_named(alike[0], name) or self._in_address(name)
            return alike[0] if len(alike) == 1 and sure else None
        part = self._people.partly_named(name)
        return part[0] if len(part) == 1 and self._in_address(name) else None

    def _in_address(self, name: str) -> bool:
        """Whether the host or the account begins or ends with a name, as ``benbakes`` does with Ben."""
        letters = "".join(words(name))
        found = (label.casefold() for label in accounts.labels(self._url))
        return len(letters) > 2 and any(
            label.startswith(letters) or label.endswith(letters) for label in found
        )


def _is_another(name: str, owner: Participant) -> bool:
    """Whether a whole name is somebody else's than that of a participant with a whole name."""
    whole = is_full(owner.name) and is_full(name) and looks_full(name)
    return whole and not is_named(owner, name)


def _names(authors: Iterable[str], post: Post) -> list[str]:
    """The names of people among authors, without what the blog is called."""
    alone = (
        name for author in authors if not _is_of_blog(author, post) for name in several(author)
    )
    return [name for name in alone if is_person(name) and not _is_of_blog(name, post)]


def _told(post: Post, announcements: Sequence[Candidate]) -> list[str]:
    """The names that announcements give: by a person who made a list, by the feed, by the words around."""
    by_hand = [a.author for a in announcements if a.how in _LISTS]
    by_feed = [a.author for a in announcements if a.how not in _LISTS]
    quoted = [_quoted(a, post) for a in announcements if a.how in _LISTS and not a.author]
    return _names(filter(None, (*by_hand, *by_feed, *quoted)), post)


def _quoted(announced: Candidate, post: Post) -> str:
    """The name in the words around a link. Behind "by" it may be a first name; behind a dash, in brackets
    or before what it tells, where much else stands ("Recap", "She writes"), it is a whole one. The
    words of the title are none of them."""
    quote = " ".join(announced.quote.split())
    titles = (" ".join(title.split()) for title in (announced.title, post.title))
    title = next((t for t in titles if t and t in quote), "")
    before, _, after = quote.partition(title) if title else ("", "", quote)
    if match := _credited(behind_title=bool(title)).search(after):
        return _checked(match["name"])
    aside = _aside().match(after) if title else None
    match = aside or _telling().match((before or after).lstrip(" -–—*•"))
    name = _checked(match["name"]) if match else ""
    return name if looks_full(name) else ""


def _checked(name: str) -> str:
    """A name as far as it is one: a full stop ends it behind more than initials. A month is none, nor is
    "Wrap Up"."""
    name = re.split(r"(?<=\w{3})\.(?:\s|$)", name, maxsplit=1)[0]
    name = re.sub(r"[’']s$|(?<=\w\w)\.$", "", name)
    no_names = {*lists.months(), *lists.words("round-units"), *lists.words("round-gathers")}
    return "" if no_names & {name.casefold(), name.split()[0].casefold()} else name


@cache
def _credited(*, behind_title: bool) -> re.Pattern[str]:
    before = r"^[\W_]{0,6}\b" if behind_title else r"(?<=\s)"
    return re.compile(rf"{before}(?i:{lists.any_of('by')}{'|from' * behind_title})\s{_NAME}{_ENDS}")


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s\"”’]{{0,3}}[(–—|-]\s?|\s[–—|-]\s){_NAME}{_ENDS}")


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(rf"{_NAME}(?:\s(?:also |then |has )?{lists.any_of('tells')}\b|[’']s\s|:\s?$)")


def _is_of_blog(name: str, post: Post) -> bool:
    """Whether a name is that of the blog."""
    return bool(post.site) and person_key(name) == person_key(post.site or "")


def _name_of_blog(post: Post) -> str:
    """What a blog is called, unless many are called so; the person where it is called after one."""
    site = " ".join((post.site or "").split())
    if not any(c.isalpha() for c in site) or site.casefold() in lists.words("any-site"):
        return ""
    match = _called_after().fullmatch(site)
    name = (match["of"] or match["name"]) if match else ""
    return name if name and looks_full(name) else site


@cache
def _called_after() -> re.Pattern[str]:
    blog = r"(?:web|micro)?(?:blog|log|site|journal|diary|notes|page)"
    of = _NAME.replace("?P<name>", "?P<of>")
    return re.compile(
        rf"{_NAME}[’']s?\s(?i:(?:personal )?{blog})|(?i:(?:the )?{blog}) (?i:of|by|von|de) {of}"
    )


def _whole(name: str, witnesses: Sequence[str]) -> str:
    """A first name, or one with initials, as the whole name that one of the witnesses gives for it."""
    if is_full(name):
        return plain(name)
    whole = (w for w in witnesses if is_full(w) and (is_part(name, w) or agree(name, w)))
    return plain(next(whole, name))
