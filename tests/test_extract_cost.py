"""What extraction costs: four times the page, four times the work, whatever the page is made of."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from weakref import ref

import pytest
from lxml.html import HtmlElement

from archiver.errors import ParseError
from archiver.extraction import extract, learn
from archiver.extraction.document.build import build
from archiver.extraction.document.code_blocks import Drop
from archiver.extraction.document.tree import Node
from archiver.model import Candidate, Method
from archiver.web import html
from archiver.web import page as pages

_FEW, _MANY = 200, 800
_MOST = 6.5
"""How many times as much work four times the page may be: four, and what is done once."""

_PROSE = "<p>The tide went out before six, and the boats lay on their sides until noon.</p>"


def _word(number: int) -> str:
    """A name without a digit, another one for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _sections_of_their_own(count: int) -> str:
    """Sections, each with a class that no other one has: builders of pages write such."""
    one = "<div class='x{0}'><h2>Part {0}</h2>{1}</div>"
    return "".join(one.format(_word(n), _PROSE) for n in range(count))


PAGES: dict[str, Callable[[int], str]] = {
    "sections": _sections_of_their_own,
    "terms": lambda n: f"<dl>{'<dt>author:</dt><dd>some text</dd>' * n}</dl>",
    "cells": lambda n: f"<table>{'<tr><td>author:</td><td>text</td></tr>' * n}</table>",
    "paragraphs": lambda n: _PROSE * n,
    "items": lambda n: f"<ul>{'<li>a thing</li>' * n}</ul>",
    "links": lambda n: f"<p>{'<a href=/a/b>one</a>, ' * n}</p>",
    "remarks": lambda n: f"<div class=c><p>2 May 2012</p>{_PROSE}</div>" * n,
    "dates": lambda n: "<div>one of 2012</div>" * n,
    "pictures": lambda n: "<a href=/x><img src=/x.png></a>" * n,
    "fields": lambda n: "<form><input type=email name=email></form>" * n,
    "buttons": lambda n: "<div><button>Accept all</button></div>" * n,
    "nested": lambda n: f"{'<div><h3>x</h3>' * (n // 4)}{_PROSE}{'</div>' * (n // 4)}",
    "notes": lambda n: "<p>Some words <span class=sidenote>a note</span> and more.</p>" * n,
}


@contextmanager
def _counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Counts the calls of functions, and the characters that are read out of elements."""
    work = {"calls": 0, "characters": 0}
    read = html.Element.text_content

    def counting(element: html.Element) -> str:
        text = read(element)
        work["characters"] += len(text)
        return text

    def called(frame: FrameType, event: str, about: object) -> None:
        work["calls"] += 1

    monkeypatch.setattr(html.Element, "text_content", counting)
    sys.setprofile(called)
    try:
        yield work
    finally:
        sys.setprofile(None)
        monkeypatch.undo()


@pytest.mark.parametrize("name", PAGES)
def test_work_grows_as_the_page_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(count: int) -> dict[str, int]:
        source = f"<title>The tide</title><h1>The tide</h1>{_PROSE * 5}{PAGES[name](count)}"
        with _counted(monkeypatch) as done:
            try:
                extract(source, url="https://blog.example/2012/05/the-tide")
            except ParseError:
                pytest.fail("the page was refused")
        return done

    work(2)  # what is compiled and read when it is first asked for
    few, many = work(_FEW), work(_MANY)
    assert many["calls"] < _MOST * few["calls"]
    assert many["characters"] < _MOST * few["characters"] + 1000


_POST = "<p>The tide went out before six, and the boats lay on their sides until noon.</p>" * 30
_ENTRY = Candidate(url="", via="", how=Method.FEED, source="", content=_POST)


def _post_page() -> str:
    column = f"<div class=x><div class=y>{_POST}</div></div>"
    return f"<title>The tide</title><h1>The tide</h1>{column}<ul><li><a href=/a>About</a></ul>"


@pytest.mark.parametrize("feed", [None, _ENTRY])
def test_no_tree_is_built_twice(feed: Candidate | None, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []

    def counting(element: HtmlElement, url: str, drop: Drop) -> Node:
        built.append(element)
        return build(element, url, drop)

    monkeypatch.setattr("archiver.extraction.body.places.build", counting)
    page = pages.read(_post_page(), "https://blog.example/2012/05/the-tide")
    habits = learn([(page, page.url, feed)])
    learned = len(built)
    assert learned == len(set(built))
    extract(page, feed=feed, chrome=habits)
    assert len(built) == learned + 1  # that of the post, without its edges


@pytest.mark.parametrize("feed", [None, _ENTRY])
def test_a_page_reads_the_same_after_it_has_taught(feed: Candidate | None) -> None:
    url = "https://blog.example/2012/05/the-tide"
    taught, fresh = pages.read(_post_page(), url), pages.read(_post_page(), url)
    learn([(taught, url, feed)])
    assert extract(taught, feed=feed) == extract(fresh, feed=feed)


def test_a_page_is_freed_with_its_last_reader() -> None:
    page = pages.read(_post_page(), "https://blog.example/2012/05/the-tide")
    extract(page, feed=_ENTRY)
    alive = ref(page)
    gc.disable()
    try:
        del page
        assert alive() is None  # no ring holds its tree until it is looked for
    finally:
        gc.enable()
