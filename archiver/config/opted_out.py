"""``refuse``: hosts and addresses of people who do not want to be kept."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archiver.config.overrides import Where
from archiver.config.shapes import Key, Many, Mistake
from archiver.web.refusals import is_meant

REFUSE = Key(
    Many(Where()),
    "hosts, addresses, and beginnings of addresses with * that are never asked for, nor kept",
)


def contradictions(
    patterns: Iterable[str], tables: Iterable[Mapping[str, Any]], methods: Iterable[str]
) -> Iterator[Mistake]:
    """Sources that are refused; ``methods`` are the keys under which a source's address may stand."""
    refused, keys = tuple(patterns), tuple(methods)
    for table in tables if refused else ():
        for entry in (*(table.get("sources") or ()), table, *(table.get("rounds") or ())):
            for key in (*keys, "hub", "invitation", "roundup"):
                url = None if entry.get("retired") else entry.get(key)
                pattern = next(
                    (p for p in refused if isinstance(url, str) and is_meant(p, url)), ""
                )
                if pattern:
                    mark = entry[""].start_mark
                    hint = (
                        "remove one of the two; `retired: true` keeps what a source has announced"
                    )
                    message = f"{url} is a source here, and `refuse` names it: `{pattern}`"
                    yield Mistake(mark.line + 1, mark.column + 1, message, hint)
