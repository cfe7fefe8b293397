"""JSON Lines and CSV: a file a table, written in one pass over the posts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import TextIO

from archiver.export import all_rows, csv, jsonl
from archiver.export.all_rows import Around
from archiver.export.holding import Holding
from archiver.export.pseudonyms import Pseudonyms
from archiver.export.tables import BY_NAME, TABLES, Row, Table
from archiver.publishing.chosen import Chosen
from archiver.publishing.sinks import Sink

ZSTD = ".zst"
_AFTER = {"sources", "changes", "runs"}


def write_jsonl(chosen: Chosen, sink: Sink) -> None:
    """``posts.jsonl`` and the like, nested."""
    _write(chosen, sink, ".jsonl", lambda table, row: jsonl.line(row), flat=False)


def write_csv(chosen: Chosen, sink: Sink) -> None:
    """``posts.csv`` and the like, each with a heading."""
    _write(chosen, sink, ".csv", csv.row, flat=True, head=csv.head)


def _write(
    chosen: Chosen,
    sink: Sink,
    suffix: str,
    line: Callable[[Table, Row], str],
    *,
    flat: bool,
    head: Callable[[Table], str] | None = None,
) -> None:
    wish = chosen.wish
    suffix += ZSTD if wish.compressed else ""
    with ExitStack() as files:
        opened: dict[str, TextIO] = {}
        for table in tables(wish.only, flat=flat):
            opened[table.name] = files.enter_context(sink.text(table.name + suffix))
            if head:
                opened[table.name].write(head(table))
        for table, row in rows_of(chosen, flat=flat):
            opened[table.name].write(line(table, row))


def tables(only: str | None, *, flat: bool) -> tuple[Table, ...]:
    """The tables that are written, one or all; those that nest in another one only where it is flat."""
    if only is not None:
        return (BY_NAME[only],)
    return tuple(table for table in TABLES if flat or not table.nested)


def rows_of(
    chosen: Chosen, *, flat: bool, posts: Iterable[Holding] | None = None
) -> Iterator[tuple[Table, Row]]:
    """The rows of these tables, in one pass over the posts; ``posts`` if they are not gone through here."""
    wish = chosen.wish
    wanted = {table.name for table in tables(wish.only, flat=flat)}
    told = chosen.around()
    pseudonyms = _pseudonyms(chosen, told) if wish.pseudonymous else None
    told = pseudonyms.around(told) if pseudonyms else told
    found = chain(
        all_rows.before(told),
        chain.from_iterable(
            all_rows.of_post(holding, wanted, texts=wish.all_versions)
            for holding in (chosen if posts is None else posts)
        ),
        all_rows.after(told) if wanted & _AFTER else (),
    )
    for table, row in found:
        if table.name in wanted:
            yield table, pseudonyms.row(table, row) if pseudonyms else row


def _pseudonyms(chosen: Chosen, told: Around) -> Pseudonyms:
    archive = chosen.archive
    return Pseudonyms(told, archive.hosts(), archive.author_names(), archive.fingerprint())
