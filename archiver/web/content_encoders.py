"""Puts bytes into a content coding again: the inverse of ``content_coding``."""

import zlib

from archiver.web.content_coding import zstd_module


def encode(body: bytes, coding: str) -> bytes | None:
    """The body in a content coding, as small as it can be made; None where the coding is not known."""
    match coding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            engine = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16, 9)
            return engine.compress(body) + engine.flush()
        case "deflate":
            return zlib.compress(body, 9)
        case "br":
            import brotli  # here: most who read an archive encode nothing

            return bytes(brotli.compress(body, quality=11))
        case "zstd":
            return bytes(zstd_module().compress(body, 19))
    return None
