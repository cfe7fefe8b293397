"""Whatever a post holds, each format of text is read again by another reader."""

import json
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pybtex.database import parse_string

from archiver.export import citations, wxr
from archiver.export.edition import editions
from archiver.export.holding import Holding
from archiver.export.markdown import FLAVOURS, pages
from archiver.model import Membership, Post, Version
from tests import nouns

SIGNS = st.text("ab1{}%<>#|\\`/*$=^&;:!'\"[]()_~.-@, \n\t\r\x00\x85\u2028\u202e漢é🙂", max_size=20)
POSTS = st.builds(
    lambda post, title, markdown, terms, names: replace(
        post, title=title, markdown=markdown, tags=terms, categories=terms, authors=names
    ),
    nouns.noun(Post),
    SIGNS,
    SIGNS,
    st.lists(SIGNS, max_size=3).map(tuple),
    st.lists(SIGNS, max_size=3).map(tuple),
)


def held(version: Version, post: Post, memberships: list[Membership]) -> Holding:
    url = f"https://e.org/{quote(version.url)}"
    return Holding((replace(version, url=url, post=post),), ("0" * 128,), tuple(memberships))


HOLDINGS = st.builds(held, nouns.noun(Version), POSTS, st.lists(nouns.noun(Membership), max_size=2))


@pytest.mark.parametrize("flavour", FLAVOURS)
@settings(max_examples=40, deadline=None)
@given(holding=HOLDINGS)
def test_markdown(flavour: str, holding: Holding) -> None:
    ((path, text),) = pages(holding, flavour)
    text.encode()
    assert all(0 < len(part.encode()) <= 255 and part[0] != "." for part in path.split("/"))
    matter = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))
    (edition,) = editions(holding)
    assert matter["title"] == edition.title.encode("utf-8", "replace").decode()
    if date := matter.get("date"):
        datetime.fromisoformat(date)


@settings(max_examples=40, deadline=None)
@given(st.lists(HOLDINGS, max_size=3))
def test_wordpress(holdings: list[Holding]) -> None:
    text = "".join(wxr.export(holdings, "a", "http://e.org/"))
    found = etree.fromstring(text.encode())
    assert len(found.findall("channel/item")) == len(holdings)


@settings(max_examples=40, deadline=None)
@given(HOLDINGS)
def test_citations(holding: Holding) -> None:
    (item,) = json.loads("".join(citations.csl([holding])))
    (key,) = parse_string("".join(citations.bibtex([holding])), "bibtex").entries
    assert key.casefold() == item["id"].casefold() and key.isascii()
