"""The whole program against real WordPress, Hugo, Jekyll and Pelican."""

import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

import archiver
from archiver import config
from archiver.console import report as reports
from archiver.facts import Status
from archiver.fetch.transport import HttpTransport
from archiver.model import Capture, Change, Verdict
from archiver.outcomes import Report
from archiver.pipeline import clock
from archiver.reextraction import re_extract
from tests.live.conftest import BLOGOSPHERE

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

SOURCES = """
archive: archive
pace: {delay: 0s, poll: 0s, recheck: 0s, deadline: 30s, pages: 400}
allow_private: ["*.test"]
challenges:
  - id: spring
    title: Support Driven Spring 2017 Writing Challenge
    tags: [sdchallenge]
    rounds:
      - id: week-1
        title: Motivation
        opens: 2017-05-01
        closes: 2017-05-14
        prompt: >-
          What makes you excited about working in customer support? Each of us has a path that
          landed us here – but what keeps you going month after month?
      - {id: week-2, title: Tone, opens: 2017-05-15, closes: 2017-05-28}
    sources:
      - {site: "http://wp.test/", since: 1990-01-01, until: 2099-12-31}
      - {site: "http://kay.wp.test/", since: 1990-01-01, until: 2099-12-31}
      - {site: "http://job.wp.test/", since: 1990-01-01, until: 2099-12-31}
      - {site: "http://hugo.test/", since: 1990-01-01, until: 2099-12-31}
      - {site: "http://jekyll.test/", since: 1990-01-01, until: 2099-12-31}
      - {site: "http://pelican.test/", since: 1990-01-01, until: 2099-12-31}
      - tag: http://wp.test/tag/sdchallenge/
"""

POSTS = {
    "wp.test": 59,  # 60 published, one of them behind a password
    "kay.wp.test": 23,
    "job.wp.test": 23,
    "hugo.test": 20,
    "jekyll.test": 20,
    "pelican.test": 20,
}

CHROME = (
    "Leave a Reply",
    "Log Out",
    "Connecting to",
    "bloggers like this",
    "Share this",
    "Like this",
    "Notify me",
    "search previous next",
    "Previous post",
    "Proudly powered",
    "mentioned in a trackback",
)


class Watched(HttpTransport):
    """The real network, with a note of every exchange's begin and end."""

    def __init__(self) -> None:
        super().__init__(allow_private=["*.test"], now=clock)
        self.log: list[tuple[float, float, str, Mapping[str, str]]] = []
        self._lock = threading.Lock()

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        begin = time.monotonic()
        try:
            return super().exchange(url, headers, deadline=deadline, max_bytes=max_bytes)
        finally:
            with self._lock:
                self.log.append((begin, time.monotonic(), url, dict(headers)))

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of requests that were under way at one host at a time."""
        found, last = [], dict[str, tuple[float, str]]()
        for begin, end, url, _ in sorted(self.log, key=lambda entry: entry[0]):
            host = urlsplit(url).hostname or ""
            if host in last and begin < last[host][0]:
                found.append((last[host][1], url))
            last[host] = (end, url)
        return found


def crawl(archive: Path, text: str = SOURCES) -> tuple[Report, Watched]:
    watched = Watched()
    settings = config.parse(text)
    return archiver.run(settings, archive=archive, transport=watched), watched


@pytest.fixture(scope="module")
def first(engines: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report, Watched]:
    path = tmp_path_factory.mktemp("live") / "archive"
    return path, *crawl(path)


def test_every_published_post_once(first: tuple[Path, Report, Watched]) -> None:
    path, report, _ = first
    held = [version.url for version in archiver.open(path).posts()]
    assert Counter(urlsplit(url).hostname for url in held) == POSTS
    assert len(set(held)) == len(held)
    assert reports.exit_code(report) == 0, [o.errors for o in report.outcomes]


def test_what_is_not_public_is_not_held(first: tuple[Path, Report, Watched]) -> None:
    for version in archiver.open(first[0]).posts():
        assert version.post
        assert not re.search(r"draft body|private body|secret body|^future$", version.post.text)
    assert {f.url for f in first[1].quarantined} == {
        f"http://{host}/2017/03/27/protected-the-numbers/"
        for host in ("wp.test", "kay.wp.test", "job.wp.test")
    }


def test_one_request_at_a_time_to_a_host(first: tuple[Path, Report, Watched]) -> None:
    assert first[2].overlaps() == []


@pytest.mark.parametrize(
    ("seed", "path"),
    [(0, "2017/04/03/motivation-for-the-long-haul/"), (1, "2017/04/04/why-do-i-do-support/")],
)
@pytest.mark.parametrize("host", ["wp.test", "kay.wp.test", "job.wp.test"])
def test_the_seeds_come_out_clean(
    first: tuple[Path, Report, Watched], seed: int, path: str, host: str
) -> None:
    (file,) = sorted((BLOGOSPHERE.parent / "seeds").glob(f"{seed:03}_*"))
    title, body = file.read_text("utf-8").split("\nLeave a Reply")[0].split("\n", 1)
    version = archiver.open(first[0]).get(f"http://{host}/{path}")
    assert version and version.post
    assert version.post.title == title.strip()
    assert words(version.post.text) == words(body)
    assert not [phrase for phrase in CHROME if phrase in version.post.text]


def words(text: str) -> list[str]:
    """The words of a text; list markers are the outputs' own affair."""
    return re.sub(r"(?m)^\s*(?:\d+[.)]|[-*•])\s+", "", text).split()


def test_the_seeds_are_members_of_week_one(first: tuple[Path, Report, Watched]) -> None:
    found = {m.post: m for m in archiver.open(first[0]).memberships("spring")}
    for path in ("2017/04/03/motivation-for-the-long-haul/", "2017/04/04/why-do-i-do-support/"):
        membership = found[f"http://kay.wp.test/{path}"]
        assert membership.verdict is Verdict.MEMBER
        assert membership.round == "week-1"
        assert {"phrase", "prompt", "tag"} <= {e.kind for e in membership.evidence}
        assert all(e.quote for e in membership.evidence)


def test_nothing_leaks_anywhere(first: tuple[Path, Report, Watched]) -> None:
    leaks = [
        (version.url, phrase)
        for version in archiver.open(first[0]).posts()
        for phrase in CHROME
        if version.post and phrase in version.post.text
    ]
    assert leaks == []


def test_pages_of_one_post_are_one_post(first: tuple[Path, Report, Watched]) -> None:
    # this theme names the further pages; the block themes of the other blogs do not
    url = "http://kay.wp.test/2017/03/30/a-long-read-in-three-pages/"
    version = archiver.open(first[0]).get(url)
    assert version and version.post
    for part in ("Page one.", "Page two.", "Page three, the end."):
        assert version.post.text.count(part) == 1


def test_every_capture_reads_again_as_it_was_read(first: tuple[Path, Report, Watched]) -> None:
    path, _, _ = first
    done = re_extract(path, dry_run=True)
    assert len(done) == sum(POSTS.values())
    assert [again.held.url for again in done if again.version or again.error] == []


def test_second_run_changes_nothing(first: tuple[Path, Report, Watched], tmp_path: Path) -> None:
    path = tmp_path / "archive"
    shutil.copytree(first[0], path)
    before = listing(path)
    text = SOURCES.replace("recheck: 0s", "recheck: 1d")
    report, watched = crawl(path, text)
    assert report.changes == () and reports.exit_code(report) == 0
    assert {o.status for o in report.outcomes} == {Status.UNCHANGED}
    unconditional = [
        url
        for *_, url, headers in watched.log
        if not {"If-None-Match", "If-Modified-Since"} & set(headers)
    ]
    assert unconditional == []
    new = {name for name in listing(path) if name not in before}
    assert all(name.startswith(("runs/", "derived/")) for name in new), new
    assert {
        n: d
        for n, d in listing(path).items()
        if n in before and not n.startswith(("derived/", ".lock"))
    } == {n: d for n, d in before.items() if not n.startswith(("derived/", ".lock"))}


def listing(path: Path) -> dict[str, bytes]:
    return {
        str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()
    }


def test_an_edit_a_trashed_post_and_a_410(
    first: tuple[Path, Report, Watched], wordpress: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "archive"
    shutil.copytree(first[0], path)
    anew = "Quite another text than before, of which each sentence is about a heron by the mill. "
    wordpress("kay.wp.test", "edit", "quotes", f"<p>{anew * 3}</p>")
    wordpress("kay.wp.test", "trash", "table")
    wordpress("job.wp.test", "gone", "lists")
    changes = crawl(path)[0].changes
    assert Counter(fact.action for fact in changes) == {"edited": 1, "gone": 1}, changes
    later = crawl(path)[0].changes  # the second look at what was not found
    assert [fact.action for fact in later] == ["gone"], later
    archive = archiver.open(path)
    reasons = {}
    for fact in (*changes, *later):
        versions = archive.versions(fact.url)
        assert versions[0].post and versions[0].post.text
        if versions[-1].change is Change.GONE:
            reasons[urlsplit(fact.url).hostname] = versions[-1].reason
    assert reasons == {"kay.wp.test": "404 at two looks", "job.wp.test": "410"}


def test_warc_files_are_sound_and_replay_the_same_posts(
    first: tuple[Path, Report, Watched], tmp_path: Path
) -> None:
    for file in first[0].rglob("*.warc.gz"):
        check = subprocess.run(
            [Path(sys.executable).with_name("warcio"), "check", file],
            capture_output=True,
            text=True,
            check=False,
        )
        assert check.returncode == 0, check.stdout
    archiver.replay(config.parse(SOURCES), first[0], tmp_path / "again")
    posts = {n: d for n, d in listing(first[0]).items() if n.startswith("posts/")}
    again = {n: d for n, d in listing(tmp_path / "again").items() if n.startswith("posts/")}
    assert sorted(again) == sorted(posts)
    assert [n for n in posts if again[n] != posts[n]] == []


def test_the_archive_is_sound(first: tuple[Path, Report, Watched]) -> None:
    assert archiver.open(first[0]).check() == []


FAULTS = """
archive: archive
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s, deadline: 3s, page_bytes: 1MiB}
allow_private: ["*.test"]
challenges:
  - id: faults
    title: A Challenge Full of Faults
    sources:
      - feed: http://faults.test/feed
      - {id: empty, feed: "http://faults.test/broken-feed?k=empty"}
      - {id: html, feed: "http://faults.test/broken-feed?k=html"}
      - {id: slow, feed: http://faults.test/drip}
      - {id: huge, feed: http://faults.test/huge-feed}
      - {id: bomb, feed: "http://faults.test/gzip-bomb?mb=20"}
      - {id: reset, feed: http://faults.test/reset}
      - {id: dead, feed: http://nowhere.invalid/feed}
      - {id: shut, feed: http://robots-disallow.test/feed}
      - {id: part, feed: http://robots-partial.test/no-archivers}
      - {id: broken-robots, feed: http://robots-500.test/feed}
      - {id: open-robots, feed: http://robots-404.test/feed}
      - {id: inside, feed: "http://faults.test/ssrf?to=metadata"}
"""


def test_faults_are_told_and_end_nothing(engines: None, tmp_path: Path) -> None:
    requests.get("http://faults.test/__reset", timeout=5)
    report, watched = crawl(tmp_path / "archive", FAULTS)
    fate = {o.source: o for o in report.outcomes}
    assert fate["faults.test/feed"].status is Status.OK
    assert fate["open-robots"].status is Status.OK
    for name in (
        "empty",
        "html",
        "slow",
        "huge",
        "bomb",
        "reset",
        "dead",
        "shut",
        "part",
        "broken-robots",
        "inside",
    ):
        assert fate[name].status is Status.FAILED, name
        assert fate[name].errors
    assert reports.exit_code(report) == 3
    assert "sources failed" in reports.summary(report)
    assert watched.overlaps() == []
    asked = {
        (entry["host"], entry["target"])
        for entry in requests.get("http://faults.test/__log", timeout=5).json()
    }
    assert ("robots-disallow.test", "/feed") not in asked
    assert ("robots-partial.test", "/no-archivers") not in asked
    assert ("robots-500.test", "/feed") not in asked
    assert ("robots-404.test", "/feed") in asked


def test_no_source_at_all_can_be_reached(engines: None, tmp_path: Path) -> None:
    text = FAULTS[: FAULTS.index("      - feed:")] + "      - feed: http://nowhere.invalid/feed\n"
    report, _ = crawl(tmp_path / "archive", text)
    assert reports.exit_code(report) == 4
