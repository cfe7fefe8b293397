"""How much of a source is wanted: what sources.yaml says of it, else the challenge's own window."""

from collections.abc import Iterable, Mapping
from typing import Any

from archiver.config.shapes import Day, Key, Many, Text, count
from archiver.model.blog import EARLY, LATE, Scope
from archiver.web import dates

SCOPE = {
    "since": Key(Day(), "what was published before is not looked for"),
    "until": Key(Day(), "what was published after is not looked for"),
    "tags": Key(Many(Text()), "only posts with one of these tags or categories are looked for"),
    "limit": Key(count(), "so many posts at most are looked for"),
}
"""The keys of a source that say what is wanted of it."""

_BLOGS = ("feed", "site", "opml", "roster")
"""Methods that lead to whole blogs. A tag's page is about the challenge, whenever it is written."""


def scope_of(source: Mapping[str, Any], method: str, rounds: Iterable[Mapping[str, Any]]) -> Scope:
    """The scope of a source: its own keys, else from the first day of the first round to the last
    one of the last, with a margin on either side."""
    since, until = _window(rounds) if method in _BLOGS else (None, None)
    limit = source.get("limit")
    return Scope(
        since=source.get("since") or since,
        until=source.get("until") or until,
        tags=source.get("tags") or (),
        limit=int(limit) if limit else None,
    )


def _window(rounds: Iterable[Mapping[str, Any]]) -> tuple[Any, Any]:
    dated = [(r["opens"], r.get("closes")) for r in rounds if r.get("opens")]
    if not dated:
        return None, None
    # the last round may be open still
    last = max(dated, key=lambda days: days[0])[1] and max(end for _, end in dated if end)
    first = min(opens for opens, _ in dated)
    return dates.moved(first, -EARLY), dates.moved(last, LATE) if last else None
