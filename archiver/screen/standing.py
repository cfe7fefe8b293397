"""What stands where the article should be: its titles, what was kept of it, and what is around it."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archiver.model import Candidate, Post
from archiver.web.page import Page, is_named
from archiver.web.vocabulary import Role, role_of
from archiver.web.vocabulary.registers import size
from archiver.web.vocabulary.walls import GATES

if TYPE_CHECKING:
    from archiver.screen.offers import Offers

LONG = 400
"""Words: a page of which so many are kept is no wall."""
_MOST = 4000
"""Characters that are looked at of a page from which nothing was extracted."""
_TITLE = 300
"""Characters of a title: more are none."""
_SAYS = 3
"""Words that an element has to have to say anything."""
_OPENING = 40
"""Characters by which the element of a sentence is found."""
_PARTS = re.compile(r" [-–—|»·•:‹›~/]+ | ?[|»•‹›] ?")
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|(?<=[。！？])|\n+|\s[–—|·]\s")
_LETTER = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W_]+")
# no head: where a page has no body element, the parser leaves all else in there
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "title", "select", "textarea", "iframe")
)
_FURNITURE = frozenset(
    (
        *(Role.ASIDE, Role.FOOTER, Role.NAVIGATION, Role.COMMENTS, Role.COMMENT, Role.COMMENT_FORM),
        *(Role.COOKIES, Role.RELATED, Role.SHARE, Role.BRAND, Role.SERVICE_BAR, Role.LICENCE),
        *(Role.ADVERTISING, Role.AUTHOR_BOX, Role.SCRIPT, Role.HIDDEN, Role.OVERLAY),
    )
)
_OF_POSTS = frozenset((Role.ENTRY, Role.BODY, Role.BYLINE, Role.DATE))
_ELSEWHERE = frozenset(("feed", "url"))
"""Witnesses of a post's metadata that are not its page."""


def plain(text: str) -> str:
    """A text as phrases are asked of it: one line, simple apostrophes."""
    return " ".join(text.replace("’", "'").split())


class Standing:
    """A page, what was kept of it, and who announced it.

    ``text`` is what was kept; where nothing was extracted, what is shown beside the furniture.
    """

    def __init__(
        self,
        page: Page,
        post: Post | None,
        asked: str,
        entry: Candidate | None = None,
        *,
        by_title: bool = True,
    ) -> None:
        self._by_title = by_title
        self.page, self.post, self.asked, self.entry = page, post, asked, entry
        self.text = post.text if post else "\n".join(_first(shown(page.root), _MOST))
        self.words = size(self.text)
        self.offers: Offers | None = None  # looked for once, and only where somebody asks

    # ---- titles

    @cached_property
    def head(self) -> str:
        """The page's title, with the site's name."""
        return plain(self.page.root.findtext(".//title") or "")

    @cached_property
    def host(self) -> str:
        """The name of the host that was asked, without a leading www."""
        return (urlsplit(self.page.url).hostname or "").removeprefix("www.")

    @cached_property
    def names_host(self) -> bool:
        """Whether the page speaks of the host that it is on, beside the name of the site."""
        said = (self.text, *self.beside, *self.titles)
        return bool(self.host) and any(self.host in text.lower() for text in said)

    @cached_property
    def named(self) -> tuple[str, ...]:
        """What the page is titled, in small letters: its title, the parts of that, and its first
        headings, without the name of the site."""
        return self._own((self.head, *_PARTS.split(self.head), *self._headings("h1")))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The same, and the first headings below."""
        return tuple(dict.fromkeys((*self.named, *self._own(self._headings("h2")))))

    def _headings(self, tag: str) -> tuple[str, ...]:
        seen = (e for e in self.page.all(tag) if not any(map(is_furniture, e.iterancestors())))
        return tuple(plain(e.text_content()) for e, _ in zip(seen, range(2), strict=False))

    def _own(self, names: tuple[str, ...]) -> tuple[str, ...]:
        metas = (e for e in self.page.all("meta") if is_named(e, "og:site_name"))
        site = {bare(e.get("content") or "") for e in metas}
        found = (bare(name[:_TITLE]) for name in names)
        return tuple(dict.fromkeys(title for title in found if title and title not in site))

    @cached_property
    def is_announced(self) -> bool:
        """Whether the post's entry in its feed, or the requested address, has a title of the page."""
        if not self._by_title:
            return False
        told = [_slug(self.asked), _words(self.entry.title if self.entry else "")]
        return any(_alike(one, _words(title)) for one in told for title in self.named)

    # ---- what was kept

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What was kept, by sentences and lines, without repetitions of the titles."""
        told = (plain(piece) for piece in _SENTENCES.split(self.text))
        return tuple(piece for piece in told if piece and bare(piece) not in self.titles)

    @cached_property
    def own_words(self) -> int:
        """How many words were kept beside the titles."""
        return sum(map(size, self.sentences))

    @cached_property
    def untitled(self) -> str:
        """What was kept, without the words of the titles."""
        titles = {word for title in self.named for word in _words(title)}
        words = _LETTERS.findall(" ".join(self.sentences))
        return " ".join(word for word in words if word.lower() not in titles)

    @property
    def pictures(self) -> int:
        """How many pictures were kept."""
        return len(self.post.images) if self.post else 0

    @property
    def is_signed(self) -> bool:
        """Whether the page itself has told the day or the author of a post."""
        told = self.post.origins if self.post else {}
        return any(told.get(name, "feed") not in _ELSEWHERE for name in ("published", "authors"))

    # ---- what is around it

    @cached_property
    def is_alone(self) -> bool:
        """Whether the page has nothing of a blog around its words, nor a site's name in its title."""
        parts = [part for part in _PARTS.split(self.head) if part]
        return len(parts) < 2 and self.is_bare

    @cached_property
    def is_bare(self) -> bool:
        """Whether the page has nothing of a blog around its words: no picture kept, no element for a
        post, a byline or a day."""
        if self.pictures or self.page.all("article") or self.page.all("time"):
            return False
        named = (e for e in self.page.elements if e.get("id") or e.get("class"))
        return not any(e.get("id") == "main" or role(e) in _OF_POSTS for e in named)

    @property
    def all_words(self) -> int:
        """How many words a reader sees on the page, furniture and all."""
        return sum(map(size, shown(self.page.root, is_silent)))

    @cached_property
    def around(self) -> tuple[str, ...]:
        """The ids and classes of the elements around what was kept, the nearest first."""
        opening = next(iter(self.sentences), "")[:_OPENING]
        for element in reversed(self.page.elements) if opening else ():
            if (text := element.text) and plain(text).startswith(opening):
                return tuple(n for e in (element, *element.iterancestors()) for n in _names(e))
        return ()

    @cached_property
    def gate(self) -> str:
        """The class of an element that is shown, and says something, for the rest of the post."""
        for name in self.page.classes:
            if GATES.find(name.lower()):
                for element in self.page.classes[name]:
                    if not _is_hidden(element) and size(element.text_content()) >= _SAYS:
                        return name
        return ""

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """What is shown beside what was kept, the titles and the furniture; boxes within a post are
        none, whatever their tag."""
        pieces = shown(self.page.root, _is_sidebar)
        return tuple(p for p in pieces if p not in self.text and bare(p) not in self.named)


def _first(texts: Iterator[str], most: int) -> Iterator[str]:
    """Texts up to a number of characters."""
    for text in texts:
        yield text
        most -= len(text)
        if most < 0:
            return


# ---- titles


def bare(title: str) -> str:
    """A title in small letters, without the signs around it."""
    text = plain(title).lower()
    first, last = _LETTER.search(text), _LETTER.search(text[::-1])
    return text[first.start() : len(text) - last.start()] if first and last else ""


def _words(title: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(title.lower()))


def _slug(url: str) -> frozenset[str]:
    steps = [step for step in unquote(urlsplit(url).path).split("/") if step]
    return _words(steps[-1].rpartition(".")[0] or steps[-1]) if steps else frozenset()


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two titles are of the same words, but for a few."""
    both, least, most = len(some & others), *sorted((len(some), len(others)))
    return both > 0 and 3 * both >= 2 * least and 2 * both >= most


# ---- elements


def _names(element: HtmlElement) -> list[str]:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()


def role(element: HtmlElement) -> Role | None:
    """What the names of an element say that it is."""
    return role_of(str(element.tag), element.get("id") or "", element.get("class") or "")


def is_silent(element: HtmlElement) -> bool:
    """Whether a reader sees nothing of an element."""
    if not isinstance(element.tag, str) or element.tag in _SILENT or "hidden" in element.attrib:
        return True
    return "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _is_hidden(element: HtmlElement) -> bool:
    return is_silent(element) or any(map(is_silent, element.iterancestors()))


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element stands beside what an author wrote, or is not seen."""
    if is_silent(element) or element.tag in ("html", "body"):
        return is_silent(element)
    return role(element) in _FURNITURE


def _is_sidebar(element: HtmlElement) -> bool:
    names = " ".join(_names(element))
    is_box = element.tag == "aside" and "widget" not in names and "sidebar" not in names
    return is_silent(element) if is_box else is_furniture(element)


def shown(
    tree: HtmlElement, skipped: Callable[[HtmlElement], bool] = is_furniture
) -> Iterator[str]:
    """The texts of a page's body that a reader sees, without its furniture or what is skipped."""
    for node in nodes(tree, skipped):
        if isinstance(node, str) and (text := plain(node)):
            yield text


def nodes(
    tree: HtmlElement, skipped: Callable[[HtmlElement], bool] = is_furniture
) -> Iterator[HtmlElement | str]:
    """The elements and texts of a page's body in their order, without what is skipped."""
    body = tree.find("body")
    waiting: list[HtmlElement | str] = [tree if body is None else body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif not skipped(node):
            yield node
            for child in reversed(node):
                waiting.extend((child.tail or "", child))
            waiting.append(node.text or "")
