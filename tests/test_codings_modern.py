"""Brotli and zstd: undone while streaming, capped, and refused where they are broken or cut."""

import tracemalloc

import pytest

from archiver.errors import ParseError, TooLarge
from archiver.web import content_coding
from archiver.web.content_coding import ACCEPT_ENCODING, Decoder, decode

brotli = pytest.importorskip("brotli")
zstd = pytest.importorskip(content_coding._ZSTD)

PACK = {"br": brotli.compress, "zstd": zstd.compress}
BODY = "Ein Wort, ein Sätzchen, und noch eins. ".encode() * 3000


def test_what_is_asked_for_is_undone() -> None:
    assert ACCEPT_ENCODING == "gzip, deflate, br, zstd"


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
def test_bytes_come_in_pieces_of_any_size(name: str, size: int) -> None:
    wire = PACK[name](BODY)
    decoder = Decoder(name, len(BODY))
    out = b"".join(decoder.feed(wire[i : i + size]) for i in range(0, len(wire), size))
    decoder.finish()
    assert out == BODY


@pytest.mark.parametrize("name", PACK)
def test_the_cap_holds_for_decoded_bytes(name: str) -> None:
    bomb = PACK[name](bytes(2**28))
    tracemalloc.start()
    with pytest.raises(TooLarge, match="1000000 bytes after decoding"):
        decode(bomb, name, 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", PACK)
def test_a_body_that_is_cut_is_never_whole(name: str) -> None:
    wire = PACK[name](BODY)
    for cut in (1, 5, len(wire) // 2, len(wire) - 1):
        with pytest.raises(ParseError, match="breaks off"):
            decode(wire[:cut], name, 10**6)


@pytest.mark.parametrize("name", PACK)
def test_a_body_that_is_something_else(name: str) -> None:
    with pytest.raises(ParseError):
        decode(b"it said it was compressed, and is not", name, 10**6)
    assert decode(b"", name, 10) == b""


@pytest.mark.parametrize("name", PACK)
def test_codings_one_upon_the_other(name: str) -> None:
    for other, pack in PACK.items():
        assert decode(pack(PACK[name](BODY)), f"{name}, {other}", 10**6) == BODY
    bomb = PACK[name](PACK[name](bytes(2**26)))
    with pytest.raises(TooLarge):
        decode(bomb, f"{name}, {name}", 10**6)


def test_frames_of_zstd_follow_each_other() -> None:
    assert decode(zstd.compress(b"one ") + zstd.compress(b"two"), "zstd", 99) == b"one two"
    with pytest.raises(ParseError, match="frames"):
        decode(zstd.compress(b"") * 20_000, "zstd", 99)


def test_a_frame_that_wants_much_memory_is_refused() -> None:
    level = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.checksum_flag: 1}
    engine = zstd.ZstdCompressor(options=level)
    wire = engine.compress(BODY) + engine.flush()
    with pytest.raises(ParseError, match="not what its Content-Encoding says"):
        decode(wire, "zstd", 10**9)


def test_what_is_not_installed_is_neither_asked_for_nor_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(content_coding._ASKED, "br", False)
    with pytest.raises(ParseError, match="unknown"):
        decode(brotli.compress(BODY), "br", 10**6)
