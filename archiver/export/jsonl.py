"""JSON Lines: one post a line, UTF-8, for pandas, DuckDB and jq."""

import json
from collections.abc import Iterable, Iterator

from archiver.export.record import Record


def export(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Pieces of ``posts.jsonl``, a line each."""
    for item in records:
        yield "posts.jsonl", json.dumps(item, ensure_ascii=False) + "\n"
