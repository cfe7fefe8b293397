"""A pseudonymous data set: who reads it finds no name and no address of anybody, wherever these stand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from archiver.cli import main
from archiver.export.all_rows import Around
from archiver.export.names_in_text import NamesInText, addresses_replaced
from archiver.export.pseudonyms import Pseudonyms
from archiver.export.tables import BY_NAME
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

MIA, OLE = "http://miabakes.test/2019/mia-and-the-oven/", "https://www.ole-writes.test/salt/"
HUB = "http://ovens.test/challenge/"
OVENS = Challenge(
    id="ovens",
    title="The Oven Letters",
    hub=HUB,
    include=(MIA,),
    rounds=(
        Round(id="one", prompt="Answer what Mia Sandvik asks", roundup="http://miabakes.test/all/"),
    ),
    writers=(
        Participant(name="Mia Sandvik", blogs=("http://miabakes.test/",), also=("mia_sand",)),
        Participant(name="Ole Brandt", blogs=("https://www.ole-writes.test/",)),
    ),
)
TEXT = """I am Mia, and MIA SANDVIK bakes. **Mia** Sandvik, miasandvik, mia_sand; Sandvik's oven.

Ole Brandt wrote https://www.ole-writes.test/salt/?a=1, see also ole-writes.test and
[him](https://www.ole-writes.test/salt/) or Brandt, Ole; mail mia@miabakes.test, WWW.MIABAKES.TEST!

![me](http://cdn.test/miasandvik/face.png) <http://social.test/@mia_sand>

The Oven Letters: [the call](http://ovens.test/challenge/), and the salt of Brandt's."""
SECRETS = (
    "mia", "sandvik", "ole brandt", "brandt, ole", "ole-writes", "oven queen", "nora", "face.png",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """The rows of the data set of an archive in which everything names somebody."""
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    folder = tmp_path_factory.mktemp("pseudonyms")
    archive = new_archive(folder / "archive")
    mia = make_post(
        MIA,
        TEXT,
        title="Mia Sandvik at miabakes.test",
        authors=("mia_sand",),
        published=date(2019, 5, 1),
        tags=("Mia Sandvik", "bread"),
        categories=("by Mia",),
        site="Oven Queen",
        description="Mia's blog",
        licence="© Mia Sandvik, http://miabakes.test/rights/",
        links=(
            Link(url="https://www.ole-writes.test/salt/#x", text="Ole Brandt"),
            Link(url="http://social.test/@mia_sand", text="Mia"),
            Link(url=HUB, text="the call"),
        ),
        images=(Image(url="http://cdn.test/miasandvik/face.png", alt="Mia", caption="Ole Brandt"),),
        comments=(Comment(author="Nora Vik", text="Mia Sandvik, see http://nora.test/"),),
    )
    ole = make_post(OLE, "Salt.", title="Salt", authors=("Ole Brandt",), published=date(2019, 5, 2))
    evidence = Evidence(
        kind="listed", quote="Mia Sandvik: her oven", where=f"round-up {MIA}", weight=2.0
    )
    with archive.writing("first", hours(0)) as writer:
        for post in (mia, ole):
            writer.add(make_version(post.url, post=post))
        member = Membership(
            post=MIA,
            challenge="ovens",
            verdict=Verdict.MEMBER,
            writer="Mia Sandvik",
            evidence=(evidence,),
        )
        writer.judge([OVENS], [member, replace(member, post=OLE, writer="Ole Brandt")])
        failed = outcome(Status.FAILED, source="mia", url=MIA, errors=(f"{MIA}: no answer",))
        writer.commit(make_report("first", hours(0), failed))
    with archive.writing("second", hours(2)) as writer:
        why = f"read from the copy at http://copies.test/2019/{MIA}"
        again = replace(mia, text=mia.text + " More of Mia.", markdown=TEXT + " More of Mia.")
        writer.add(make_version(MIA, 2, post=again, reason=why, seen_at=hours(2)))
        gone = {"change": Change.GONE, "reason": f"sent on to {MIA}", "seen_at": hours(2)}
        writer.add(make_version(OLE, 2, post=None, **gone))
        writer.commit(make_report("second", hours(2)))
    archive.close()
    line = ["export", "-q", "-a", str(folder / "archive"), "--format", "dataset", "--pseudonymous"]
    assert main([*line, "--all-versions", "-o", str(folder / "out")]) == 0
    found = (folder / "out" / "data").glob("*.parquet")
    yield {path.stem: pq.read_table(path).to_pylist() for path in found}


def everything(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False).lower()


@pytest.mark.parametrize("name", [name for name, table in BY_NAME.items() if not table.nested])
def test_no_table_names_anybody(told: dict[str, list[dict[str, Any]]], name: str) -> None:
    said = everything(told[name])
    assert told[name]
    assert [secret for secret in SECRETS if secret in said] == []


def test_what_is_left_can_still_be_worked_with(told: dict[str, list[dict[str, Any]]]) -> None:
    mia, ole = sorted(told["posts"], key=lambda row: -len(row["text"]))
    assert {link["url"] for link in mia["links"]} & {ole["url"]}, "who links to whom"
    assert HUB in {link["url"] for link in mia["links"]}, "the organiser's page"
    assert f"[the call]({HUB})" in mia["markdown"]
    assert "The Oven Letters" in mia["text"] and "bakes." in mia["text"]
    assert told["challenges"][0]["hub"] == HUB and "bread" in mia["tags"]
    (by,) = mia["participants"]
    assert mia["authors"] == [by], "one name whatever the page calls her"
    assert by in {row["name"] for row in told["participants"]} and by in mia["text"]
    assert mia["host"] in told["rounds"][0]["roundup"] and mia["host"] in mia["url"]
    assert {row["post"] for row in told["changes"]} == {mia["url"], ole["url"]}
    assert {row["url"] for row in told["versions"]} == {mia["url"], ole["url"]}


def test_the_order_of_a_list_does_not_say_who_is_who(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    names = [row["name"] for row in told["participants"]]
    assert names == sorted(names) and [r["number"] for r in told["participants"]] == [1, 2]


def test_a_made_up_name_cannot_be_made_without_the_archive() -> None:
    around = Around(challenges=(OVENS,), people={"ovens": OVENS.writers})
    row = {"challenge": "ovens", "number": 1, "name": "Mia Sandvik", "blogs": [], "also": []}
    one, two = (
        Pseudonyms(around, [], [], key).row(BY_NAME["participants"], row)["name"]
        for key in (b"one", b"two")
    )
    assert one != two and one.startswith("person-")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Zoë Marsh and ZOE MARSH", "P and P"),
        ("Zoe\u0308 Marsh", "P"),
        ("zoemarsh, @zoemarsh, zoe.marsh", "P, @P, P"),
        ("a marsh in May", "a marsh in May"),
        ("Zoe\n\nMarsh is a place", "Zoe\n\nMarsh is a place"),
        ("山田太郎さん", "Yさん"),
        ("", ""),
    ],
)
def test_names_in_a_text(text: str, left: str) -> None:
    assert NamesInText({"Zoë Marsh": "P", "山田太郎": "Y"}).replaced(text, {}) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see (http://a.test/x_(y)). And", "see (U:http://a.test/x_(y)). And"),
        (r"<http://a.test/b\_c>", "<U:http://a.test/b_c>"),
        ("//a.test/x a/b // c", "U:http://a.test/x a/b // c"),
        ("a.test, www.a.test/p and index.html", "H, U:http://www.a.test/p and index.html"),
        ("mailto:a@a.test me@a.test", "mailto:somebody@mail.example somebody@mail.example"),
    ],
)
def test_addresses_in_a_text(text: str, left: str) -> None:
    known = {"a.test", "www.a.test"}
    put = addresses_replaced(text, lambda url: f"U:{url}", lambda h: "H" if h in known else None)
    assert put == left
