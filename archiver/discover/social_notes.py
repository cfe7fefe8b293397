"""Notes of social networks that tell of posts elsewhere: the feed of a hashtag, a link log of many.

The post is what such a note links to. A note is an untitled, short entry that links out, in a feed of
many people or of a tag, with the address of a note; in a feed of a tag on many hosts also one with
another address. One person's own feed has none, nor a group's or a planet's: a commented link, and what
somebody writes without a title, are their posts.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.errors import ParseError
from archiver.web import html, urls
from archiver.web.address_kinds import may_be_post
from archiver.web.feeds import Entry, Feed
from archiver.web.plain_text import without_tags

_LONGEST = 500
"""Characters of a note, as Mastodon has them; the addresses in it do not count."""
_SHORT = 280
"""The same of what may be a blog's own short post."""
_MARKUP = 20_000
_LINKS = 5
"""A note that links to more is a list, or an advertisement."""
_NOTE = re.compile(
    r"/@[^/]{1,80}/(?:\d{1,25}|[A-Za-z0-9]{16,40}|statuses/\w{1,40})/?$|"  # Mastodon, GoToSocial
    r"/users/[^/]{1,80}/statuses/\w{1,40}|/(?:notice|notes|objects|display)/[\w-]{6,60}/?$|"
    r"/profile/[^/]{1,80}/post/\w{1,40}/?$|/p/[^/]{1,80}/\d{5,25}/?$"
)
_TAGS = re.compile(r"/(?:tags?|tagged|hashtags?|explore/tags|discover)/[^/]", re.IGNORECASE)
_PERSON = re.compile(r"/(@[^/]{1,80}|(?:users|profile|p)/[^/]{1,80})/")
_BARE = re.compile(r"https?://[^\s<>\"')\]]{4,2000}", re.IGNORECASE)
_OF_NETWORK = frozenset(("mention", "hashtag"))


@dataclass(frozen=True, slots=True)
class Note:
    """What a note tells: its words, and the addresses that it links to."""

    words: str
    links: tuple[str, ...]


def is_of_tag(feed: Feed, where: str) -> bool:
    """Whether a feed is that of a tag; ``where`` is its address."""
    places = (where, feed.links.get("alternate", ""))
    return feed.title.startswith("#") or any(_TAGS.search(urlsplit(place).path) for place in places)


def found(feed: Feed, where: str) -> dict[str, Note]:
    """The notes of a feed that lead to posts elsewhere, by the addresses of their entries."""
    untitled = [entry for entry in feed.entries if entry.url and _is_untitled(entry)]
    people = {_person(entry.url) for entry in feed.entries if entry.url}
    of_tag = is_of_tag(feed, where)
    if not untitled or not (of_tag or len(people) > 1):
        return {}
    of_many_hosts = len({host for host, _ in people}) > 1
    notes = {}
    for entry in untitled:
        is_note = bool(_NOTE.search(urlsplit(entry.url).path))
        most = _LONGEST if is_note else _SHORT if of_tag and of_many_hosts else 0
        if most and (note := _read(entry, most)):
            notes[entry.url] = note
    return notes


def _person(url: str) -> tuple[str, str]:
    """Whose an address is: its host, and the person in it."""
    person = _PERSON.search(urlsplit(url).path)
    return urls.host(url), person[1] if person else ""


def _is_untitled(entry: Entry) -> bool:
    """Whether an entry has no title, or one that was made of its first words."""
    if not entry.title:
        return True
    start = entry.title.rstrip("…. ").removesuffix("[").casefold()
    if len(entry.content) > _MARKUP or not start:
        return False
    words = " ".join(without_tags(entry.content).split())
    return words.casefold().startswith(start)


def _read(entry: Entry, most: int) -> Note | None:
    """The words and the links of a note; None where it is too long, or leads nowhere."""
    if not entry.content or len(entry.content) > _MARKUP:
        return None
    with suppress(ParseError):
        tree = html.parse(entry.content)
        words = " ".join(tree.text_content().split())
        links = [str(a.get("href") or "") for a in tree.iter("a") if not _is_network(a)]
        found = tuple(_elsewhere(links or _BARE.findall(words), entry.url))
        if len(_BARE.sub("", words)) <= most and 0 < len(found) <= _LINKS:
            return Note(words, found)
    return None


def _is_network(link: HtmlElement) -> bool:
    """Whether a link is a mention of somebody or a tag."""
    classes = str(link.get("class") or "").split()
    return not _OF_NETWORK.isdisjoint(classes) or "tag" in str(link.get("rel") or "").split()


def _elsewhere(links: list[str], note: str) -> Iterator[str]:
    """The links that may lead to posts: none of the note's own host, and none to other notes."""
    seen: set[str] = set()
    for link in links:
        url = urls.resolve(link.strip(), note)
        if url is None or not may_be_post(url, note) or urls.key(url) in seen:
            continue
        path = urlsplit(url).path
        if urls.host(url) != urls.host(note) and not (_NOTE.search(path) or _is_person(path)):
            seen.add(urls.key(url))
            yield urls.clean(urls.original(url))


def _is_person(path: str) -> bool:
    return path.startswith("/@") and "/" not in path.strip("/")
