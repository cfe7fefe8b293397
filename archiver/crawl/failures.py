"""A request that failed -> the journal's line for it, and the log's."""

import logging
from datetime import datetime

from archiver.errors import ArchiverError, Postponed
from archiver.facts import Failed
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.model import Capture

# the steps of a run are told by the module that takes them
_log = logging.getLogger("archiver.crawl.ledger")


def _reason(error: ArchiverError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def of(answer: Answer, capture: Capture | None, at: datetime) -> Failed:
    """The journal's line for a request that failed."""
    return Failed(
        url=without_credentials(answer.request.url),
        at=capture.fetched_at if capture else at,
        source=answer.request.source or None,
        status=capture.status if capture else None,
        capture=capture.ref if capture else None,
        reason=_reason(answer.error) if answer.error else None,
        error=type(answer.error).__name__,
        method=answer.request.method,
        paging=answer.request.paging,
    )


def log(answer: Answer) -> None:
    """Tell of a request that failed, or was put off."""
    error, url = answer.error, without_credentials(answer.request.url)
    postponed = isinstance(error, Postponed)
    fields = {
        "event": "skipped" if postponed else "failed",
        "url": url,
        "source": answer.request.source,
        "purpose": str(answer.request.purpose),
        "error": type(error).__name__,
        "reason": error.message if error else "",
    }
    words = "%s is left to the next run: %s" if postponed else "%s could not be had: %s"
    _log.log(
        logging.INFO if postponed else logging.WARNING, words, url, fields["reason"], extra=fields
    )
