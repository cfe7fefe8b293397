"""Resolves URLs as browsers do, and normalises them for comparison."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import (
    parse_qsl,
    unquote_plus,
    unquote_to_bytes,
    urlencode,
    urlsplit,
    urlunsplit,
)

import ada_url

from archiver.web import arguments, web_archives

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

_SCHEME = re.compile(r"[a-z][a-z\d+.-]*://", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
# what would be read otherwise without its escape; bytes that are no UTF-8 stand as surrogates here
_MARKS = re.compile(r"[\x00-\x20\x7f%#?;/\\\udc80-\udcff]")
_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|s?sid|session_?id)=[^/?#;]*|"  # as Java's servers write it
    r"(?<=/)(?:\((?:[AFSX]\([\w-]{16,64}\)){1,4}\)|\([a-z\d]{24}\))/",  # ASP.NET's, without cookies
    re.IGNORECASE | re.ASCII,
)
_PARTS = re.compile(r"(https?)://(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)(?::(\d+))?([^?#]*)(\?[^#]*)?")
"""Of an address that is normalised already: `@` and `?` stand in it for nothing else."""
_INDEX = re.compile(r"/(?:(?:index|default)\.(?:html?|php|aspx?))?$")
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")

_AMP = re.compile(
    r"(?:https?://)?(?:[\w-]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[\w.]{2,6}/amp)/"
    r"(?P<safe>s/)?(?P<amp>.*)",
    re.DOTALL,
)
_TWIN_HINTS = (
    ".amp",
    "/amp",
    "amp.",
    "m.",
    "mobile.",
    ".blogspot.",
    "/comment",
    "/http",
)
_TWIN_HOST = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^./:]+\.[^./:])")
_BLOGSPOT = re.compile(r"^([^/]+\.blogspot)\.(?:com?\.)?[a-z]{2,3}(?=[:/]|$)")
_TWIN_PATH = re.compile(
    r"(?:\.amp)+(?=\.html?$)|/comment-page-\d+$|(?<=/p)(/[^/]+)/comments$|"
    # not beneath a number, where `amp` is the name of a post, nor where it is that of a tag
    r"(?!/(?:tags?|tagged|categor(?:y|ies)|labels?|topics?|search)/)(/(?!\d+/)[^/]+)/amp$"
)


class Parts(NamedTuple):
    """An address of the web, as far as pages are told apart by it; ``query`` with its ``?``."""

    scheme: str
    host: str
    port: str
    path: str
    query: str


def parse(url: str) -> Parts | None:
    """The parts of an absolute http(s) address; None where it is none."""
    # one call into the library and a pattern take half as long as a call for each part
    match = _PARTS.match(resolve(url) or "")
    return Parts(*match.groups("")) if match else None


def resolve(url: str, base: str | None = None) -> str | None:
    """The absolute http(s) address of ``url`` as the WHATWG URL standard resolves it.

    None where it is no URL of a page: another scheme, no host, not parseable.
    """
    try:
        found = ada_url.join_url(base, url) if base else ada_url.normalize_url(url)
    except ValueError:
        return None
    return found if found.startswith(("http://", "https://")) else None


def without_fragment(url: str) -> str:
    """The address as it is sent to a server."""
    return url.split("#", 1)[0]


def folder(url: str) -> str:
    """The folder of a home page, without arguments: ``/blog`` is one, ``/blog/index.html`` is in one."""
    parts = urlsplit(url)
    above, _, name = parts.path.rpartition("/")
    path = f"{above}/" if "." in name or not name else f"{above}/{name}/"
    return urlunsplit(parts._replace(path=path, query="", fragment=""))


def with_arguments(url: str, /, **values: str | int) -> str:
    """The address with these arguments in its query, at its end, and the others as they are.

    Names that Python cannot write are given in a mapping, by ``**``. Raises ValueError where it is
    no address.
    """
    parts = urlsplit(url)
    pairs = [p for p in parse_qsl(parts.query, keep_blank_values=True) if p[0] not in values]
    pairs += [(name, str(value)) for name, value in values.items()]
    # `:`, `,` and `/` mean nothing in a query, and people write them there
    query = urlencode(pairs, safe=":,/*", errors="surrogateescape")
    return urlunsplit(parts._replace(query=query, fragment=""))


def argument(url: str, name: str) -> str:
    """The first value of an argument of the address's query; empty where it has none."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return next((value for key, value in pairs if key == name), "")


def host(url: str) -> str:
    """The lower-case host name, without port; empty where there is none."""
    return _part(url, "hostname")


def authority(url: str) -> str:
    """The host and port that a robots.txt is for; ``http`` and ``https`` on default ports share one."""
    return _part(url, "host").removesuffix(":80").removesuffix(":443")


def _part(url: str, name: Literal["hostname", "host"]) -> str:
    try:
        return ada_url.parse_url(url, (name,))[name]
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port, as in ``https://example.org``. Raises ValueError where it is no URL."""
    return ada_url.parse_url(url, ("origin",))["origin"]


def original(url: str) -> str:
    """The address of the page itself where ``url`` is that of a copy.

    Copies are made by web archives, and of AMP pages by Google.
    """
    if archived := web_archives.original(url):
        return archived
    match = _AMP.fullmatch(url)
    if not match:
        return url
    return f"http{'s' if match['safe'] else ''}://{match['amp']}"


def clean(url: str) -> str:
    """The address without fragment, credentials, sessions and tracking: fit to be kept and asked.

    The rest stands as it was written. Raises nothing: what is no address comes back as it was.
    """
    parts = parse(url)
    if parts is None:
        return url
    if (path := _without_session(parts.path)) != parts.path:
        # what is left is read again: `/.;jsessionid=1/` has become `/./`
        return clean(_joined(parts._replace(path=path)))
    query = _without_idle(parts.query, parts.host + path) if parts.query else ""
    return _joined(parts._replace(query=query))


def _joined(parts: Parts) -> str:
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.host}{port}{parts.path}{parts.query}"


def _without_idle(query: str, where: str) -> str:
    """The query as it was written, without the arguments that do not choose the page."""
    written = [argument for argument in query[1:].split("&") if argument]
    kept = arguments.choose([_pair(argument) for argument in written], where)
    if all(kept):
        return query
    rest = "&".join(argument for argument, chooses in zip(written, kept, strict=True) if chooses)
    return f"?{rest}" if rest else ""


def _without_session(path: str) -> str:
    return _SESSION.sub("", path) if ";" in path or "(" in path else path


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


def spelling(url: str) -> str:
    """What two spellings of one address have in common: for comparing only, never for asking.

    Scheme, ``www.``, a trailing slash, an index file, sessions and tracking, the order of the
    arguments and percent-encoding do not count. ``spelling(spelling(u)) == spelling(u)``.
    """
    parts = parse(url if _SCHEME.match(url) else f"http://{url}")
    if parts is None:
        return url
    if (bare := _without_session(parts.path)) != parts.path:
        return spelling(_joined(parts._replace(path=bare)))
    name = _WWW.sub("", re.sub(r"(?<=[^.])\.$", "", parts.host))
    port = f":{parts.port}" if parts.port not in ("", "80", "443") else ""
    path = _spelled_path(parts.path)
    query = _sorted(parts.query, name + path) if parts.query else ""
    return f"{name}{port}{path}{query}"


def _spelled_path(path: str) -> str:
    if "%" in path:
        path = _ESCAPED.sub(_decoded, path)
    if "//" in path:
        path = re.sub("//+", "/", path)
    while (shorter := _INDEX.sub("", path)) != path:
        path = shorter
    return path


def _sorted(query: str, where: str) -> str:
    pairs = [_pair(argument) for argument in query[1:].split("&") if argument]
    kept = zip(pairs, arguments.choose(pairs, where), strict=True)
    chosen = sorted(pair for pair, chooses in kept if chooses)
    return "?" + urlencode(chosen, errors="surrogateescape") if chosen else ""


# a run asks for the key of an address a dozen times, on its way from the feed to the catalog
@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """What the addresses of one page have in common: for comparing only, never for asking.

    Beside what `spelling` leaves out, the marks of a page's twins do not count: for phones, as AMP,
    for a country (Blogspot), at a place in the comments, as a copy in an archive.
    ``key(key(u)) == key(u)``.
    """
    spelled = spelling(url)
    if not any(hint in spelled for hint in _TWIN_HINTS):
        return spelled
    page, mark, query = original(spelled).partition("?")
    page = _BLOGSPOT.sub(r"\1.com", _TWIN_HOST.sub("", page))
    page = _TWIN_PATH.sub(r"\1\2", page) + mark + query
    return spelled if page == spelled else key(page)


def _pair(argument: str) -> tuple[str, str]:
    """Name and value; ``amp;`` before a name was left where ``&`` had been escaped twice."""
    name, _, value = (
        unquote_plus(side, errors="surrogateescape") for side in argument.partition("=")
    )
    return re.sub("^(?:amp;)+(?=.)", "", name), value


def _decoded(match: re.Match[str]) -> str:
    """Characters without percent-encoding, but for those that would read otherwise without it."""
    text = unquote_to_bytes(match[0]).decode("utf-8", "surrogateescape")
    return _MARKS.sub(lambda mark: f"%{ord(mark[0]) & 0xFF:02X}", text)


def same(left: str, right: str) -> bool:
    """Whether two addresses most likely lead to one page."""
    return key(left) == key(right)
