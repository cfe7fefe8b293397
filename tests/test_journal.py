import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.facts import Fact, Unchanged, VersionWritten
from archiver.formats import journal
from archiver.model import CaptureRef, Change

T0 = datetime(2026, 11, 21, 8, tzinfo=UTC)
FACT = VersionWritten(
    change=Change.CREATED,
    url="http://b.test/a",
    at=T0,
    source="ann",
    version=1,
    sha512="00ff",
    capture=CaptureRef(warc="warc/2026/11/r1-1.warc.gz", offset=7, digest="sha256:00"),
    extractor="wordpress/1",
    reason="new",
    title="é, 日本",
)


def whole(*facts: Fact, status: str = journal.COMMITTED) -> bytes:
    data = journal.opening("r1", T0, "runs/2026/before.jsonl")
    data += b"".join(map(journal.write, facts))
    data += journal.closing(T0 + timedelta(hours=1), status, {"posts": 1}, {"warc/x": "00"})
    return data + journal.seal(hashlib.sha256(data).hexdigest())


def test_a_fact_is_one_line_and_reads_back() -> None:
    line = journal.write(FACT)
    assert line.endswith(b"}\n") and line.count(b"\n") == 1
    assert journal.read(line) == FACT
    bare = Unchanged(url="http://b.test/a", at=T0, status=304)
    assert journal.write(bare) == (
        b'{"at": "2026-11-21T08:00:00Z", "action": "unchanged", "url": "http://b.test/a",'
        b' "status": 304}\n'
    )
    assert journal.read(journal.write(bare)) == bare


def test_a_whole_journal_is_sealed() -> None:
    found = journal.parse(whole(FACT))
    assert found.sealed and found.facts == (FACT,)
    assert (found.run, found.started, found.after) == ("r1", T0, "runs/2026/before.jsonl")
    assert (found.status, found.ended) == ("committed", T0 + timedelta(hours=1))
    assert (found.counts, found.files) == ({"posts": 1}, {"warc/x": "00"})


@given(st.data())
def test_a_journal_that_was_changed_or_cut_is_not_sealed(data: st.DataObject) -> None:
    before = whole(FACT, FACT)
    place = data.draw(st.integers(0, len(before) - 1))
    changed = bytearray(before)
    changed[place] ^= data.draw(st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))
    for damaged in (bytes(changed), before[:place]):
        with suppress(ParseError):
            assert not journal.parse(damaged).sealed


def test_of_a_torn_journal_the_whole_lines_are_left() -> None:
    lines = whole(FACT, FACT).splitlines(keepends=True)
    for count in range(len(lines)):
        left = b"".join(lines[:count])
        for tail in (b"", lines[count][:9], b"\0\0\0\n" + lines[-1], b'{"action": 1}\n'):
            assert journal.whole(left + tail) == left


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "not a line"),
        (b"[]", "no object"),
        (b'{"action": "x"}', "not a fact"),
        (b'{"action": "x", "url": "u", "at": "soon"}', "not a fact"),
    ],
)
def test_what_is_no_fact_is_an_error_with_its_place(line: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        journal.read(line, where="runs/x.jsonl:3")
    assert caught.value.where == "runs/x.jsonl:3"


def test_a_run_id_is_fit_for_a_file_name() -> None:
    assert journal.file_name("r1", T0) == "runs/2026/20261121T080000Z-r1.jsonl"
    for bad in ("", "../x", "a/b", ".hidden", "x" * 65, "a\n"):
        with pytest.raises(ValueError, match="run id"):
            journal.file_name(bad, T0)
