"""What the columns of a table hold: by their names in general terms, and by their values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from archiver.discover.rosters.table import Cell, Row, Table, by_hand, is_address, resolved
from archiver.web import urls
from archiver.web.address_kinds import is_elsewhere, is_feed, is_file, is_permalink, may_be_post
from archiver.web.vocabulary import COLUMNS

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_LABEL_WORD = re.compile(r"\w+")
_LONGEST = 60
"""Characters of a column's name, or of the words of a link, that are looked at."""
_ROOTS = COLUMNS["site"] | {"posts", "articles", "index", "en", "home"}
"""What the path of a blog's home may be, beside nothing."""


class Kind(StrEnum):
    """What an address is of, or what else a cell says of its row."""

    FEED = "feed"
    SITE = "site"
    POST = "post"
    BESIDE = "beside"
    ADDRESS = "address"
    TITLE = "title"
    NAME = "name"
    AUTHOR = "author"
    DATE = "date"
    ROUND = "round"
    STATE = "state"
    UNKNOWN = ""


ADDRESSES = (Kind.FEED, Kind.SITE, Kind.POST)
_OF_ADDRESSES = (Kind.BESIDE, Kind.FEED, Kind.POST, Kind.SITE, Kind.ADDRESS)
_OF_TEXTS = (Kind.STATE, Kind.DATE, Kind.ROUND, Kind.TITLE, Kind.AUTHOR, Kind.NAME)
MAPPED = {
    "feed": Kind.FEED,
    "site": Kind.SITE,
    "url": Kind.POST,
    "title": Kind.TITLE,
    "author": Kind.AUTHOR,
    "published": Kind.DATE,
    "round": Kind.ROUND,
}
"""The keys of ``columns`` in sources.yaml."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a column's name in lower case: ``blogFeedURL``, ``post_url``, ``블로그 주소``."""
    found: set[str] = set()
    for word in _WORD.findall(name[:_LONGEST]):
        low = word.lower()
        found.add(low)
        for end in ("url", "link", "name", "title", "date"):  # siteurl
            if low.endswith(end) and low != end:
                found |= {low.removesuffix(end), end}
        if not low.isascii():  # written without a blank between the words
            found |= {known for known in _NOT_ASCII if known in low}
    return frozenset(found)


_NOT_ASCII = frozenset(word for words in COLUMNS.values() for word in words if not word.isascii())


def _says(words: frozenset[str], kinds: Iterable[Kind]) -> Kind:
    return next((k for k in kinds if not words.isdisjoint(COLUMNS[k])), Kind.UNKNOWN)


@lru_cache(maxsize=4096)
def address_kind(column: str, table: str = "") -> Kind:
    """What a column of addresses is called: the last key says it, those before it where that says
    no more than that it is an address (``author.url``), and at last the key of the table. UNKNOWN
    where no word speaks of addresses.
    """
    speaks = not column
    for part in reversed(column.split(".")):
        kind = _says(words_of(part), (*_OF_ADDRESSES, Kind.AUTHOR))
        if kind is Kind.AUTHOR:
            return Kind.SITE if speaks else Kind.UNKNOWN
        if kind not in (Kind.ADDRESS, Kind.UNKNOWN):
            return kind
        speaks |= kind is Kind.ADDRESS
    if not speaks:
        return Kind.UNKNOWN
    return _says(words_of(table), _OF_ADDRESSES) or Kind.ADDRESS


@lru_cache(maxsize=4096)
def text_kind(column: str) -> Kind:
    """What a column of texts is called, by its last key, and by the one before it (``user.name``)."""
    *above, last = column.split(".")
    words = words_of(last)
    kind = _says(words, _OF_TEXTS)
    if kind is Kind.DATE and not words.isdisjoint(COLUMNS["another-day"]):
        return Kind.UNKNOWN
    if kind is Kind.NAME and above and _says(words_of(above[-1]), (Kind.AUTHOR,)):
        return Kind.AUTHOR
    if kind is Kind.TITLE and not words.isdisjoint(COLUMNS["site"] | COLUMNS["feed"]):
        return Kind.UNKNOWN  # it is that of the blog
    return kind


def is_known(name: str) -> bool:
    """Whether the name of a column or key says what it holds."""
    words = words_of(name)
    return any(not words.isdisjoint(of_kind) for of_kind in COLUMNS.values())


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table's columns of addresses hold: ``named`` by their names, ``voted`` by names and
    values; ``mapped`` are the columns that sources.yaml names, by what it says of them."""

    named: Mapping[str, Kind]
    voted: Mapping[str, Kind]
    mapped: Mapping[Kind, str]

    def read(self, cell: Cell, base: str) -> tuple[Kind, str | None]:
        """What a cell is the address of, and that address; UNKNOWN where it is of none."""
        chosen = {self.mapped[kind]: kind for kind in ADDRESSES if kind in self.mapped}
        named = self.named.get(cell.column, Kind.UNKNOWN)
        url = resolved(cell.value, base, named=cell.column in chosen or named is not Kind.UNKNOWN)
        if chosen:
            return chosen.get(cell.column, Kind.UNKNOWN), url
        if url is None:
            # where no value of the column is an address, it is called so for something else
            is_column = named in ADDRESSES and cell.column in self.voted
            return (named if is_column else Kind.UNKNOWN), None
        return self._kind_of(cell, url), url

    def is_named(self, cell: Cell) -> bool:
        """Whether the column of an address says of what it is the address."""
        return self.named.get(cell.column) in ADDRESSES

    def _kind_of(self, cell: Cell, url: str) -> Kind:
        """As its column, unless the address is clearly something else."""
        said, kind = self.named.get(cell.column), self.voted.get(cell.column, Kind.BESIDE)
        if not cell.column and (of_link := _said_by(cell)):
            said = kind = of_link
        if kind is Kind.BESIDE or (
            is_elsewhere(url) and not (kind is Kind.FEED or may_be_post(url))
        ):
            return Kind.BESIDE
        clear = _clear(url)
        # a home page is no post, and a feed no home page, whatever the column says
        if clear is Kind.FEED or (clear is Kind.SITE and kind in (Kind.FEED, Kind.POST)):
            return clear
        if is_file(url) and kind is not Kind.FEED:
            return Kind.BESIDE
        return kind if said in ADDRESSES else clear or kind


def _said_by(cell: Cell) -> Kind:
    """What the words of a link say of its address, as ``RSS``, where its column has no name."""
    words = [word.casefold() for word in _LABEL_WORD.findall(cell.label[:_LONGEST])]
    if cell.column or not words or not _SAYING.issuperset(words):
        return Kind.UNKNOWN
    return _says(frozenset(words), _OF_ADDRESSES)


_SAYING = frozenset(word for kind in _OF_ADDRESSES for word in COLUMNS[kind])
"""A link that is called by these words alone is called by what it leads to."""


def of_table(table: Table, base: str, mapped: Mapping[Kind, str]) -> Columns:
    """What the columns of a table hold; ``base`` is the address of the list."""
    values: dict[str, list[str]] = {}
    for row in table.rows:
        for cell in row.cells:
            values.setdefault(cell.column, []).append(cell.value)
    named = {column: address_kind(column, table.name) for column in values}
    # names of hosts, one a line
    only = set(values) == {""} and all(is_address(v) or by_hand(v) for v in values[""])
    named[""] = Kind.ADDRESS if only else Kind.UNKNOWN
    found = {
        column: [
            url
            for value in written
            if (url := resolved(value, base, named=named[column] is not Kind.UNKNOWN))
        ]
        for column, written in values.items()
    }
    voted = {
        column: _voted(named[column], of_column) for column, of_column in found.items() if of_column
    }
    return Columns(named, voted, mapped)


def _voted(named: Kind, found: list[str]) -> Kind:
    """What a column holds by its name, unless most of its values say otherwise: the "blog link" of
    a form is often that of a post.
    """
    if named in (Kind.BESIDE, Kind.FEED):
        return named
    clear = [kind for url in found if (kind := _clear(url))]
    most = max(ADDRESSES, key=clear.count)
    if named in ADDRESSES:
        return most if 2 * clear.count(most) > len(found) else named
    if clear:
        return most
    blogs = [url for url in found if not is_elsewhere(url)]
    return Kind.SITE if 2 * sum(map(_is_root, blogs)) >= len(blogs) else Kind.POST


def _clear(url: str) -> Kind | None:
    """What an address is of by itself; None where that is not clear."""
    parts = urls.parse(url)
    if is_feed(url):
        return Kind.FEED
    if parts is None or is_elsewhere(url):
        return None
    path = [part for part in parts.path.split("/") if part]
    if not (path or parts.query) or (len(path) == 1 and path[0][0] in "@~"):
        return Kind.SITE
    if not may_be_post(url):
        return None
    return Kind.POST if parts.query or is_permalink(url) or len(path) > 2 else None


def _is_root(url: str) -> bool:
    """Whether a path of one part is that of a blog, as ``/blog``."""
    parts = urls.parse(url)
    path = [part for part in parts.path.split("/") if part] if parts else []
    return len(path) == 1 and path[0].lower() in _ROOTS


def texts(row: Row, kind: Kind, mapped: Mapping[Kind, str]) -> list[str]:
    """What a row's cells of a kind say, those that are no addresses; a mapped column alone counts."""
    if kind in mapped:
        return [cell.value for cell in row.cells if cell.column == mapped[kind]]
    return [
        cell.value
        for cell in row.cells
        if text_kind(cell.column) is kind and not is_address(cell.value)
    ]
