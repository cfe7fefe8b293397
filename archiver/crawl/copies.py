"""Posts that are dead, and are kept from their copies in web archives."""

from archiver.crawl.ledger import Ledger
from archiver.errors import ArchiverError, Gone, NotThePage, SentOn, Unreachable
from archiver.history.versions import is_from_copy
from archiver.model import Capture
from archiver.reading.from_copy import standing_in
from archiver.reading.jobs import Waiting, bare
from archiver.web import urls


def _is_death(error: ArchiverError) -> bool:
    """Whether it is what dead posts answer with: a 404, nothing at all, or a page of whoever has
    their address now."""
    is_page = isinstance(error, NotThePage) and not isinstance(error, SentOn)
    return is_page or isinstance(error, Gone | Unreachable)


def is_held(ledger: Ledger, url: str, error: ArchiverError) -> bool:
    """Whether the post is known to be dead, and kept from a copy: then its death is no news."""
    held = ledger.held(url)
    return held is not None and is_from_copy(held.post) and _is_death(error)


def to_ask(ledger: Ledger, url: str, error: ArchiverError) -> str:
    """The address of a copy that somebody has named of a dead post, of which no text is held; empty
    where there is none, or where it is not dead."""
    if not _is_death(error) or ledger.held(url) is not None:
        return ""
    said = (*ledger.announced.get(urls.key(url), ()), *ledger.store.announcements(url))
    return next((candidate.copy for candidate in said if candidate.copy), "")


def waiting(url: str, capture: Capture) -> Waiting:
    """The page of a post, to be read from the capture of its copy."""
    return Waiting(url=url, capture=standing_in(bare(capture)))
