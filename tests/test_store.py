import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from archiver.errors import Locked, StoreError
from archiver.facts import Lesson, RetryAfter, Status, VersionWritten
from archiver.model import (
    Candidate,
    Challenge,
    Change,
    Evidence,
    Membership,
    Method,
    Round,
    Verdict,
    Witnesses,
)
from archiver.store import Archive, Writer, create, ocfl, open_archive, warcfiles
from archiver.store.layout import POSTS, object_path
from tests.store_kit import (
    T0,
    hours,
    keep_and_add,
    make_capture,
    make_post,
    make_report,
    make_version,
    new_archive,
    one_run,
    outcome,
    tree,
)

A, B, FEED = "http://b.test/a", "http://www.c.test/b/", "http://b.test/feed"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return new_archive(tmp_path / "archive")


def member(url: str, round_id: str | None = None, verdict: Verdict = Verdict.MEMBER) -> Membership:
    evidence = (Evidence(kind="tag", quote="daily", where=url, round=round_id),)
    return Membership(post=url, challenge="c", verdict=verdict, round=round_id, evidence=evidence)


def test_where_there_is_no_archive_opening_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no archive here") as caught:
        open_archive(tmp_path)
    assert "archiver run" in caught.value.hint


def test_creating_twice_changes_nothing(archive: Archive) -> None:
    before = tree(archive.path, "derived")
    create(archive.path)
    assert tree(archive.path, "derived") == before
    names = {"README.txt", "archive.json", "posts/0=ocfl_1.1"}
    assert names <= set(before)


def test_what_is_added_is_found_by_every_spelling_of_its_address(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, B, 1)
        writer.alias("http://c.test/?p=7", B, T0)
        assert archive.get(B) is not None, "the run itself sees it at once"
    again = open_archive(archive.path)
    for spelling in (B, "https://c.test/b", "http://c.test/b/?utm_source=x", "http://c.test/?p=7"):
        found = again.get(spelling)
        assert found is not None and found.url == B
    assert again.get("http://c.test/other") is None


def test_a_title_that_utf8_cannot_hold_stops_no_run(archive: Archive) -> None:
    with one_run(archive, "first") as writer:
        writer.add(make_version(A, post=make_post(A, title="half \ud83d")))
    assert [s.title for s in archive.summaries()] == ["half \ufffd"]
    version = archive.get(A)
    assert version and version.post and version.post.title == "half \ufffd"


def test_versions_are_kept_and_a_tombstone_keeps_the_text(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        first = keep_and_add(writer, A, 1)
    with one_run(archive, "r2", hours(1)) as writer:
        gone = make_version(A, 2, change=Change.GONE, post=None, reason="410", seen_at=hours(1))
        fact = writer.add(gone, source="ann")
    assert (fact.action, fact.version, fact.reason, fact.source) == ("gone", 2, "410", "ann")
    assert archive.versions("https://b.test/a/") == (first, gone)
    assert archive.get(A) == gone
    assert [v.number for v in archive.posts()] == [2]
    assert list(archive.posts(gone=False)) == []


def test_two_who_write_the_same_version_cannot_both_win(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
    folder = f"{POSTS}/{object_path(A)}"
    one = ocfl.Staged(archive._disk, folder, A, b"one", T0, "")
    two = ocfl.Staged(archive._disk, folder, A, b"two", T0, "")
    one.publish()
    with pytest.raises(StoreError, match="not empty"):
        two.publish()


def test_posts_are_chosen_by_challenge_round_author_host_and_day(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        writer.add(make_version(A, post=make_post(A, published=date(2017, 4, 24))))
        writer.add(make_version(B, post=make_post(B, authors=("Bo",), published=date(2017, 5, 1))))
        writer.add(
            make_version("http://d.test/x", post=make_post("http://d.test/x", published=None))
        )
        rounds = (Round(id="w1", opens=date(2017, 4, 24)), Round(id="w2"))
        challenge = Challenge(id="c", title="C", tags=("daily",), rounds=rounds)
        outside = member("http://d.test/x", verdict=Verdict.OUTSIDE)
        writer.judge([challenge], [member(A, "w1"), member(B), outside])

    def chosen(**wanted: object) -> list[str]:
        return [v.url for v in archive.posts(**wanted)]  # type: ignore[arg-type]

    assert chosen() == [A, B, "http://d.test/x"]
    assert chosen(challenge="c") == [A, B]
    assert chosen(challenge="c", round="w1") == [A]
    assert chosen(author="bo") == [B]
    assert chosen(host="b.test") == [A]
    assert chosen(since="2017-05-01") == [B, "http://d.test/x"]
    assert chosen(since=date(2017, 4, 24), until=date(2017, 4, 30)) == [A]
    assert chosen(since=T0) == ["http://d.test/x"]
    assert archive.memberships("c") == (member(A, "w1"), outside, member(B))
    assert open_archive(archive.path).challenges() == (challenge,)
    with pytest.raises(ValueError, match="not a day"):
        chosen(since="yesterday")


def test_memberships_that_were_lost_with_the_catalog_are_judged_again(archive: Archive) -> None:
    challenge = Challenge(id="c", title="The Daily", tags=("thedaily",))
    with one_run(archive, "r1") as writer:
        writer.add(make_version(A, post=make_post(A, tags=("thedaily",))))
        writer.judge([challenge], [member(A)])
    archive.rebuild()
    assert not archive.judged
    assert [m.post for m in archive.memberships("c")] == [A]
    assert archive.judged


def test_while_a_run_is_at_work_readers_judge_and_search_in_memory(archive: Archive) -> None:
    with archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
        writer.judge([Challenge(id="c", title="C", include=(A,))], [])
        writer.commit(make_report("r1", T0))
    archive.rebuild()
    reader = open_archive(archive.path)
    with archive.writing("r2", hours(1)) as writer:
        keep_and_add(writer, B, 1, hours(1))
        keep_and_add(writer, A, 2, hours(1))
        assert [m.post for m in reader.memberships("c")] == [A]
        assert [hit.url for hit in reader.search("version")] == [A]
        assert [version.number for version in reader.versions(A)] == [1]
        assert [version.number for version in archive.versions(A)] == [1, 2]
        writer.commit(make_report("r2", hours(1)))
    assert archive.get(B) is not None and archive.check() == []


def test_a_run_that_finds_nothing_new_writes_its_journal_only(archive: Archive) -> None:
    challenge = Challenge(id="c", title="C")
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
        writer.announce(Candidate(url=A, via=FEED, how=Method.FEED, source="s"), T0)
        writer.judge([challenge], [member(A)])
    before = tree(archive.path, "derived")
    with one_run(archive, "r2", hours(1)) as writer:
        writer.keep(make_capture(A, b"", status=304))
        writer.announce(Candidate(url=A, via=FEED, how=Method.FEED, source="s"), hours(1))
        writer.alias(A, A, hours(1))
        writer.judge([challenge], [member(A)])
    after = tree(archive.path, "derived")
    assert set(after) - set(before) == {"runs/2026/20261121T090000Z-r2.jsonl"}
    assert {name: after[name] for name in before} == before


def test_validators_come_from_the_last_good_answer_of_that_very_address(archive: Archive) -> None:
    moved = make_capture(FEED, b"", status=301)
    landed = make_capture("http://b.test/feed/", b"<rss/>")
    with archive.writing("r1", T0) as writer:
        writer.keep(replace(landed, url=FEED, hops=(moved,)))
        assert writer.validators(FEED) == (None, None)
        assert writer.validators("http://b.test/feed/") == ('"e1"', None)
        writer.keep(make_capture("http://b.test/feed/", b"no", status=500, headers=()))
        writer.keep(make_capture("http://b.test/feed/", b"", status=304, headers=()))
        assert writer.validators("http://b.test/feed/") == ('"e1"', None)
        last = writer.last_fetch("http://b.test/feed/")
        assert last is not None and (last.action, last.status) == ("unchanged", 304)
        writer.keep(make_capture("http://b.test/feed/", b"", status=302))
        assert writer.validators("http://b.test/feed/") == (None, None)
        writer.commit(make_report("r1", T0))
    held = archive.last_capture("http://b.test/feed/")
    assert held is not None and held.body == b"<rss/>"
    assert archive.last_capture(FEED) is None


def test_a_body_cut_short_is_no_good_answer(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        writer.keep(make_capture(A, b"half a pa"), truncated="length")
        assert writer.validators(A) == (None, None)
    assert archive.last_capture(A) is None


def test_what_an_aborted_run_fetched_is_asked_for_in_full_again(archive: Archive) -> None:
    with pytest.raises(KeyboardInterrupt), archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
        assert writer.validators(A) == ('"e1"', None)
        raise KeyboardInterrupt
    assert [(r.id, r.status) for r in archive.runs()] == [("r1", "aborted")]
    assert [f.action for f in archive.facts("r1")] == ["fetched", "created"]
    with archive.writing("r2", hours(1)) as writer:
        assert writer.validators(A) == (None, None)
        assert archive.get(A) is not None
        writer.commit(make_report("r2", hours(1)))


def test_the_same_payload_again_is_a_revisit_and_reads_like_the_first(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        first = writer.keep(make_capture(A, b"same" * 1000))
    with one_run(archive, "r2", hours(1)) as writer:
        second = writer.keep(make_capture(A, b"same" * 1000, fetched_at=hours(1)))
        third = writer.keep(make_capture(A, b"other", fetched_at=hours(1)))
    assert first.ref and second.ref and third.ref and first.ref.digest == second.ref.digest
    assert archive.capture(second.ref).body == b"same" * 1000
    assert archive.capture(second.ref).fetched_at == hours(1)
    assert [f.action for f in archive.facts("r2")] == ["unchanged", "fetched"]
    index = next(archive.path.glob("warc/*/*/r2-1.cdxj")).read_text().splitlines()
    assert sorted("warc/revisit" in line for line in index) == [False, True]
    assert archive.check() == []


def test_an_announcement_is_noted_once_and_again_when_it_says_something_else(
    archive: Archive,
) -> None:
    told = Candidate(
        url=A, via=FEED, how=Method.FEED, source="s", published=T0, tags=("x",), content="<p>one"
    )
    with one_run(archive, "r1") as writer:
        assert [writer.announce(told, T0), writer.announce(told, T0)] == [True, False]
    with one_run(archive, "r2", hours(1)) as writer:
        assert not writer.announce(told, hours(1))
        assert writer.announce(replace(told, content="<p>two"), hours(1))
        assert writer.announce(replace(told, via="http://hub.test/"), hours(1))
    assert archive.announcements("http://www.b.test/a/") == archive.announcements()
    assert archive.announcements() == (
        replace(told, content=""),
        replace(told, content="", via="http://hub.test/"),
    )


def test_an_announcement_tells_the_capture_of_the_document_that_made_it(archive: Archive) -> None:
    told = Candidate(url=A, via=FEED, how=Method.FEED, source="s", published=T0)
    with one_run(archive, "r1") as writer:
        first = writer.keep(make_capture(FEED, b"<rss/>")).ref
        second = writer.keep(make_capture(FEED, b"<rss></rss>")).ref
        assert writer.announce(told, T0, first)
        assert not writer.announce(told, hours(1), second), "another capture alone is no news"
        assert not writer.announce(told, hours(1))
        assert writer.announce(replace(told, via="http://hub.test/"), T0)
        elsewhere = T0.astimezone(timezone(timedelta(hours=2)))
        assert writer.announce(replace(told, published=elsewhere), T0, second)
    archive.rebuild()
    by_feed, by_hub = archive.announced("https://www.b.test/a")
    assert (by_feed.capture, by_hub.capture) == (second, None)
    assert (by_feed.candidate, by_hub.candidate) == archive.announcements(A)
    assert archive.announced(B) == ()
    assert archive.check() == []


def test_lessons_are_told_in_their_order_whatever_became_of_the_run(archive: Archive) -> None:
    def lesson(writer: Writer, url: str, host: str = "b.test") -> Lesson:
        ref = writer.keep(make_capture(url)).ref
        assert ref is not None
        found = Lesson(url=url, at=T0, capture=ref, host=host, feed=ref)
        writer.note(found)
        return found

    with pytest.raises(KeyboardInterrupt), archive.writing("r1", T0) as writer:
        first = lesson(writer, B)
        raise KeyboardInterrupt
    with one_run(archive, "r2", hours(1)) as writer:
        second = lesson(writer, A)
        lesson(writer, "http://d.test/x", "d.test")
        assert writer.lessons("b.test") == (first, second)
    for _ in range(2):
        assert archive.lessons("b.test") == (first, second)
        assert archive.lessons("e.test") == ()
        assert archive.check() == []
        archive.rebuild()


def test_what_a_version_was_read_with_is_in_its_text_and_in_the_journal(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        feed = writer.keep(make_capture(FEED, b"<rss/>")).ref
        version = make_version(A, witnesses=Witnesses(feed=feed, lessons=2))
        fact = writer.add(version)
    assert archive.get(A) == version
    assert list(archive.changes("2026-01-01")) == [fact]
    assert isinstance(fact, VersionWritten) and fact.witnesses == version.witnesses
    assert archive.check() == []
    with one_run(archive, "r2", hours(1)) as writer:
        assert feed is not None
        lost = Witnesses(feed=replace(feed, offset=99999))
        writer.add(make_version(A, 2, witnesses=lost))
    (problem,) = archive.check()
    assert problem.path.endswith("@99999") and "cites" in problem.what


def test_what_a_dead_newer_program_wrote_is_kept_byte_for_byte(archive: Archive) -> None:
    lines = (
        b'{"at": "2026-11-21T08:00:00Z", "action": "translated", "url": "u",  "detail": {"n": 1}}\n',
        b'{"at": "2026-11-21T08:00:00Z", "action": "repaired", "url": "", "reason": "x", "n": 2}\n',
    )
    with pytest.raises(KeyboardInterrupt), archive.writing("r1", T0) as writer:
        for line in lines:
            writer._journal.append(line)
        raise KeyboardInterrupt
    (journal,) = archive.path.glob("runs/*/*")
    assert b"".join(lines) in journal.read_bytes()
    assert [fact.action for fact in archive.facts("r1")] == ["translated", "repaired"]
    assert archive.check() == []


def test_the_health_of_a_source_tells_a_dead_one_from_a_quiet_one(archive: Archive) -> None:
    story = [
        outcome(Status.OK, counts={"created": 2}),
        outcome(Status.UNCHANGED),
        outcome(Status.FAILED, errors=("no such host",)),
        outcome(Status.FAILED, errors=("timed out", "again")),
    ]
    for number, what in enumerate(story):
        with archive.writing(f"r{number}", hours(number)) as writer:
            writer.commit(make_report(f"r{number}", hours(number), what))
    (health,) = open_archive(archive.path).sources()
    assert (health.id, health.status, health.failures_in_row) == ("ann", Status.FAILED, 2)
    assert (health.last_success, health.last_attempt) == (hours(1), hours(3))
    assert (health.last_new_post, health.last_error) == (hours(0), "timed out")


def test_a_host_that_asked_for_rest_is_remembered_until_then(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        writer.note(RetryAfter(url=FEED, at=T0, until=hours(2)))
    with one_run(archive, "r2", hours(1)) as writer:
        assert writer.resting() == {"b.test": hours(2)}
    with one_run(archive, "r3", hours(2)) as writer:
        assert writer.resting() == {}


def test_changes_since_a_time_or_a_run(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
    with one_run(archive, "r2", hours(1)) as writer:
        keep_and_add(writer, B, 1, hours(1))
        keep_and_add(writer, A, 2, hours(1))
    told = [(A, 1), (B, 1), (A, 2)]
    for since, count in (("2026-01-01", 3), (hours(0.5), 2), ("r1", 2), ("r2", 0), (hours(5), 0)):
        assert [(f.url, f.version) for f in archive.changes(since)] == told[3 - count :]
    with pytest.raises(ValueError, match="neither a run nor a time"):
        archive.changes("r7")
    with pytest.raises(StoreError, match="no run 'r7'"):
        list(archive.facts("r7"))


def test_a_clock_that_was_put_back_does_not_change_the_order_of_the_runs(archive: Archive) -> None:
    with one_run(archive, "r1", hours(5)) as writer:
        keep_and_add(writer, A, 1, hours(5))
    with one_run(archive, "r2", hours(1)) as writer:
        keep_and_add(writer, A, 2, hours(1))
    with one_run(archive, "a0", hours(1)) as writer:
        keep_and_add(writer, A, 3, hours(1))
    assert [info.id for info in archive.runs()] == ["r1", "r2", "a0"]
    assert archive.check() == []


def test_a_second_writer_leaves_at_once_and_a_dead_ones_lock_is_free(archive: Archive) -> None:
    code = (
        "import sys, os; from archiver.store import open_archive; from tests.store_kit import T0\n"
        "with open_archive(sys.argv[1]).writing('dead', T0): print('in', flush=True); os._exit(9)"
    )
    with one_run(archive, "r1"):
        with pytest.raises(Locked) as caught, open_archive(archive.path).writing("r2", hours(1)):
            raise AssertionError
        assert caught.value.exit_code == 75
        assert open_archive(archive.path).runs() == (), "reading goes on"
    done = subprocess.run([sys.executable, "-c", code, archive.path], capture_output=True)
    assert (done.stdout, done.returncode) == (b"in\n", 9)
    with one_run(archive, "r3", hours(2)) as writer:
        assert writer.repaired == ["run dead was cut short; what it had written is kept"]
    told = [(fact.action, fact.reason) for fact in archive.facts("r3")]
    assert told == [("repaired", writer.repaired[0])]


def test_deleting_what_is_derived_loses_nothing_but_the_verdicts(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        version = keep_and_add(writer, A, 1)
        writer.alias("http://b.test/?p=1", A, T0)
        writer.announce(Candidate(url=A, via=FEED, how=Method.FEED, source="s"), T0)
    told = (archive.announcements(), archive.runs(), archive.sources())
    for path in archive.path.glob("derived/*"):
        path.unlink()
    again = open_archive(archive.path)
    assert again.get("http://b.test/?p=1") == version
    assert (again.announcements(), again.runs(), again.sources()) == told
    with one_run(again, "r2", hours(1)) as writer:
        assert writer.validators(A) == ('"e1"', None)


def test_a_broken_catalog_is_made_again_by_itself(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
    archive.close()
    (archive.path / "derived/catalog.sqlite").write_bytes(b"not a database" * 400)
    assert open_archive(archive.path).get(A) is not None
    with archive.writing("r2", hours(1)) as writer:
        (archive.path / "derived/catalog.sqlite").write_bytes(b"broken while a run is at work")
        assert open_archive(archive.path).get(A) is not None, "from an index in memory"
        writer.commit(make_report("r2", hours(1)))


def test_an_archive_that_cannot_be_written_is_still_read(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
    archive.close()
    for path in archive.path.glob("derived/*"):
        path.unlink()
    (archive.path / "derived").rmdir()
    (archive.path / "derived").write_bytes(b"no folder can be made here")
    assert open_archive(archive.path).get(A) is not None


def test_links_are_never_followed_out_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (archive.path / "posts/b.test").symlink_to(outside)
    with pytest.raises(StoreError, match="not a folder"), archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
    (archive.path / "runs/2027").symlink_to(outside)
    with (
        pytest.raises(StoreError, match="not a folder"),
        open_archive(archive.path).writing("r2", T0 + timedelta(days=400)),
    ):
        raise AssertionError
    assert list(outside.iterdir()) == []
    held = archive.facts("r1")
    ref = next(fact.capture for fact in held if fact.capture)
    for name in ("../outside/x", "/etc/passwd", "warc/../../outside/x"):
        with pytest.raises(StoreError, match="leads out"):
            archive.capture(replace(ref, warc=name))
    (archive.path / "warc/link").symlink_to("/etc/passwd")
    with pytest.raises(StoreError):
        archive.capture(replace(ref, warc="warc/link"))


def test_a_damaged_post_is_named_and_all_others_are_read(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, A, 1)
        keep_and_add(writer, B, 1)
    path = next(archive.path.glob("posts/b.test/*/v1/content/post.md"))
    path.write_text("rubbish")
    damaged: list = []
    assert [v.url for v in archive.posts(damaged=damaged)] == [B]
    assert [p.path for p in damaged] == [str(path.relative_to(archive.path))]
    with pytest.raises(StoreError, match="damaged"):
        list(archive.posts())
    with pytest.raises(StoreError, match="changed after it was written"):
        archive.versions(A)


def test_secrets_never_reach_the_disk(archive: Archive) -> None:
    headers = (("Set-Cookie", "id=hush"), ("Content-Type", "text/html"))
    asked = (("Cookie", "id=hush"), ("Authorization", "Basic hush"), ("Host", "b.test"))
    with one_run(archive, "r1") as writer:
        writer.keep(make_capture(A, headers=headers, request_headers=asked))
    name = next(archive.path.glob("warc/*/*/*.gz"))
    text = subprocess.run(["gzip", "-dc", name], capture_output=True, check=True).stdout
    assert b"Host: b.test" in text and b"hush" not in text
    assert not any(b"hush" in data for data in tree(archive.path).values())


def test_warcio_finds_nothing_wrong_with_what_is_written(archive: Archive) -> None:
    with one_run(archive, "r1") as writer:
        for number in range(5):
            keep_and_add(writer, f"{A}/{number}", 1)
            writer.keep(make_capture(FEED, b"<rss/>"))
        writer.keep(make_capture(f"{A}/long", b"x" * 10), truncated="length")
    files = [str(path) for path in archive.path.glob("warc/*/*/*.gz")]
    command = [str(Path(sys.executable).with_name("warcio")), "check", "-v", *files]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.count("digest pass") == 19
    text = subprocess.run(["gzip", "-dc", *files], capture_output=True, check=True).stdout
    assert text.count(b"WARC-Truncated: length") == 1


def test_a_new_file_is_begun_when_one_is_full(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warcfiles, "ROLL", 2000)
    with one_run(archive, "r1") as writer:
        kept = [writer.keep(make_capture(f"{A}/{n}", os.urandom(900))) for n in range(5)]
    assert len(list(archive.path.glob("warc/*/*/*.gz"))) == 3
    assert all(k.ref and archive.capture(k.ref).body == k.body for k in kept)
    assert archive.check() == []
