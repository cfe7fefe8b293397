"""Resolves URLs as browsers do, and normalises them for comparison."""

import re
from urllib.parse import parse_qsl, unquote, urlencode

import can_ada

TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hsenc|_hsmi|ref_src|share|nb|"
    r"replytocom|amp|like_comment|_wpnonce|fb_action_\w+|wt_mc|guccounter|m",
)
"""Query arguments that never choose another post."""

# user:password@ of an address, also of one that is quoted within another's query
_CREDENTIALS = re.compile(r"//[^\s/?#]*@|%2f%2f(?:(?!%2f)[^\s/?#&])*%40", re.IGNORECASE)
_NAMES = (
    r"(?:[\w.-]{0,32}[_.-])?(?:access_?token|token|api_?key|key|secret|sig|signature|auth|"
    r"passw(?:or)?d|pwd)"
)
SECRET = re.compile(
    rf"(?:(?<=[?&;#])|(?<=u0026))({_NAMES}=)([^\s&;#\"'<>)\\]+)", re.IGNORECASE | re.ASCII
)
"""An argument whose name says that its value is secret: its name and ``=``, and its value.

``u0026`` is how JSON writes ``&``.
"""
QUOTED_SECRET = re.compile(
    rf"(?:(?<=%3f)|(?<=%26))({_NAMES}%3d)((?:(?!%26|%23)[^\s&;#\"'<>)\\])+)",
    re.IGNORECASE | re.ASCII,
)
"""The same in an address that is quoted within another's query."""

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")


def resolve(url: str, base: str | None = None) -> str | None:
    """The absolute http(s) address of ``url`` as the WHATWG URL standard resolves it.

    None where it is no URL of a page: another scheme, no host, not parseable.
    """
    try:
        parsed = can_ada.parse(base) + url if base else can_ada.parse(url)
    except ValueError:
        return None
    if parsed.protocol not in ("http:", "https:") or not parsed.hostname:
        return None
    return str(parsed.href)


def without_fragment(url: str) -> str:
    """The address as it is sent to a server."""
    return url.split("#", 1)[0]


def host(url: str) -> str:
    """The lower-case host name, without port; empty where there is none."""
    try:
        return str(can_ada.parse(url).hostname)
    except ValueError:
        return ""


def authority(url: str) -> str:
    """The host and port that a robots.txt is for; ``http`` and ``https`` on default ports share one."""
    try:
        name = str(can_ada.parse(url).host)
    except ValueError:
        return ""
    return name.removesuffix(":80").removesuffix(":443")


def origin(url: str) -> str:
    """Scheme, host and port, as in ``https://example.org``."""
    return str(can_ada.parse(url).origin)


def clean(url: str) -> str:
    """The address without fragment, credentials and tracking arguments: fit to be kept and asked.

    Raises nothing: what is no address comes back as it was.
    """
    try:
        parsed = can_ada.parse(url)
    except ValueError:
        return url
    parsed.hash = ""
    parsed.username = parsed.password = ""
    if parsed.search:
        pairs = parse_qsl(parsed.search[1:], keep_blank_values=True)
        kept = [(k, v) for k, v in pairs if not TRACKING.fullmatch(k.lower())]
        if len(kept) != len(pairs):
            parsed.search = urlencode(kept)
    return str(parsed.href)


def with_hidden_user(url: str) -> str:
    """The address with ``hidden`` in place of a user name and password."""
    return re.sub(r"//[^/?#]*@", "//hidden@", url, count=1)


def redacted(text: str) -> str:
    """A text without the secrets of its addresses: for logs, messages and reports.

    User names and passwords go, and the values of arguments whose names end in ``token``, ``key``,
    ``sig``, ``auth``, ``secret`` or the like become ``...``.
    """
    text = _CREDENTIALS.sub(lambda match: "//" if match[0][0] == "/" else "%2F%2F", text)
    return QUOTED_SECRET.sub(r"\1...", SECRET.sub(r"\1...", text))


def key(url: str) -> str:
    """What two addresses of one page have in common: for comparing only, never for asking.

    Scheme, ``www.``, a trailing slash, an index file, tracking arguments, the order of the
    arguments and percent-encoding do not count. ``key(key(u)) == key(u)``.
    """
    try:
        parsed = can_ada.parse(url if "://" in url else "http://" + url)
    except ValueError:
        return url
    name = str(parsed.hostname).removeprefix("www.")
    port = f":{parsed.port}" if parsed.port else ""
    path = _INDEX.sub("/", _plain(str(parsed.pathname)))
    pairs = parse_qsl(str(parsed.search)[1:], keep_blank_values=True)
    kept = sorted((k, v) for k, v in pairs if not TRACKING.fullmatch(k.lower()))
    query = "?" + urlencode(kept) if kept else ""
    return f"{name}{port}{path.rstrip('/')}{query}"


def _plain(path: str) -> str:
    """The path without percent-encoding, but for what would read otherwise without it."""
    return unquote(path).replace("%", "%25").replace("#", "%23").replace("?", "%3F")


def same(left: str, right: str) -> bool:
    """Whether two addresses most likely lead to one page."""
    return key(left) == key(right)
