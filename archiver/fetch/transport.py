"""One HTTP exchange: send a request, return a complete answer or raise a FetchError."""

import http.client
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util import create_urllib3_context

from archiver.errors import FetchError, ParseError, Refused, TooLarge, TooSlow, Unreachable
from archiver.fetch.deadlines import Connections, TimedTLSSocket, under_way
from archiver.fetch.guard import AnyAddress, Guard, pools
from archiver.model import Capture
from archiver.web.content_coding import Decoder

MAX_HEADER_BYTES = 256 * 1024
"""More than this in header lines is an attack or a broken server."""

EVIDENCE = 2**20
"""How many bytes of a body that was cut are kept: what shows that it was, and fills no disk."""

_PIECE = 2**16
_HOSTS = 64  # connection pools that are kept open


class Cut(Unreachable):
    """The connection was cut before the answer was complete. It is retried once."""


_TRUNCATED: tuple[tuple[type[FetchError], str], ...] = (
    (TooLarge, "length"),
    (TooSlow, "time"),
    (Cut, "disconnect"),
)
"""How WARC 1.1 calls what cut a body."""


_TROUBLE = (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError)
"""What the HTTP libraries raise."""


@dataclass(slots=True)
class _Came:
    """What has come of an answer so far."""

    head: Capture | None = None
    payload: bytearray = field(default_factory=bytearray)

    def evidence_of(self, error: FetchError) -> FetchError:
        """The error, with the capture of what had come of a body."""
        if self.head is not None and self.payload:
            data = bytes(self.payload[:EVIDENCE])
            why = next((w for kind, w in _TRUNCATED if isinstance(error, kind)), "unspecified")
            error.evidence = replace(self.head, payload=data, body=data, truncated=why)
        return error


class Transport(Protocol):
    """How an exchange is made: over the network, from a record, or in a test.

    A transport that reaches real servers has an attribute ``live = True``: then the minimum pause
    (``pace.FLOOR``) holds whatever the settings say.
    """

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """Send ``GET url`` with exactly these headers and read the answer, whatever its status.

        No redirect is followed. ``deadline`` (seconds) holds for the whole exchange,
        ``max_bytes`` for the body both on the wire and decoded. Raises Unreachable, Refused,
        TooLarge or TooSlow; an incomplete answer is an error, never a capture.
        """


def utc_now() -> datetime:
    """The time now, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class HttpTransport:
    """HTTP over the network. No cookies, credentials or retries; one deadline.

    ``allow_private``: the hosts that may have private addresses. ``verify``: a file of certificate
    authorities to trust instead of the default ones. ``proxy``: the address of an HTTP proxy that
    all requests go through; those that the environment names are not used. Safe to use from
    several threads.
    """

    live = True

    def __init__(
        self,
        *,
        allow_private: Sequence[str] = (),
        now: Callable[[], datetime] = utc_now,
        verify: str | None = None,
        proxy: str | None = None,
    ) -> None:
        self._guard = Guard(allow_private)
        self._adapter = _Adapter(self._guard)
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._now = now
        self._verify = verify or True
        self._connections = Connections()

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """See ``Transport.exchange``."""
        under_way.begin(deadline, self._connections)
        where, came = without_credentials(url), _Came()
        try:
            return self._ask(_prepare(url, headers), url, max_bytes, came)
        except ParseError as error:
            message = f"the answer is cut or damaged: {error.message}"
            raise came.evidence_of(Unreachable(message, where=where)) from None
        except FetchError as error:
            told = type(error)(error.message, where=where, hint=error.hint)
            raise came.evidence_of(told) from error.__cause__
        except _TROUBLE as error:
            raise came.evidence_of(_explain(error, where)) from error

    def _ask(
        self, prepared: requests.PreparedRequest, url: str, max_bytes: int, came: "_Came"
    ) -> Capture:
        """An exchange; once more at once where a kept connection turns out to be closed."""
        try:
            return self._exchange(prepared, url, max_bytes, came)
        except _TROUBLE:
            if under_way.fresh or under_way.answered:
                raise
        return self._exchange(prepared, url, max_bytes, came)

    def _exchange(
        self, prepared: requests.PreparedRequest, url: str, max_bytes: int, came: "_Came"
    ) -> Capture:
        if self._proxies:
            parts = urlsplit(str(prepared.url))
            self._guard.vet_behind_proxy(str(parts.hostname), parts.port or 443)
        left = under_way.left()
        response = self._adapter.send(
            prepared,
            stream=True,
            timeout=(left, left),
            verify=self._verify,
            proxies=self._proxies,
        )
        with closing(response):
            raw = response.raw
            head = Capture(
                url=url,
                final_url=url,
                status=raw.status,
                reason=raw.reason or "",
                headers=_headers(raw),
                payload=b"",
                body=b"",
                fetched_at=self._now(),
                request_headers=tuple((k, v) for k, v in prepared.headers.items()),
            )
            if 100 <= raw.status < 200:
                raise Unreachable(f"only an interim answer came ({raw.status})")
            came.head = head
            body = _read(raw, head.headers, max_bytes, came.payload)
        return replace(head, payload=bytes(came.payload), body=body)

    def close(self) -> None:
        """Close every connection, those that other threads are reading from included."""
        self._connections.close()
        self._connections = Connections()
        self._adapter.close()


class _Adapter(HTTPAdapter):
    """The ``requests`` adapter, with the guarded connection pools."""

    def __init__(self, guard: Guard) -> None:
        self._pools = pools(guard)
        super().__init__(pool_connections=_HOSTS, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=_context(), **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        """The pools of a proxy; their sockets have the deadline, and lead wherever it stands."""
        known = proxy in self.proxy_manager
        if not known:
            more["ssl_context"] = _context()
        manager = super().proxy_manager_for(proxy, **more)
        if not known:
            manager.pool_classes_by_scheme = pools(AnyAddress())
        return manager


def _context() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.sslsocket_class = TimedTLSSocket
    return context


def _prepare(url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
    """The request as it is sent. No Session: on a redirect it reads the body without a limit."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Refused("only http and https are fetched")
    if "@" in parts.netloc:
        # requests would send them as Authorization, and every record would store them
        raise Refused("an address with a user name or a password is not fetched")
    prepared = requests.PreparedRequest()
    try:
        prepared.prepare(method="GET", url=url, headers=dict(headers))
    except (ValueError, urllib3.exceptions.HTTPError) as error:
        raise Refused(f"cannot be asked for: {error}") from error
    return prepared


def without_credentials(url: str) -> str:
    """The address without its user name and password."""
    return re.sub(r"//[^/?#]*@", "//", url, count=1)


def _headers(raw: urllib3.HTTPResponse) -> tuple[tuple[str, str], ...]:
    headers = tuple(raw.headers.iteritems())
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        raise TooLarge(f"more than {MAX_HEADER_BYTES} bytes of headers")
    return headers


def _read(
    raw: urllib3.HTTPResponse,
    headers: Sequence[tuple[str, str]],
    max_bytes: int,
    payload: bytearray,
) -> bytes:
    """Read into the payload; returns the decoded body. The limit is checked while they arrive."""
    coding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
    decoder = Decoder(coding, max_bytes)
    body = bytearray()
    for piece in _pieces(raw):
        payload += piece
        if len(payload) > max_bytes:
            raise TooLarge(f"more than {max_bytes} bytes")
        body += decoder.feed(piece)
    if payload:
        decoder.finish()
    raw.close()
    if under_way.surplus and raw.status not in (204, 304):
        raise Unreachable("the answer goes on after the end that it announced")
    return bytes(body)


def _pieces(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    """The bytes as they come: ``stream`` would wait for a full piece, and lose it at a deadline."""
    if raw.chunked:
        yield from raw.stream(_PIECE, decode_content=False)
        return
    while piece := raw.read1(_PIECE, decode_content=False):
        yield piece


def _explain(error: Exception, url: str) -> FetchError:
    """The FetchError for an exception of the HTTP libraries."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, FetchError):
            return type(cause)(cause.message, where=url, hint=cause.hint)
    for cause in causes:
        if isinstance(cause, urllib3.exceptions.ProxyError):
            words = f"the proxy does not lead there: {_plain(cause.original_error)}"
            return Unreachable(words, where=url, hint="`proxy` in sources.yaml names it")
        if isinstance(cause, TimeoutError):
            return TooSlow(f"no whole answer within {under_way.seconds:g} s", where=url)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreachable(f"the certificate is not valid: {cause.verify_message}", where=url)
        if isinstance(cause, ssl.SSLError):
            return Unreachable(f"no secure connection: {cause.reason or cause}", where=url)
        if _flooded(cause):
            return TooLarge("the headers are too long or too many", where=url)
        if isinstance(cause, http.client.BadStatusLine) and not isinstance(cause, ConnectionError):
            return Unreachable("the answer is not HTTP", where=url)
        if isinstance(cause, ConnectionError | http.client.IncompleteRead):
            return Cut("the answer was cut off", where=url)
        if isinstance(cause, urllib3.exceptions.InvalidChunkLength):
            return Cut("the answer was cut off or wrongly divided into chunks", where=url)
    if any(isinstance(cause, urllib3.exceptions.ProtocolError) for cause in causes):
        return Cut("the answer was cut off", where=url)
    return Unreachable(f"no valid answer: {_plain(error)}", where=url)


def _flooded(cause: BaseException) -> bool:
    many = isinstance(cause, http.client.HTTPException) and "more than" in str(cause)
    return many or isinstance(cause, http.client.LineTooLong)


def _causes(error: BaseException | None, depth: int = 8) -> Iterator[BaseException]:
    """An exception and its causes; the libraries put them in args, reason, cause and context."""
    if error is None or depth == 0:
        return
    yield error
    inner = [*error.args, getattr(error, "reason", None), error.__cause__, error.__context__]
    for cause in inner:
        if isinstance(cause, BaseException):
            yield from _causes(cause, depth - 1)


def _plain(error: BaseException) -> str:
    """The message of an exception without the memory addresses of objects."""
    return re.sub(r"<[^<>]* object at 0x[0-9a-f]+>:? ?", "", str(error))[:200]
