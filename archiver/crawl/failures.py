"""A request that failed -> the journal's line for it."""

from datetime import datetime

from archiver.errors import ArchiverError
from archiver.facts import Failed
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.model import Capture


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
