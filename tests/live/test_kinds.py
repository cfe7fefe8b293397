"""The table of the kinds of change, each from a real WordPress that somebody works on."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import archiver
from archiver import config
from archiver.history.folding import fold
from archiver.model import Change, Post
from archiver.outcomes import Report
from archiver.reading import host as reading
from archiver.reading.reading import Reading
from archiver.reextraction import re_extract
from tests.live.conftest import command

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

HOST = "kay.wp.test"
SOURCES = """
pace: {{delay: 0s, poll: 0s, recheck: 0s, deadline: 30s, pages: 400}}
allow_private: ["*.test"]
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - site: http://{host}/
"""
THEMES = ("twentytwentyone", "twentytwentytwo", "twentytwentythree")
OWN_THEME = {
    "wp.test": "twentytwentythree",
    "kay.wp.test": "twentytwentyone",
    "job.wp.test": "twentytwentytwo",
}
QUOTED = (
    "<p>She said „so be it“ and put the kettle on, for it was late - very late - and the queue had "
    "not become shorter since the morning, when the first of the letters came in.</p>"
    "<p>Nobody else was there, and nobody would come before the next day had begun.</p>"
)
RETYPED = QUOTED.replace("„so be it“", "«so be it»").replace(" - ", " – ")

PATHS = {
    "quotes": "/2017/03/22/quotes-pull-quotes-and-verse/",
    "lists": "/2017/03/21/lists-of-all-kinds/",
    "code": "/2017/03/22/code-blocks/",
    "gallery": "/2017/03/25/a-gallery/",
    "images": "/2017/03/23/images-with-captions/",
    "table": "/2017/03/23/a-table/",
    "embeds": "/2017/03/24/embeds/",
    "footnotes": "/2017/03/24/footnotes/",
    "comments": "/2017/04/01/a-lively-discussion/",
    "linkpost": "/2017/03/31/a-link-post/",
    "roundup": "/2017/04/01/roundup-everyones-week-one/",
}
KINDS = {
    "quotes": "edited",  # other words
    "lists": "retouched",  # typographic quotes and dashes only
    "linkpost": "metadata",  # another title of a post in the feed
    "roundup": "metadata",  # a tag more of a post in the feed
    "code": "metadata",  # another title of an older post
    "gallery": "metadata",  # a tag more of an older post
    "images": "moved",  # another address
    "embeds": "gone",  # 410
}
LATER = {"table": "gone"}  # in the bin: 404, at two looks


def crawl(path: Path, host: str = HOST) -> Report:
    return archiver.run(config.parse(SOURCES.format(host=host)), archive=path)


def kinds(report: Report) -> dict[str, str]:
    """Of each post that got a version, the kind of change."""
    return {fact.url: fact.action for fact in report.changes}


def url(key: str) -> str:
    return f"http://{HOST}{PATHS[key]}"


@pytest.fixture(scope="module")
def story(engines: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """An archive, and the reports of four runs: before, after all changes, at the second look at what
    was not found, after the post is back."""
    path = tmp_path_factory.mktemp("kinds") / "archive"
    try:
        command("wp", HOST, "edit", "lists", QUOTED)
        reports = [crawl(path)]
        command("wp", HOST, "edit", "quotes", "<p>Quite another text than there was before.</p>")
        command("wp", HOST, "edit", "lists", RETYPED)
        command("wp", HOST, "retitle", "linkpost", "A Link, and What Became of It")
        command("wp", HOST, "tag", "roundup", "week one")
        command("wp", HOST, "retitle", "code", "Blocks of Code, and Nothing Else")
        command("wp", HOST, "tag", "gallery", "a new tag")
        command("wp", HOST, "reslug", "images", "pictures-with-captions")
        command("wp", HOST, "trash", "table")
        command("wp", HOST, "gone", "embeds")
        for key in ("footnotes", "comments"):
            command("wp", HOST, "comment", key, "A late thought, and a long one, on all of this.")
        reports += [crawl(path), crawl(path)]
        command("wp", HOST, "status", "table", "publish")
        reports.append(crawl(path))
        yield [path, *reports]
    finally:
        command("reset")


@pytest.mark.parametrize("key", [*KINDS, *LATER])
def test_each_kind_of_change(story: list[Any], key: str) -> None:
    kind = (KINDS | LATER)[key]
    assert kinds(story[3 if key in LATER else 2]).get(url(key)) == kind
    first, last = archiver.open(story[0]).versions(url(key))[:2]
    assert first.change is Change.CREATED and first.post and first.post.text
    assert last.change.value == kind


def test_what_is_not_found_once_is_held_back(story: list[Any]) -> None:
    held = {fact.url: fact.reason for fact in story[2].quarantined}
    assert held[url("table")] == "answered 404: a second look in a later run decides"


def test_a_comment_makes_no_version_and_nothing_else_was_changed(story: list[Any]) -> None:
    assert set(kinds(story[2])) == {url(key) for key in KINDS}
    assert set(kinds(story[3])) == {url(key) for key in LATER}
    assert len(archiver.open(story[0]).versions(url("comments"))) == 1


def test_how_a_post_was_missed(story: list[Any]) -> None:
    archive = archiver.open(story[0])
    assert archive.versions(url("table"))[1].reason == "404 at two looks"
    assert archive.versions(url("embeds"))[1].reason == "410"


def test_a_post_that_moved_keeps_its_identity_and_is_found_by_both_addresses(
    story: list[Any],
) -> None:
    archive = archiver.open(story[0])
    old, new = archive.versions(url("images"))
    assert old.post and new.post and new.post.text == old.post.text
    assert new.post.url == f"http://{HOST}/2017/03/23/pictures-with-captions/"
    found = archive.get(new.post.url)
    assert found and found.url == url("images")


def test_a_post_that_is_back(story: list[Any]) -> None:
    assert kinds(story[4]) == {url("table"): "back"}
    created, gone, back = archiver.open(story[0]).versions(url("table"))
    assert created.post and back.post and gone.post is None
    assert created.post.text == back.post.text


def test_a_better_reading_of_the_same_capture(
    engines: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older extractor lost the last paragraph of one post."""
    real = reading.attempt

    def older(page: Reading) -> Any:
        post = real(page)
        return poorer(post) if page.url == url("footnotes") else post

    def poorer(post: Post) -> Post:
        markdown = post.markdown.strip().rpartition("\n\n")[0]
        text = post.text.strip().rpartition("\n\n")[0]
        assert markdown and text
        return replace(post, markdown=markdown, text=text)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "attempt", older)
        patch.setattr(import_module("archiver.crawl.versioning"), "EXTRACTOR", "older/0")
        crawl(tmp_path / "archive")
    readings = re_extract(tmp_path / "archive")
    assert [r.held.url for r in readings if r.version] == [url("footnotes")]
    archive = archiver.open(tmp_path / "archive")
    held, again = archive.versions(url("footnotes"))
    assert again.change is Change.RE_EXTRACTED and again.capture == held.capture
    assert held.post and again.post and len(again.post.text) > len(held.post.text)
    assert kinds(crawl(tmp_path / "archive")) == {}


@pytest.fixture(scope="module", params=OWN_THEME)
def blog(
    request: pytest.FixtureRequest, engines: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A blog of WordPress, and an archive of it as it was."""
    path = tmp_path_factory.mktemp("themes") / "archive"
    crawl(path, request.param)
    return request.param, path


@pytest.mark.parametrize("theme", THEMES)
def test_another_theme_makes_no_version(blog: tuple[str, Path], theme: str, tmp_path: Path) -> None:
    """All posts of the blog look otherwise, and say the same."""
    host, before = blog
    if theme == OWN_THEME[host]:
        pytest.skip("the blog's own theme")
    path = tmp_path / "archive"
    shutil.copytree(before, path)
    try:
        command("wp", host, "theme", theme)
        report = crawl(path, host)
    finally:
        command("wp", host, "theme", OWN_THEME[host])
    archive = archiver.open(path)
    # block themes link no further pages: of a post in three pages they show the first one only
    changes = [fact for fact in report.changes if "in-three-pages" not in fact.url]
    assert [told(archive.versions(fact.url)) for fact in changes] == []
    assert [fact.url for fact in report.quarantined if "protected" not in fact.url] == []


def told(versions: tuple[Any, ...]) -> str:
    """What a change changed, for whoever reads the failure."""
    old, new = versions[-2:]
    if old.post is None or new.post is None:
        return f"{new.change} {new.url}"
    before, after = fold(old.post.text).split(), fold(new.post.text).split()
    lost = [word for word in before if word not in after][:12]
    more = [word for word in after if word not in before][:12]
    fields = ("title", "authors", "published", "tags", "categories", "licence", "url")
    other = {
        name: (getattr(old.post, name), getattr(new.post, name))
        for name in fields
        if getattr(old.post, name) != getattr(new.post, name)
    }
    return f"{new.change} {new.url}: lost {lost}, more {more}, {other}"
