"""Answers of blogs' APIs in JSON: what is right in them, whatever else they hold."""

import html as entities
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Method, Source
from archiver.model.blog import Scope, day_of
from archiver.web import urls
from archiver.web.feeds import feed_dates
from archiver.web.html import decode, whole
from archiver.web.plain_text import without_tags

_MOST_ROWS = 10_000
"""No API gives so many posts at once."""
_LAST_PAGE = 10**6

Row = dict[str, object]


def load(capture: Capture, *, before: str = "", after: str = "") -> object:
    """The JSON of an answer, without what a script has ``before`` and ``after`` it.

    Raises ParseError where it is none: a page for people, a wall, nothing at all.
    """
    written = decode(capture.body, capture.header("content-type")).strip("\ufeff\0 \t\r\n")
    if not written:
        raise ParseError("the answer is empty: not one byte of JSON", where=capture.url)
    try:
        return json.loads(written.removeprefix(before).removesuffix(after))
    except (ValueError, RecursionError) as error:
        what = "a page" if written.startswith("<") else "text that is no JSON"
        raise ParseError(f"the API answers with {what}", where=capture.url) from error


def rows(data: object, capture: Capture, name: str = "") -> tuple[Row, ...]:
    """The posts in an answer that is a list, or has one under ``name``.

    Raises ParseError where there is no list, with what the API says instead.
    """
    found = at(data, name) if name else data
    if not isinstance(found, list):
        said = text(data, "message") or text(data, "error")
        told = (
            f'the API answers "{said[:120]}"' if said else "the API answers with no list of posts"
        )
        raise ParseError(told, where=capture.url)
    return tuple(row for row in found[:_MOST_ROWS] if isinstance(row, dict))


def at(data: object, *names: str) -> object:
    """What stands under names within each other; None where there is nothing."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def text(data: object, *names: str) -> str:
    """The text under names within each other; empty where there is none, or something else."""
    found = at(data, *names)
    return whole(found).strip() if isinstance(found, str) else ""


def number(data: object, *names: str) -> int | None:
    """A count, which some write as a text; None where there is none."""
    found = at(data, *names)
    if isinstance(found, str) and found.isdecimal():
        return int(found[:9])
    return found if isinstance(found, int) else None


def unescaped(data: object, *names: str) -> str:
    """The same without references: an id as a feed has it."""
    return entities.unescape(text(data, *names))


def title(data: object, *names: str) -> str:
    """The same as one line without markup and references, as a title is."""
    return " ".join(entities.unescape(without_tags(text(data, *names))).split())


def moment(written: str, *, utc: bool = False) -> datetime | date | None:
    """A date as it is written; ``utc`` tells that one without an offset is in UTC."""
    found = feed_dates.read(written)
    if utc and isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found


def keys(data: object, *names: str) -> tuple[str, ...]:
    """The names of the fields of an object under names within each other."""
    found = at(data, *names)
    return tuple(found) if isinstance(found, dict) else ()


def names(data: object) -> tuple[str, ...]:
    """The names of tags, out of a list of names, or of objects that have one."""
    each = data if isinstance(data, list) else ()
    found = (title(tag, "name") or title({"": tag}, "") for tag in each)
    return tuple(dict.fromkeys(name for name in found if name))


def post(address: str, capture: Capture, source: Source) -> Candidate | None:
    """The post at an address, of which nothing else is known yet; None where it is no address."""
    url = urls.resolve(address, capture.final_url) if address else None
    if url is None:
        return None
    return Candidate(
        url=urls.clean(url),
        via=capture.final_url,
        how=Method.SITE,
        source=source.id,
        challenge=source.challenge,
        round=source.round,
    )


def window(scope: Scope) -> dict[str, str]:
    """The first and the last moment of a scope, as WordPress's APIs take them: both are left out."""
    found = {}
    if scope.since and scope.since > date.min:
        found["after"] = _stamp(scope.since - timedelta(days=1), time(23, 59, 59))
    if scope.until and scope.until < date.max:
        found["before"] = _stamp(scope.until + timedelta(days=1), time())
    return found


def _stamp(day: date, clock: time) -> str:
    return datetime.combine(day, clock).isoformat()


def has_passed(found: Iterable[Candidate], scope: Scope) -> bool:
    """Whether a list with the newest first has come to what is older than wanted."""
    dated = [candidate.published for candidate in found if candidate.published]
    return bool(dated) and scope.is_past(day_of(dated[-1]))


def counted_on(url: str, name: str, step: int, first: int) -> str | None:
    """The address with the argument ``name`` counted on; ``first`` is what it is where it is missing."""
    written = urls.argument(url, name)
    following = (int(written[:7]) if written.isdecimal() else first) + step
    return urls.with_arguments(url, **{name: following}) if following < _LAST_PAGE else None
