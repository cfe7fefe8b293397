"""Two addresses that turn out to be one post: their histories become one, and the journal says why."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from archiver.crawl.ledger import Ledger
from archiver.errors import StoreError
from archiver.facts import Repost, SamePost
from archiver.history.identity import entry_key
from archiver.history.likeness import alike, shared
from archiver.history.versions import last_text, next_version, tombstone
from archiver.model import Candidate, Post, Version
from archiver.store.types import Titled
from archiver.web import dates, urls

_log = logging.getLogger(__name__)

_SAME_TEXT = 0.6
"""The share of each text's runs of words that two posts under one title and day have in common."""
_TO_THE_WORD = 0.98
"""The same of two posts of one blog whose titles differ."""
_ENOUGH = 20
"""Words: a shorter text, as below pictures, may stand under two titles on one day."""
_SAME_DAY = timedelta(days=1)
"""Two platforms may show one moment in two time zones."""


Announced = tuple[Candidate, ...]
"""What was announced of the post that was read."""


def same_entry(ledger: Ledger, url: str, post: Post, announced: Announced) -> Version | None:
    """The held post of the feed's entry with the same id, whose address has changed.

    An id that several entries of the feed share counts for nothing; nor does one whose text is
    another: some feeds number their entries anew each time.
    """
    own = (said for said in announced if not _is_shared(ledger, said))
    return _of_entries(ledger, url, post, own, same_feed=True)


def _of_entries(
    ledger: Ledger, url: str, post: Post, announced: Iterable[Candidate], *, same_feed: bool
) -> Version | None:
    """The held post with an alike text that was announced under one of these ids at another address."""
    for said in announced:
        for before in ledger.store.of_entry(said) if said.entry_id else ():
            if (same_feed and before.via != said.via) or urls.same(before.url, url):
                continue
            held = _held(ledger, before.url)
            if held and held.post and alike(held.post, post):
                return held
    return None


def _sources(announced: Iterable[Candidate]) -> set[str]:
    """The sources that have announced a post."""
    return {said.source for said in announced}


def _is_shared(ledger: Ledger, said: Candidate) -> bool:
    """Whether other entries of a feed have the same id in this run."""
    key = entry_key(said.entry_id)
    return len(ledger.entries().get((said.via, key), set())) > 1


def of_moved_blog(ledger: Ledger, url: str, post: Post, announced: Announced) -> Version | None:
    """The held post of the blog that, by sources.yaml, has moved to where this one is.

    It has the same path, or the same title, and an alike text.
    """
    named = _sources(announced)
    moved = {s.moved_from for s in ledger.settings.sources if s.id in named and s.moved_from}
    for host in (urls.host(place) or place for place in moved):
        there = urls.resolve(url.partition(urls.host(url))[2], f"http://{host}/")
        titled = ledger.store.titled(post.title, host) if post.title else ()
        for candidate in (there, *(found.url for found in titled)):
            held = _held(ledger, candidate) if candidate else None
            if held and held.post and urls.host(held.url) == host and alike(held.post, post):
                return held
    return None


def older_twin(ledger: Ledger, url: str, post: Post, announced: Announced) -> tuple[str, str]:
    """A post that is held under another address and may be the same one, and why.

    Whether it is depends on what its own address answers now: a repost that both blogs show is
    another post. Nothing and nothing where there is none.
    """
    entry = _of_entries(ledger, url, post, announced, same_feed=False)
    if entry is not None:
        return entry.url, "the same entry of its feed, under another address"
    # what this run has met under another title is there: it has not moved here
    for found in _near(ledger, post, url, announced, before=ledger.started):
        held = _held(ledger, found.url)
        if held and held.post and not urls.same(held.url, url) and is_twin(held.post, post):
            same = "text, title and day" if held.post.title == post.title else "text and day"
            return held.url, f"the same {same}, under another address"
    return "", ""


def is_twin(one: Post, other: Post) -> bool:
    """Whether two posts have one text and day; and one title, or else the text to the word."""
    both = shared(one, other)
    days = [dates.day(post.published) for post in (one, other)]
    enough = _SAME_TEXT if one.title == other.title else _TO_THE_WORD
    return _are_near(days[0], days[1]) and min(both.kept, both.known) >= enough


def _near(
    ledger: Ledger, post: Post, url: str, announced: Announced, before: datetime | None = None
) -> Iterator[Titled]:
    """The posts that may be the same one: of its title; or of the same blog, its day and length.

    A blog that moves to other software shows titles otherwise: with or without marks that look like
    HTML, with its own name where a post has none. With ``before``, of these
    only the ones that have not changed since.
    """
    if post.title:
        yield from ledger.store.titled(post.title)
    day = dates.day(post.published)
    if day is None:
        return
    around = (dates.moved(day, -_SAME_DAY), dates.moved(day, _SAME_DAY))
    words = (int(post.word_count * _TO_THE_WORD), int(post.word_count / _TO_THE_WORD))
    for found in ledger.store.published(around, words, before):
        says = post.word_count >= _ENOUGH or _slug(found.url) == _slug(url) != ""
        if says and _are_of_one_blog(ledger, found.url, url, announced):
            yield found


def _slug(url: str) -> str:
    """The last step of an address, which most software keeps from another one's."""
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].casefold()


def _are_of_one_blog(ledger: Ledger, one: str, other: str, announced: Announced) -> bool:
    """Whether two posts are on one host, or one source has announced both, or says that it has moved
    from one to the other. ``announced`` is of the other one."""
    hosts = {urls.host(one), urls.host(other)}
    if len(hosts) == 1:
        return True
    sources, others = _sources(ledger.store.announcements(one)), _sources(announced)
    if sources & others:
        return True
    said = sources | others
    moved = (s.moved_from for s in ledger.settings.sources if s.id in said and s.moved_from)
    return any((urls.host(place) or place) in hosts for place in moved)


def _are_near(one: date | None, other: date | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _SAME_DAY


def _held(ledger: Ledger, url: str) -> Version | None:
    """The last version of a post that has a text; None where it is not held or is damaged."""
    try:
        return last_text(ledger.store.versions(url))
    except StoreError:
        return None


def living_twin(ledger: Ledger, post: Post, url: str) -> str:
    """Another held post with the same text and day that is not gone; nothing if there is none.

    Asked before a post is marked as gone: it may have moved.
    """
    announced = ledger.store.announcements(url)
    for found in _near(ledger, post, url, announced):
        if found.gone or found.url == url or _are_reposts(ledger, found.url, url, announced):
            continue
        held = _held(ledger, found.url)
        if held and held.post and is_twin(held.post, post):
            return held.url
    return ""


def _are_reposts(ledger: Ledger, one: str, other: str, announced: Announced) -> bool:
    """Whether two blogs have shown a text at one time: then none of them has moved to the other."""
    if _are_of_one_blog(ledger, one, other, announced):
        return False
    groups = ({url, *_linked(ledger, url)} for url in (one, other))
    return bool(set.intersection(*groups))


def _linked(ledger: Ledger, url: str) -> set[str]:
    return {name for fact in ledger.store.reposts(url) for name in (fact.url, fact.of)}


def join(ledger: Ledger, younger: str, older: str, reason: str, at: datetime) -> None:
    """Append the versions of one post to those of an older one, whose identity stays.

    The younger one gets a last version that says so; what it said is lost nowhere.
    """
    history = ledger.store.versions(older)
    given_up = ledger.store.versions(younger)
    for version in _that_add(history, given_up):
        ledger.add(version)
    told = f"the same post as {older}: {reason}"
    last = tombstone(given_up, reason=told, capture=given_up[-1].capture, seen_at=at)
    if last is not None:
        ledger.writer.add(last)
    ledger.writer.note(SamePost(url=younger, of=older, at=at, reason=reason))
    _log.info("%s is %s: %s", younger, older, reason, extra={"event": "joined", "url": younger})


def _that_add(history: tuple[Version, ...], others: Iterable[Version]) -> Iterable[Version]:
    """The versions of another history as those that follow the last of this one."""
    for version in others:
        if version.post is None:
            continue
        added = next_version(
            history,
            version.post,
            capture=version.capture,
            seen_at=version.seen_at,
            extractor=version.extractor,
            witnesses=version.witnesses,
        )
        if added is not None:
            history = (*history, added)
            yield added


def link(ledger: Ledger, repost: str, of: str, reason: str, at: datetime) -> None:
    """Note that two posts have one text, and both are there."""
    if not any(fact.of == of or fact.url == of for fact in ledger.store.reposts(repost)):
        ledger.writer.note(Repost(url=repost, of=of, at=at, reason=reason))
