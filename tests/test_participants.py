"""Who takes part: noted from the lists where it changes, kept in the catalog, and known to the judge."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import archiver
from archiver import cli, config
from archiver.facts import TakesPart
from archiver.model import Challenge, Participant
from archiver.store import Archive
from archiver.store.catalog import Catalog, differences
from archiver.testing import read_listing
from tests.fakes import FakeClock, FakeWeb, Page
from tests.store_kit import T0, hours, new_archive, one_run
from tests.stories import SOURCES, go, scene

LIST = "http://lists.example/people.csv"
ROLL = SOURCES + f"      - {{id: roll, roster: {LIST}}}\n"


# ---- what a list says


def people(
    text: str, method: str = "roster", name: str = "people.csv"
) -> dict[str, tuple[str, ...]]:
    found = read_listing(text, f"http://lists.example/{name}", method)
    return {person.name: person.blogs for person in found.people}


ANA = {"Ana Lima": ("http://ana.example/",)}
ANA_AND_BEN = ANA | {"Ben Ode": ("http://ben.example/",)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name,blog\nAna Lima,http://ana.example/\nBen Ode,http://ben.example/\n", "a.csv"),
        ("participant;site\nLima, Ana;http://ana.example/\nOde, Ben;http://ben.example/\n", "a.csv"),
        ("name,blog name,url\nAna Lima,Tea,http://ana.example/\nBen Ode,Oats,http://ben.example/\n", "a.csv"),
        (json.dumps([{"author": {"name": n}, "blog": b} for n, (b,) in ANA_AND_BEN.items()]), "a.json"),
        ("ana:\n  name: Ana Lima\n  socials: {blog: http://ana.example/}\nben:\n  name: Ben Ode\n  socials: {blog: http://ben.example/}\n", "a.yml"),
        ("| Who | Blog |\n| --- | --- |\n| Ana Lima | http://ana.example/ |\n| Ben Ode | http://ben.example/ |\n", "a.md"),
        ("<table><tr><th>Member<th>Site<tr><td>Ana Lima<td><a href='http://ana.example/'>tea</a><tr><td>Ben Ode<td><a href='http://ben.example/'>oats</a></table>", "a.html"),
    ],
)  # fmt: skip
def test_a_row_names_a_person_and_her_blog(text: str, name: str) -> None:
    assert people(text, name=name) == ANA_AND_BEN


def test_a_row_of_an_account_or_a_first_name_needs_a_column_of_people() -> None:
    rows = "\nana,http://ana.example/\nBen,http://ben.example/\n"
    assert list(people("member,blog" + rows)) == ["ana", "Ben"]
    assert people("name,blog" + rows) == {}


def test_links_name_people_where_nearly_all_of_them_do() -> None:
    names = ("Ana Lima", "Ben Ode", "Cy Day", "Dee von Eck")
    items = [f"- [{name}](http://{name.split()[0].lower()}.example/)" for name in names]
    assert list(people("# Who\n\n" + "\n".join(items), name="a.md")) == list(names)
    blogs = ("Tea for Two", "Ben Ode", "The Oats", "Bread Notes")
    items = [f"- [{name}](http://{name.split()[0].lower()}.example/)" for name in blogs]
    assert people("# Blogs\n\n" + "\n".join(items), name="a.md") == {}


@pytest.mark.parametrize(
    "text",
    [
        # blogs, and what is nobody
        "name,site_url\nTea for Two,http://ana.example/\n82 Oats,http://ben.example/\nBread Notes,http://cy.example/\n",
        "author,blog\nadmin,http://ana.example/\ninfo@ben.example,http://ben.example/\n",
        "blog name,blog\nAna Lima,http://ana.example/\nBen Ode,http://ben.example/\n",
        # no blog beside the name
        "author,post url,title\nAna Lima,http://ana.example/2017/05/tea-for-two-days/,Tea\n",
        "author,github,blog\nAna Lima,https://github.com/ana,\nBen,,http://ben.example/about-me.pdf\nCy,x,http://cy.example/\n",
    ],
)  # fmt: skip
def test_what_names_no_person_with_a_blog(text: str) -> None:
    assert {name for name in people(text) if name != "Cy"} == set()


def test_columns_say_who_is_a_person(tmp_path: Path) -> None:
    text = ROLL.replace("people.csv}", "people.csv, columns: {author: Nick, site: Where}}")
    listed = Page(body="Nick,Where\nana,http://ana.example/\n", type="text/csv")
    clock, net = scene({LIST: listed})
    go(tmp_path, net, clock, text=text)
    archive = archiver.open(tmp_path)
    assert [p.name for p in archive.participants(*archive.challenges())] == ["ana"]


def test_one_person_of_several_rows_and_several_of_one_name() -> None:
    rows = "author,feed\nAna Lima,http://a.example/feed\nana lima,http://b.example/feed\n"
    assert people(rows) == {"Ana Lima": ("http://a.example/feed", "http://b.example/feed")}
    found = read_listing(
        "author,site\nBen,http://a.example/\nBen,http://b.example/\n", LIST, "roster"
    )
    assert [person.blogs for person in found.people] == [
        ("http://a.example/",),
        ("http://b.example/",),
    ]


OPML = "<opml version='2.0'><head><title>Blogs</title><ownerName>Org Aniser</ownerName></head><body>{}</body></opml>"


def test_an_opml_names_people_by_attributes_for_authors_alone() -> None:
    text = OPML.format(
        "<outline text='Ana Lima' title='Ana Lima' xmlUrl='http://a.example/feed'/>"
        "<outline text='Oats' author='Ben Ode' xmlUrl='http://ben.example/feed' htmlUrl='http://ben.example/'/>"
        "<outline text='Rye' creator='admin' xmlUrl='http://cy.example/feed'/>"
        "<outline text='More' author='Dee Day' type='include' url='http://lists.example/more.opml'/>"
    )
    assert people(text, "opml") == {"Ben Ode": ("http://ben.example/", "http://ben.example/feed")}


# ---- what a run keeps of it


def csv(*rows: str) -> Page:
    return Page(body="\n".join(("author,blog", *rows, "")), type="text/csv")


def notes(archive: Archive) -> list[tuple[str, tuple[str, ...], bool]]:
    facts = [fact for run in archive.runs() for fact in archive.facts(run.id)]
    return [(f.name, f.blogs, f.renamed) for f in facts if isinstance(f, TakesPart)]


def step(path: Path, net: FakeWeb, clock: FakeClock, listed: Page, text: str = ROLL) -> Archive:
    net.pages[LIST] = listed
    clock.advance(7200)
    go(path, net, clock, text=text)
    return archiver.open(path)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Archive, FakeWeb, FakeClock]]:
    clock, net = scene()
    yield step(tmp_path, net, clock, csv("Anna Lyma,http://ana.example/")), net, clock


def writer(archive: Archive) -> str:
    (found,) = [m.writer for m in archive.memberships("spring") if "ana.example" in m.post]
    return found


def test_it_is_noted_where_it_changes_and_judged_again(
    told: tuple[Archive, FakeWeb, FakeClock],
) -> None:
    archive, net, clock = told
    assert writer(archive) == "Anna Lyma"
    first = [("Anna Lyma", ("http://ana.example/",), False)]
    assert notes(archive) == first
    assert notes(step(archive.path, net, clock, csv("Anna Lyma,http://ana.example/"))) == first
    # a slip is mended, and another comes
    rows = csv("Ana Lima,http://ana.example/", "Ben Ode,http://ben.example/")
    archive = step(archive.path, net, clock, rows)
    assert notes(archive)[1:] == [
        ("Ana Lima", ("http://ana.example/",), False),
        ("Anna Lyma", ("http://ana.example/",), True),
        ("Ben Ode", ("http://ben.example/",), False),
    ]
    assert writer(archive) == "Ana Lima"
    # who leaves the list wrote what she wrote
    archive = step(archive.path, net, clock, csv("Ben Ode,http://ben.example/"))
    assert len(notes(archive)) == 4 and writer(archive) == "Ana Lima"


def test_the_people_of_sources_yaml_come_first_and_are_joined_with_those_of_lists(
    told: tuple[Archive, FakeWeb, FakeClock],
) -> None:
    archive, net, clock = told
    text = ROLL.replace("site: http://ana.example/", "site: http://ana.example/, writer: Ana Lima")
    rows = csv("Ben Ode,http://ben.example/", "lima, ana,http://ana.blogspot.example/")
    rows = Page(body=rows.body.replace("lima, ana", '"lima, ana"'), type="text/csv")  # type: ignore[union-attr]  # a text
    archive = step(archive.path, net, clock, rows, text)
    assert writer(archive) == "Ana Lima", "the challenge has changed: it is judged again"
    (spring,) = archive.challenges()
    ana, *others = archive.participants(spring)
    assert spring.writers == (Participant(name="Ana Lima", blogs=("http://ana.example/",)),)
    assert (ana.name, ana.blogs) == (
        "Ana Lima",
        ("http://ana.example/", "http://ana.blogspot.example/"),
    )
    assert [person.name for person in others] == ["Anna Lyma", "Ben Ode"]


def test_the_archive_is_sound_and_made_again_from_its_files(
    told: tuple[Archive, FakeWeb, FakeClock], capsys: pytest.CaptureFixture[str]
) -> None:
    archive, net, clock = told
    archive = step(archive.path, net, clock, csv("Ana Lima,http://ana.example/"))
    before = archive.participants(*archive.challenges())
    archive.close()
    assert cli.main(["check", "-a", str(archive.path)]) == 0
    assert cli.main(["rebuild", "-a", str(archive.path)]) == 0
    again = archiver.open(archive.path)
    assert again.participants(*again.challenges()) == before != ()
    assert writer(again) == "Ana Lima"


def test_a_row_that_another_hand_has_changed_is_found() -> None:
    held, fresh = Catalog.open(None), Catalog.open(None)
    fact = TakesPart(url=LIST, at=T0, source="roll", challenge="c", name="Ana Lima", blogs=("http://a.test/",))  # fmt: skip
    for catalog in (held, fresh):
        catalog.apply(fact, "j")
    assert list(differences(held, fresh)) == []
    held.db.execute("update participants set name='Eve'")
    assert list(differences(held, fresh)) == [
        "2 rows of 'participants' differ from what the files say"
    ]


def test_a_merge_brings_the_people_of_both(tmp_path: Path) -> None:
    spring = Challenge(id="c", title="C", formerly=("old",))
    archives = []
    for n, (name, challenge) in enumerate((("Ana Lima", "c"), ("Ben Ode", "old"))):
        archive = new_archive(tmp_path / name)
        with one_run(archive, f"r{n}", hours(n)) as writer:
            writer.note(
                TakesPart(url=LIST, at=hours(n), source="roll", challenge=challenge, name=name, blogs=(f"http://{n}.test/",))
            )  # fmt: skip
            writer.judge([spring], [])
        archives.append(archive)
    ours, theirs = archives
    ours.merge(theirs.path, "m", hours(5))
    found = archiver.open(ours.path).participants(spring)
    assert [person.name for person in found] == ["Ana Lima", "Ben Ode"]


def test_the_people_of_the_document_are_read() -> None:
    text = (Path(__file__).parents[1] / "docs" / "participants.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (challenge,) = config.parse(example).challenges
    assert [(person.name, len(person.blogs)) for person in challenge.writers] == [
        ("Ana Lima", 2),
        ("Ben Ode", 1),
    ]
