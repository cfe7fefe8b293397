"""What the shape of a page says of its parts, whatever their names are.

Menus are links without a sentence, other posts stand in rows of alike cards, readers write one after
another, each with a date. The second witness beside names: ``reasons`` and the densest prose that
is left find an article on a page whose names are silent, or lie.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from archiver.extraction.body.measures import LEAVES, SILENT, Measures
from archiver.extraction.body.opening import Openings, opens_on_click
from archiver.extraction.body.paragraphs import PHRASING
from archiver.extraction.reason import Reason, Sign
from archiver.web.page import Page
from archiver.web.urls import host
from archiver.web.vocabulary import Role, lines
from archiver.web.vocabulary.exemptions import HEADINGS, KEPT_WITHIN, hides

_BESIDE = frozenset(("nav", "footer", "aside", "form", "dialog", "menu"))
"""Tags of what stands beside an article, unless they hold most of the page's prose."""
_MOST = 0.4
"""The share of a page's prose from which an element is not beside its article."""
_ROWS = frozenset(("table", "tr", "td", "tbody"))
_BOXES = frozenset(("div", "article"))
_POST = 200
"""Characters of prose that a post has before its readers' remarks."""
_MENU_LINKS, _MENU_LINKED, _ROW_LINKED = 3, 0.6, 0.85
_LABEL = 25
"""Characters of the label of a menu, on average."""
_CARDS = 3
_CARD_TEXT = 500
"""Characters of a card of another post, at most, on average."""
_LONG_CARD_TEXT = 1200
"""The same, where each has a date."""
_CARD_LINKS = 4
_TITLE = 15
"""Characters of a link that is more than "Read on"."""
_REMARKS = 2
_DATE_LINE, _BESIDE_DATE = 90, 45
"""Characters of a line that dates a remark, and of what it says besides."""
_SIGNATURE = 60
"""Characters of a line with the name of a reader."""
_FORM_PROSE = 200
_ALIKE = 0.7
_NO_PART = (
    SILENT
    | PHRASING
    | HEADINGS
    | {"p", "hr", "pre", "blockquote", "figure", "dt", "body", "html", "main"}
)
"""Tags of what is no part of a page by itself."""
_NUMBER = re.compile(r"[-_]?\d+")


def reasons(sizes: Measures, page: Page, title: HtmlElement | None) -> dict[HtmlElement, Reason]:
    """The elements that their shape makes chrome, the outermost only, each with its reason.

    ``title`` is the heading of the post, where it is known.
    """
    return dict(_Reader(sizes, page, title).read())


class _Reader:
    def __init__(self, sizes: Measures, page: Page, title: HtmlElement | None) -> None:
        self.sizes = sizes
        self.host = host(page.url or page.base)
        self.openings = Openings(page.source)
        self.whole = max(sizes.prose, default=0)
        self.heading = -1 if title is None else sizes.number.get(title, -1)
        self.seen = 0
        self.hidden = {*page.having("hidden")}
        self.hidden.update(e for e in page.having("style") if hides(e.get("style") or ""))
        self.rows: dict[tuple[int, object, str], Role | None] = {}
        self.alike: dict[tuple[int, object], dict[str, list[int]]] = {}
        # from an element around the heading to its child that holds the heading as well
        self.down = dict(self._path(self.heading))

    def read(self) -> Iterator[tuple[HtmlElement, Reason]]:
        """One walk: what is chrome is not entered; the prose of the post so far is counted."""
        sizes, n = self.sizes, 0
        while n < len(sizes.end):
            element = sizes.elements[n]
            worded = sizes.text[n] and element.tag not in _NO_PART
            if worded and (role := self._role(n, element)):
                yield element, Reason(role, Sign.SHAPE, str(element.tag))
                n = sizes.end[n]
                continue
            if self._begins_discussion(n, element):
                yield from self._discussion(n)
                return
            if n > self.heading:
                self.seen += sizes.own[n]
            n += 1

    def _role(self, n: int, element: HtmlElement) -> Role | None:
        sizes, tag = self.sizes, element.tag
        if n <= self.heading < sizes.end[n]:
            return None
        if sizes.prose[n] < _MOST * self.whole or not self.whole:
            posts = tag == "form" and sizes.prose[n] >= _FORM_PROSE
            if tag in _BESIDE and not posts and not _is_of_a_quotation(element):
                return Role.ASIDE
            if element in self.hidden and not opens_on_click(element, self.openings):
                return Role.HIDDEN
            if self._is_menu(n, element):
                return Role.NAVIGATION
        return self._of_row(n, element)

    def _is_menu(self, n: int, element: HtmlElement) -> bool:
        """Whether an element holds links to the site itself, or of a word or two, and no prose."""
        sizes = self.sizes
        links = sizes.links[n]
        if sizes.prose[n] or links < _MENU_LINKS or element.tag in ("li", "td", "tr"):
            return False
        # a table of names with their figures is the author's
        least = _ROW_LINKED if next(element.iter("tr"), None) is not None else _MENU_LINKED
        if sizes.linked[n] <= least * sizes.text[n] or self._follows_prose(n, element):
            return False
        if sizes.linked[n] < _LABEL * links:
            return True
        inside = (sizes.elements[m] for m in range(n, sizes.end[n]))
        targets = [e.get("href") or "" for e in inside if e.tag == "a"]
        return sum(map(self._is_own, targets)) * 2 > links

    def _is_own(self, href: str) -> bool:
        """Whether an address leads to this site."""
        if href.startswith(("#", "mailto:", "javascript:")):
            return False
        if not href.startswith(("http:", "https:", "//")):
            return True
        return host(href if href[0] == "h" else f"http:{href}") == self.host

    def _follows_prose(self, n: int, element: HtmlElement) -> bool:
        """Whether links stand below a paragraph, or below a heading below one: the author's list."""
        if self.sizes.own[max(0, self.sizes.parent[n])]:
            return True
        before = element.getprevious()
        while before is not None and (before.tag in HEADINGS or before.tag in SILENT):
            before = before.getprevious()
        if before is None or before not in self.sizes.number:
            return False
        leaf = before if before.tag in LEAVES or len(before) != 1 else before[0]
        return leaf.tag in LEAVES and self.sizes.prose[self.sizes.number[before]] > 0

    def _of_row(self, n: int, element: HtmlElement) -> Role | None:
        """What the row of alike elements is in which this one stands; asked at the first of them."""
        above = element.getparent()
        if above is None or len(above) == 1:
            return Role.RELATED if self._are_other_posts(n) else None
        kind = _kind(element)
        row = (self.sizes.parent[n], element.tag, kind)
        if row not in self.rows:
            self.rows[row] = self._role_of_row(self._row(n, element, kind))
        return self.rows[row]

    def _row(self, n: int, element: HtmlElement, kind: str) -> list[int]:
        """An element and those after it that are alike."""
        siblings = (self.sizes.parent[n], element.tag)
        # all kinds at once: each of thousands of siblings may be of a kind of its own
        if siblings not in self.alike:
            kinds = self.alike[siblings] = defaultdict(list)
            for other in (element, *element.itersiblings(str(element.tag))):
                kinds[_kind(other)].append(self.sizes.number[other])
        alike = self.alike[siblings][kind]
        return alike[bisect_left(alike, n) :]

    def _role_of_row(self, units: list[int]) -> Role | None:
        if self._are_other_posts(units[0]):
            return Role.RELATED
        if len(units) == 1:
            return None
        if self._are_cards(units):
            return Role.RELATED
        return Role.COMMENTS if self._are_remarks(units) else None

    def _are_cards(self, units: list[int]) -> bool:
        """Whether elements are short, name another page of the site each, and are not the page."""
        sizes = self.sizes
        if len(units) < _CARDS or sizes.elements[units[0]].tag == "li":
            return False
        text, prose = (sum(table[u] for u in units) for table in (sizes.text, sizes.prose))
        below = self.heading >= 0 and self.seen >= max(_POST, prose)
        below = below or self._is_below_an_article(units[0])
        if prose >= _MOST * self.whole and not below:
            return False
        if max(sizes.prose[u] for u in units) >= _MOST * self.whole > 0:
            return False
        if text >= _LONG_CARD_TEXT * len(units) or sum(map(self._is_card, units)) * 2 <= len(units):
            return False
        dated = sum(map(self._is_dated, units)) * 2 > len(units)
        return dated or text < _CARD_TEXT * len(units)

    def _is_below_an_article(self, n: int) -> bool:
        """Whether the ``article`` that holds the post's heading and some prose ends before."""
        sizes, up = self.sizes, self.heading
        while up >= 0 and sizes.elements[up].tag != "article":
            up = sizes.parent[up]
        return (
            up >= 0 and sizes.end[up] <= n and sum(sizes.own[self.heading : sizes.end[up]]) >= _POST
        )

    def _are_remarks(self, units: list[int]) -> bool:
        """Whether elements are what readers wrote, each with a date, after the post and at its end."""
        sizes, tag = self.sizes, self.sizes.elements[units[0]].tag
        prose = sum(sizes.prose[u] for u in units)
        if len(units) < _REMARKS or self.seen < _POST or not prose or tag in _ROWS:
            return False
        if tag == "li" and not any(self._has_blocks(u) for u in units):
            return False
        headed = sum(bool(sizes.heads[u]) for u in units)
        if headed * 2 > len(units) or not self._are_dated(units):
            return False
        # HTML calls a reader's remark an `article` within the post's
        if tag != "article" and sum(map(self._is_signed, units)) * 2 <= len(units):
            return False
        return self._goes_on_after(units) < max(_POST, prose)

    def _has_blocks(self, n: int) -> bool:
        """Whether an item of a list is more than a line of text."""
        return any(child.tag in LEAVES or child.tag in _BOXES for child in self.sizes.elements[n])

    def _goes_on_after(self, units: list[int]) -> int:
        """The prose after a row in the part of the page that holds the post: an author's list of
        dated things stands in the text, and the text goes on.
        """
        sizes, n, after = self.sizes, units[-1], 0
        while True:
            following = (sizes.number[e] for e in sizes.elements[n].itersiblings("*"))
            after += sum(sizes.prose[m] for m in following)
            up = sizes.parent[n]
            if up < 0 or sizes.elements[up].tag == "body":
                return after
            if sizes.before[units[0]] - sizes.before[up] >= _POST:
                return after
            n = up

    def _are_other_posts(self, n: int) -> bool:
        """Whether an element is what the one with the post's heading is, with a heading of its own."""
        sizes = self.sizes
        if not 0 <= self.heading < n or not sizes.heads[n] or not sizes.prose[n]:
            return False
        element, title = sizes.elements[n], sizes.elements[self.heading]
        beside = self.down.get(sizes.parent[n], n)
        post = sizes.elements[beside]
        if not beside < n or post is title or post.tag != element.tag:
            return False
        if _kind(post) != _kind(element):
            return False
        depth = self._depth(self.heading, beside)
        inside = range(n, sizes.end[n])
        titles = [m for m in inside if sizes.elements[m].tag == title.tag]
        return len(titles) == 1 and self._depth(titles[0], n) == depth

    def _path(self, n: int) -> Iterator[tuple[int, int]]:
        """The elements around one, each with its child that is on the way to it."""
        while n >= 0:
            yield self.sizes.parent[n], n
            n = self.sizes.parent[n]

    def _depth(self, inner: int, outer: int) -> int:
        depth = 0
        while inner != outer:
            inner, depth = self.sizes.parent[inner], depth + 1
        return depth

    def _are_dated(self, units: list[int]) -> bool:
        return sum(map(self._is_dated, units)) > _ALIKE * len(units)

    def _is_card(self, n: int) -> bool:
        """Whether a unit names another page of the site: a heading or words that lead to it."""
        sizes = self.sizes
        inside = range(n, sizes.end[n])
        links = [m for m in inside if sizes.elements[m].tag == "a" and sizes.links[m]]
        targets = {sizes.elements[m].get("href") or "" for m in links}
        if not links or len(targets) > _CARD_LINKS:
            return False
        return any(self._names_a_page(m) for m in links)

    def _names_a_page(self, n: int) -> bool:
        element = self.sizes.elements[n]
        href = element.get("href") or ""
        if not self._is_own(href):
            return False
        above = element.getparent()
        headed = above is not None and above.tag in HEADINGS
        return bool(self.sizes.heads[n]) or headed or self.sizes.text[n] > _TITLE

    def _is_dated(self, n: int) -> bool:
        """Whether a unit holds a time, or a line with a date and few words besides."""
        sizes = self.sizes
        for m in range(n, sizes.end[n]):
            element = sizes.elements[m]
            if element.tag == "time":
                return True
            if sizes.numbers[m] and sizes.text[m] <= _DATE_LINE and _is_day(element.text_content()):
                return True
            # right in the box, behind the reader's name
            tail = element.tail if m == n + 1 and element.tag in PHRASING else None
            if tail and len(tail) <= _DATE_LINE and _is_day(tail):
                return True
        return False

    def _is_signed(self, n: int) -> bool:
        """Whether a unit has words beside its date and its prose: a name, a link to answer. The days
        of a diary have none.
        """
        sizes = self.sizes
        for m in range(n, sizes.end[n]):
            element = sizes.elements[m]
            for text in (element.text, element.tail if m > n else None):
                if text and len(text) <= _SIGNATURE and not self._is_in_prose(m, n):
                    line = lines.DATE.without(" ".join(text.split()))
                    if any(map(str.isalpha, line)):
                        return True
        return False

    def _is_in_prose(self, m: int, n: int) -> bool:
        """Whether an element, or one around it, in a unit holds prose of its own."""
        while m > n:
            if self.sizes.own[m]:
                return True
            m = self.sizes.parent[m]
        return False

    def _begins_discussion(self, n: int, element: HtmlElement) -> bool:
        if element.tag not in HEADINGS or element.tag == "h1":
            return False
        if not lines.DISCUSSION.find(" ".join(element.text_content().split())):
            return False
        # below a picture, or a sentence or two, the readers' dates have to say so too
        return self.seen >= _POST or (0 <= self.heading < n and self._is_followed_by_remarks(n))

    def _is_followed_by_remarks(self, n: int) -> bool:
        """Whether most of what stands below a heading is dated, as readers' remarks are."""
        sizes, up = self.sizes, self.sizes.parent[n]
        units = [m for e in sizes.elements[n].itersiblings("*") if sizes.text[m := sizes.number[e]]]
        while len(units) == 1:
            units = [
                m for e in sizes.elements[units[0]] if sizes.text[m := sizes.number.get(e, up)]
            ]
        return bool(units) and self._are_dated(units)

    def _discussion(self, n: int) -> Iterator[tuple[HtmlElement, Reason]]:
        """The heading of a discussion and all that follows it in the part of the page where it is."""
        sizes, node = self.sizes, n
        yield sizes.elements[n], Reason(Role.COMMENTS, Sign.SHAPE, str(sizes.elements[n].tag))
        while True:
            for after in sizes.elements[node].itersiblings("*"):
                yield after, Reason(Role.COMMENTS, Sign.SHAPE, str(after.tag))
            up = sizes.parent[node]
            if up < 0 or sizes.elements[up].tag in ("body", "html"):
                return
            if sizes.before[n] - sizes.before[up] >= _POST:
                return
            node = up


def _is_day(text: str) -> bool:
    """Whether a line is a date with few words besides."""
    if not any(map(str.isdigit, text)):
        return False
    line = " ".join(text.split())
    rest = lines.DATE.without(line)
    return rest != line and len(rest) <= _BESIDE_DATE


def _is_of_a_quotation(element: HtmlElement) -> bool:
    """Whether an element is the ``footer`` of a quotation: it says whose it is."""
    parent = element.getparent()
    return parent is not None and parent.tag in KEPT_WITHIN.get(str(element.tag), ())


def _kind(element: HtmlElement) -> str:
    """What alike elements share: their first class or their id without numbers; nothing for items."""
    if element.tag in ("li", "dd", "dt", "article"):
        return ""
    first = (element.get("class") or "").split(" ", 1)[0] or element.get("id") or ""
    return _without_numbers(first)


@lru_cache(maxsize=16384)
def _without_numbers(name: str) -> str:
    return _NUMBER.sub("", name)
