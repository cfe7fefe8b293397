"""`archiver run --dry-run` says what a run would do, asks nobody and writes nothing."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import cli, config
from archiver.dry_run import Forecast, dry_run, earliest
from archiver.errors import ConfigError, StoreError
from archiver.pipeline import run
from archiver.store import look_into
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import feed, home, page

HOUR, DAY = 3600.0, 86400.0
SOURCES = """
contact: https://example.org/bot
pace: {delay: 3s, poll: 1h, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {id: ana, site: http://ana.example/}
      - {id: ben, feed: http://ben.example/feed.xml}
      - {id: cleo, feed: http://cleo.example/feed.xml}
      - {id: dead, feed: http://dead.example/feed.xml}
      - {id: old, feed: http://old.example/feed.xml, retired: true}
      - {id: roll, opml: http://roll.example/all.opml}
"""
ROLL = (
    '<opml version="2.0"><head/><body><outline type="rss" xmlUrl="http://e.example/feed.xml"/>'
    '<outline type="rss" xmlUrl="http://f.example/feed.xml"/></body></opml>'
)


def entry(host: str, **said: object) -> Page:
    return feed(host, ("/post/", f"A post of {host}", "Words"), **said)  # type: ignore[arg-type]


def pages() -> dict[str, Some]:
    found: dict[str, Some] = {
        "http://ana.example/": home("ana.example"),
        "http://dead.example/feed.xml": 500,
        "http://roll.example/all.opml": Page(body=ROLL, type="text/x-opml", etag='"r"'),
    }
    for host in ("ana.example", "ben.example", "cleo.example", "e.example", "f.example"):
        found[f"http://{host}/feed.xml"] = entry(host)
        found[f"http://{host}/post/"] = page(f"A post of {host}", "It is about bread. " * 20)
    slow = entry("cleo.example")
    found["http://cleo.example/feed.xml"] = Page(
        body=slow.body, type=slow.type, etag='"c"', headers={"Cache-Control": "max-age=36000"}
    )
    return found


class Desk:
    """Runs, and dry runs, over one web and one clock."""

    def __init__(self, path: Path, text: str = SOURCES) -> None:
        self.path, self.clock, self.text = path, FakeClock(), text
        self.web = FakeWeb(pages(), clock=self.clock)

    def foresees(self, **options: object) -> Forecast:
        before = tree(self.path)
        settings = config.parse(self.text)
        found = dry_run(settings, archive=self.path, now=self.clock.now, **options)  # type: ignore[arg-type]
        assert tree(self.path) == before
        return found

    def runs(self, **options: object) -> list[str]:
        """The addresses that a run asked for."""
        asked = len(self.web.urls())
        settings = config.parse(self.text)
        run(settings, archive=self.path, transport=self.web, now=self.clock.now, **options)  # type: ignore[arg-type]
        return self.web.urls()[asked:]

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)


def tree(path: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder, with its time and size."""
    found = [path, *path.rglob("*")] if path.exists() else []
    return {str(p): (p.lstat().st_mtime_ns, p.lstat().st_size) for p in found}


def asked(found: Forecast) -> set[str]:
    return {url for source in found.sources for url in source.asked}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "archive")


def test_a_run_asks_what_was_foreseen(desk: Desk) -> None:
    first = desk.foresees()
    assert first.is_first
    assert {s.why for s in first.sources} == {"first look", "retired in sources.yaml"}
    assert not desk.path.exists()
    done = desk.runs()
    assert asked(first) <= set(done)
    for hours in (0.2, 0.9, 1, 2, 5, 5, 14, 30, 100):
        desk.later(hours * HOUR)
        found = desk.foresees()
        wanted, done = {*asked(found), *(post.url for post in found.posts)}, set(desk.runs())
        assert wanted <= done, hours
        # nothing is announced anew in this web, but other ways are tried where a feed fails
        assert all("dead.example" in url for url in done - wanted), hours


def test_when_the_time_of_a_source_comes(desk: Desk) -> None:
    desk.runs()
    desk.later(0.5 * HOUR)
    found = {s.source: s for s in desk.foresees().sources}
    assert not any(s.asked for s in found.values())
    assert found["old"].not_before is None
    for name in ("ana", "ben", "cleo", "dead", "roll"):
        then = found[name].not_before
        assert then is not None
        # a run may come a little early
        hours = 10 if name == "cleo" else 1
        wanted = desk.clock.now() + timedelta(hours=hours - 0.5)
        assert timedelta() <= wanted - then <= timedelta(minutes=5 if hours == 10 else 3), name
        settings = config.parse(SOURCES)
        for minutes, comes in ((-2, False), (0, True)):
            at = then + timedelta(minutes=minutes)
            sources = dry_run(settings, archive=desk.path, now=lambda at=at: at).sources  # type: ignore[misc]
            assert bool(next(s for s in sources if s.source == name).asked) is comes, name
    assert "it has failed since 2017-04-24" in found["dead"].why
    assert "it was looked at 2017-04-24 12:00" in found["ben"].why


def test_what_a_feed_wishes_is_kept(desk: Desk) -> None:
    hours = "".join(f"<hour>{n}</hour>" for n in range(13, 23))
    skips = entry("ben.example").body.replace(
        "<title>", f"<skipHours>{hours}</skipHours><title>", 1
    )  # type: ignore[union-attr]
    desk.web.pages["http://ben.example/feed.xml"] = Page(body=skips, type="application/rss+xml")
    desk.runs()
    found = next(s for s in desk.foresees().sources if s.source == "ben")
    assert found.not_before == datetime(2017, 4, 24, 23, tzinfo=UTC)


def test_a_host_that_rests_and_a_feed_that_is_gone(desk: Desk) -> None:
    desk.runs()
    desk.web.pages["http://ben.example/feed.xml"] = Page(
        status=429, headers={"Retry-After": "7200"}
    )
    desk.web.pages["http://dead.example/feed.xml"] = 410
    desk.later(1 * HOUR)
    desk.runs()
    desk.later(1.5 * HOUR)
    found = desk.foresees()
    states = {s.source: s for s in found.sources}
    assert states["ben"].why == "ben.example wants to be left alone"
    assert states["ben"].not_before == desk.clock.now() + timedelta(hours=0.5)
    assert set(found.resting) == {"ben.example"}
    assert "410" in states["dead"].why
    assert states["dead"].not_before is None
    assert asked(found) == set(desk.runs())
    assert "http://dead.example/feed.xml" in asked(desk.foresees(force=True))


def test_posts_that_would_be_looked_at_and_why(desk: Desk) -> None:
    desk.web.pages["http://e.example/post/"] = 500
    desk.runs()
    desk.later(2 * DAY)
    found = desk.foresees()
    posts = {post.url: post for post in found.posts}
    assert posts["http://e.example/post/"].why == "failed 2017-04-24"
    assert not posts["http://e.example/post/"].again
    assert posts["http://ben.example/post/"].again
    assert posts["http://ben.example/post/"].why == "last looked at 2017-04-24"
    assert len(posts) == 5
    # the feed, the home page and the post of one host, three seconds apart
    assert found.seconds == 3 * 3
    some = desk.foresees(only=["ben"])
    assert [s.source for s in some.sources] == ["ben"]
    assert [post.url for post in some.posts] == ["http://ben.example/post/"]
    desk.text = SOURCES.replace("    sources:", "    include: [http://g.example/x/]\n    sources:")
    (new,) = (post for post in desk.foresees().posts if post.host == "g.example")
    assert new.why == "not asked for so far"


def test_what_is_refused_is_not_foreseen(desk: Desk) -> None:
    desk.runs()
    desk.later(2 * DAY)
    desk.text = SOURCES.replace("pace:", "refuse: [e.example, 'http://ben.example/post/']\npace:")
    found = desk.foresees()
    every = {*asked(found), *(post.url for post in found.posts)}
    assert "http://f.example/feed.xml" in every
    assert not any(url.startswith("http://e.example/") for url in every)
    assert "http://ben.example/post/" not in every
    assert every <= set(desk.runs())


def test_an_archive_that_cannot_be_written_or_lacks_its_catalog(desk: Desk) -> None:
    desk.runs()
    desk.later(2 * HOUR)
    wanted = desk.foresees()
    for path in (desk.path / "derived").iterdir():
        path.unlink()
    (desk.path / "derived").rmdir()
    assert desk.foresees() == wanted
    assert not (desk.path / "derived").exists()
    (desk.path / "derived").mkdir()
    (desk.path / "derived" / "catalog.sqlite").write_bytes(b"no catalog")
    assert desk.foresees() == wanted


def test_a_run_at_work_is_told(desk: Desk) -> None:
    desk.runs()
    assert not desk.foresees().at_work
    with look_into(desk.path).writing("x1", desk.clock.now()):
        assert desk.foresees().at_work


def test_what_a_run_refuses_is_refused(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="did you mean `ben`"):
        desk.foresees(only=["bne"])
    desk.runs()
    described = (desk.path / "archive.json").read_text()
    described = re.sub(r'"format": *\d+', '"format": 99', described)
    (desk.path / "archive.json").write_text(described)
    with pytest.raises(StoreError, match="newer"):
        desk.foresees()


@pytest.mark.parametrize(
    ("holds", "found"),
    [
        (lambda t: t >= datetime(2017, 4, 24, 12, 41, tzinfo=UTC), "2017-04-24T12:41"),
        (lambda t: t.hour == 5, "2017-04-25T05:00"),
        (lambda t: t.weekday() == 5, "2017-04-29T00:00"),
        (lambda t: True, "2017-04-24T12:01"),
        (lambda t: False, None),
    ],
)
def test_the_first_time_at_which_something_holds(
    holds: Callable[[datetime], bool], found: str | None
) -> None:
    start = datetime(2017, 4, 24, 12, 0, 30, tzinfo=UTC)
    then = earliest(holds, start, timedelta(days=9))
    assert (then and then.isoformat()[:16]) == found


def test_the_command(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sources.yaml").write_text(SOURCES)
    before = sorted(tmp_path.rglob("*"))
    assert cli.main(["run", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Would be asked now, 5 of 6 sources\n  ana: http://ana.example/ (first look)"
    )
    assert "old: retired in sources.yaml" in out
    assert "There is no archive yet" in out
    assert "Nobody was asked, and nothing was written." in out
    assert sorted(tmp_path.rglob("*")) == before
    assert cli.main(["run", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [s["source"] for s in told["sources"]] == ["ana", "ben", "cleo", "dead", "old", "roll"]
    assert cli.main(["run", "--dry-run", "--replay", "archive"]) == 2
    assert "choose one" in capsys.readouterr().err
