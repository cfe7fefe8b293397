import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.errors import ParseError, TooLarge
from archiver.formats import warc
from archiver.model import Capture, CaptureRef

T0 = datetime(2026, 11, 21, 8, tzinfo=UTC)
BODY = "<p>Grüße</p>".encode() * 50
NAME = "warc/2026/11/r1-1.warc.gz"
CAPTURE = Capture(
    url="http://b.test/a?x=1",
    final_url="http://b.test/a?x=1",
    status=200,
    reason="OK",
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "id=1"),
        ("X-Name", "Gr\xc3\xbc\xdfe"),
    ),
    payload=gzip.compress(BODY, mtime=0),
    body=BODY,
    fetched_at=T0,
    request_headers=(("Host", "b.test"), ("Cookie", "id=1"), ("User-Agent", "archiver")),
)
INFO = warc.info(NAME, "r1", T0)
FIRST = CaptureRef(warc=NAME, offset=len(INFO), digest=CAPTURE.digest)
EARLIER = warc.Earlier(
    url=CAPTURE.url,
    at=T0,
    ref=FIRST,
    payload=warc.payload_digest(CAPTURE.payload),
    coding="gzip",
)


def packed(capture: Capture, counter: int = 1, earlier: warc.Earlier | None = None) -> bytes:
    return warc.pack(capture, run="r1", counter=counter, earlier=earlier).data


def opener(data: bytes) -> warc.Opener:
    return lambda name: io.BytesIO(data)


def another_reader(data: bytes) -> Iterator[tuple[object, bytes]]:
    """The records as warcio reads them, whose digests it checks."""
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        yield record.rec_headers, record.raw_stream.read()


def test_a_capture_reads_back_without_its_secrets_and_transfer_coding() -> None:
    back = warc.capture_at(opener(INFO + packed(CAPTURE)), FIRST)
    left = [h for h in CAPTURE.headers if h[0] not in ("Transfer-Encoding", "Set-Cookie")]
    assert back == replace(
        CAPTURE,
        headers=tuple(left),
        request_headers=(("Host", "b.test"), ("User-Agent", "archiver")),
        ref=FIRST,
    )


def test_another_reader_sees_the_same() -> None:
    later = replace(CAPTURE, fetched_at=T0 + timedelta(days=1))
    data = INFO + packed(CAPTURE) + packed(later, 2, EARLIER)
    seen = list(another_reader(data))
    kinds = [headers.get_header("WARC-Type") for headers, _ in seen]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    assert seen[1][1] == CAPTURE.payload
    response, request, revisit = seen[1][0], seen[2][0], seen[3][0]
    assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert response.get_header("WARC-Date") == "2026-11-21T08:00:00Z"
    assert response.get_header("WARC-Target-URI") == CAPTURE.url
    assert revisit.get_header("WARC-Profile").endswith("1.1/revisit/identical-payload-digest")
    assert revisit.get_header("WARC-Refers-To-Date") == "2026-11-21T08:00:00Z"
    assert revisit.get_header("WARC-Payload-Digest") == EARLIER.payload
    assert b"hush" not in data


def test_a_revisit_reads_like_the_record_that_it_repeats() -> None:
    later = replace(CAPTURE, fetched_at=T0 + timedelta(days=1), reason="Fine")
    first = packed(CAPTURE)
    data = INFO + first + packed(later, 2, EARLIER)
    again = warc.capture_at(opener(data), replace(FIRST, offset=len(INFO + first)))
    assert (again.body, again.reason, again.fetched_at) == (BODY, "Fine", later.fetched_at)


@pytest.mark.parametrize(
    "changes", [{"payload": b"other"}, {"payload": b""}, {"headers": ()}], ids=repr
)
def test_what_differs_is_no_revisit(changes: dict[str, object]) -> None:
    other = replace(CAPTURE, **changes)  # type: ignore[arg-type]
    found = warc.pack(other, run="r1", counter=2, earlier=EARLIER)
    assert found.record.kind == "response"


def test_the_same_run_makes_the_same_bytes() -> None:
    assert packed(CAPTURE) == packed(CAPTURE) != packed(CAPTURE, 2)
    ids = {r.header("WARC-Record-ID") for r in warc.records(io.BytesIO(INFO + packed(CAPTURE)))}
    assert len(ids) == 3


def test_a_torn_file_is_whole_up_to_its_last_whole_record() -> None:
    data = INFO + packed(CAPTURE) + packed(replace(CAPTURE, url="x", final_url="http://b.test/"), 2)
    ends = [0] + [o + n for o, n, _ in warc.members(io.BytesIO(data))]
    assert ends[-1] == len(data)
    for cut in range(len(data)):
        assert warc.whole_length(io.BytesIO(data[:cut])) == max(e for e in ends if e <= cut)
    assert warc.whole_length(io.BytesIO(data + b"\0" * 99)) == len(data)


def test_a_record_behind_a_tear_does_not_hide_the_one_before() -> None:
    data = INFO + packed(CAPTURE)
    torn = data[: len(data) - 20]
    assert warc.capture_at(opener(torn), FIRST).body == BODY
    with pytest.raises(ParseError, match="torn"):
        list(warc.records(io.BytesIO(torn)))


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        (replace(FIRST, offset=0), "no response record"),
        (replace(FIRST, offset=10**6), "no response record"),
        (replace(FIRST, offset=FIRST.offset + 1), "broken record"),
        (replace(FIRST, digest="sha256:00"), "not the one that was cited"),
    ],
)
def test_a_reference_that_is_wrong_is_an_error_with_its_place(
    ref: CaptureRef, message: str
) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        warc.capture_at(opener(INFO + packed(CAPTURE)), ref)
    assert str(ref.offset) in caught.value.where


def test_a_revisit_of_what_is_not_there_is_an_error() -> None:
    lost = replace(EARLIER, ref=replace(FIRST, offset=0))
    data = INFO + packed(CAPTURE, 2, lost)
    with pytest.raises(ParseError, match="revisit of a record that is not there"):
        warc.capture_at(opener(data), FIRST)


def test_more_than_the_cap_is_too_large() -> None:
    with pytest.raises(TooLarge):
        warc.capture_at(opener(INFO + packed(CAPTURE)), FIRST, max_bytes=10)


def test_every_flipped_bit_of_a_record_is_noticed_or_changes_nothing() -> None:
    data = bytearray(packed(replace(CAPTURE, request_headers=())))
    whole, noticed = list(warc.records(io.BytesIO(data))), 0
    for place in range(10, len(data)):
        data[place] ^= 4
        try:
            assert list(warc.records(io.BytesIO(data))) == whole
        except ParseError:
            noticed += 1
        data[place] ^= 4
    assert noticed >= len(data) - 12, "all but the gzip header and a byte of padding"


def test_a_digest_that_differs_is_told() -> None:
    record = next(warc.records(io.BytesIO(packed(CAPTURE))))
    assert warc.verify(record) == ""
    assert "block" in warc.verify(replace(record, block=record.block + b"x"))


def test_the_index_leads_to_the_records() -> None:
    data = INFO + packed(CAPTURE) + packed(CAPTURE, 2, EARLIER)
    lines = warc.cdxj(warc.records(io.BytesIO(data)), NAME).decode().splitlines()
    assert [line.split(" ")[:2] for line in lines] == [["test,b)/a?x=1", "20261121080000"]] * 2
    for line in lines:
        fields = json.loads(line.split(" ", 2)[2])
        place, size = int(fields["offset"]), int(fields["length"])
        assert len(list(warc.members(io.BytesIO(data[place : place + size])))) == 1
        assert (fields["filename"], fields["status"]) == ("r1-1.warc.gz", "200")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.B.test:8080/A b?C=1", "test,b:8080)/a%20b?c=1"),
        ("https://b.test", "test,b)/"),
    ],
)
def test_the_key_of_an_index_line(url: str, key: str) -> None:
    assert warc.surt(url) == key
