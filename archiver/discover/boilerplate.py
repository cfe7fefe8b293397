"""Elements that announce nothing: beside the entries of a listing, or beside the text of a post."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping

from bs4 import Tag

from archiver.web.platforms import GENERIC, Platform
from archiver.web.vocabulary import (
    ATTRIBUTES,
    LISTINGS,
    TAGS,
    Meaning,
    Role,
    of_class,
    of_frame,
    of_id,
)
from archiver.web.vocabulary.exemptions import (
    HEADINGS,
    KEPT_WITHIN,
    POST_NAMES,
    SENTENCES,
    WHOLE_POST,
    WORDLESS,
    hides,
    repeats,
)

_FRAMING = frozenset(("nav", "footer", "aside", "form", "noscript", "template", "script", "style"))
"""Tags that hold no entries of a listing, but for an entry's own footer."""
_ENTRY = frozenset(LISTINGS["entry"])
_CONTENT = _ENTRY.union(LISTINGS["list"])
"""Names that make an element of a listing content even where another of its names is chrome."""
_BESIDE = frozenset(
    (
        Role.NAVIGATION,
        Role.FRAME,
        Role.ASIDE,
        Role.FOOTER,
        Role.COMMENTS,
        Role.COMMENT_FORM,
        Role.SHARE,
        Role.RELATED,
        Role.SUBSCRIPTION,
        Role.ADVERTISING,
        Role.OVERLAY,
        Role.COOKIES,
        Role.DONATION,
    )
)
"""What stands beside the entries of a listing. Bylines and cards do not: they hold the entries' titles."""
_DISCUSSION = frozenset((Role.COMMENTS, Role.COMMENT, Role.COMMENT_FORM))


class Chrome(ABC):
    """Remembers which elements of one page announce nothing."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def holds(self, element: Tag) -> bool:
        """Whether an element or one around it is chrome."""
        for node in (element, *element.parents):
            if self._ends_at(node):
                return False
            if self.begins_at(node):
                return True
        return False

    def begins_at(self, node: Tag) -> bool:
        """Whether an element is chrome by itself, whatever is around it."""
        if id(node) not in self._known:
            self._known[id(node)] = self._is(node)
        return self._known[id(node)]

    def _ends_at(self, node: Tag) -> bool:
        return node.name in ("body", "html", "[document]")

    @abstractmethod
    def _is(self, node: Tag) -> bool:
        """Whether an element is chrome by itself."""


class ListingChrome(Chrome):
    """Navigation, sidebars, comments and the like, around the entries of a listing.

    Cards and what a mere word in a name hints at are none: a home page's section of "latest
    stories" holds its entries.
    """

    def _is(self, node: Tag) -> bool:
        if node.name in _FRAMING and not _belongs_to_entry(node):
            return True
        return _CONTENT.isdisjoint(names_of(node)) and any(
            meaning.whole and meaning.role in _BESIDE and _fits(node, meaning)
            for meaning in (*_meanings(node), *_of_frame(node))
        )


class PostChrome(Chrome):
    """What extraction drops out of the text of a post, which stands in the element ``text``.

    By the names, tags and styles of elements; names of the page's platform come first. The shape
    of a card is no sign here: a hub may show its answers as cards. Where the text is the whole page,
    its frame is chrome, too.
    """

    def __init__(self, text: Tag, platform: Platform = GENERIC) -> None:
        super().__init__()
        self._platform = platform
        self._text = text
        self._is_page = super()._ends_at(text)
        self._own_words = _unlinked(text)

    def _ends_at(self, node: Tag) -> bool:
        return node is self._text or super()._ends_at(node)

    def _is(self, node: Tag) -> bool:
        if _is_hidden(node):
            return True
        named = [*self._by_names(node), *(_of_frame(node) if self._is_page else ())]
        fitting = [meaning for meaning in (*named, *self._by_tag(node)) if _fits(node, meaning)]
        if any(meaning.role in _DISCUSSION for meaning in fitting):
            return True
        # a page builder may put all of the text into `.widget`: no name outweighs the words
        return bool(fitting) and 2 * _unlinked(node) <= self._own_words

    def _by_names(self, node: Tag) -> Iterator[Meaning]:
        """What the classes, the id and the role of an element say, each by itself."""
        classes, ids = _classes(node), _ids(node)
        is_frame = not POST_NAMES.isdisjoint(classes)
        for name in classes:
            if not (is_frame and name.isalpha()):
                yield from self._of(name, self._platform.classes, of_class(name))
        for name in ids:
            said = self._of(name, self._platform.ids, of_id(name))
            yield from (meaning for meaning in said if not _is_exempt(node, name, meaning))
        if role := ATTRIBUTES.get(str(node.get("role") or "")):
            yield role

    def _by_tag(self, node: Tag) -> Iterator[Meaning]:
        if not _is_kept(node):
            yield from self._of(node.name, self._platform.tags, TAGS.get(node.name))

    def _of(
        self, name: str, own: Mapping[str, Role | None], common: Meaning | None
    ) -> Iterator[Meaning]:
        """What the platform says of a name, even if that is nothing, else the common meaning."""
        if name in own:
            role = own[name]
            yield from (Meaning(role),) if role else ()
        elif common:
            yield common


def _classes(node: Tag) -> list[str]:
    return list(dict.fromkeys(str(name) for name in node.get_attribute_list("class") if name))


def _ids(node: Tag) -> list[str]:
    return list(dict.fromkeys(str(node.get("id") or "").split()))


def _meanings(node: Tag) -> Iterator[Meaning]:
    """What the classes and the id of an element say by the common vocabulary, each by itself."""
    found = (*map(of_class, _classes(node)), *map(of_id, _ids(node)))
    return (meaning for meaning in found if meaning)


def _of_frame(node: Tag) -> Iterator[Meaning]:
    """What names say that name nothing but a part of a page's frame: ``site-nav``."""
    for name in names_of(node):
        if role := of_frame(name):
            yield Meaning(role)


def _fits(node: Tag, meaning: Meaning) -> bool:
    """Whether an element has no more text than its name allows, and no title of a post."""
    if not meaning.whole and (node.name in WHOLE_POST or node.find("h1") is not None):
        return False
    if meaning.role in WORDLESS and any(map(_is_prose, node.find_all("p"))):
        return False
    return not meaning.most or len(node.get_text(strip=True)) <= meaning.most


def _is_hidden(node: Tag) -> bool:
    return node.has_attr("hidden") or hides(str(node.get("style") or ""))


def _is_kept(node: Tag) -> bool:
    """Whether an element is content though its tag is chrome, as for extraction."""
    parent = node.parent.name if node.parent else ""
    if node.name == "form":
        return sum(map(_is_prose, node.find_all("p"))) > 1
    return parent in KEPT_WITHIN.get(node.name, ())


def _is_prose(paragraph: Tag) -> bool:
    return len(paragraph.get_text()) >= SENTENCES


def _is_exempt(node: Tag, name: str, meaning: Meaning) -> bool:
    """Whether an id says nothing of its element, since it was made from a heading's words."""
    is_heading = node.name in HEADINGS
    if is_heading and not meaning.whole:
        return True
    heading = node if is_heading else node.find(list(HEADINGS), recursive=False)
    return isinstance(heading, Tag) and repeats(name, heading.get_text())


def _unlinked(node: Tag) -> int:
    """The characters of an element that are in no link: menus and lists of links have few."""
    linked = sum(len(link.get_text(strip=True)) for link in node.find_all("a"))
    return len(node.get_text(strip=True)) - linked


def names_of(node: Tag) -> list[str]:
    """The classes and the id of an element."""
    return [*_classes(node), *_ids(node)]


def entry_around(element: Tag) -> Tag | None:
    """The nearest element that holds one whole entry of a listing."""
    for node in element.parents:
        if node.name == "body":
            return None
        if is_entry(node):
            return node
    return None


def is_entry(node: Tag) -> bool:
    """Whether an element is made to hold one entry, by its tag or its names."""
    return node.name in ("article", "section") or not _ENTRY.isdisjoint(names_of(node))


def _belongs_to_entry(node: Tag) -> bool:
    """An article's own footer holds its permalink; an ``aside`` may hold a whole article (Pelican)."""
    if node.name == "footer":
        return entry_around(node) is not None
    return (
        node.name == "aside"
        and node.find("article") is not None
        and node.find_parent("article") is None
    )
