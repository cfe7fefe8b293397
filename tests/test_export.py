import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from archiver.export import COLUMNS, FORMATS, Record, record
from archiver.model import Change, Evidence, Membership, Post, Verdict, Version

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
POST = Post(
    url="https://blog.example/a/",
    title='=HYPERLINK("x") — ../../etc',
    text='Ünïcode, "quotes",\nand lines.',
    markdown='Ünïcode, "quotes",\nand lines.\n',
    authors=("Ana", "Ben"),
    published=date(2017, 5, 1),
    tags=("@motivation",),
    language="en",
)
VERSION = Version(
    url=POST.url,
    number=2,
    change=Change.EDITED,
    post=POST,
    capture=None,
    first_seen=NOW,
    seen_at=NOW,
    extractor="x/1",
)
MEMBER = Membership(
    post=POST.url,
    challenge="spring",
    round="week-1",
    verdict=Verdict.MEMBER,
    evidence=(Evidence(kind="tag", quote="motivation", where="tags"),),
)


def records() -> list[Record]:
    gone = replace(VERSION, change=Change.GONE, post=None, url="https://blog.example/b/")
    outside = replace(MEMBER, verdict=Verdict.OUTSIDE)
    return [record(VERSION, POST, [MEMBER]), record(gone, POST, [outside])]


def files(form: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, piece in FORMATS[form].export(records()):
        made[name] = made.get(name, "") + piece
    return made


def test_jsonl() -> None:
    first, second = map(json.loads, files("jsonl")["posts.jsonl"].splitlines())
    assert tuple(first) == COLUMNS
    assert first["challenges"] == ["spring"] and first["rounds"] == ["week-1"]
    assert first["text"] == POST.text and not first["gone"]
    assert second["gone"] and second["challenges"] == [] and second["text"] == POST.text


def test_csv_is_safe_and_whole() -> None:
    rows = list(csv.DictReader(io.StringIO(files("csv")["posts.csv"])))
    assert rows[0]["title"] == "'" + POST.title, "a spreadsheet would run it"
    assert rows[0]["tags"] == "'@motivation"
    assert rows[0]["text"] == POST.text and rows[0]["authors"] == "Ana; Ben"


def test_tree_stays_in_its_folder_and_reads_back() -> None:
    made = files("markdown")
    assert len(made) == 2
    for name in made:
        assert ".." not in Path(name).parts and not name.startswith("/")
    (name,) = [n for n in made if n.startswith("spring/week-1/blog.example/")]
    _, head, body = made[name].split("---\n", 2)
    assert yaml.safe_load(head)["title"] == POST.title
    assert yaml.safe_load(head)["date"] == "2017-05-01"
    assert body.strip() == POST.markdown.strip()


@pytest.mark.parametrize("form", FORMATS)
def test_no_posts_make_no_broken_file(form: str) -> None:
    made = dict(FORMATS[form].export([]))
    assert set(made) <= {"posts.csv"}
