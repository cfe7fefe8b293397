"""The journal of a run: JSON lines, one a fact, framed by an opening and a closing line.

    {"run": "r1", "started": "2026-11-21T08:00:00Z", "format": 1, "after": "runs/2026/…"}
    {"at": …, "action": "fetched", "url": …}
    {"ended": …, "status": "committed", "counts": {…}, "files": {…}}
    {"sha256": "…"}

The last line is the digest of all bytes before it: a journal without it was cut short, one whose
digest differs was changed. Keys stand in a fixed order; what does not apply is left out.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from archiver.errors import ParseError
from archiver.facts import (
    KINDS,
    Announced,
    Answered,
    Asked,
    Fact,
    Failed,
    Settled,
    SourceLooked,
    Unknown,
    VersionWritten,
)
from archiver.formats import codec
from archiver.model import CaptureRef
from archiver.web import dates, urls

COMMITTED, STOPPED, ABORTED = "committed", "stopped", "aborted"
"""How a run ended: through; ended in order before it was through, by a signal or its time limit; or
cut off. Of the last two counts what they had settled, and all versions."""

COLUMNS = (
    *("source", "status", "etag", "last_modified", "version", "sha512", "capture", "extractor"),
    "reason",
)
"""What stands in a line beside ``detail``, in this order."""

_ALWAYS: Mapping[type[Fact], dict[str, object]] = {
    Failed: {"error": "", "method": "", "paging": False},
    SourceLooked: {"status": "", "counts": {}},
    Asked: {"only": [], "urls": [], "force": False},
}
"""Details that are written even where they are empty: they always were, and journals stay the same
byte for byte."""

_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINES = re.compile(rb"^[^\n]*+\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A journal, read.

    ``after`` names the journal before it. ``files`` are the run's WARC files with the hexadecimal SHA-256 of each. ``sealed`` tells
    whether the journal is whole: closed, and its digest holds.
    """

    run: str
    started: datetime
    facts: tuple[Fact, ...]
    after: str = ""
    ended: datetime | None = None
    status: str = ABORTED
    counts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False


def compact(moment: datetime) -> str:
    """``20261121T080000Z``: a time for file names."""
    return dates.utc(moment).strftime("%Y%m%dT%H%M%SZ")


def file_name(run: str, started: datetime) -> str:
    """Where the journal of a run lies in the archive; raises ValueError for an unfit run id."""
    if not _RUN.fullmatch(run):
        raise ValueError(f"a run id is letters, digits, dots, hyphens, at most 64: {run!r}")
    return f"runs/{dates.utc(started).year:04}/{compact(started)}-{run}.jsonl"


def _places(kind: type[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a fact's fields: of those in columns of their own, of those in ``detail``."""
    names = [f.name for f in fields(kind) if f.name not in ("url", "at", "change")]
    # the status of a source is none of HTTP, and has always been a detail
    inner = {"status"} if kind is SourceLooked else set()
    columns = tuple(name for name in COLUMNS if name in names and name not in inner)
    return columns, tuple(name for name in names if name not in columns)


_PLACES = {kind: _places(kind) for kind in KINDS.values()}


def write(fact: Fact) -> bytes:
    """A fact as one line."""
    return line_of(as_object(fact))


def as_object(fact: Fact) -> dict[str, Any]:
    """The object in the line of a fact.

    What several actions have stands in ``COLUMNS``, what only one has in ``detail``.
    """
    if isinstance(fact, Unknown):
        return dict(json.loads(fact.line))
    said, (columns, own) = codec.plain(fact), _PLACES[type(fact)]
    detail = _ALWAYS.get(type(fact), {}) | {name: said[name] for name in own if name in said}
    return {
        "at": dates.stamp(fact.at),
        "action": fact.action,
        "url": fact.url,
        **{name: said[name] for name in columns if name in said},
        **({"detail": detail} if detail else {}),
    }


def line_of(values: Mapping[str, Any]) -> bytes:
    """The line of an object."""
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def opening(run: str, started: datetime, after: str = "") -> bytes:
    """The first line; ``after`` is the name of the journal before, so that a lost one is missed."""
    line = {"run": run, "started": dates.stamp(started), "format": 1, "after": after or None}
    return line_of({key: value for key, value in line.items() if value is not None})


def closing(
    ended: datetime, status: str, counts: Mapping[str, int], files: Mapping[str, str]
) -> bytes:
    """The line before the last: how the run ended, and the WARC files it wrote with their digests."""
    return line_of(
        {
            "ended": dates.stamp(ended),
            "status": status,
            "counts": dict(counts),
            "files": dict(files),
        }
    )


def seal(sha256: str) -> bytes:
    """The last line; ``sha256`` is the hexadecimal digest of all bytes before it."""
    return line_of({"sha256": sha256})


def read(line: bytes, *, where: str = "") -> Fact:
    """The inverse of ``write``; raises ParseError."""
    return _fact(_values(line, where), where)


def _values(line: bytes, where: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise ParseError(f"not a line of a journal: {error}", where=where) from None
    if not isinstance(values, dict):
        raise ParseError("not a line of a journal: no object", where=where)
    return values


def _fact(values: Mapping[str, Any], where: str) -> Fact:
    try:
        kind = KINDS.get(values["action"])
        return _known(kind, values) if kind else _unknown(values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ParseError(f"not a fact: {error}", where=where) from error


def _known(kind: type[Fact], values: Mapping[str, Any]) -> Fact:
    """A fact of this program. What a newer one says besides is passed over."""
    columns, own = _PLACES[kind]
    detail, empty = values.get("detail", {}), _ALWAYS.get(kind, {})
    said = {name: values[name] for name in ("url", "at", *columns) if name in values}
    said |= {n: detail[n] for n in own if n in detail and (n not in empty or detail[n] != empty[n])}
    if kind is VersionWritten:
        said["change"] = values["action"]
    return codec.read(kind, said)


def _unknown(values: Mapping[str, Any]) -> Fact:
    """A fact of a newer program.

    Where its files mean something else, archive.json has a greater format number, and the archive is
    not opened at all. A new action alone is no reason to lose sight of all that the run did besides:
    it is kept as it stands, and read as far as every fact is.
    """
    ref = values.get("capture")
    return Unknown(
        word=str(values["action"]),
        url=str(values["url"]),
        at=dates.read_stamp(values["at"]),
        capture=codec.read(CaptureRef, ref) if ref else None,
        line=json.dumps(values, ensure_ascii=False),
    )


def whole(data: bytes) -> bytes:
    """The longest beginning that consists of readable lines: what a crash left of a journal."""
    end = 0
    for match in _LINES.finditer(data):
        try:
            values = _values(match[0], "")
            if "action" in values:
                _fact(values, "")
        except ParseError:
            break
        end = match.end()
    return data[:end]


def settled(found: Journal) -> tuple[bool, ...]:
    """Of each fact whether what follows from it is done: the page read, the version written.

    In a run that is committed all is. In one that was cut off or stopped, what a ``settled`` fact
    of its host comes after, or that names its address; and of what was asked of the sources, what
    one without a host does. Of a 304 nothing follows.
    """
    if found.status == COMMITTED:
        return (True,) * len(found.facts)
    hosts: set[str] = set()
    also: set[str] = set()
    known: list[bool] = []
    for fact in reversed(found.facts):
        if isinstance(fact, Settled):
            hosts.add(fact.host)
            also.update(fact.also)
        # an announcement is read with the sources, but the post itself is asked for afterwards
        of_sources = "" in hosts and not isinstance(fact, Announced)
        is_settled = host_of(fact) in hosts or address_of(fact) in also
        known.append(of_sources or is_settled or getattr(fact, "status", None) == 304)
    return tuple(reversed(known))


def host_of(fact: Fact) -> str:
    """The host that was asked, where a fact is an answer or a failure; else that of its address."""
    return urls.host(address_of(fact))


def address_of(fact: Fact) -> str:
    """The address that was asked for, where a fact is an answer; else its own."""
    return (fact.asked if isinstance(fact, Answered) else None) or fact.url


def facts_with_lines(data: bytes) -> list[tuple[bytes, Fact]]:
    """Each fact of a journal with its line, for whoever copies what a newer program wrote."""
    lines = ((line, _values(line, "")) for line in _LINES.findall(data))
    return [(line, _fact(values, "")) for line, values in lines if "action" in values]


def _sealed(body: bytes) -> bytes:
    return seal(hashlib.sha256(body).hexdigest())


def parse(data: bytes, *, where: str = "") -> Journal:
    """A whole journal, also one that was cut short: then it is not ``sealed``.

    A last line without its line break is left out. Raises ParseError, with the line, for a line
    that is no JSON, or a journal without its opening line.
    """
    lines = _LINES.findall(data)
    opened = _values(lines[0], f"{where}:1") if lines else {}
    facts: list[Fact] = []
    closed: dict[str, Any] = {}
    for number, line in enumerate(lines[1:], 2):
        values = _values(line, f"{where}:{number}")
        if "action" in values:
            facts.append(_fact(values, f"{where}:{number}"))
        elif "ended" in values:
            closed = values
    try:
        return Journal(
            run=opened["run"],
            started=dates.read_stamp(opened["started"]),
            facts=tuple(facts),
            after=opened.get("after", ""),
            ended=dates.read_stamp(closed["ended"]) if closed else None,
            status=closed.get("status", ABORTED),
            counts=closed.get("counts", {}),
            files=closed.get("files", {}),
            sealed=bool(closed) and data == (body := b"".join(lines[:-1])) + _sealed(body),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ParseError(f"not a journal: {error!r}", where=where) from None
