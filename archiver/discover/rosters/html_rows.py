"""Lists in HTML: tables with their heads, and the items, lines and cards that hold links."""

from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag

from archiver.discover import documents
from archiver.discover.autodiscovery import base_of
from archiver.discover.boilerplate import PostChrome
from archiver.discover.rosters.table import Cell, Listed, Row, Table, grouped, refuse_masses
from archiver.web import urls

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("li", "tr", "dd", "dt", "p", "article", "figure", "section", "div", *_HEADINGS)
_LONGEST, _MOST_TEXTS = 2000, 1000
_MANY = 5
"""A cell with so many links is a list."""
_PROSE = 80
"""A paragraph or box with so many characters outside its links is running text, and no row."""


def read(page: BeautifulSoup, url: str) -> Listed:
    """The rows of a page, without its navigation, its footer and the like."""
    base, body = base_of(page, url), page.body or page
    chrome = PostChrome(body)
    tables: list[Table] = []
    within: set[int] = set()
    heading, rows = "", dict[int, tuple[Tag, str, list[Tag]]]()
    for element in body.find_all([*_HEADINGS, "table", "a"]):
        if element.name in _HEADINGS:
            heading = _text(element)
        elif element.name == "table":
            if _is_of_data(element) and not chrome.holds(element):
                found = tuple(_rows_of(element, heading, base))
                tables += [Table(rows=found)] if found else []
                within |= {id(link) for link in element.find_all("a")} if found else set()
        elif _is_link(element) and id(element) not in within and not chrome.holds(element):
            block = element.find_parent(_BLOCKS)
            if block is not None:
                rows.setdefault(id(block), (block, heading, []))[2].append(element)
    lines = [row for n, line in enumerate(rows.values(), 1) for row in _line(n, *line, base)]
    refuse_masses(len(lines), url)
    return Listed(
        format="HTML page",
        tables=(*tables, *grouped(lines)),
        title=documents.title_of(page),
        is_page=True,
    )


def _is_of_data(table: Tag) -> bool:
    """Whether a table has values in its cells; one that lays out a page has lists and headings there."""
    if table.find(["table", "ul", "ol", *_HEADINGS]):
        return False
    return all(len(cell.find_all("a", limit=_MANY)) < _MANY for cell in table.find_all("td"))


def _rows_of(table: Tag, heading: str, base: str) -> Iterator[Row]:
    """The rows of a table; its head is a row of ``th`` alone, or the first if no link is in it."""
    names: list[str] = []
    caption = table.find("caption")
    said = (heading, _text(caption) if isinstance(caption, Tag) else "")
    groups = tuple(filter(None, said))
    for n, row in enumerate(table.find_all("tr"), 1):
        cells = row.find_all(["td", "th"], recursive=False)
        if not row.find("a", href=True) and (not names and (n == 1 or row.find("td") is None)):
            names = [_text(cell) for cell in cells]
            continue
        linking = [cell for cell in cells if cell.find("a", href=True)]
        # a grid without a head shows a blog a cell
        for part in linking if not names and len(linking) > 1 else [row]:
            found = tuple(
                cell
                for place, element in enumerate(cells)
                if part in (row, element)
                for cell in _cells(element, names[place] if place < len(names) else "", base)
            )
            if found:
                yield Row(where=f"row {n}", cells=found, groups=groups, words=_text(part))


def _cells(element: Tag, column: str, base: str) -> Iterator[Cell]:
    """The addresses of a cell's links, each with the link's words, and the words of the cell."""
    for link in filter(_is_link, element.find_all("a")):
        if target := urls.resolve(str(link["href"]).strip(), base):
            yield Cell(column, target, _label(link))
    if words := _text(element):
        yield Cell(column, words)


def _line(n: int, block: Tag, heading: str, links: list[Tag], base: str) -> Iterator[Row]:
    """The links of one item, line or card, unless they stand in running text."""
    words = _text(block)
    linked = sum(len(_text(link)) for link in links)
    if block.name not in ("li", "tr") and len(words) - linked > _PROSE:
        return
    groups = (heading,) if heading else ()
    parts = _parts(block, links)
    for part in parts:
        found = [(urls.resolve(str(link["href"]).strip(), base), _label(link)) for link in part]
        cells = tuple(Cell("", target, label) for target, label in found if target)
        told = words if len(parts) == 1 else " ".join(label for _, label in found)
        if cells:
            yield Row(where=f"link {n}", cells=cells, groups=groups, words=told)


def _parts(block: Tag, links: list[Tag]) -> list[list[Tag]]:
    """The links of each line of a block, as its ``br`` part them."""
    own = {id(link) for link in links}
    parts: list[list[Tag]] = [[]]
    for element in block.find_all(["br", "a"]) if len(links) > 1 else links:
        if element.name == "br":
            parts.append([])
        elif id(element) in own:
            parts[-1].append(element)
    return [part for part in parts if part]


def _is_link(element: Tag) -> bool:
    """Whether an ``a`` leads somewhere, and is not struck out, as the name of somebody who has left."""
    return element.has_attr("href") and element.find_parent(["del", "s", "strike"]) is None


def _label(link: Tag) -> str:
    picture = link.find("img", alt=True)
    alt = str(picture["alt"]) if isinstance(picture, Tag) else ""
    return _text(link) or " ".join((str(link.get("title") or "") or alt).split())


def _text(element: Tag) -> str:
    """The first words of an element: what is longer is no cell, and no line of a list."""
    words: list[str] = []
    length = 0
    for text in islice(element.strings, _MOST_TEXTS):
        words.append(text)
        length += len(text)
        if length > _LONGEST:
            break
    return " ".join(" ".join(words).split())
