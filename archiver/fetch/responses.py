"""What to do after an answer: keep it, follow a redirect, retry, or pause the host. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from archiver.errors import FetchError, Gone, Refused, Unreachable
from archiver.fetch import pace
from archiver.fetch.frontier import Task
from archiver.fetch.transport import Cut
from archiver.model import Capture, Purpose
from archiver.web import urls
from archiver.web.address_kinds import is_shortened

MAX_HOPS = 20
"""Redirects that are followed: as many as by browsers (Fetch standard, HTTP-redirect fetch, 7)."""

_REDIRECTS = {301, 302, 303, 307, 308}
_NO_ENTRY = {401, 402, 403, 407, 451}


@dataclass(frozen=True)
class Step:
    """The next step after an exchange. All empty: the answer is accepted.

    ``follow``: request this URL next. ``wait``: retry after so many seconds. ``later``: retry at
    the end of the lane. ``rest_until``: send nothing to the host until then. Otherwise the task
    ends with ``error``.
    """

    error: FetchError | None = None
    follow: str | None = None
    wait: float | None = None
    later: bool = False
    rest_until: datetime | None = None


def after_failure(task: Task, error: FetchError) -> Step:
    """A connection that was cut is retried once; no other failure is."""
    return Step(error=error, later=isinstance(error, Cut) and not task.retried)


def after_answer(task: Task, capture: Capture, *, conditional: bool, now: datetime) -> Step:
    """The step for an answer. ``conditional``: its request had an If-... header."""
    status, url = capture.status, task.url
    if status in _REDIRECTS:
        return _redirect(task, capture)
    if status == 206 or (status == 304 and not conditional):
        asked = "a whole page" if status == 206 else "without a condition"
        return Step(error=Unreachable(f"answered {status} though asked {asked}", where=url))
    if 200 <= status < 300 or status == 304:
        return Step()
    if status in (404, 410):
        return Step(error=Gone(f"answered {status}", where=url, hint=_gone_hint(task, status)))
    if status in (429, 503):
        return _busy(task, capture, now)
    if status >= 500 or status == 408:
        return Step(error=_status_error(capture, url), later=not task.retried)
    return Step(error=_status_error(capture, url))


def _gone_hint(task: Task, status: int) -> str:
    if status != 410 or task.request.purpose is not Purpose.DISCOVER:
        return ""
    return "it is gone for good and not asked again; if it has moved, change it in sources.yaml"


def _status_error(capture: Capture, url: str) -> FetchError:
    words = f"answered {capture.status} {capture.reason}".strip()
    refused = 400 <= capture.status < 500 and capture.status != 408
    hint = "it wants a login or keeps programs out" if capture.status in _NO_ENTRY else ""
    return (Refused if refused else Unreachable)(words, where=url, hint=hint)


def _redirect(task: Task, capture: Capture) -> Step:
    location = _location(capture)
    if location is None:
        return Step(error=Unreachable("a redirect that does not say where to", where=task.url))
    target = urls.resolve(location, task.url)
    if target is None:
        message = f"redirects to what is no address of a page: {location[:200]}"
        return Step(error=Refused(message, where=task.url))
    target = urls.without_fragment(target)
    if target in task.visited():
        return Step(error=Unreachable("redirects in a circle", where=task.url))
    if len(task.hops) >= MAX_HOPS:
        return Step(error=Unreachable(f"more than {MAX_HOPS} redirects", where=task.request.url))
    if task.request.purpose is Purpose.RESOLVE and not is_shortened(target):
        return Step()  # where it leads to was the question
    return Step(follow=target)


def _location(capture: Capture) -> str | None:
    """The Location header; many servers send UTF-8 where only ASCII is allowed."""
    value = capture.header("Location")
    if not value or not value.strip():
        return None
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _busy(task: Task, capture: Capture, now: datetime) -> Step:
    """429 and 503: wait if Retry-After is short, else pause the host until its end."""
    error = _status_error(capture, task.url)
    until = pace.retry_after(capture.header("Retry-After"), now)
    if until is None:
        if capture.status == 503 or not task.retried:
            return Step(error=error, later=not task.retried)
        until = now + pace.UNSAID_REST
    seconds = (until - now) / timedelta(seconds=1)
    if seconds <= pace.SHORT_WAIT and not task.waited:
        return Step(error=error, wait=seconds)
    return Step(error=error, rest_until=until)
