"""Which post a person means by a part of its address or of its title."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from archiver.console import columns
from archiver.console.text import safe, wrapped
from archiver.errors import ConfigError
from archiver.history.folding import fold
from archiver.membership.sentences.words import folded
from archiver.store.archive import Archive
from archiver.store.types import Summary
from archiver.web import urls

_NEAR = 0.5
"""So much of what was typed must stand in a title or an address for it to be a near miss."""
_MISSES = 3
_LINES = 20


def meant(archive: Archive, text: str) -> str:
    """The identity of the one post that has this in its address or title.

    Raises ConfigError, with those that may be meant, where none or several have it.
    """
    if known := _known_of(archive, text):
        raise ConfigError("the archive holds no such post", where=text, hint=known)
    posts = archive.summaries() if text.strip() else []
    found = matching(posts, text)
    # who gives a whole address does not want another post
    if len(found) == 1 and "://" not in text:
        return found[0].url
    where_to_look = _where_to_look(archive, text)
    likely = found or near(posts, text)
    if not likely:
        raise ConfigError("the archive holds no such post", where=text, hint=where_to_look)
    what = "the archive holds no such post; did you mean"
    if len(found) > 1:
        what = f"{len(found)} posts have this in their address or title; name one of them"
    told = [f"{what}:", *lines(likely, columns(sys.stderr))]
    told += [f"  {where_to_look}"] if "://" in text else []
    raise ConfigError("\n".join(told), where=text)


def _where_to_look(archive: Archive, text: str) -> str:
    host = urls.host(text if "://" in text else f"https://{text}")
    if host in archive.hosts():
        return f"`archiver list --host {host}` shows the posts of its blog"
    return "`archiver list` shows what it holds"


def _known_of(archive: Archive, url: str) -> str:
    """What is known of an address under which no post is held."""
    held_back = next((q for q in archive.held_back() if urls.same(q.url, url)), None)
    if held_back is not None:
        return (
            f"what answered there is held back: {held_back.reason}; `archiver status --held-back`"
        )
    announced = archive.announcements(url)
    return f"{announced[0].via} announced it, but it could not be had so far" if announced else ""


def matching(posts: Iterable[Summary], part: str) -> list[Summary]:
    """The posts with this in their address or title, or else with all its words; case, diacritics and
    typography do not count."""
    wanted = _plain(part)
    texts = [(post, _texts(post)) for post in posts]
    found = [post for post, said in texts if any(wanted in text for text in said)]
    words = wanted.split()
    return found or [
        post for post, said in texts if words and all(word in " ".join(said) for word in words)
    ]


def near(posts: Iterable[Summary], part: str) -> list[Summary]:
    """The posts that are most like what was typed, the nearest first; few or none.

    Of an address the name of the page counts, as its host is that of many.
    """
    page = urlsplit(part).path.rstrip("/").rpartition("/")[2] if "://" in part else ""
    wanted = _threes(_plain(unquote(page) or part))
    ranked = [(max(_share(wanted, text) for text in _texts(post)), post) for post in posts]
    ranked = [pair for pair in ranked if pair[0] >= _NEAR]
    ranked.sort(key=lambda pair: -pair[0])
    return [post for _, post in ranked[:_MISSES]]


def lines(posts: list[Summary], most: int | None) -> Iterator[str]:
    """The posts for a person to choose from: title and address, cut with a count."""
    for post in posts[:_LINES]:
        day = f" ({post.published})" if post.published else ""
        title = f"{safe(post.title) or 'untitled'}{day}"
        yield from (f"  {line}" for line in (wrapped(title, most - 2) if most else [title]))
        yield f"    {safe(post.url)}"
    if len(posts) > _LINES:
        yield f"  and {len(posts) - _LINES} more; a longer part names fewer"


def _texts(post: Summary) -> tuple[str, ...]:
    """What is looked at: the title, and the address as it is and as people read it."""
    address = unquote(post.url)
    name = urls.host(post.url)
    if "xn--" in name:
        with suppress(UnicodeError):  # a name that is none
            address = address.replace(name, name.encode().decode("idna"), 1)
    return tuple(dict.fromkeys(map(_plain, (post.title, address, post.url))))


def _plain(text: str) -> str:
    return folded(fold(text))


def _threes(text: str) -> set[str]:
    """All runs of three characters, with the text's own beginning and end."""
    text = f" {text} "
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _share(wanted: set[str], text: str) -> float:
    return len(wanted & _threes(text)) / len(wanted)
