"""Parses robots.txt (RFC 9309). Pure: no network, no clock."""

import re
from urllib.parse import urlsplit

from protego import Protego

from archiver.errors import FetchError, Refused, Unreachable

PRODUCT = "archiver"
"""Our product token in a robots.txt."""

MAX_BYTES = 500 * 1024
"""How much of a robots.txt is read (RFC 9309, 2.5: at least 500 KiB)."""

_LINE = re.compile(
    r"\s*(?P<field>user[- ]?agent|allow|diss?all?[ao]w|diasllow|crawl[- ]delay)"
    r"(?:\s*:|\s)\s*(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TOKEN = re.compile(r"\*|[a-z0-9_-]+", re.IGNORECASE)
# str.splitlines(), which Protego uses, splits at these; RFC 9309 does not
_NO_LINE_END = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
_NOBODY = "\u2205"  # no product token can be this


class Rules:
    """What a robots.txt allows us. ``delay`` is the Crawl-delay in seconds, None without one.

    ``agent`` is the bare product token; a group is ours if its token is equal, ignoring case. The
    rule with the longest path wins; of equal ones, Allow.
    """

    def __init__(self, text: str = "", *, agent: str = PRODUCT) -> None:
        self._agent = agent
        lines = _lines(text, agent)
        rules = [line for line in lines if not line.startswith("Crawl-delay")]
        self._rules = Protego.parse("\n".join(rules))
        # Crawl-delay is not part of the standard: it must not close a group, so that
        # `User-agent: a / Crawl-delay: 1 / User-agent: b / Disallow: /` binds both a and b
        delay: float | None = Protego.parse("\n".join(lines)).crawl_delay(agent)
        self.delay = delay

    @classmethod
    def parse(cls, body: bytes, *, agent: str = PRODUCT) -> "Rules":
        """Parse the bytes of a robots.txt. Never raises: unreadable lines are ignored."""
        return cls(body[:MAX_BYTES].decode("utf-8-sig", "replace"), agent=agent)

    def allows(self, url: str) -> bool:
        """Whether ``url`` (absolute) may be fetched."""
        return bool(self._rules.can_fetch(url, self._agent))


def sitemaps(body: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, as they stand there (sitemaps.org); twenty at most."""
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    return tuple(dict.fromkeys(Protego.parse(text.translate(_NO_LINE_END)).sitemaps))[:20]


def read(status: int, body: bytes) -> Rules:
    """The rules that follow from an answer to ``GET /robots.txt`` (RFC 9309, 2.3.1).

    2xx: as the body says; other 4xx: everything is allowed. Raises Unreachable (5xx) or Refused
    (429) where nothing may be fetched until a later answer allows it.
    """
    if 200 <= status < 300:
        return Rules.parse(body)
    if status == 429:
        raise Refused("robots.txt answered 429, so nothing may be asked for now")
    if 400 <= status < 500:
        return Rules()
    raise Unreachable(f"robots.txt answered {status}, so nothing may be asked for now")


def address(url: str) -> str:
    """The URL of the robots.txt for ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def barred(url: str, error: FetchError) -> FetchError:
    """The error for ``url`` whose robots.txt could not be fetched because of ``error``."""
    message = error.message
    if "robots.txt" not in message:
        message = f"robots.txt could not be had: {message}"
    return type(error)(message, where=url, hint=error.hint)


def _lines(text: str, agent: str) -> list[str]:
    """The lines that count, rewritten so that Protego reads them as RFC 9309 does.

    Unknown lines are left out: in Protego they end a group. A user agent is cut after its product
    token (``Foo Bar``, ``foo/1.0``), and one that is not ours is replaced by a token that matches
    nobody: Protego accepts any prefix of our name.
    """
    kept = []
    for line in re.split(r"\r\n|\r|\n", text.translate(_NO_LINE_END)):
        match = _LINE.match(line.split("#", 1)[0])
        if match is None:
            continue
        field, value = match["field"].lower(), match["value"].strip()
        if field.startswith("user"):
            kept.append(f"User-agent: {_token(value, agent)}")
        elif field.startswith("crawl"):
            kept.append(f"Crawl-delay: {value}")
        else:
            kept.append(f"{'Allow' if field == 'allow' else 'Disallow'}: {value}")
    return kept


def _token(value: str, agent: str) -> str:
    match = _TOKEN.match(value)
    token = match[0].lower() if match else ""
    return token if token in (agent.lower(), "*") else _NOBODY
