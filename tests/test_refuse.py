"""`refuse` in sources.yaml: nothing of people who opted out is asked for, or kept when it is announced."""

from pathlib import Path

import pytest

from archiver import config
from archiver.console.report import exit_code
from archiver.errors import ConfigError
from archiver.store import open_archive
from archiver.web.refusals import is_meant
from tests.fakes import Page
from tests.stories import PROSE, SOURCES, feed, go, page, scene, settings

POSTS = {
    "http://ana.example/feed.xml": feed(
        "ana.example",
        ("/motivation/", "What keeps me going", "First words"),
        ("/diary/one/", "A diary", "Dear diary"),
        ("/diary-of-bread/", "Of bread", "Flour"),
        day="Tue, 23 May 2017",
    ),
    "http://ana.example/diary/one/": page("A diary", "Dear diary.", PROSE),
    "http://ana.example/diary-of-bread/": page("Of bread", "Flour.", PROSE),
}


@pytest.mark.parametrize(
    ("refuse", "kept"),
    [
        ("[http://ana.example/diary/*]", {"/motivation/", "/diary-of-bread/"}),
        ("https://www.ana.example/motivation", {"/diary/one/", "/diary-of-bread/"}),
        ("['http://ana.example/*']", set()),
    ],
)
def test_what_is_refused_is_neither_asked_for_nor_kept(
    tmp_path: Path, refuse: str, kept: set[str]
) -> None:
    clock, net = scene(POSTS)
    text = SOURCES.replace(
        "{id: ana, site: http://ana.example/}", "{id: ben2, feed: http://ben.example/all.xml}"
    )
    text += f"refuse: {refuse}\n"
    net.pages["http://ben.example/all.xml"] = POSTS["http://ana.example/feed.xml"]
    report = go(tmp_path / "a", net, clock, text=text)
    store = open_archive(tmp_path / "a")
    ana = {v.url.partition("ana.example")[2] for v in store.posts() if "ana.example" in v.url}
    assert ana == kept
    told = [line for line in report.lines if "`refuse`" in line]
    assert len(told) == 1
    for path in {"/motivation/", "/diary/one/", "/diary-of-bread/"} - kept:
        assert net.asked(f"http://ana.example{path}") == 0
        assert store.announcements(f"http://ana.example{path}") == ()
    assert store.check() == []


def test_what_is_held_already_stays_and_is_not_asked_for_again(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path / "a", net, clock)
    clock.advance(9 * 86400)
    before = net.asked("http://ben.example/bread/")
    text = SOURCES.replace("      - {id: ben, feed: http://ben.example/feed.xml}\n", "")
    report = go(tmp_path / "a", net, clock, text=text + "refuse: ben.example\n", force=True)
    assert net.asked("http://ben.example/bread/") == before
    assert exit_code(report) == 0
    assert open_archive(tmp_path / "a").get("http://ben.example/bread/") is not None


def test_a_redirect_to_what_is_refused_is_not_followed(tmp_path: Path) -> None:
    clock, net = scene(
        {"http://c.example/s": Page(status=302, location="http://ben.example/bread/")}
    )
    text = SOURCES.replace("      - {id: ben, feed: http://ben.example/feed.xml}\n", "")
    report = go(
        tmp_path / "a", net, clock, text=text + "refuse: ben.example\n", urls=["http://c.example/s"]
    )
    assert net.asked("http://ben.example/bread/") == 0
    assert "`refuse`" in (report.missed[0].reason or "")


@pytest.mark.parametrize(
    ("refuse", "source"),
    [
        ("ana.example", "id: ana"),
        ("[other.example, http://ben.example/*]", "id: ben"),
        ("http://ben.example/feed.xml", "id: ben"),
    ],
)
def test_a_source_that_is_refused_is_an_error_with_its_line(refuse: str, source: str) -> None:
    line = SOURCES[: SOURCES.index(source)].count("\n") + 1
    with pytest.raises(ConfigError, match=rf"sources\.yaml:{line}:\d+: .*`refuse` names it"):
        config.parse(SOURCES + f"refuse: {refuse}\n")


def test_a_source_that_is_retired_may_be_refused() -> None:
    text = SOURCES.replace("site: http://ana.example/", "site: http://ana.example/, retired: true")
    assert config.parse(text + "refuse: ana.example\n").refuse == ("ana.example",)


@pytest.mark.parametrize("refuse", ["nonsense", "http://ana.example/*/x", "ftp://x.example/"])
def test_what_is_no_host_and_no_address_is_an_error(refuse: str) -> None:
    with pytest.raises(ConfigError, match="no host and no address"):
        settings(SOURCES + f"refuse: ['{refuse}']\n")


@pytest.mark.parametrize(
    ("pattern", "url", "meant"),
    [
        ("http://ana.example/~ann/*", "https://www.ana.example/~ann", True),
        ("http://ana.example/~ann/*", "http://ana.example/~ann/?page=2", True),
        ("http://ana.example/~ann/*", "http://ana.example/~anna/", False),
        ("http://ana.example/*", "http://ana.example/?p=7", True),
        ("http://ana.example/?author=*", "http://ana.example/?author=5", True),
        ("ana.example", "http://ana.example./x", True),
        ("ana.example", "https://web.archive.org/web/2017/http://ana.example/x", True),
        ("ana.example", "https://web.archive.org/web/2017/http://ben.example/x", False),
    ],
)
def test_the_folder_itself_and_copies_are_refused_too(pattern: str, url: str, meant: bool) -> None:
    assert is_meant(pattern, url) == meant
