"""WXR 1.2, the file that WordPress exports and imports: RSS with elements of its own.

WordPress's importer has three parsers, one of which reads lines by patterns: so an author stands on one
line, and the attributes of a category in one order. It passes over a post that has the title and the time
of another, and would lose one of two posts of a day: times that are not exact are told apart by seconds.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import unquote, urlsplit

from archiver.export.edition import Edition, editions, written
from archiver.export.holding import Holding
from archiver.export.html_of_markdown import to_html
from archiver.export.markdown.paths import slug
from archiver.model import Comment

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YEARS = range(1001, 9999)
"""Years of which WordPress's database holds all times, whatever their offsets."""
_SERIALIZED = re.compile(r"\s*[a-zA-Z][:;]")
_LONGEST_LOGIN, _LONGEST_TERM = 50, 150


def export(holdings: Iterable[Holding], title: str, link: str) -> Iterator[str]:
    """Pieces of the file: its head, an item a post with its last text, its end.

    ``title`` and ``link`` are those of the site that it is said to come from. Authors stand before their
    first post. A post that never had a text is left out.
    """
    yield _HEAD
    for name, value in (
        ("title", title),
        ("link", link),
        ("description", ""),
        ("generator", "archiver"),
    ):
        yield f"<{name}>{_text(value)}</{name}>\n"
    yield "<wp:wxr_version>1.2</wp:wxr_version>\n"
    for name in ("base_site_url", "base_blog_url"):
        yield f"<wp:{name}>{_text(link)}</wp:{name}>\n"
    made = _Items()
    for holding in holdings:
        for edition in editions(holding):
            yield from made.item(edition)
    yield "</channel>\n</rss>\n"


class _Names:
    """A short name of its own for each name: words joined by hyphens."""

    def __init__(self, fallback: str, *, ascii_only: bool = False) -> None:
        self._fallback, self._ascii_only = fallback, ascii_only
        self._of: dict[str, str] = {}
        self._taken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._of

    def __len__(self) -> int:
        return len(self._of)

    def __getitem__(self, name: str) -> str:
        if name not in self._of:
            words = slug(name)
            if self._ascii_only:
                words = words.encode("ascii", "ignore").decode()[:_LONGEST_LOGIN].strip("-")
            first = found = words or self._fallback
            number = 1
            while found in self._taken:
                number += 1
                found = f"{first}-{number}"
            self._of[name] = found
            self._taken.add(found)
        return self._of[name]


class _Items:
    """Writes items, and remembers what of them must not come twice."""

    def __init__(self) -> None:
        self._logins = _Names("author", ascii_only=True)
        self._terms = {"category": _Names("category"), "post_tag": _Names("tag")}
        self._dated: set[tuple[str, datetime]] = set()
        self._posts = self._comments = 0

    def item(self, edition: Edition) -> Iterator[str]:
        """An item, with its author before it where she is new."""
        author = " ".join(next(iter(edition.holding.writers), "").split()) or edition.holding.host
        if author not in self._logins:
            yield _author(len(self._logins) + 1, self._logins[author], author)
        self._posts += 1
        when = self._time(edition)
        yield "<item>\n"
        yield from _item(edition, self._logins[author], self._posts, when)
        for domain, terms in (
            ("category", edition.post.categories),
            ("post_tag", edition.post.tags),
        ):
            for term in dict.fromkeys(filter(None, (" ".join(term.split()) for term in terms))):
                name, nicename = _html(term[:_LONGEST_TERM]), self._terms[domain][term]
                yield f'<category domain="{domain}" nicename="{nicename}">{_cdata(name)}</category>\n'
        yield from self._replies(edition.post.comments, when)
        yield "</item>\n"

    def _time(self, edition: Edition) -> datetime:
        """When a post is said to be published; no other of its title has this time."""
        when = _moment(edition.by_then) or edition.version.first_seen
        title = slug(edition.title) or edition.title  # its database compares titles without case
        while (title, when.replace(tzinfo=None)) in self._dated:
            when += timedelta(seconds=1)
        self._dated.add((title, when.replace(tzinfo=None)))
        return when

    def _replies(self, comments: Iterable[Comment], when: datetime) -> Iterator[str]:
        above: list[int] = []
        for comment in comments:
            self._comments += 1
            del above[comment.depth :]
            parent = above[-1] if above else 0
            above.append(self._comments)
            yield _reply(comment, self._comments, parent, _moment(comment.published) or when)


def _author(number: int, login: str, name: str) -> str:
    parts = (
        f"<wp:author_id>{number}</wp:author_id>",
        *(
            _element(f"wp:author_{key}", value)
            for key, value in (
                ("login", login),
                ("email", ""),
                ("display_name", _html(name)),
                ("first_name", ""),
                ("last_name", ""),
            )
        ),
    )
    return f"<wp:author>{''.join(parts)}</wp:author>\n"


def _item(edition: Edition, login: str, number: int, when: datetime) -> Iterator[str]:
    """What an item has once."""
    post = edition.post
    yield _element("title", _html(edition.title), end="\n")
    yield f"<link>{_text(post.url)}</link>\n<pubDate>{format_datetime(_in_utc(when))}</pubDate>\n"
    yield _element("dc:creator", login, end="\n")
    yield f'<guid isPermaLink="false">{_text(edition.version.url)}</guid>\n'
    # a bracket opens a shortcode, which WordPress runs, also in attributes
    yield _element("content:encoded", to_html(post.markdown).replace("[", "&#91;"), end="\n")
    yield _element("excerpt:encoded", _html(post.description or ""), end="\n")
    yield f"<wp:post_id>{number}</wp:post_id>\n"
    for name, value in (
        ("post_date", _stamp(when)),
        ("post_date_gmt", _stamp(_in_utc(when))),
        ("comment_status", "open"),
        ("ping_status", "closed"),
        ("post_name", _post_name(edition)),
        ("status", "publish"),
        ("post_type", "post"),
        ("post_password", ""),
    ):
        yield _element(f"wp:{name}", value, end="\n")
    yield "<wp:post_parent>0</wp:post_parent>\n<wp:menu_order>0</wp:menu_order>\n"
    yield "<wp:is_sticky>0</wp:is_sticky>\n"
    for key, value in _told(edition):
        if value:
            # what looks like a value of PHP's would be made one, of whatever class it names
            value = f'"{value}"' if _SERIALIZED.match(value) else value
            meta = _element("wp:meta_key", key) + _element("wp:meta_value", value)
            yield f"<wp:postmeta>{meta}</wp:postmeta>\n"


def _told(edition: Edition) -> Iterator[tuple[str, str]]:
    """What WordPress has no field for, as custom fields."""
    yield "original_url", edition.post.url
    yield "original_published", written(edition.post.published) or ""
    yield "original_authors", ", ".join(edition.holding.writers)
    yield "original_licence", edition.post.licence or ""
    yield "original_gone", edition.gone
    for member in edition.holding.belongs:
        yield "challenge", member.challenge
        yield "round", member.round or ""


def _post_name(edition: Edition) -> str:
    """The last words of the address, so that a blog that comes back has its old addresses."""
    path = unquote(urlsplit(edition.post.url).path).rstrip("/")
    last = re.sub(r"\.\w{1,5}$", "", path.rpartition("/")[2])
    return slug(last) if any(map(str.isalpha, last)) else slug(edition.title)


def _reply(comment: Comment, number: int, parent: int, when: datetime) -> str:
    text = _html(comment.text).replace("[", "&#91;")
    parts = (
        ("id", str(number)),
        ("author", _html(comment.author)),
        ("author_email", ""),
        ("author_url", ""),
        ("author_IP", ""),
        ("date", _stamp(when)),
        ("date_gmt", _stamp(_in_utc(when))),
        ("content", text),
        ("approved", "1"),
        ("type", "comment"),
        ("parent", str(parent)),
        ("user_id", "0"),
    )
    inner = "".join(_element(f"wp:comment_{name}", value) for name, value in parts)
    return f"<wp:comment>{inner}</wp:comment>\n"


# ---- values


def _moment(said: datetime | date | None) -> datetime | None:
    """A day as its first second, a time as it was written; None of what WordPress cannot hold."""
    if said is None or said.year not in _YEARS:
        return None
    return said if isinstance(said, datetime) else datetime.combine(said, time())


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _element(name: str, value: str, end: str = "") -> str:
    return f"<{name}>{_cdata(value)}</{name}>{end}"


def _cdata(text: str) -> str:
    """A text as it is; what would end it is parted."""
    return f"<![CDATA[{_legal(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _html(text: str) -> str:
    """Words as WordPress keeps titles, names and excerpts: as HTML, which it does not escape again."""
    return escape(text, quote=False)


def _text(text: str) -> str:
    return escape(_legal(text))


def _legal(text: str) -> str:
    """Without the characters that XML cannot hold in any form; every line end is a line feed."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
