"""Two archives become one: nothing is lost, whatever they hold and wherever it breaks off."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from archiver import cli
from archiver.errors import Locked, StoreError
from archiver.model import Candidate, Challenge, Change, Method
from archiver.store import Archive, Merged, open_archive
from tests.fakes import FakeClock
from tests.store_kit import (
    T0,
    Crash,
    Power,
    hours,
    make_capture,
    make_post,
    make_report,
    make_version,
    new_archive,
    one_run,
    tree,
)
from tests.stories import PROSE, go, page, scene

A, B, C = "http://b.test/a", "http://b.test/b", "http://c.test/c"
Saying = tuple[str, float, str | None]
"""Address, hour, and the words that were seen then; None where the post was gone."""


def tell(path: Path, run: str, *sayings: Saying, challenge: str = "c") -> Archive:
    """A run that saw this, begun when the first of it was seen."""
    archive = new_archive(path)
    with archive.writing(run, hours(sayings[0][1])) as writer:
        for url, hour, words in sayings:
            kept = writer.keep(make_capture(url, f"{words}".encode(), fetched_at=hours(hour)))
            number = len(archive.versions(url)) + 1
            change = Change.CREATED if number == 1 else Change.EDITED
            version = make_version(
                url,
                number,
                change=change if words else Change.GONE,
                post=make_post(url, words) if words else None,
                capture=kept.ref,
                first_seen=hours(hour),
                seen_at=hours(hour),
                reason="" if words else "404",
            )
            writer.add(version)
            writer.announce(
                Candidate(url=url, via=f"http://{run}.test/", how=Method.FEED, source=run), T0
            )
            writer.alias(f"{url}?{run}", url, T0)
        writer.judge([Challenge(id=challenge, title=challenge)], [])
        writer.commit(make_report(run, hours(sayings[-1][1])))
    return archive


def history(archive: Archive, url: str) -> list[tuple[int, str, str]]:
    return [
        (v.number, v.change.value, v.post.text if v.post else "") for v in archive.versions(url)
    ]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Archive, Archive]:
    """Ours holds A and B, theirs A and C; of A each saw some of the story."""
    ours = tell(tmp_path / "ours", "o1", (A, 1, "first"), (B, 2, "only ours"), (A, 5, "third"))
    theirs = tell(tmp_path / "theirs", "t1", (A, 3, "second"), (C, 4, "only theirs"))
    theirs = tell(tmp_path / "theirs", "t2", (A, 7, "third"), (A, 8, None))
    return ours, theirs


def merged(ours: Archive, theirs: Archive, run: str = "m", at: datetime | None = None) -> Merged:
    return ours.merge(theirs.path, run, at or hours(20))


def test_what_only_one_has_is_copied_and_histories_are_joined(
    pair: tuple[Archive, Archive],
) -> None:
    ours, theirs = pair
    done = merged(ours, theirs)
    assert done == Merged(copied=1, joined=1, runs=2, captures=2)
    assert history(ours, A) == [
        (1, "created", "first"),
        (2, "edited", "second"),
        (3, "edited", "third"),
        (4, "gone", ""),
    ]
    assert [v.seen_at for v in ours.versions(A)] == [hours(n) for n in (1, 3, 5, 8)]
    assert {v.first_seen for v in ours.versions(A)} == {hours(1)}
    assert history(ours, B) == [(1, "created", "only ours")]
    assert history(ours, C) == [(1, "created", "only theirs")]
    assert ours.check() == []


def test_every_capture_announcement_and_alias_is_there(pair: tuple[Archive, Archive]) -> None:
    ours, theirs = pair
    merged(ours, theirs)
    for version in (v for url in (A, B, C) for v in ours.versions(url)):
        words = version.post.text if version.post else "None"
        assert version.capture and ours.capture(version.capture).body.decode() == words
    assert {c.via for c in ours.announcements(A)} == {
        "http://o1.test/",
        "http://t1.test/",
        "http://t2.test/",
    }
    found = ours.get(f"{C}?t1")
    assert found and found.url == C


def test_merging_again_changes_nothing_and_both_ways_give_the_same_posts(
    pair: tuple[Archive, Archive],
) -> None:
    ours, theirs = pair
    merged(ours, theirs)
    before = tree(ours.path, "derived")
    assert merged(ours, theirs, "again", hours(30)) == Merged()
    assert tree(ours.path, "derived") == before
    merged(theirs, ours, "back", hours(40))
    assert tree(theirs.path / "posts") == tree(ours.path / "posts")
    assert theirs.check() == []
    assert merged(ours, theirs, "third", hours(50)).joined == 0
    assert tree(theirs.path / "posts") == tree(ours.path / "posts")
    assert ours.check() == []


def test_two_clones_that_went_on_apart_are_one_again(tmp_path: Path) -> None:
    root = tell(tmp_path / "ours", "o1", (A, 1, "first"), (B, 1, "b"))
    shutil.copytree(root.path, tmp_path / "theirs")
    ours = tell(tmp_path / "ours", "o2", (A, 2, "second"))
    theirs = tell(tmp_path / "theirs", "t2", (A, 3, "third"), (C, 3, "c"))
    assert merged(ours, theirs) == Merged(copied=1, joined=1, runs=1, captures=1)
    assert [words for *_, words in history(ours, A)] == ["first", "second", "third"]
    assert ours.check() == []


def test_a_post_that_was_gone_here_and_seen_there_later_is_back(tmp_path: Path) -> None:
    ours = tell(tmp_path / "ours", "o1", (A, 1, "words"), (A, 2, None))
    theirs = tell(tmp_path / "theirs", "t1", (A, 5, "words"), (A, 6, None))
    merged(ours, theirs)
    assert [kind for _, kind, _ in history(ours, A)] == ["created", "gone", "back", "gone"]
    assert ours.check() == []


def test_followers_hear_of_all_that_came(pair: tuple[Archive, Archive]) -> None:
    ours, theirs = pair
    merged(ours, theirs)
    told = [(fact.url, fact.version) for fact in ours.changes("o1")]
    assert {(A, 1), (A, 2), (A, 3), (A, 4), (C, 1)} <= set(told)
    assert (B, 1) not in told


def test_the_next_run_goes_on_from_what_was_joined(pair: tuple[Archive, Archive]) -> None:
    ours, theirs = pair
    merged(ours, theirs)
    with one_run(ours, "next", hours(60)) as writer:
        version = make_version(A, 5, change=Change.BACK, seen_at=hours(60))
        writer.add(version)
        assert writer.last_fetch(C)
    assert ours.check() == []


def test_challenges_are_united_and_ours_counts_where_they_differ(tmp_path: Path) -> None:
    ours = tell(tmp_path / "ours", "o1", (A, 1, "a"), challenge="spring")
    theirs = tell(tmp_path / "theirs", "t1", (C, 1, "c"), challenge="autumn")
    assert merged(ours, theirs).challenges == 1
    assert [c.id for c in ours.challenges()] == ["spring", "autumn"]
    assert ours.check() == []


def test_clocks_that_jumped_lose_nothing(tmp_path: Path) -> None:
    ours = tell(tmp_path / "ours", "o1", (A, 10, "first"), (A, 5, "second"))
    theirs = tell(tmp_path / "theirs", "t1", (A, 7, "between"))
    ours.merge(theirs.path, "m", hours(1))
    assert [words for *_, words in history(ours, A)] == ["between", "first", "second"]
    assert merged(ours, theirs, "again") == Merged()
    assert ours.check() == []


def remove(path: Path) -> None:
    next(path.glob("posts/c.test/*/v1/content/post.md")).write_text("rubbish")


def leave(path: Path) -> None:
    (path / ".staging").mkdir(exist_ok=True)
    (path / ".staging/object-1").write_bytes(b"")


@pytest.mark.parametrize(("harm", "hint"), [(remove, "--repair"), (leave, "--repair")])
def test_a_damaged_or_unfinished_archive_is_refused(
    pair: tuple[Archive, Archive], harm: Callable[[Path], None], hint: str
) -> None:
    ours, theirs = pair
    harm(theirs.path)
    before = tree(ours.path, "derived")
    with pytest.raises(StoreError) as caught:
        merged(ours, theirs)
    assert hint in caught.value.hint
    assert tree(ours.path, "derived") == before


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    ours = tell(tmp_path / "ours", "r1", (A, 1, "one"))
    theirs = tell(tmp_path / "theirs", "r1", (A, 1, "two"))
    with pytest.raises(StoreError, match="different files of this name"):
        merged(ours, theirs)
    theirs = tell(tmp_path / "other", "r1", (A, 2, "two"))
    with pytest.raises(StoreError, match="different files of this name") as caught:
        merged(ours, theirs)
    assert caught.value.where.startswith("warc/")


def test_an_archive_at_work_or_the_same_one_is_refused(pair: tuple[Archive, Archive]) -> None:
    ours, theirs = pair
    with pytest.raises(StoreError, match="with itself"):
        merged(ours, ours)
    with theirs.writing("busy", hours(30)), pytest.raises(Locked):
        merged(ours, theirs)
    with ours.writing("busy", hours(30)), pytest.raises(Locked):
        merged(ours, theirs)


def prepared(pair: tuple[Archive, Archive], path: Path) -> Path:
    shutil.copytree(pair[0].path, path)
    return path


@pytest.mark.parametrize("power_too", [False, True], ids=["process", "power"])
def test_a_crash_between_any_two_steps_loses_nothing(
    pair: tuple[Archive, Archive], tmp_path: Path, power_too: bool
) -> None:
    theirs = pair[1]
    ours = open_archive(prepared(pair, tmp_path / "count"))
    with pytest.MonkeyPatch.context() as patch:
        power = Power(patch)
        ours.merge(theirs.path, "m", hours(20))
        count = power.count
    posts = tree(tmp_path / "count/posts")
    assert count > 80
    for after in range(1, count, 10 if power_too else 19):
        path = prepared(pair, tmp_path / f"{after}")
        ours = open_archive(path)
        with pytest.MonkeyPatch.context() as patch:
            power = Power(patch, after)
            with pytest.raises(Crash):
                ours.merge(theirs.path, "m", hours(20))
        ours.close()
        if power_too:
            power.cut(path)
        assert_mended(path, theirs, posts)


def assert_mended(path: Path, theirs: Archive, posts: dict[str, bytes]) -> None:
    """The next start finds all of ours and a sound archive; merging again gives all of theirs."""
    ours = open_archive(path, sync=False)
    with one_run(ours, "next", hours(25)):
        pass
    assert ours.check() == []
    assert {"first", "third"} <= {words for *_, words in history(ours, A)}
    assert history(ours, B) == [(1, "created", "only ours")]
    ours.merge(theirs.path, "m2", hours(30))
    assert tree(path / "posts") == posts
    assert ours.check() == []
    ours.close()


def test_a_full_disk_is_told_and_loses_nothing(
    pair: tuple[Archive, Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pair
    before, real, left = history(ours, A), os.write, [4000]

    def write(fd: int, data: bytes) -> int:
        if left[0] <= 0:
            raise OSError(28, "No space left on device")
        left[0] -= len(data)
        return real(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(StoreError, match="No space left"):
            merged(ours, theirs)
    again = open_archive(ours.path)
    with one_run(again, "next", hours(25)):
        pass
    assert history(again, A) == before
    assert again.check() == []
    merged(again, theirs, "m2")
    assert again.check() == []


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people ran the same sources.yaml, one later than the other."""
    clock, net = scene()
    go(tmp_path / "ours", net, clock, run_id="ann")
    net.pages["http://ana.example/motivation/"] = page(
        "What keeps me going",
        "This is my post for the Spring Writing Challenge.",
        "Other words.",
        PROSE,
        tags="spring challenge",
        day="2017-05-23",
    )
    later = FakeClock()
    later.advance(86400)
    go(tmp_path / "theirs", net, later, run_id="ben")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["merge", "theirs", "-a", "ours"]) == 0
    assert "1 post joined" in capsys.readouterr().out
    assert cli.main(["merge", "theirs", "-a", "ours"]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert cli.main(["check", "-a", "ours"]) == 0
    archive = open_archive(tmp_path / "ours")
    found = archive.versions("http://ana.example/motivation/")
    assert [v.change for v in found] == [Change.CREATED, Change.EDITED]
    assert [v.url for v in archive.posts(challenge="spring")] == [found[0].url]
    assert cli.main(["merge", "nowhere", "-a", "ours"]) == 2
