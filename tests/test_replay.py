from dataclasses import replace
from pathlib import Path

import pytest

from archiver.errors import Refused, StoreError, TooLarge, TooSlow, Unreachable
from archiver.facts import Failed
from archiver.fetch.replay import Replay, recorded_runs
from archiver.model import Change
from archiver.store import Archive
from tests.store_kit import (
    T0,
    hours,
    keep_and_add,
    make_capture,
    make_version,
    new_archive,
    one_run,
    tree,
)

A, FEED, DEAD = "http://b.test/a", "http://b.test/feed", "http://dead.test/"


def failed(url: str, error: str, message: str) -> Failed:
    return Failed(url=url, at=T0, reason=message, error=error)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = new_archive(tmp_path / "archive")
    with one_run(archive, "r1") as writer:
        hop = make_capture(FEED, b"", status=301, headers=(("Location", FEED + "/"),))
        writer.keep(replace(make_capture(FEED + "/", b"<rss/>"), url=FEED, hops=(hop,)))
        keep_and_add(writer, A, 1)
        writer.note(failed(DEAD, "TooSlow", "nothing came in 60 s"))
    with one_run(archive, "r2", hours(1)) as writer:
        not_modified = make_capture(FEED + "/", b"", status=304, fetched_at=hours(1))
        writer.keep(not_modified)
        keep_and_add(writer, A, 2, hours(1))
        writer.keep(make_capture(A, b"<p>Version 2.</p>", fetched_at=hours(1.5)))
        gone = make_version(A, 3, change=Change.GONE, post=None, seen_at=hours(1), reason="404")
        writer.add(gone)
    archive.close()
    return archive


def ask(replay: Replay, url: str, max_bytes: int = 10**6):
    return replay.exchange(url, {}, deadline=1.0, max_bytes=max_bytes)


def test_exchanges_are_answered_from_the_record_one_hop_at_a_time(archive: Archive) -> None:
    replay = Replay(archive.path, "r1")
    moved = ask(replay, FEED)
    assert (moved.status, moved.header("location")) == (301, FEED + "/")
    landed = ask(replay, FEED + "/")
    assert (landed.body, landed.fetched_at) == (b"<rss/>", T0)
    assert landed.ref is not None and landed.ref.warc == "warc/2026/11/r1-1.warc.gz"
    assert ask(replay, FEED + "/") == landed, "asked again"


def test_what_only_the_journal_tells_is_answered_from_it(archive: Archive) -> None:
    replay = Replay(archive.path, "r2")
    again = ask(replay, FEED + "/")
    assert (again.status, again.body, again.fetched_at) == (304, b"", hours(1))
    assert again.header("etag") == '"e1"' and again.ref is None
    answers = [ask(replay, A), ask(replay, A)]
    assert [c.fetched_at for c in answers] == [hours(1), hours(1.5)], "a revisit reads like a page"
    assert answers[0].body == answers[1].body == b"<p>Version 2.</p>"


def test_failures_are_the_same_failures(archive: Archive) -> None:
    with pytest.raises(TooSlow, match="nothing came in 60 s") as caught:
        ask(Replay(archive.path, "r1"), DEAD)
    assert caught.value.where == DEAD
    with pytest.raises(Unreachable, match="not in the record of this run"):
        ask(Replay(archive.path, "r2"), DEAD)
    with pytest.raises(TooLarge):
        ask(Replay(archive.path, "r1"), A, max_bytes=3)


def test_the_runs_that_can_be_replayed(archive: Archive, tmp_path: Path) -> None:
    found = recorded_runs(archive.path)
    assert [(r.id, r.started) for r in found] == [("r1", T0), ("r2", hours(1))]
    assert [r.warcs for r in found] == [(f"warc/2026/11/{r}-1.warc.gz",) for r in ("r1", "r2")]
    with pytest.raises(StoreError, match="no run is recorded"):
        recorded_runs(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="no record of a run"):
        Replay(archive.path, "r7")


def test_a_record_that_leads_out_of_the_archive_is_refused(archive: Archive) -> None:
    with one_run(archive_again(archive), "r3", hours(3)) as writer:
        held = next(iter(Replay(archive.path, "r1")._facts.values()))[0]
        assert held.capture is not None
        lying = replace(held.capture, warc="../../outside.warc.gz")
        writer.note(replace(held, url=A, capture=lying))
        writer.note(failed(FEED, "Refused", "no"))
    replay = Replay(archive.path, "r3")
    with pytest.raises(StoreError, match="leads out"):
        ask(replay, A)
    with pytest.raises(Refused):
        ask(replay, FEED)


def archive_again(archive: Archive) -> Archive:
    return new_archive(archive.path)


def test_a_replay_into_a_new_archive_makes_the_same_files(archive: Archive, tmp_path: Path) -> None:
    copy = new_archive(tmp_path / "copy")
    for run in recorded_runs(archive.path):
        replay = Replay(archive.path, run.id)
        with one_run(copy, run.id, run.started) as writer:
            for name in run.warcs:
                writer.adopt(archive.path / name)
            replayed(copy, writer, replay, run.id)
    mine, theirs = (tree(a.path, "derived", "archive.json") for a in (copy, archive))
    assert mine == theirs
    assert copy.check() == []


def replayed(copy: Archive, writer, replay: Replay, run: str) -> None:
    """What the two runs of the fixture did, this time without a network."""
    if run == "r1":
        hop = ask(replay, FEED)
        writer.keep(replace(ask(replay, FEED + "/"), url=FEED, hops=(hop,)))
        page = writer.keep(ask(replay, A))
        writer.add(make_version(A, 1, capture=page.ref))
        writer.note(failed(DEAD, "TooSlow", "nothing came in 60 s"))
        return
    writer.keep(ask(replay, FEED + "/"))
    page = writer.keep(ask(replay, A))
    writer.add(make_version(A, 2, capture=page.ref, seen_at=hours(1)))
    writer.keep(ask(replay, A))
    gone = make_version(A, 3, change=Change.GONE, post=None, seen_at=hours(1), reason="404")
    writer.add(gone)
