"""What two looks at a post have in common that nobody edited: counters, ages, ciphers, signatures.

Only the comparison leaves such things out, never a text that is kept. What is left out is what
servers make anew for each answer: a number in a line at the edge of the text that does nothing
but count, an argument that signs an address, a list of other posts of the blog.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from archiver.formats.markdown import to_text
from archiver.model import Post
from archiver.web import urls

_HEAD, _FOOT = 4, 6
"""Lines at the edges of a text, where engines put what they count."""
_LONGEST = 16
"""Words of the longest line that does nothing but count."""
_NAMES = 4
"""Words that may stand in it beside: the author's name."""
_WORD = re.compile(r"[^\W\d_]+")
_PARTED = re.compile(r"\s[·•|]\s")
_ENOUGH = 50
"""Words that a text needs beside a list of links, for that to be no part of it."""

_DESTINATION = re.compile(r"(?<=\]\()(?:<[^<>\n]*>|(?:[^()\\\s]|\\.|\([^()\s]*\))*)")
_SHOWN = re.compile(r"(?<=^\[)https?:[^\[\]\s]+(?=\]\([^\s()]+ \"embed\"\)$)", re.MULTILINE)
"""The address that stands for the title of what is embedded."""
_LINK = re.compile(r"(?:[-*]|\d{1,3}[.)])? ?\[(?:[^\[\]\\]|\\.)+\]\(([^\s()]+)\)")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|mp[34]|m4[av]|og[gv]|webm|wav|pdf)$", re.IGNORECASE
)
_SHARD = re.compile(r"^scontent[\w-]*|\d+")
_PROXY = re.compile(r"^i\d?\.wp\.com/")
_COUNTER = re.compile(
    r"(?:^|\.)(?:statcounter\.com|(?:stats|pixel)\.wp\.com|feedburner\.com|feedsportal\.com|histats\.com|"
    r"hitwebcounter\.com|flagcounter\.com|sitemeter\.com|quantserve\.com)$"
)
_NONCE = re.compile(
    r"(?:\w*[_-])?(?:nonce|csrf|xsrf|token|sig|signature|hmac)|x-(?:amz|goog|oss|ms)-[\w-]+|"
    r"key-pair-id|googleaccessid|awsaccesskeyid|oh|oe|_nc_\w+",
    re.IGNORECASE,
)
_BUSTER = re.compile(
    r"|_|v|ver|version|hash|rnd|rand|random|cb|cache|cachebuster|nocache|t|ts|time|timestamp|expires?|e",
    re.IGNORECASE,
)
_SIGNER = re.compile(r"policy|expires?|s[deikprtv]\w{0,3}", re.IGNORECASE)
"""Arguments that sign an address; that only keep it out of caches; that stand beside a signature."""
_MADE = re.compile(r"(?=[a-f]{0,64}\d)(?=\d{0,64}[a-f])[0-9a-f]{6,64}|\d{6,20}", re.IGNORECASE)
"""What a machine has made: hexadecimal digits, or a time in seconds."""


def markdown(old: Post, new: Post) -> tuple[str, str]:
    """The Markdown of two readings of one post, without what changes by itself."""
    before, now = _lines(old.markdown), _lines(new.markdown)
    passing = _rotating(before, now, urls.host(new.url))
    return _joined(before, passing), _joined(now, passing)


def _lines(text: str) -> list[str]:
    shown = _SHOWN.sub(_address, text.strip())
    return [_DESTINATION.sub(_address, line) for line in shown.split("\n")]


def _joined(lines: list[str], passing: set[str]) -> str:
    """The lines without those that count or pass, and without the empty ones around these."""
    told = [to_text(line) for line in lines]
    # what counts at an edge counts in the middle, too: there an earlier page of the post may end
    counters = {_form(told[at]) for at, _ in _edges(lines) if _counting(told[at]) is not None}
    found = []
    for line, said in zip(lines, told, strict=True):
        if line in passing:
            continue
        counts = _counting(said) if said and _form(said) in counters else None
        found.append(line if counts is None else counts)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip()


def _form(line: str) -> str:
    return re.sub(r"[\d.,]+", "0", line)


def _edges(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The first and last lines that say something, with their places."""
    telling = [(at, line) for at, line in enumerate(lines) if line]
    yield from telling[:_HEAD]
    yield from telling[_HEAD:][-_FOOT:]


# ---- counters and ages -----------------------------------------------------------------------


def _counting(line: str) -> str | None:
    """Of a line that does nothing but count, the words that do not; None of any other line."""
    said = unicodedata.normalize("NFKC", line).casefold()
    words = _WORD.findall(said)
    if not words:
        is_sign = any(unicodedata.category(sign) == "So" for sign in said)
        return "" if is_sign and re.search(r"\d", said) else None
    if len(words) > _LONGEST:
        return None
    others = [word for word in words if word not in _of("usual")]
    is_label = words[0] in _of("counting-labels")
    has_figure = re.search(r"\d", said) or any(word in _of("ages") for word in words)
    if has_figure and any(word in _of("counted") for word in words):
        may_name = is_label or _PARTED.search(said)
        return " ".join(others) if not others or (may_name and len(others) <= _NAMES) else None
    return "" if is_label and not others else None


@cache
def _of(name: str) -> frozenset[str]:
    # here: the vocabulary takes a while to import, and most runs meet no text that has changed
    from archiver.web.vocabulary import lists

    if name != "usual":
        return frozenset(lists.words(name))
    dates = frozenset(lists.months()).union(lists.words("weekdays"))
    return dates.union(lists.words("counted"), lists.words("counting"))


# ---- links to other posts --------------------------------------------------------------------


def _rotating(before: list[str], now: list[str], host: str) -> set[str]:
    """Lines of nothing but links to the same blog, where most of them are others at each look."""
    links = [_own_links(lines, host) for lines in (before, now)]
    old, new = (set(found) for found in links)
    if min(len(old), len(new)) < 2 or 2 * len(old & new) >= min(len(old), len(new)):
        return set()
    passing = old | new
    beside = min(
        sum(len(to_text(line).split()) for line in lines if line not in passing)
        for lines in (before, now)
    )
    return passing if beside >= _ENOUGH else set()


def _own_links(lines: list[str], host: str) -> list[str]:
    return [
        line
        for _, line in _edges(lines)
        if (match := _LINK.fullmatch(line)) and urls.host(match[1]) == host
    ]


# ---- addresses -------------------------------------------------------------------------------


def _address(match: re.Match[str]) -> str:
    """The destination of a link or picture, without what its server makes anew for each answer."""
    written = re.sub(r"\\(.)", r"\1", match[0].strip("<>"))
    address, hash_, fragment = written.partition("#")
    fragment = hash_ + _MADE.sub("*", fragment)
    parts = urls.parse(address)
    if parts is None:
        return address + fragment
    if "/cdn-cgi/l/email-protection" in parts.path:  # a cipher that could not be read
        return f"//{parts.host}{parts.path}"
    if _COUNTER.search(parts.host):
        return f"//{parts.host}"
    if _FILE.search(parts.path):
        name, _, path = _PROXY.sub("", parts.host + parts.path).partition("/")
        return f"//{_SHARD.sub('', name)}/{path}"
    return urls.clean(f"{address.partition('?')[0]}{_lasting(parts.query)}") + fragment


def _lasting(query: str) -> str:
    """The arguments that are not made anew for each answer."""
    pairs = [argument.partition("=")[::2] for argument in query[1:].split("&") if argument]
    signed = any(_NONCE.fullmatch(name) for name, _ in pairs)
    kept = [
        f"{name}={value}"
        for name, value in pairs
        if not _NONCE.fullmatch(name)
        and not (signed and _SIGNER.fullmatch(name))
        and not (_BUSTER.fullmatch(name) and _MADE.fullmatch(value))
        and (value or not _MADE.fullmatch(name))
    ]
    return "?" + "&".join(kept) if kept else ""
