"""A gzip member of exactly so many bytes: what lies behind it in a file keeps its place."""

import struct
import zlib

_EMPTY = b"\x00\x00\x00\xff\xff"
"""A stored block of deflate with nothing in it."""
_COMMENT = 16
_MAX_WBITS = 15
_STRATEGIES = (
    (9, zlib.Z_DEFAULT_STRATEGY),
    (9, zlib.Z_FILTERED),
    (6, zlib.Z_DEFAULT_STRATEGY),
    (9, zlib.Z_FIXED),
)


def member(data: bytes, length: int) -> bytes | None:
    """The bytes as one gzip member (RFC 1952) of this length; None where they do not fit in.

    It is filled up with empty stored blocks, and what these leave with a comment in the header.
    """
    deflated = min((_deflated(data, *how) for how in _STRATEGIES), key=len)
    left = length - 10 - len(deflated) - 8
    if left < 0:
        return None
    blocks, rest = divmod(left, len(_EMPTY))
    comment = b"-" * (rest - 1) + b"\0" if rest else b""
    head = struct.pack("<4BIBB", 0x1F, 0x8B, 8, _COMMENT if comment else 0, 0, 2, 255)
    tail = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return head + comment + _EMPTY * blocks + deflated + tail


def _deflated(data: bytes, level: int, strategy: int) -> bytes:
    engine = zlib.compressobj(level, zlib.DEFLATED, -_MAX_WBITS, 9, strategy)
    return engine.compress(data) + engine.flush()
