"""Nouns as plain JSON values and back; what has its default value is left out."""

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from archiver import dates
from archiver.model import Candidate, Challenge, Evidence, Membership, Method, Round, Verdict


def plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists, dates in ISO 8601."""
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: plain(v) for f, v in pairs if f.default is MISSING or v != f.default}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}


def challenge(values: Mapping[str, Any]) -> Challenge:
    """The inverse of ``plain`` for a challenge."""
    rounds = tuple(_round(item) for item in values.get("rounds", ()))
    return Challenge(**(_tuples(values) | {"rounds": rounds}))


def _round(values: Mapping[str, Any]) -> Round:
    days = {key: dates.day(dates.parse(values.get(key))) for key in ("opens", "closes")}
    return Round(**(dict(values) | days))


def announcement(value: Candidate) -> dict[str, Any]:
    """A candidate for the journal: a digest stands for its content, which lies in the capture."""
    detail = {k: v for k, v in plain(value).items() if k not in ("url", "source", "content")}
    if value.content:
        detail["content_sha256"] = hashlib.sha256(
            value.content.encode("utf-8", "replace")
        ).hexdigest()
    return detail


def candidate(values: Mapping[str, Any]) -> Candidate:
    """A candidate from its announcement and the fact's ``url`` and ``source``; without content."""
    values = {key: value for key, value in values.items() if key != "content_sha256"}
    times = {key: dates.parse(values.get(key)) for key in ("published", "updated")}
    return Candidate(**(_tuples(values) | times | {"how": Method(values["how"])}))


def membership(values: Mapping[str, Any]) -> Membership:
    """The inverse of ``plain`` for a membership."""
    evidence = tuple(Evidence(**item) for item in values.get("evidence", ()))
    verdict = Verdict(values["verdict"])
    return Membership(**(dict(values) | {"evidence": evidence, "verdict": verdict}))
