"""What the rows of a list announce: blogs to follow, and posts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archiver.discover.following import follow_blog
from archiver.discover.hubs import round_dates
from archiver.discover.rosters import columns, marks, which_round
from archiver.discover.rosters.columns import Columns, Kind
from archiver.discover.rosters.named_people import Names
from archiver.discover.rosters.table import Cell, Listed, Row, Table, is_address
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Method, Participant, Request, Source
from archiver.web import urls
from archiver.web.address_kinds import may_be_post
from archiver.web.feeds import feed_dates
from archiver.web.persons import roll

_SEVERAL = 3
_QUOTE = 300
_TOLD = 3
"""So many rows with a bad address are named."""
_NONE = frozenset(
    ("", "-", "--", "—", "–", "n/a", "na", "none", "null", "tbd", "tba", "?", "x", "no", "yes")
)
"""What is written where there is no address."""


@dataclass(slots=True)
class _Reading:
    listed: Listed
    capture: Capture
    source: Source
    mapped: Mapping[Kind, str]
    blogs: dict[str, Request] = field(default_factory=dict)
    posts: dict[str, Candidate] = field(default_factory=dict)
    people: list[Participant] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    day_first: bool | None = None
    rows: int = 0
    left_out: int = 0

    def table(self, table: Table) -> None:
        """Take what a table's rows announce."""
        known = columns.of_table(table, self.capture.final_url, self.mapped)
        days = (text for row in table.rows for text in self._texts(row, Kind.DATE))
        self.day_first = round_dates.is_day_first(days)
        dated = any(map(self._is_of_post, table.rows))
        names = Names(table, self.mapped)
        for row in table.rows:
            self.rows += 1
            if marks.is_left_out(row):
                self.left_out += 1
                continue
            self._row(row, known, names, of_posts=dated)

    def _is_of_post(self, row: Row) -> bool:
        """Whether a row says what a row about a post says: its title or its day."""
        titles = columns.texts(row, Kind.TITLE, self.mapped)
        return bool(titles or self._day(row))

    def _row(self, row: Row, known: Columns, names: Names, *, of_posts: bool) -> None:
        found: dict[Kind, list[tuple[str, Cell]]] = {kind: [] for kind in columns.ADDRESSES}
        bad = []
        for cell in row.cells:
            kind, url = known.read(cell, self.capture.final_url)
            if kind not in found:
                continue
            if url and not self._is_furniture(url):
                found[kind].append((url, cell))
            elif not url and _is_bad(cell.value):
                bad.append(cell.value)
        posts = [(url, cell) for url, cell in found[Kind.POST] if self._may_be_post(url)]
        for url, cell in posts:
            self._announce(url, cell, row)
        sites = sorted(found[Kind.SITE], key=lambda site: not known.is_named(site[1]))
        blogs = [url for url, _ in found[Kind.FEED]], [url for url, _ in sites]
        if not (posts and of_posts):
            self._follow(*blogs)
        if not self._lists_several(*blogs):
            self._name(names.of(row), (*blogs[1], *blogs[0]))
        if bad and not any(found.values()):
            self.bad.append(f"{row.where} (`{bad[0][:80]}`)")

    def _may_be_post(self, url: str) -> bool:
        return Kind.POST in self.mapped or may_be_post(url, self.capture.final_url)

    def _is_furniture(self, url: str) -> bool:
        """Whether a page's link stays on the page's own host, or any list's names itself."""
        here = self.capture.final_url
        own = urls.authority(url) == urls.authority(here)
        return own and (self.listed.is_page or urls.same(url, here))

    def _follow(self, feeds: list[str], sites: list[str]) -> None:
        """Ask for the blog of a row. A row is of one, but for a line on a page that lists several."""
        if self._lists_several(feeds, sites):
            blogs = [("", site) for site in sites]
        else:
            blogs = [(next(iter(feeds), ""), next(iter(sites), ""))]
        for feed, home in blogs:
            if wish := follow_blog(feed, home, self.source):
                self.blogs.setdefault(urls.key(wish.url), wish)

    def _lists_several(self, feeds: list[str], sites: list[str]) -> bool:
        hosts = {urls.host(site) for site in sites}
        return self.listed.is_page and not feeds and len(hosts) >= _SEVERAL

    def _name(self, name: str, blogs: tuple[str, ...]) -> None:
        """Tell a participant: a person and where she writes."""
        if name and blogs:
            self.people.append(Participant(name=name, blogs=blogs))

    def _announce(self, url: str, cell: Cell, row: Row) -> None:
        title = next(iter(self._texts(row, Kind.TITLE)), "")
        candidate = Candidate(
            url=urls.clean(url),
            via=self.capture.final_url,
            how=Method.ROSTER,
            source=self.source.id,
            challenge=self.source.challenge,
            round=self._round(row) or self.source.round,
            title=" ".join((title or cell.label).split()),
            author=" ".join(self._author(row).split()),
            published=self._day(row),
            quote=row.words[:_QUOTE],
        )
        known = self.posts.get(urls.key(url))
        if known is None or (candidate.title and not known.title):
            self.posts[urls.key(url)] = candidate

    def _texts(self, row: Row, kind: Kind) -> list[str]:
        return columns.texts(row, kind, self.mapped)

    def _author(self, row: Row | None) -> str:
        """Of the row, or of the one that it stands in: by a column of authors, else of names."""
        while row is not None:
            for kind in (Kind.AUTHOR, Kind.NAME):
                if found := self._texts(row, kind):
                    return found[0]
            row = row.outer
        return ""

    def _day(self, row: Row) -> feed_dates.Moment | None:
        for text in self._texts(row, Kind.DATE):
            moment = feed_dates.read(text)
            if found := moment or round_dates.in_numbers(text, day_first=self.day_first):
                return found
        return None

    def _round(self, row: Row | None) -> str | None:
        """The round that a column names, else the innermost heading or key that names one."""
        rounds, groups = self.source.rounds, row.groups if row else ()
        while row is not None and rounds:
            for column, value in self._of_rounds(row):
                if found := which_round.named(value, column, rounds):
                    return found
            row = row.outer
        told = (which_round.named(group, "", rounds) for group in reversed(groups))
        return next((found for found in told if found), None)

    def _of_rounds(self, row: Row) -> Iterator[tuple[str, str]]:
        named = self.mapped.get(Kind.ROUND)
        for cell in row.cells:
            is_round = columns.text_kind(cell.column) is Kind.ROUND or not cell.column
            if cell.column == named if named else is_round and not is_address(cell.value):
                yield cell.column, cell.value

    def unclear(self) -> tuple[Candidate, ...]:
        """What is told of rows with a bad address: one line for all of them."""
        if not self.bad:
            return ()
        count, names = len(self.bad), ", ".join(self.bad[:_TOLD])
        more = ", ..." if count > _TOLD else ""
        rows = "1 row of the list has" if count == 1 else f"{count} rows of the list have"
        here = self.capture.final_url
        told = f"{rows} no address that can be asked: {names}{more}"
        return (
            Candidate(url=here, via=here, how=Method.ROSTER, source=self.source.id, quote=told),
        )


def _is_bad(value: str) -> bool:
    return value.strip().casefold() not in _NONE


def announced(listed: Listed, capture: Capture, source: Source) -> Found:
    """What a list announces. Raises ParseError where that is not one blog and not one post."""
    mapped = _mapped(listed, capture, source)
    reading = _Reading(listed, capture, source, mapped)
    for table in listed.tables:
        reading.table(table)
    if not (reading.blogs or reading.posts):
        raise ParseError(_nothing(reading), where=capture.url, hint=_hint(listed))
    return Found(
        candidates=tuple(reading.posts.values()),
        follow=tuple(reading.blogs.values()),
        title=listed.title,
        unclear=reading.unclear(),
        people=roll.joined(reading.people),
    )


def _mapped(listed: Listed, capture: Capture, source: Source) -> dict[Kind, str]:
    """The columns that sources.yaml names, as the list writes them. Raises ParseError for one that
    is not there.
    """
    names = _names(listed)
    mapped: dict[Kind, str] = {}
    for key, wanted in source.columns.items():
        fold = _folded(wanted)
        exact = next((name for name in names if _folded(name) == fold), None)
        near = next((name for name in names if _folded(name.rpartition(".")[2]) == fold), None)
        name = near if exact is None else exact
        if name is None:
            known = ", ".join(names[:20]) or "none"
            raise ParseError(
                f"the list has no column `{wanted}`; it has {known}",
                where=capture.url,
                hint=f"write one of them as `{key}` in `columns` of the source",
            )
        mapped[columns.MAPPED[key]] = name
    return mapped


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _names(listed: Listed) -> list[str]:
    cells = (cell for table in listed.tables for row in table.rows for cell in row.cells)
    return list(dict.fromkeys(cell.column for cell in cells if cell.column))


def _nothing(reading: _Reading) -> str:
    listed, rows = reading.listed, reading.rows
    if not rows:
        what = "is no list or table with a link" if listed.is_page else "are no rows"
        return f"the {listed.format} names no blog and no post: there {what} in it"
    names = _names(listed)
    named = f" with {'the columns' if len(names) > 1 else 'the column'} {', '.join(names[:12])}"
    told = f"the {listed.format} names no blog and no post: {rows} row{'s' if rows > 1 else ''}{named if names else ''}"
    left = f", {reading.left_out} of them marked as left out" if reading.left_out else ""
    bad = f"; no address: {reading.bad[0]}" if reading.bad else ""
    return told + left + bad


def _hint(listed: Listed) -> str:
    if listed.is_page:
        return "where a script fills the page, give the address of the data that it loads"
    return "say which column has the address: columns: {site: NAME}, or feed, or url for posts"
