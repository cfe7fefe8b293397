"""Entries of a feed that cannot be told apart by their addresses: they have none, or share one.

An address that several entries share, as on a blog of a single page, is announced without the words
of any of them: with those of one the page would be kept as that post, and be the wrong one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.web import urls
from archiver.web.feeds import Entry, Feed
from archiver.web.plain_text import without_tags

_ALIKE = 0.8
"""Of two texts of one post, one an edited form of the other, so many words are the same."""
_NAMED = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The entries to announce, each with words about it, and the addresses of which nobody can tell
    what post is there, with the reason."""

    entries: tuple[tuple[Entry, str], ...]
    unclear: tuple[tuple[Entry, str], ...]


def told_apart(feed: Feed, where: str) -> ToldApart:
    """The entries of a feed, by their addresses; ``where`` is that of the feed."""
    pages: dict[str, list[Entry]] = {}
    for entry in feed.entries:
        pages.setdefault(urls.key(entry.url) if entry.url else "", []).append(entry)
    without = pages.pop("", [])
    unclear = [(Entry(url=where), _told(without, "no address of a post"))] if without else []
    announced: list[tuple[Entry, str]] = []
    for entries in pages.values():
        posts = _different(entries)
        if len(posts) == 1:
            announced += [(entry, "") for entry in entries]
            continue
        bare = Entry(url=urls.clean(posts[0].url))
        reason = _told(posts, "one address, and nobody can tell which of them its page is")
        unclear.append((bare, reason))
        if not _is_home(bare.url, feed):
            announced.append((bare, reason))
    return ToldApart(tuple(announced), tuple(unclear))


def _different(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a post: a feed may name one twice, as after it was published again."""
    posts: list[Entry] = []
    for entry in entries:
        if not any(_are_one(entry, post) for post in posts):
            posts.append(entry)
    return posts


def _are_one(one: Entry, other: Entry) -> bool:
    if one.title.casefold() == other.title.casefold() and (one.title or not one.content):
        return True
    left, right = _words(one.content), _words(other.content)
    return bool(left and right) and len(left & right) >= _ALIKE * min(len(left), len(right))


def _words(content: str) -> set[str]:
    return set(_WORD.findall(without_tags(content, " ").casefold()))


def _told(entries: list[Entry], what: str) -> str:
    names = [f"“{entry.title[:80]}”" for entry in entries if entry.title][:_NAMED]
    more = ", ..." if names and len(entries) > len(names) else ""
    named = f" ({', '.join(names)}{more})" if names else ""
    one = len(entries) == 1
    return f"{len(entries)} {'entry' if one else 'entries'} of the feed{named} {'has' if one else 'have'} {what}"


def _is_home(url: str, feed: Feed) -> bool:
    """Whether an address is the blog's home: its page lists posts, and is none."""
    parts = urlsplit(url)
    site = feed.links.get("alternate")
    bare = not parts.path.strip("/") and not parts.query
    return bare or (site is not None and urls.same(url, site))
