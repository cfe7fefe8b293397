"""The catalog answers for many posts without opening one, and a run changes only what it touched."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import archiver
from archiver import cli
from archiver.crawl import due
from archiver.facts import Announced
from archiver.model import Candidate, Challenge, Change, Membership, Method, Verdict
from archiver.model.settings import Pace
from archiver.store import Archive
from archiver.store.catalog import Catalog, differences
from archiver.store.files import Disk
from archiver.web import urls
from tests.fakes import Page
from tests.store_kit import (
    T0,
    Crash,
    hours,
    keep_and_add,
    make_post,
    make_version,
    new_archive,
    one_run,
)
from tests.stories import PROSE, SOURCES, go, page, scene

FEED = "http://b.test/feed"


def url(number: int) -> str:
    return f"http://b.test/{number:03}"


def member(post: str, verdict: Verdict = Verdict.MEMBER, challenge: str = "c") -> Membership:
    return Membership(post=post, challenge=challenge, verdict=verdict)


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    catalog = Catalog.open(None)
    catalog.begin()
    yield catalog
    catalog.close()


# ---- lists


def opened(patch: pytest.MonkeyPatch) -> list[str]:
    """The names of all files of an archive that are opened from now on."""
    names: list[str] = []
    real = Disk.open

    def noting(disk: Disk, name: str) -> Any:
        names.append(name)
        return real(disk, name)

    patch.setattr(Disk, "open", noting)
    return names


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with posts of all kinds: edited, gone, doubtful, members, and unsure ones."""
    path = tmp_path_factory.mktemp("large")
    archive = new_archive(path)
    with one_run(archive, "r1") as writer:
        for number in range(12):
            post = make_post(url(number), "word " * 3, confidence=0.3 if number % 3 else 0.9)
            writer.add(make_version(url(number), post=post))
        writer.add(make_version(url(99), change=Change.GONE, post=None))
        verdicts = [member(url(n), Verdict.UNSURE if n % 2 else Verdict.MEMBER) for n in range(9)]
        writer.judge([Challenge(id="c", title="C")], verdicts)
    with one_run(archive, "r2", hours(1)) as writer:
        writer.add(make_version(url(1), 2, change=Change.GONE, post=None, seen_at=hours(1)))
        writer.add(make_version(url(2), 2, seen_at=hours(1)))
    archive.close()
    return path


@pytest.mark.parametrize(
    "words",
    [
        "list",
        "list --challenge c",
        "list --challenge c --verdict unsure",
        "table",
        "table --csv --since r1",
        "list --host b.test --after 2017-04-01 --before 2018-01-01",
        "status",
        "status --doubtful",
        "status --doubtful --json",
        "changes --since 2017-01-01",
    ],
)
def test_no_post_is_opened_for_a_list(
    large: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    with monkeypatch.context() as patch:
        names = opened(patch)
        assert cli.main([*words.split(), "-a", str(large)]) == 0
    assert names and set(names) == {"archive.json"}, "how the archive begins, and nothing else"
    assert capsys.readouterr().out


def test_a_list_says_what_the_posts_say(large: Path) -> None:
    archive = archiver.open(large)
    held = {version.url: version for version in archive.posts()}
    found = {summary.url: summary for summary in archive.summaries()}
    assert found.keys() == held.keys() - {url(99)}, "of which there never was a text"
    for name, summary in found.items():
        version = held[name]
        assert (summary.number, summary.gone) == (version.number, version.post is None)
        assert (summary.title, summary.authors) == ("On words", ("Ann Lee",))
        assert summary.published == "2017-04-24"


def test_a_list_after_the_catalog_was_made_again_is_the_same(large: Path) -> None:
    archive = archiver.open(large)
    before = archive.summaries(), archive.doubtful()
    archive.rebuild()
    assert (archive.summaries(), archive.doubtful()) == before
    assert archive.check() == []


# ---- memberships


def test_only_rows_of_touched_posts_change(catalog: Catalog) -> None:
    catalog.judge(member(url(n)) for n in range(500))
    before = catalog.db.total_changes
    catalog.rejudge("c", [url(3), url(7)], [member(url(3), Verdict.OUTSIDE)])
    assert catalog.db.total_changes - before < 10
    assert len(catalog.memberships("c")) == 499
    assert catalog.verdict_counts() == {Verdict.MEMBER: 498, Verdict.OUTSIDE: 1}
    assert catalog.verdicts_hold()


def test_the_sum_of_all_verdicts_does_not_depend_on_the_way_that_led_to_them() -> None:
    chance = random.Random(3)
    for _ in range(20):
        stepwise, at_once = Catalog.open(None), Catalog.open(None)
        stepwise.begin()
        at_once.begin()
        held: dict[tuple[str, str], Membership] = {}
        for _ in range(chance.randrange(1, 12)):
            name = chance.choice("cd")
            posts = [url(n) for n in chance.sample(range(9), chance.randrange(9))]
            found = [
                member(p, chance.choice(list(Verdict)), name)
                for p in posts
                if chance.random() > 0.3
            ]
            whole = chance.random() < 0.3
            stepwise.rejudge(name, None if whole else posts, found)
            held = {
                k: m for k, m in held.items() if k[0] != name or (not whole and k[1] not in posts)
            }
            held |= {(name, m.post): m for m in found}
        at_once.judge(chance.sample(list(held.values()), len(held)))
        sums = [
            c.db.execute("select value from meta where key='judged'").fetchone()
            for c in (stepwise, at_once)
        ]
        assert sums[0] == sums[1] and stepwise.verdicts_hold()
        assert stepwise.memberships("c") == at_once.memberships("c")


@pytest.mark.parametrize(
    "sql",
    [
        "update memberships set verdict='outside' where post like '%/003'",
        "update memberships set line=replace(line, '004', '005') where post like '%/004'",
        "delete from memberships where post like '%/003'",
        "insert into memberships values ('c', 'x', null, 'member', '{}')",
        "update memberships set round='w' where post like '%/002'",
    ],
)
def test_a_verdict_that_was_changed_by_another_hand_is_told(catalog: Catalog, sql: str) -> None:
    catalog.judge(member(url(n)) for n in range(9))
    assert catalog.verdicts_hold()
    catalog.db.execute(sql)
    assert not catalog.verdicts_hold()
    assert "the memberships were changed after they were written" in differences(catalog, catalog)


def test_what_is_written_or_announced_waits_for_being_judged(catalog: Catalog) -> None:
    catalog.put(make_version(url(1)), "")
    catalog.put(make_version(url(2), aliases=(f"{url(2)}/again",)), "")
    assert catalog.unjudged() == [url(1), url(2)]
    catalog.judge([])
    assert catalog.unjudged() == []
    told = Announced(url=f"{url(2)}/again", at=T0, source="s", via=FEED, how=Method.FEED)
    catalog.apply(told, "j")
    assert catalog.unjudged() == [url(2)], "an announcement is evidence, whatever the address"


def test_a_post_of_a_run_that_was_cut_off_is_judged_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    with monkeypatch.context() as patch:
        patch.setattr("archiver.pipeline.judge", lambda *_, **__: (_ for _ in ()).throw(Crash()))
        with pytest.raises(Crash):
            go(tmp_path, net, clock)
    posts = {head.url for head in archiver.open(tmp_path).posts()}
    assert posts
    clock.advance(3700)
    report = go(tmp_path, net, clock)
    assert {m.post for m in report.memberships} >= posts


def test_a_run_reports_what_it_judged_and_counts_all(tmp_path: Path) -> None:
    clock, net = scene()
    first = go(tmp_path, net, clock)
    assert len(first.memberships) == 2
    clock.advance(3700)
    second = go(tmp_path, net, clock)
    assert second.memberships == ()
    names = ("member posts", "outside posts")
    assert [second.counts[n] for n in names] == [first.counts[n] for n in names] == [1, 1]
    clock.advance(3700)
    third = go(tmp_path, net, clock, text=SOURCES.replace("Spring Writing", "Spring Reading"))
    assert len(third.memberships) == 2, "the rules have changed"


def test_a_run_judges_the_posts_that_it_touched_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    bread = "http://ben.example/bread/"
    net.pages[bread] = page("Bread", "Rye and water.", PROSE, day="2017-03-01")
    clock.advance(2 * 86400)
    report = go(tmp_path, net, clock)
    assert [m.post for m in report.memberships] == [bread]
    archive = archiver.open(tmp_path)
    assert archive.check() == [] and len(archive.memberships("spring")) == 2
    assert isinstance(net.pages[bread], Page)


# ---- what is due, and what is pending


def test_no_look_that_is_due_is_passed_over(catalog: Catalog) -> None:
    chance, now = random.Random(5), 1.8e9
    for number in range(400):
        changed = int(now - chance.expovariate(1 / 6e6))
        at = min(int(now), changed + int(chance.expovariate(1 / 3e6)))
        at += 10**6 * (chance.random() < 0.05)  # of a wrong clock
        row = (url(number), url(number), at, changed)
        catalog.db.execute("insert into looks values (?,?,?,?)", row)
    for pace in (Pace(), Pace(recheck=60), Pace(recheck=10 * 86400), Pace(recheck=90 * 86400)):

        def is_due(at: int, changed: int, pace: Pace = pace) -> bool:
            return due.post_due(at, changed, pace, now)

        asked: list[int] = []

        def noting(at: int, changed: int, pace: Pace = pace, asked: list[int] = asked) -> bool:
            asked.append(at)
            return due.post_due(at, changed, pace, now)

        every = catalog.looks(is_due)
        assert every and catalog.looks(noting, now, pace.recheck) == every
        assert len(asked) < 400, "most need not be asked about"


def test_pending_are_the_announcements_without_a_post(catalog: Catalog) -> None:
    def tell(post: str) -> None:
        told = Announced(url=post, at=T0, source="s", via=FEED, how=Method.FEED)
        catalog.apply(told, "j")

    def pending() -> list[str]:
        return [candidate.url for candidate in catalog.pending()]

    tell(url(1))
    tell(url(2))
    assert pending() == [url(1), url(2)]
    catalog.put(make_version(url(1)), "")
    assert pending() == [url(2)]
    tell(url(1))
    tell(url(3))
    assert pending() == [url(2), url(3)]
    catalog.put(make_version(url(4), aliases=(url(3),)), "")
    assert pending() == [url(2)]


def test_announcements_that_are_pending_follow_from_the_files(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    with one_run(archive, "r1") as writer:
        for number in (1, 2):
            told = Candidate(url=url(number), via=FEED, how=Method.FEED, source="s")
            writer.announce(told, T0)
        keep_and_add(writer, url(1), 1)
        told = Candidate(url=url(1), via=f"{FEED}/2", how=Method.FEED, source="s")
        writer.announce(told, T0)
    assert archive.check() == []
    before = pending(archive)
    archive.rebuild()
    assert pending(archive) == before == [urls.key(url(2))]


def pending(archive: Archive) -> list[str]:
    return [urls.key(candidate.url) for candidate in archive._catalog.pending()]
