"""Replay: answers the requests of a run from its journal and WARC files, without a network."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archiver import errors
from archiver.errors import FetchError, Postponed, StoreError, TooLarge, Unreachable
from archiver.facts import Answered, Failed
from archiver.formats import journal, warc
from archiver.formats.journal import Journal
from archiver.model import Capture, CaptureRef
from archiver.web.secrets import Secrets

_KINDS: dict[str, type[FetchError]] = {
    kind.__name__: kind
    for kind in (errors.Gone, errors.Refused, errors.TooLarge, errors.TooSlow, errors.Unreachable)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run that can be replayed; ``warcs`` are the paths of its WARC files within the archive."""

    id: str
    started: datetime
    warcs: tuple[str, ...] = ()


def recorded_runs(archive_path: str | Path) -> tuple[RunRecord, ...]:
    """The runs of an archive, the oldest first. Raises StoreError where there is none."""
    paths = sorted(Path(archive_path).glob("runs/*/*.jsonl"))
    if not paths:
        raise StoreError("no run is recorded here", where=str(archive_path))
    found = [_read(path) for path in paths]
    return tuple(
        RunRecord(id=j.run, started=j.started, warcs=tuple(sorted(j.files))) for j in found
    )


def _read(path: Path) -> Journal:
    try:
        return journal.parse(path.read_bytes(), where=str(path))
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=str(path)) from error


class Replay:
    """A transport that gives each request the answer that the recorded run received.

    Answers to one URL come in their recorded order; further requests of it get the last one again.
    """

    def __init__(self, archive_path: str | Path, run: str, secrets: Secrets | None = None) -> None:
        """``secrets`` stand in the requests and the headers, as they were sent and came.

        Raises StoreError where the archive has no such run, ParseError where it is damaged.
        """
        self._root, self._secrets = Path(archive_path), secrets or Secrets()
        paths = sorted(self._root.glob(f"runs/*/*-{run}.jsonl"))
        journals = [found for found in map(_read, paths) if found.run == run]
        if not journals:
            raise StoreError(f"there is no record of a run {run!r}", where=str(archive_path))
        self._is_through = all(found.status == journal.COMMITTED for found in journals)
        self._facts: dict[str, deque[Answered | Failed]] = {}
        self._cut: set[CaptureRef | None] = set()
        for fact in (fact for found in journals for fact in found.facts):
            if isinstance(fact, Answered) and fact.truncated:
                self._cut.add(fact.capture)  # the failure that follows tells of it
            elif isinstance(fact, (Answered, Failed)):
                self._facts.setdefault(self._secrets.hide(fact.url), deque()).append(fact)

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """The recorded answer to one request, with its ``ref`` and the time it was fetched.

        ``headers`` and ``deadline`` are those of a real exchange and change nothing. Raises the
        recorded FetchError, Unreachable for a URL that was not requested in the run, TooLarge where
        the recorded body is larger than ``max_bytes``. What a run that was cut off did not come to
        request is Postponed: the next one did.
        """
        queue = self._facts.get(self._secrets.hide(url))
        if not queue:
            kind = Unreachable if self._is_through else Postponed
            raise kind("not in the record of this run", where=url)
        fact = queue.popleft() if len(queue) > 1 else queue[0]
        if isinstance(fact, Failed):
            raise self._failure(fact)
        if fact.capture is None:
            return _without_body(fact)
        capture = warc.capture_at(partial(_open, self._root), fact.capture)
        if max(len(capture.body), len(capture.payload)) > max_bytes:
            raise TooLarge(f"more than {max_bytes} bytes", where=url)
        came = tuple((name, self._secrets.reveal(v, None)) for name, v in capture.headers)
        return replace(capture, url=url, final_url=url, headers=came, fetched_at=fact.at)

    def _failure(self, fact: Failed) -> FetchError:
        error = _KINDS.get(fact.error, FetchError)(fact.reason or "it failed", where=fact.url)
        if fact.capture is not None and fact.capture in self._cut:
            error.evidence = warc.capture_at(partial(_open, self._root), fact.capture)
        return error


def _without_body(fact: Answered) -> Capture:
    """A 304: it has no WARC record, only a line in the journal."""
    headers = (("ETag", fact.etag), ("Last-Modified", fact.last_modified))
    return Capture(
        url=fact.url,
        final_url=fact.url,
        status=fact.status,
        headers=tuple((name, value) for name, value in headers if value),
        payload=b"",
        body=b"",
        fetched_at=fact.at,
    )


def _open(root: Path, name: str) -> BinaryIO:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise StoreError("a name that leads out of the archive", where=name)
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=name) from error
