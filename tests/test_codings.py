import gzip
import os
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ArchiverError, ParseError, TooLarge
from archiver.web.content_coding import Decoder, decode, unpacked

TEXT = b"words " * 50_000


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


@pytest.mark.parametrize(
    ("payload", "coding"),
    [
        (TEXT, None),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), "X-GZIP"),
        (gzip.compress(TEXT[:9], mtime=0) + gzip.compress(TEXT[9:], mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0) + b"\0\0\0 rubbish", "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(zlib.compress(TEXT), mtime=0), "deflate, gzip"),
    ],
)
def test_a_body_is_decoded_in_whole_and_in_pieces(payload: bytes, coding: str | None) -> None:
    assert decode(payload, coding, len(TEXT)) == TEXT
    decoder = Decoder(coding, len(TEXT))
    pieces = [decoder.feed(payload[n : n + 7]) for n in range(0, len(payload), 7)]
    decoder.finish()
    assert b"".join(pieces) == TEXT
    with pytest.raises(TooLarge):
        decode(payload, coding, len(TEXT) - 1)


@pytest.mark.parametrize(
    ("payload", "coding", "message"),
    [
        (gzip.compress(TEXT, mtime=0)[:-1], "gzip", "breaks off"),
        (gzip.compress(TEXT, mtime=0)[:9], "gzip", "breaks off"),
        (zlib.compress(TEXT)[:-5], "deflate", "breaks off"),
        (b"x", "deflate", "breaks off"),
        (
            gzip.compress(TEXT, mtime=0)[:-8] + b"\0" * 8,
            "gzip",
            "not what its Content-Encoding says",
        ),
        (b"html", "gzip", "not what its Content-Encoding says"),
        (b"html", "utf-8", "unknown"),
        (b"x", "compress", "unknown"),
        (b"x", "gzip, gzip, gzip, gzip", "one upon the other"),
        (gzip.compress(b"", mtime=0) * 10_001, "gzip", "members"),
    ],
)
def test_a_body_that_is_broken_is_never_taken_as_whole(
    payload: bytes, coding: str, message: str
) -> None:
    with pytest.raises(ParseError, match=message):
        decode(payload, coding, 10**7)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "utf-8", "none", "gzip, gzip"])
@pytest.mark.parametrize(
    "page", [b"<!doctype html><title>A</title>", b'\n{"version": 1}', b"<?xml "]
)
def test_a_page_that_is_not_coded_at_all_is_read(coding: str, page: bytes) -> None:
    page += b"words " * 10_000
    assert decode(page, coding, 10**6) == page
    decoder = Decoder(coding, 10**6)
    assert b"".join(decoder.feed(page[n : n + 999]) for n in range(0, len(page), 999)) == page
    with pytest.raises(TooLarge):
        decode(page, coding, 1000)


def test_gzip_that_no_header_tells_of_is_unpacked() -> None:
    assert unpacked(TEXT, 10) == TEXT
    packed = gzip.compress(gzip.compress(TEXT))
    assert unpacked(packed, 10**6) == TEXT
    with pytest.raises(TooLarge):
        unpacked(packed, 1000)


def test_a_bomb_costs_no_more_than_the_cap() -> None:
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    fed = 0
    decoder = Decoder("gzip", 100_000)
    with pytest.raises(TooLarge):
        for n in range(0, len(bomb), 100):
            decoder.feed(bomb[n : n + 100])
            fed += 100
    assert fed < len(bomb) / 50
    with pytest.raises(TooLarge):
        decode(gzip.compress(bomb, mtime=0), "gzip, gzip", 100_000)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_rubbish_is_a_typed_error_or_a_body(payload: bytes, coding: str) -> None:
    with suppress(ArchiverError):
        assert len(decode(payload, coding, 1000)) <= 1000


def test_an_empty_payload_is_an_empty_body() -> None:
    assert decode(b"", "gzip", 0) == b""
    data = os.urandom(100)
    assert decode(gzip.compress(data, mtime=0), "gzip", 100) == data
