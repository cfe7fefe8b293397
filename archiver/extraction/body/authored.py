"""Whether what an element holds contradicts its name.

Prose of an author's kind is never chrome because of a name alone: something besides has to say so,
where it stands, what stands beside the prose, or the shape of a discussion.
"""

from collections.abc import Callable
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from archiver.extraction.body.paragraphs import (
    BLOCKS,
    CODE,
    FIELDS,
    LINE,
    PHRASING,
    count,
    furniture,
    is_furnished,
    is_paragraph,
    prose,
    sentence_around,
)
from archiver.extraction.body.threads import is_discussion
from archiver.extraction.document.tree import comparable
from archiver.extraction.reason import Reason
from archiver.web.page import Page
from archiver.web.vocabulary import Role, of_class
from archiver.web.vocabulary.exemptions import HEADINGS, WHOLE_POST

_SENTENCE = 80
"""Characters of prose that a name takes away from among the author's paragraphs without further
evidence: a sentence is more. A platform's own rules are surer."""
_SENTENCES = 160
"""Characters of prose that a name takes away elsewhere without further evidence."""
_PARAGRAPH = 300
"""Characters of prose beside fewer links and pictures than there are paragraphs."""
_SECTION = 600
"""Characters of prose beside links, pictures or fields: such a box is a box, whatever it says."""
_MUCH = 1500
"""Characters of prose that no box and no dialog has."""
_ALL = 0.75
"""The share of a page's prose that only the post has."""

_BESIDE = frozenset((Role.FRAME, Role.ASIDE, Role.FOOTER, Role.COMMENTS, Role.REACTIONS))
"""Roles of what may hold any amount of prose beside a post: there its place is the evidence."""
_LEAST: dict[Role | None, int] = {
    Role.AUTHOR_BOX: _PARAGRAPH,
    Role.COMMENTS: _SECTION,
    Role.REACTIONS: _SECTION,
}
"""Characters of prose that such names do take away: a biography, the rules of a discussion."""
_DISCUSSIONS = frozenset((Role.COMMENTS, Role.REACTIONS))
_SMALL = frozenset(
    (
        *(Role.BYLINE, Role.SHARE, Role.RATINGS, Role.SUBSCRIPTION, Role.DONATION, Role.PRINT),
        *(Role.COUNTER, Role.LICENCE, Role.CITATION, Role.PLAYER, Role.HIDDEN, Role.SCREEN_READER),
    )
)
"""Roles of what is small wherever it stands."""
_LAST = frozenset((Role.FRAME, Role.FOOTER))
"""Roles of what may stand right below a post."""
_SEVERAL = _DISCUSSIONS | {Role.RELATED, Role.CARD}
"""Roles that an ``article`` has of which there are several: a comment, a teaser."""
_DIALOGS = frozenset((Role.OVERLAY, Role.COOKIES))
_TITLE = 6
"""Characters of the shortest heading that is known for the title."""
_NEAR = 3
"""Elements and levels around an element that are asked."""


class Authored:
    """Asks of the elements of one page whether they hold an author's prose."""

    def __init__(self, page: Page, named: Callable[[HtmlElement], object]) -> None:
        self.page = page
        self.named = named
        # many elements may stand beside one long paragraph
        self._prose: dict[HtmlElement, bool] = {}

    def outvotes(self, element: HtmlElement, reason: Reason) -> bool:
        """Whether the prose in an element is evidence enough against the name that it has."""
        role = reason.role
        around = sentence_around(element)
        if around is not None and not _is_aid(element, role, around):
            return True
        if role is Role.OVERLAY and (element.tag in PHRASING or element.tag == "figure"):
            return True
        if role is Role.CODE_TOOLS and _is_code(element):
            return True
        size = prose(element, _MUCH)
        least = _PARAGRAPH if reason.platform else _SENTENCE
        if size < _LEAST.get(role, least) or (role in _DISCUSSIONS and is_discussion(element)):
            return False
        if not is_furnished(element):
            last = role in _LAST and size <= _PARAGRAPH
            return self.is_among_prose(element, followed=last) or (
                role not in _BESIDE and size > _SENTENCES
            )
        if role is Role.OVERLAY and next(element.iterdescendants(*FIELDS), None) is None:
            return self.is_among_prose(element)
        return size > _PARAGRAPH and self._is_post(element, role)

    def _is_post(self, element: HtmlElement, role: Role | None) -> bool:
        """Whether prose that stands beside links, pictures or fields is the author's all the same."""
        if element.tag in WHOLE_POST and role not in _SEVERAL:
            return True
        size = prose(element)
        if sum(len(a.text_content()) for a in element.iter("a")) * 3 > size:
            return False
        fields = next(element.iterdescendants(*FIELDS), None) is not None
        portrayed = role is Role.AUTHOR_BOX
        sparse = not fields and not portrayed and furniture(element) < count(element)
        if sparse and self.is_among_prose(element):
            return True
        if fields and role in _DIALOGS and next(element.iterdescendants("h1"), None) is None:
            return False
        if size > _MUCH and role in _SMALL:
            return self._is_titled(element) or not is_discussion(element)
        return (size > _MUCH or (sparse and size > _SECTION)) and self.is_most(element, role)

    def is_content(self, element: HtmlElement) -> bool:
        """Whether an element is the author's though its tag frames a page: a note without links
        among the paragraphs, or what holds nearly all prose of the page.
        """
        named = any(map(of_class, (element.get("class") or "").split()))
        if element.tag == "aside" and not named and not is_furnished(element):
            return self.is_among_prose(element)
        much = len(element.text_content()) > _MUCH and prose(element, _MUCH) > _MUCH
        return much and self._is_post(element, Role.FRAME)

    def is_among_prose(self, element: HtmlElement, *, followed: bool = False) -> bool:
        """Whether paragraphs of prose stand beside an element, or beside a box around it.

        ``followed``: those before it do not count.
        """
        for _ in range(_NEAR):
            if self._is_beside_prose(element, followed=followed):
                return True
            parent = element.getparent()
            if parent is None or parent.tag in WHOLE_POST or self.named(parent):
                return False
            element = parent
        return False

    def _is_beside_prose(self, element: HtmlElement, *, followed: bool) -> bool:
        before, parent = element.getprevious(), element.getparent()
        ahead = before.tail if before is not None else parent.text if parent is not None else None
        texts = (element.tail,) if followed else (element.tail, ahead)
        if any(len((text or "").strip()) >= LINE for text in texts):
            return True
        ways = (element.itersiblings(), () if followed else element.itersiblings(preceding=True))
        near = (sibling for way in ways for sibling in islice(way, _NEAR))
        return any(self._is_prose(sibling) for sibling in near)

    def _is_prose(self, element: HtmlElement) -> bool:
        if element not in self._prose:
            self._prose[element] = is_paragraph(element) and not self.named(element)
        return self._prose[element]

    def is_most(self, element: HtmlElement, role: Role | None) -> bool:
        """Whether an element holds nearly all prose of the page, and none stands before it. What may
        be long beside a post has to hold the title as well: the post may be short.
        """
        if prose(element) < _ALL * self._whole or (
            role in _BESIDE and not self._is_titled(element)
        ):
            return False
        before = (
            sibling
            for part in (element, *element.iterancestors())
            for sibling in part.itersiblings(*BLOCKS, preceding=True)
            if not self.named(sibling)
        )
        return sum(prose(sibling, _PARAGRAPH) for sibling in before) <= _PARAGRAPH

    def _is_titled(self, element: HtmlElement) -> bool:
        """Whether an element holds the heading with the title of the page."""
        return element in self._titled

    @cached_property
    def _titled(self) -> frozenset[HtmlElement]:
        title = " ".join(comparable(e.text_content()) for e in self.page.all("title"))
        headings = (e for tag in ("h1", "h2", "h3") for e in self.page.all(tag))
        said = ((comparable(heading.text_content()), heading) for heading in headings)
        named = [(len(words), heading) for words, heading in said if words in title]
        # the name of the site stands in the title as well: the longest is the post's
        longest = max((length for length, _ in named), default=0)
        if longest < _TITLE:
            return frozenset()
        # it may stand twice: in a banner, and above the post
        titles = (heading for length, heading in named if length == longest)
        return frozenset(above for heading in titles for above in heading.iterancestors())

    @cached_property
    def _whole(self) -> int:
        body = self.page.root.find("body")
        return 0 if body is None else prose(body)


def _is_aid(element: HtmlElement, role: Role | None, around: HtmlElement) -> bool:
    """Whether an inline element helps to read a line and is no part of it."""
    if role is Role.CODE_TOOLS:
        return around.tag in CODE
    if role is Role.HEADING_LINK:
        return around.tag in HEADINGS or not any(map(str.isalpha, element.text_content()))
    return role in (Role.SCREEN_READER, Role.HIDDEN)


def _is_code(element: HtmlElement) -> bool:
    """Whether there is code in an element: more than the numbers of its lines."""
    return any(any(map(str.isalpha, pre.text_content())) for pre in element.iter("pre"))
