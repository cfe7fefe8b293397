"""What pandas, Polars and DuckDB read of an export: the same values in all formats, of the same types
whatever an archive holds."""

import json
import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import archiver
from archiver.cli import main
from archiver.errors import ConfigError
from archiver.export.tables import BY_NAME, TABLES, Kind
from archiver.facts import Status
from archiver.model import (
    Challenge,
    Change,
    Comment,
    Evidence,
    Image,
    Link,
    Membership,
    Participant,
    Round,
    Verdict,
)
from tests.store_kit import hours, make_post, make_report, make_version, new_archive, outcome

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")
pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

NESTED = [table.name for table in TABLES if not table.nested]
FLAT = [table.name for table in TABLES]
Rows = list[dict[str, Any]]


def full(folder: Path) -> Path:
    """An archive in which every column says something, and texts are as awkward as they come."""
    archive = new_archive(folder / "full")
    east = timezone(timedelta(hours=9, minutes=30))
    bells = Challenge(
        id="bells",
        title="Bells, and “more”",
        hub="http://bells.test/",
        rounds=(Round(id="1", title="007", opens=date(2020, 2, 1), closes=date(2020, 2, 7)),),
        writers=(Participant(name="Uma", also=("U",)),),
    )
    posts = [
        make_post(
            "http://uma.test/a/",
            'A "quoted" line,\nand another;\tone\u2028more\r\n\n- =SUM(A1)\n- 鐘 \U0001f514',
            title='\'Bells, "rung"',
            authors=("Uma, the 2nd", '"U"'),
            published=datetime(2020, 2, 3, 1, 5, 59, tzinfo=east),
            updated=date(2020, 2, 4),
            tags=("410", "null", "", "true"),
            categories=("1e5",),
            language="en",
            site="NaN",
            licence="https://creativecommons.org/licenses/by/4.0/",
            description="N/A",
            robots=("noimageindex",),
            confidence=1.0,
            links=(Link(url="http://vic.test/b/", text="[1]", rel="me"),),
            images=(Image(url="http://uma.test/bell.png", alt="=1", caption=""),),
            comments=(Comment(author="Yo", text="nice", published=date(2020, 2, 5), depth=0),),
        ),
        make_post("http://vic.test/b/", "007", title="007", published=datetime(2020, 2, 8, 4)),  # noqa: DTZ001
        make_post("http://wim.test/c/", "null", title="null", published=None, authors=("NA",)),
    ]
    with archive.writing("first", hours(0)) as writer:
        for post in posts:
            writer.add(make_version(post.url, post=post))
        told = (outcome(Status.OK), outcome(Status.FAILED, source="2", errors=("no answer",)))
        evidence = Evidence(kind="phrase", quote="-bells", where="line 1", round="1", weight=2.5)
        verdicts = (Verdict.MEMBER, Verdict.UNSURE, Verdict.OUTSIDE)
        writer.judge(
            [bells],
            [
                Membership(
                    post=post.url,
                    challenge="bells",
                    verdict=verdict,
                    round="1" if verdict is Verdict.MEMBER else None,
                    evidence=(evidence, replace(evidence, says="answers", weight=-1)),
                    confidence=0.75,
                )
                for post, verdict in zip(posts, verdicts, strict=True)
            ],
        )
        writer.commit(make_report("first", hours(0), *told))
    with archive.writing("second", hours(2)) as writer:
        gone = {"change": Change.GONE, "reason": "410", "seen_at": hours(2)}
        writer.add(make_version("http://wim.test/c/", 2, post=None, **gone))
        writer.commit(make_report("second", hours(2)))
    archive.close()
    return folder / "full"


def bare(folder: Path) -> Path:
    """One post of which hardly anything is known."""
    archive = new_archive(folder / "bare")
    post = make_post("http://xan.test/d/", "1", title="", authors=(), published=date(2020, 2, 3))
    with archive.writing("only", hours(0)) as writer:
        writer.add(make_version(post.url, post=post))
        writer.judge([Challenge(id="none", title="None", rounds=(Round(id="1"),))], [])
        writer.commit(make_report("only", hours(0), outcome(Status.OK)))
    archive.close()
    return folder / "bare"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Both archives in all formats: ``full/csv/posts.csv``."""
    folder = tmp_path_factory.mktemp("readers")
    for archive in (full(folder), bare(folder)):
        for form in ("jsonl", "csv", "parquet", "sqlite"):
            out = folder / "out" / archive.name / form
            line = ["export", "-q", "-a", str(archive), "--format", form, "-o", str(out)]
            assert main([*line, "--all-versions"]) == 0
    yield folder / "out"


# ---- ways to read; each gives a frame, of which the types and the rows are looked at


def types(name: str, library: str, **more: bool) -> dict[str, Any]:
    return archiver.column_types(name, library, **more)


def duckdb_json(path: Path, name: str) -> Any:
    file = path / "jsonl" / f"{name}.jsonl"
    return duckdb.read_json(str(file), columns=types(name, "duckdb"), format="newline_delimited")


def duckdb_csv(path: Path, name: str) -> Any:
    file = path / "csv" / f"{name}.csv"
    return duckdb.read_csv(str(file), columns=types(name, "duckdb", flat=True), header=True)


def duckdb_parquet(path: Path, name: str) -> Any:
    return duckdb.read_parquet(str(path / "parquet" / f"{name}.parquet"))


def polars_json(path: Path, name: str) -> Any:
    return pl.read_ndjson(path / "jsonl" / f"{name}.jsonl", schema=types(name, "polars"))


def polars_csv(path: Path, name: str) -> Any:
    return pl.read_csv(path / "csv" / f"{name}.csv", schema=types(name, "polars", flat=True))


def polars_parquet(path: Path, name: str) -> Any:
    return pl.read_parquet(path / "parquet" / f"{name}.parquet")


def pandas_json(path: Path, name: str) -> Any:
    found = pd.read_json(path / "jsonl" / f"{name}.jsonl", lines=True, dtype=False)
    return found.astype(types(name, "pandas"))


def pandas_csv(path: Path, name: str) -> Any:
    file = path / "csv" / f"{name}.csv"
    found = pd.read_csv(file, dtype="string", keep_default_na=False, na_values=[""])
    return found.replace({"true": True, "false": False}).astype(types(name, "pandas", flat=True))


def pandas_parquet(path: Path, name: str) -> Any:
    found = pd.read_parquet(path / "parquet" / f"{name}.parquet")
    return found.astype(types(name, "pandas"))


READERS: list[tuple[Callable[[Path, str], Any], list[str], bool]] = [
    (duckdb_json, NESTED, False),
    (duckdb_csv, FLAT, True),
    (duckdb_parquet, NESTED, False),
    (polars_json, NESTED, False),
    (polars_csv, FLAT, True),
    (polars_parquet, NESTED, False),
    (pandas_json, NESTED, False),
    (pandas_csv, FLAT, True),
    (pandas_parquet, NESTED, False),
]
CASES = [
    pytest.param(read, name, flat, id=f"{read.__name__}-{name}")
    for read, names, flat in READERS
    for name in names
]


def types_of(frame: Any) -> list[tuple[str, str]]:
    """The columns with their types."""
    if hasattr(frame, "schema"):
        return [(name, str(kind)) for name, kind in frame.schema.items()]
    kinds = frame.dtypes
    return [(str(n), str(k)) for n, k in zip(frame.columns, kinds, strict=True)]


def rows_of(frame: Any) -> Rows:
    if hasattr(frame, "to_dicts"):
        return list(frame.to_dicts())
    if hasattr(frame, "fetchall"):
        return [dict(zip(frame.columns, row, strict=True)) for row in frame.fetchall()]
    return list(frame.to_dict("records"))


def plain(value: Any, kind: Kind) -> Any:
    """A value as JSON has it."""
    if hasattr(value, "tolist") and not isinstance(value, datetime):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(item, kind) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, kind) for key, item in value.items()}
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, datetime) and kind is Kind.MOMENT:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()[:10] if isinstance(value, date) else value


def reference(path: Path, name: str, *, flat: bool) -> Rows:
    """The rows as they are written as JSON; those of tables that nest there as SQLite has them."""
    table = BY_NAME[name]
    if table.nested:
        with closing(sqlite3.connect(path / "sqlite" / "archive.sqlite")) as db:
            return from_sqlite(db, name)
    found = (path / "jsonl" / f"{name}.jsonl").read_text("utf-8").split("\n")
    columns = [c.name for c in (table.flat if flat else table.columns)]
    return [{n: row[n] for n in columns} for row in map(json.loads, filter(None, found))]


def from_sqlite(db: sqlite3.Connection, name: str) -> Rows:
    columns = BY_NAME[name].flat
    rows = []
    for values in db.execute(f"select * from {name} order by rowid"):
        row = {}
        for column, value in zip(columns, values, strict=True):
            if value is not None and (column.many or column.columns):
                value = json.loads(value)
            elif value is not None and column.kind is Kind.BOOLEAN:
                value = bool(value)
            row[column.name] = value
        rows.append(row)
    return rows


def read_back(frame: Any, name: str, *, flat: bool) -> Rows:
    columns = {column.name: column for column in BY_NAME[name].columns}
    rows = []
    for row in rows_of(frame):
        made = {}
        for key, found in row.items():
            column = columns[str(key)]
            value = plain(found, column.kind)
            if flat and (column.many or column.columns):
                value = None if value is None else json.loads(value)
            elif flat and column.kind is Kind.TEXT:
                # the guard, and what an empty cell is where there is no null
                value = value[1:] if value and value.startswith("'") else value
                value = "" if value is None and not column.optional else value
            made[str(key)] = value
        rows.append(made)
    return rows


@pytest.mark.parametrize("archive", ["full", "bare"])
@pytest.mark.parametrize(("read", "name", "flat"), CASES)
def test_every_reader_finds_what_was_written(
    exports: Path, archive: str, read: Callable[[Path, str], Any], name: str, flat: bool
) -> None:
    path = exports / archive
    wanted = reference(path, name, flat=flat)
    if flat:  # a cell of CSV is empty for null and for an empty text
        optional = {c.name for c in BY_NAME[name].flat if c.optional and c.kind is Kind.TEXT}
        wanted = [
            {k: None if v == "" and k in optional else v for k, v in r.items()} for r in wanted
        ]
    if wanted or flat:
        assert read_back(read(path, name), name, flat=flat) == wanted


@pytest.mark.parametrize(("read", "name", "flat"), CASES)
def test_types_do_not_follow_what_an_archive_holds(
    exports: Path, read: Callable[[Path, str], Any], name: str, flat: bool
) -> None:
    # a file without a line has no column to anybody
    filled = [a for a in ("full", "bare") if flat or reference(exports / a, name, flat=False)]
    one, *others = (types_of(read(exports / archive, name)) for archive in filled)
    assert all(other == one for other in others)
    columns = BY_NAME[name].flat if flat else BY_NAME[name].columns
    assert [column for column, _ in one] == [c.name for c in columns]


@pytest.mark.parametrize("name", NESTED)
def test_all_formats_have_the_same_types(exports: Path, name: str) -> None:
    if reference(exports / "full", name, flat=False):
        path = exports / "full"
        assert types_of(duckdb_json(path, name)) == types_of(duckdb_parquet(path, name))
        assert types_of(polars_json(path, name)) == types_of(polars_parquet(path, name))
        assert types_of(pandas_json(path, name)) == types_of(pandas_parquet(path, name))


def test_sqlite_has_the_same_rows_and_types(exports: Path) -> None:
    made = []
    for archive in ("full", "bare"):
        with closing(sqlite3.connect(exports / archive / "sqlite" / "archive.sqlite")) as db:
            made.append(sorted(db.execute("select name, sql from sqlite_master").fetchall()))
            for name in NESTED:
                assert from_sqlite(db, name) == reference(exports / archive, name, flat=True)
    assert made[0] == made[1]


def test_sqlite_is_read_by_duckdb_and_pandas_as_well(exports: Path) -> None:
    with closing(sqlite3.connect(exports / "full" / "sqlite" / "archive.sqlite")) as db:
        found = pd.read_sql("select url, published_at from posts", db, parse_dates=["published_at"])
    assert str(found["published_at"].dtype).endswith("UTC]") and len(found) == 3
    posts = duckdb.read_parquet(str(exports / "full" / "parquet" / "posts.parquet"))
    assert len(posts.filter("words > 0").fetchall()) == 3


def test_types_of_what_is_none_are_told() -> None:
    with pytest.raises(ConfigError, match="did you mean `posts`"):
        archiver.column_types("post", "duckdb")
    with pytest.raises(ConfigError, match="known are: duckdb, pandas, polars"):
        archiver.column_types("posts", "spark")
