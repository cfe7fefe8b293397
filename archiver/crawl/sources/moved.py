"""Where a source has moved to for good, and whether it is gone, by the last answers of addresses."""

from collections.abc import Callable

from archiver.facts import Answered
from archiver.fetch.responses import MAX_HOPS
from archiver.store.remembered import Remembered
from archiver.web import urls


def address(url: str, writer: Remembered, lost: Callable[[str], bool]) -> str:
    """Where permanent redirects (301, 308) lead from an address; itself where that is not believed.

    It is where the last answer at their end was read as what it should be, and has something in
    common with what the address announced before: a redirect to a portal's page, to a stranger's
    feed, or to one that has failed since, was not permanent, whatever it said. ``lost`` says that an
    address has a hidden value which only the redirect knows.
    """
    way = [place for place, _ in _way(url, writer)]
    if not way or not reads(way[-1], writer) or any(map(lost, way)):
        return url
    return way[-1] if _have_common_posts(url, way[-1], writer) else url


def _have_common_posts(old: str, new: str, writer: Remembered) -> bool:
    """Whether two addresses have announced one post, or the old one has announced none."""
    before, after = (
        {
            mark
            for fact in writer.announced_by(place)
            for mark in (urls.key(fact.url), fact.entry_id, fact.title)
            if mark
        }
        for place in (old, new)
    )
    return not before or bool(before & after)


def reads(url: str, writer: Remembered) -> bool:
    """Whether the last answer of an address was good, and read as what it should be."""
    last = writer.last_fetch(url)
    return last is not None and last.status in (200, 304) and writer.was_read(url)


def gone(url: str, writer: Remembered) -> bool:
    """Whether an address, or where it has moved to, answered 410: it asks not to be asked."""
    last = (_way(url, writer) or [(url, writer.last_fetch(url))])[-1][1]
    return last is not None and last.status == 410


def _way(url: str, writer: Remembered) -> list[tuple[str, Answered | None]]:
    """The addresses that permanent redirects lead to, with their last answers.

    Empty where there is no redirect, or one that leads nowhere, in a circle, or too far.
    """
    way: list[tuple[str, Answered | None]] = []
    visited, last = {url}, writer.last_fetch(url)
    while last is not None and last.status in (301, 308):
        target = urls.resolve(last.location or "", url)
        if target is None or target in visited or len(way) == MAX_HOPS:
            return []
        url, last = target, writer.last_fetch(target)
        visited.add(url)
        way.append((url, last))
    return way
