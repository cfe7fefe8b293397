"""CSL-JSON and BibTeX, read by libraries that cite with them."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, parse_string

from archiver.export import citations
from archiver.export.holding import Holding
from tests import hostile_posts
from tests.test_wxr import told


def csl(*holdings: Holding) -> list[dict[str, Any]]:
    found = json.loads("".join(citations.csl(holdings)))
    assert isinstance(found, list)
    return found


def bibtex(*holdings: Holding) -> BibliographyData:
    return parse_string("".join(citations.bibtex(holdings)), "bibtex")


HELD = told(
    url="https://blog.example/2017/05/on-words.html",
    title="On {Words} & 100% $of_it# ~^\\",
    authors=("Ann B. Lee", "The Kitchen Table"),
    published=datetime(2017, 5, 1, 23, 30, tzinfo=UTC),
    site="Ann's words",
    language="en",
)


def test_csl() -> None:
    (item,) = csl(HELD)
    assert re.fullmatch(r"blog\.example-[0-9a-f]{8}", item["id"])
    assert item == {
        "id": item["id"],
        "type": "post-weblog",
        "title": "On {Words} & 100% $of_it# ~^\\",
        "author": [{"family": "Lee", "given": "Ann B."}, {"literal": "The Kitchen Table"}],
        "container-title": "Ann's words",
        "issued": {"date-parts": [[2017, 5, 1]]},
        "accessed": {"date-parts": [[2026, 11, 21]]},
        "URL": "https://blog.example/2017/05/on-words.html",
        "language": "en",
        "archive": "archiver",
        "archive_location": "sha512:" + "0" * 128,
        "version": "1",
    }


def test_what_is_not_known_is_left_out() -> None:
    (item,) = csl(told(published=None, authors=(), site=None, language=None))
    assert "issued" not in item and "author" not in item and "language" not in item
    assert item["container-title"] == "blog.example"


def test_the_id_stays_when_all_else_changes() -> None:
    other = told(url=HELD.newest.url, title="Another", authors=("Zoe Ray",), published=None)
    assert csl(HELD)[0]["id"] == csl(other)[0]["id"] == next(iter(bibtex(other).entries))
    assert csl(HELD)[0]["id"] != csl(told(url="https://blog.example/2/"))[0]["id"]


def test_a_gone_post_is_cited_as_it_was_last() -> None:
    (item,) = csl(hostile_posts.gone(HELD))
    assert item["version"] == "1" and item["archive_location"].endswith("0" * 128)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ann Lee", {"family": "Lee", "given": "Ann"}),
        ("Lee, Ann", {"family": "Lee", "given": "Ann"}),
        ("Ludwig van Beethoven", {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}),
        ("J. K. Rowe", {"family": "Rowe", "given": "J. K."}),
        ("Jean-Luc O’Neil", {"family": "O’Neil", "given": "Jean-Luc"}),
        ("Анна Лебедева", {"family": "Лебедева", "given": "Анна"}),
        ("Gabriel García Márquez", {"literal": "Gabriel García Márquez"}),
        ("田中由紀", {"literal": "田中由紀"}),
        ("田中 由紀", {"literal": "田中 由紀"}),
        ("ann", {"literal": "ann"}),
        ("ann lee", {"literal": "ann lee"}),
        ("The Kitchen Table", {"literal": "The Kitchen Table"}),
        ("Ben and Ana", {"literal": "Ben and Ana"}),
        ("others", {"literal": "others"}),
        ("Ana {{ site.title }}", {"literal": "Ana {{ site.title }}"}),
    ],
)  # fmt: skip
def test_names(name: str, parts: dict[str, str]) -> None:
    assert citations.author(name) == parts


def test_citeproc_makes_a_bibliography_of_it() -> None:
    source = CiteProcJSON(csl(*hostile_posts.holdings(), HELD))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        made.register(Citation([CitationItem(key)]))
    entries = [str(entry) for entry in made.bibliography()]
    assert len(entries) == len(hostile_posts.BODIES) + 1
    assert any("Lee, A.B." in entry and "2017" in entry for entry in entries)


def test_bibtex() -> None:
    entry = bibtex(HELD).entries[csl(HELD)[0]["id"]]
    assert entry.type == "misc"
    assert [str(person) for person in entry.persons["author"]] == [
        "Lee, Ann B.",
        "{The Kitchen Table}",
    ]
    assert dict(entry.fields) == {
        "title": r"{On \textbraceleft{}Words\textbraceright{} \& 100\% \$of\_it\# "
        r"\textasciitilde{}\textasciicircum{}\textbackslash{}}",
        "howpublished": "Ann's words",
        "year": "2017",
        "date": "2017-05-01",
        "url": "https://blog.example/2017/05/on-words.html",
        "urldate": "2026-11-21",
        "sha512": "0" * 128,
    }


def test_every_entry_is_whole() -> None:
    text = "".join(citations.bibtex(hostile_posts.holdings()))
    ours = {item["id"] for item in csl(*hostile_posts.holdings())}
    assert ours == set(parse_string(text, "bibtex").entries)
    assert all(key.isascii() for key in ours) and len(ours) == len(hostile_posts.BODIES)
    assert text.count("{") == text.count("}")


def test_an_address_is_read_as_it_is() -> None:
    held = told(url="https://blog.example/a_b/%7Ec?x=1&y=#z{}\\é")
    (entry,) = bibtex(held).entries.values()
    assert entry.fields["url"] == "https://blog.example/a_b/%7Ec?x=1&y=#z%7B%7D%5C%C3%A9"


def test_no_posts() -> None:
    assert csl() == [] and not list(citations.bibtex([]))


def test_days_are_as_exact_as_known() -> None:
    (item,) = csl(replace(told(published=date(2017, 5, 1))))
    assert item["issued"] == {"date-parts": [[2017, 5, 1]]}
