"""The journals without what is of forgotten posts, each with the digests and the seal that it has then."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from archiver.errors import ParseError
from archiver.facts import (
    Answered,
    Fact,
    Lesson,
    VersionWritten,
)
from archiver.facts.of_takedown import TakenDown
from archiver.formats import journal
from archiver.formats.blanking.blank_spans import spans_in
from archiver.formats.blanking.escapes import blanked
from archiver.formats.blanking.post_matter import Matter
from archiver.model import CaptureRef
from archiver.store import runs
from archiver.store.files import Disk
from archiver.store.takedown.blanked_warcs import Changed, Place
from archiver.store.takedown.subject import Subject

NOTHING = "sha256:" + "0" * 64
"""The digest of what cannot be read any more."""


@dataclass(slots=True)
class Journals:
    """New journals by name, and how many of their lines went or were rewritten."""

    files: dict[str, bytes] = field(default_factory=dict)
    lines: int = 0


def rewritten(disk: Disk, found: Subject, changed: Changed) -> Journals:
    """The journals that change."""
    done = Journals()
    for name in runs.names(disk):
        data = disk.read(name)
        new, lines = _journal(data, found, changed)
        if new != data:
            done.files[name] = new
            done.lines += lines
    return done


def _journal(data: bytes, found: Subject, changed: Changed) -> tuple[bytes, int]:
    """A journal's new bytes; a seal that did not hold is left as it is: ``check`` goes on to name it."""
    lines = data.splitlines(keepends=True)
    body: list[bytes] = []
    gone, changes, sealed = 0, 0, False
    for line in lines:
        try:
            values = json.loads(line)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            body.append(blank_text(line.decode("utf-8", "replace"), found.matter).encode())
        elif "sha256" in values and len(values) == 1:
            holds = (
                values["sha256"] == hashlib.sha256(b"".join(lines[: len(body) + gone])).hexdigest()
            )
            sealed = sealed or holds
            body.append(line)
            continue
        elif "action" in values:
            new = _line(values, line, found, changed)
            body += [new] if new else []
            gone += new is None
            changes += new not in (None, line)
        elif "files" in values:
            body.append(_closing(values, line, changed))
        else:
            body.append(line)
    if sealed:
        body[-1] = journal.seal(hashlib.sha256(b"".join(body[:-1])).hexdigest())
    return b"".join(body), gone + changes


def _closing(values: dict[str, Any], line: bytes, changed: Changed) -> bytes:
    files = {
        n: changed.files[n][1] if n in changed.files else d for n, d in values["files"].items()
    }
    return _dumped(values | {"files": files}) if files != values["files"] else line


def _dumped(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _line(values: dict[str, Any], line: bytes, found: Subject, changed: Changed) -> bytes | None:
    """A fact's new line; None where it is of the post."""
    matter = found.matter
    try:
        fact: Fact | None = journal.read(line)
    except ParseError:
        fact = None
    if isinstance(fact, TakenDown):
        return None if fact.url and matter.is_address(fact.url) else line
    if isinstance(fact, Lesson) and matter.is_address(fact.url):
        return journal.write(_empty_lesson(fact))
    if is_of(values, matter):
        return None
    if isinstance(fact, VersionWritten):
        return line  # its file says the same, and is another post's
    new = _with_digests(values, fact, changed)
    scrubbed = scrubbed_values(new, matter)
    return line if scrubbed == values else _dumped(scrubbed)


def _empty_lesson(fact: Lesson) -> Lesson:
    """The count of a host's lessons stays, as versions name it; this one teaches nothing any more."""
    ref = CaptureRef(warc=fact.capture.warc, offset=fact.capture.offset, digest=NOTHING)
    return Lesson(url="", at=fact.at, host=fact.host, capture=ref)


def is_of(values: dict[str, Any], matter: Matter) -> bool:
    """Whether a fact, as the object of its line, is about a post."""
    detail = values.get("detail") or {}
    named = [values.get("url"), *(detail.get(n) for n in ("of", "post", "asked", "target", "via"))]
    return any(isinstance(n, str) and n and matter.is_address(n) for n in named)


def _with_digests(values: dict[str, Any], fact: Fact | None, changed: Changed) -> dict[str, Any]:
    """What was answered, with the digests that its record has now."""
    ref = getattr(fact, "capture", None)
    if not isinstance(fact, Answered) or ref is None:
        return values
    place: Place = (ref.warc, ref.offset)
    if place not in changed.redacted:
        return values
    _, after, payload, coding = changed.redacted[place]
    detail = dict(values.get("detail") or {})
    if "payload" in detail:
        detail["payload"] = payload
    if "coding" in detail:
        detail["coding"] = coding
    if not detail.get("coding", "-"):
        del detail["coding"]
    capture = values["capture"] | {"digest": after}
    return values | {"capture": capture} | ({"detail": detail} if detail else {})


def scrubbed_values(values: dict[str, Any], matter: Matter) -> dict[str, Any]:
    """An object without the words and addresses of a post, wherever they stand in it."""
    return {key: _scrubbed(value, matter) for key, value in values.items()}


def _scrubbed(value: Any, matter: Matter) -> Any:
    if isinstance(value, str):
        return blank_text(value, matter)
    if isinstance(value, list):
        kept = [v for v in value if not (isinstance(v, str) and _is_address(v, matter))]
        kept = [v for v in kept if not (isinstance(v, dict) and _names_it(v, matter))]
        return [_scrubbed(v, matter) for v in kept]
    if isinstance(value, dict):
        kept_keys = {k: v for k, v in value.items() if not _is_address(k, matter)}
        return {k: _scrubbed(v, matter) for k, v in kept_keys.items()}
    return value


def _is_address(text: str, matter: Matter) -> bool:
    return text.startswith(("http://", "https://")) and matter.is_address(text)


def _names_it(value: dict[str, Any], matter: Matter) -> bool:
    url = value.get("url")
    return isinstance(url, str) and _is_address(url, matter)


def blank_text(text: str, matter: Matter) -> str:
    """A sentence without what is of a post."""
    if _is_address(text, matter):
        return ""
    spans = spans_in(text, "", matter) if " " in text or "/" in text else []
    return " ".join(blanked(text, spans).split()) if spans else text
