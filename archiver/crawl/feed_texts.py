"""Posts whose page could not be had, and whose text may stand in the feed: what is read of them."""

from archiver.crawl.ledger import Ledger
from archiver.crawl.versioning import Page
from archiver.errors import ArchiverError, Gone, Postponed, Refused, TooLarge
from archiver.history import announcements
from archiver.history.versions import is_from_feed
from archiver.model import Capture
from archiver.reading.jobs import Fed, Read, Waiting

_PASSING = (408, 425, 429)
"""Statuses that ask to come back later: the page will be there."""


def waiting(
    ledger: Ledger, url: str, error: ArchiverError, capture: Capture | None
) -> Waiting | None:
    """The post at an address, to be read from its feed; None where that is not to be asked.

    The page is believed to be kept from us at once where the server says so, and where it could
    not be reached in an earlier run either.
    """
    held = ledger.held(url)
    if isinstance(error, Postponed) or (held is not None and not is_from_feed(held.post)):
        return None
    tries = ledger.writer.tries(url)
    if not _is_lasting(error, capture) and (
        tries is None or tries[1] >= int(ledger.started.timestamp())
    ):
        return None
    told = announcements.own_announcement(ledger.store.announced(url))
    if told is None or not told.content_sha256:
        return None
    nothing = Capture(
        url=url,
        final_url=url,
        status=0,
        headers=(),
        payload=b"",
        body=b"",
        fetched_at=ledger.started,
    )
    return Waiting(url=url, capture=nothing, missed=True)


def _is_lasting(error: ArchiverError, capture: Capture | None) -> bool:
    """Whether a page is kept from us, and not only missed.

    Walls against programs answer 503 too, or redirect in a circle who keeps no cookies; a server
    that rests says when to come back.
    """
    status = capture.status if capture else 0
    if status in _PASSING:
        return False
    wall = capture is not None and status == 503 and not capture.header("retry-after")
    return isinstance(error, Refused | Gone | TooLarge) or wall or 300 <= status < 400


def page_of(url: str, read: Read, fed: Fed) -> Page:
    """A post of the feed as if a page of its address had been read."""
    found = Read(url=url, answer=fed.post, witnesses=fed.witnesses, source=read.source, entry=True)
    return Page(url=url, capture=fed.capture, read=found, post=fed.post)
