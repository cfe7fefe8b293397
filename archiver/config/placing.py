"""What an organiser includes by hand: an address, or an address with the round that it answers."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from archiver.config.shapes import Key, Mistake, Short, Table, Text, Url
from archiver.errors import unknown_name
from archiver.model import Placed

INCLUDED = Short(
    Table(
        {
            "url": Key(Url(), "the post's address, or any that leads to it", required=True),
            "round": Key(Text(), "the id of the round that it answers"),
        },
        "a post to include",
    ),
    "url",
)
"""One entry of ``include``."""


def placing(table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Challenge that ``include`` fills."""
    entries = table.get("include") or ()
    return {
        "include": tuple(dict.fromkeys(entry["url"] for entry in entries)),
        "placed": tuple(
            Placed(url=entry["url"], round=entry["round"]) for entry in entries if _round(entry)
        ),
    }


def misplaced(table: Mapping[str, Any], rounds: Collection[str]) -> Iterable[Mistake]:
    """The entries of a challenge's ``include`` whose round it does not have."""
    for entry in table.get("include") or ():
        if (name := _round(entry)) and name not in rounds:
            mark = entry[""].start_mark
            error = unknown_name("round", name, rounds)
            yield Mistake(mark.line + 1, mark.column + 1, error.message, error.hint)


def _round(entry: Mapping[str, Any]) -> str | None:
    return entry.get("round")
