"""Content codings of HTTP bodies (RFC 9110, 8.4.1): undone while streaming, capped."""

import sys
import zlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from archiver.errors import ParseError, TooLarge

_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package that it is in
        return False


_ASKED = {"gzip": True, "deflate": True, "br": _there("brotli"), "zstd": _there(_ZSTD)}

ACCEPT_ENCODING = ", ".join(name for name, there in _ASKED.items() if there)
"""What a request may ask for: the codings that this module undoes.

Brotli and zstd are dependencies like all others, as an archive that was fetched with them must be
readable wherever the program is installed. Where a distribution leaves one out it is not asked for.
"""

_WINDOW = 23  # log 2 of the bytes of memory that a zstd frame may ask for (RFC 9659)
_CHUNK = 2**14
_DEPTH = 3
_MEMBERS = 10_000
_MARKUP = (b"<", b"{", b"\xef", b"\xfe", b"\xff")  # of HTML and XML, of JSON, of byte order marks
_GZIP = b"\x1f\x8b"


class _Stage(Protocol):
    """One coding: bytes in, at most about ``_CHUNK`` bytes out at a time."""

    def feed(self, data: bytes) -> bytes: ...
    def more(self) -> bytes: ...
    def finish(self) -> None: ...


class _Inflate:
    """Undoes gzip (all its members) or deflate (zlib-wrapped, or raw as some servers send it).

    Zero bytes and other rubbish after the last gzip member are left out, as browsers do.
    """

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
        self._head, self._rest = b"", b""
        self._members = 1
        self._started = self._ended = False

    def feed(self, data: bytes) -> bytes:
        self._started = self._started or bool(data)
        if self._engine is None:
            self._head += data
            if len(self._head) < 2:
                return b""
            wrapped = self._head[0] & 0x0F == 8 and int.from_bytes(self._head[:2], "big") % 31 == 0
            self._engine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            data = self._head
        self._rest += data
        return self.more()

    def more(self) -> bytes:
        while self._rest and not self._ended and self._engine is not None:
            if self._engine.eof and not self._next_member():
                break
            try:
                out = self._engine.decompress(self._rest, _CHUNK)
            except zlib.error as error:
                raise ParseError(
                    f"the body is not what its Content-Encoding says: {error}"
                ) from None
            spent = self._engine.eof
            self._rest = self._engine.unused_data if spent else self._engine.unconsumed_tail
            if out:
                return out
        return b""

    def _next_member(self) -> bool:
        if self._gzip and self._rest == b"\x1f":
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise ParseError(f"more than {_MEMBERS} gzip members")
        if self._gzip and self._rest.startswith(_GZIP):
            self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return True
        self._ended = True
        return False

    def finish(self) -> None:
        if self._started and not (self._engine and self._engine.eof):
            raise ParseError("the body breaks off in the middle of its Content-Encoding")


class _Brotli:
    """Undoes Brotli (RFC 7932). What follows the end of the stream is left out."""

    def __init__(self) -> None:
        import brotli

        self._engine: Any = brotli.Decompressor()
        self._error: type[Exception] = brotli.error
        self._started = False

    def feed(self, data: bytes) -> bytes:
        self._started = self._started or bool(data)
        if self._engine.is_finished():
            return b""
        try:
            return bytes(self._engine.process(data, output_buffer_limit=_CHUNK))
        except self._error as error:
            raise ParseError(f"the body is not what its Content-Encoding says: {error}") from None

    def more(self) -> bytes:
        return self.feed(b"")  # an engine that holds output back takes no further input

    def finish(self) -> None:
        if self._started and not self._engine.is_finished():
            raise ParseError("the body breaks off in the middle of its Content-Encoding")


def zstd_module() -> Any:
    """The module that knows zstd: the standard library's from Python 3.14 on."""
    if sys.version_info >= (3, 14):
        return import_module(_ZSTD)
    from backports import zstd

    return zstd


class _Zstd:
    """Undoes zstd (RFC 8878), all its frames."""

    def __init__(self) -> None:
        self._module = zstd_module()
        self._engine = self._new()
        self._frames, self._rest = 1, b""
        self._started = False

    def _new(self) -> Any:
        widest = {self._module.DecompressionParameter.window_log_max: _WINDOW}
        return self._module.ZstdDecompressor(options=widest)

    def feed(self, data: bytes) -> bytes:
        self._started = self._started or bool(data)
        self._rest += data
        return self.more()

    def more(self) -> bytes:
        while self._rest or not (self._engine.needs_input or self._engine.eof):
            if self._engine.eof:
                self._frames += 1
                if self._frames > _MEMBERS:
                    raise ParseError(f"more than {_MEMBERS} zstd frames")
                self._engine = self._new()
            data, self._rest = self._rest, b""
            try:
                out: bytes = self._engine.decompress(data, max_length=_CHUNK)
            except self._module.ZstdError as error:
                raise ParseError(
                    f"the body is not what its Content-Encoding says: {error}"
                ) from None
            if self._engine.eof:
                self._rest = self._engine.unused_data
            if out:
                return out
        return b""

    def finish(self) -> None:
        if self._started and not self._engine.eof:
            raise ParseError("the body breaks off in the middle of its Content-Encoding")


class _Unknown:
    """A coding that nobody can undo."""

    def __init__(self, name: str) -> None:
        self._name = name

    def feed(self, data: bytes) -> bytes:
        hint = f"the server was asked for {ACCEPT_ENCODING}"
        raise ParseError(f"the content coding {self._name!r} is unknown", hint=hint)

    def more(self) -> bytes:
        return b""

    def finish(self) -> None:
        """Nothing came."""


class _AsSaid:
    """Undoes the coding that a header names, unless the bytes are plainly a page or a feed.

    Servers name a charset there, or gzip over what they did not compress.
    """

    def __init__(self, coding: _Stage) -> None:
        self._coding = coding
        self._head: bytes | None = b""
        self._plain = False

    def feed(self, data: bytes) -> bytes:
        if self._plain:
            return data
        if self._head is None:
            return self._coding.feed(data)
        self._head += data
        try:
            out = self._coding.feed(data)
        except ParseError:
            self._plain = self._head.lstrip(b" \t\r\n")[:1] in _MARKUP
            if not self._plain:
                raise
            return self._head
        if out or len(self._head) > _CHUNK:
            self._head = None
        return out

    def more(self) -> bytes:
        return b"" if self._plain else self._coding.more()

    def finish(self) -> None:
        if not self._plain:
            self._coding.finish()


class Decoder:
    """Undoes the codings of one body piece by piece.

    Raises TooLarge as soon as more than ``max_bytes`` decoded bytes have come out, and ParseError
    where a coding is unknown, broken or cut short. A small body that would unfold to gigabytes
    costs no more memory than the cap.
    """

    def __init__(self, content_encoding: str | None, max_bytes: int) -> None:
        names = [n.strip().lower() for n in (content_encoding or "").split(",")]
        names = [n for n in names if n not in ("", "identity")]
        if len(names) > _DEPTH:
            raise ParseError(f"{len(names)} content codings one upon the other")
        self._stages = [_AsSaid(_stage(name)) for name in reversed(names)]
        self._left = max_bytes
        self._max = max_bytes

    def feed(self, data: bytes) -> bytes:
        """The decoded bytes that ``data`` yields."""
        pieces: list[bytes] = []
        for start in range(0, len(data), _CHUNK):
            self._push(0, data[start : start + _CHUNK], pieces)
        return b"".join(pieces)

    def _push(self, index: int, data: bytes, pieces: list[bytes]) -> None:
        if index == len(self._stages):
            self._left -= len(data)
            if self._left < 0:
                raise TooLarge(f"more than {self._max} bytes after decoding")
            pieces.append(data)
            return
        stage = self._stages[index]
        out = stage.feed(data)
        while out:
            self._push(index + 1, out, pieces)
            out = stage.more()

    def finish(self) -> None:
        """Say that no more bytes come; raises ParseError where they should."""
        for stage in self._stages:
            stage.finish()


def _stage(name: str) -> _Stage:
    if name in ("gzip", "x-gzip"):
        return _Inflate(gzip=True)
    if name == "deflate":
        return _Inflate(gzip=False)
    if name == "br" and _ASKED["br"]:
        return _Brotli()
    if name == "zstd" and _ASKED["zstd"]:
        return _Zstd()
    return _Unknown(name)


def decode(payload: bytes, content_encoding: str | None, max_bytes: int) -> bytes:
    """The decoded bytes of a whole body.

    Raises TooLarge past ``max_bytes`` decoded bytes, ParseError where a coding is unknown, broken
    or cut short. An empty payload is an empty body whatever the header says.
    """
    decoder = Decoder(content_encoding, max_bytes)
    body = decoder.feed(payload)
    decoder.finish()
    return body


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """A body without the gzip that no header tells of: of a file that was packed before it was
    served, or of a server behind another that packs too. Raises what ``decode`` raises.
    """
    for _ in range(_DEPTH):
        if not body.startswith(_GZIP):
            break
        body = decode(body, "gzip", max_bytes)
    return body
