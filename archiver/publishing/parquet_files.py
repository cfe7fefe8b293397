"""Parquet: a file a table, typed and nested, by pyarrow."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from archiver.errors import ConfigError
from archiver.export.holding import Holding
from archiver.export.tables import SCHEMA_VERSION, Column, Kind, Row, Table
from archiver.publishing.chosen import Chosen
from archiver.publishing.sinks import Sink
from archiver.publishing.table_files import rows_of, tables

_GROUP_BYTES = 1_500_000
"""About so much text is in a row group: it is held in memory until it is written."""


def write_parquet(
    chosen: Chosen, sink: Sink, folder: str = "", posts: Iterable[Holding] | None = None
) -> dict[str, int]:
    """``posts.parquet`` and the like; how many rows each table has.

    ``posts`` are those of ``chosen``, where somebody else goes through them. Raises ConfigError where
    pyarrow is not installed.
    """
    require()
    counts: dict[str, int] = {}
    with ExitStack() as files:
        opened = {
            table.name: files.enter_context(
                _File(table, sink.path(f"{folder}{table.name}.parquet"))
            )
            for table in tables(chosen.wish.only, flat=False)
        }
        for table, row in rows_of(chosen, flat=False, posts=posts):
            opened[table.name].add(row)
            counts[table.name] = counts.get(table.name, 0) + 1
    return counts


def require() -> None:
    """Raise ConfigError, with what to install, where pyarrow is not there."""
    try:
        import pyarrow.parquet  # noqa: F401 - an extra, looked for before anything is written
    except ImportError:
        raise ConfigError(
            "Parquet needs pyarrow", hint="pip install 'challenge-archiver[parquet]'"
        ) from None


class _File:
    """A Parquet file, which is written group by group."""

    def __init__(self, table: Table, path: Any) -> None:
        self._table, self._path = table, path
        self._schema = schema(table)
        self._rows: list[Row] = []
        self._bytes = 0

    def __enter__(self) -> "_File":
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()

    def add(self, row: Row) -> None:
        """Take a row; write those that have come together once they are many."""
        self._rows.append(row)
        self._bytes += 300 + 2 * len(row.get("text") or "")
        if self._bytes > _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_batch(_batch(self._table, self._schema, self._rows))
        self._rows, self._bytes = [], 0


def _batch(table: Table, whole: Any, rows: list[Row]) -> Any:
    import pyarrow as pa

    arrays = []
    for column, field in zip(table.columns, whole, strict=True):
        values = [row[column.name] for row in rows]
        if column.kind in (Kind.MOMENT, Kind.DAY):  # written as texts, which Arrow reads
            arrays.append(pa.array(values, pa.string()).cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.record_batch(arrays, schema=whole)


def schema(table: Table) -> Any:
    """The Arrow schema of a table: the same whatever an archive holds."""
    import pyarrow as pa

    told = {"schema_version": str(SCHEMA_VERSION), "description": table.about}
    return pa.schema(list(_fields(table.columns)), metadata=told)


def _fields(columns: Iterable[Column]) -> Iterable[Any]:
    import pyarrow as pa

    for column in columns:
        told = {"description": column.about}
        yield pa.field(column.name, _type(column), nullable=column.optional, metadata=told)


def _type(column: Column) -> Any:
    import pyarrow as pa

    one: Any = {
        Kind.TEXT: pa.string,
        Kind.INTEGER: pa.int64,
        Kind.NUMBER: pa.float64,
        Kind.BOOLEAN: pa.bool_,
        Kind.MOMENT: lambda: pa.timestamp("us", tz="UTC"),
        Kind.DAY: pa.date32,
        Kind.OBJECT: lambda: pa.struct(list(_fields(column.columns))),
    }[column.kind]()
    return pa.list_(pa.field("item", one, nullable=False)) if column.many else one
