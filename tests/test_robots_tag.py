from dataclasses import replace
from pathlib import Path

import pytest

import archiver
from archiver.web.robots_tag import directives
from tests.fakes import FakeClock, Page
from tests.stories import go, web

POST = "http://ana.example/motivation/"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["noindex"], ("noindex",)),
        (["NoIndex, noarchive", "noindex,nofollow"], ("noindex", "noarchive", "nofollow")),
        (["googlebot: noindex, nofollow"], ()),
        (["archiver: noarchive", "otherbot: nofollow"], ("noarchive",)),
        (["Archiver: noarchive, noindex"], ("noarchive", "noindex")),
        (["*: none"], ("none",)),
        (["max-snippet: 20, max-image-preview:large"], ("max-snippet: 20", "max-image-preview:large")),
        (["unavailable_after: Friday, 25 Jun 2010 15:00:00 PST"],
         ("unavailable_after: friday, 25 jun 2010 15:00:00 pst",)),
        (["", " , ,"], ()),
        ([], ()),
    ],
)  # fmt: skip
def test_what_is_said_to_us(values: list[str], told: tuple[str, ...]) -> None:
    assert directives(values, "archiver") == told


def test_the_header_is_kept_with_the_post(tmp_path: Path) -> None:
    net = web()
    page = net.pages[POST]
    assert isinstance(page, Page) and isinstance(page.body, str)
    body = page.body.replace("<head>", "<head><meta name=robots content='noindex, nofollow'>")
    headers = {"X-Robots-Tag": "noarchive, noindex"}
    net.pages[POST] = replace(page, body=body, headers=headers)
    go(tmp_path, net, FakeClock())
    version = archiver.open(tmp_path).get(POST)
    assert version and version.post and version.post.robots == ("noindex", "nofollow", "noarchive")
    assert version.post.origins["robots"] == "meta"


def test_a_header_alone_is_a_witness_of_its_own(tmp_path: Path) -> None:
    net = web()
    page = net.pages[POST]
    assert isinstance(page, Page)
    net.pages[POST] = replace(page, headers={"x-robots-tag": "noarchive"})
    go(tmp_path, net, FakeClock())
    version = archiver.open(tmp_path).get(POST)
    assert version and version.post and version.post.robots == ("noarchive",)
    assert version.post.origins["robots"] == "header"
