"""What stands where the article should be: its titles, what was kept of it, and what is around it."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archiver.model import Candidate, Post
from archiver.web import urls
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
_LABEL = 12
"""Words of a link's label, at most."""
_LISTED = 2
"""Other pages that make a list."""
_OPENING = 40
"""Characters by which the element of a sentence is found."""
_PARTS = re.compile(r" [-–—|»·•:‹›~/]+ | ?[|»•‹›] ?")
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|(?<=[。！？])|\n+|\s[–—|·]\s")
_BEGUN = 3
"""Characters of a sentence that stand before its first link, at least."""
_SIGN = re.compile(r"(?<![a-z])(?:logo|icon|favicon|404)(?![a-z])[^/]{0,40}$", re.IGNORECASE)
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
_POST = frozenset((Role.ENTRY, Role.BODY))
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
        self.by_title = by_title
        self.page, self.post, self.asked, self.entry = page, post, asked, entry
        self.text = post.text if post else ""
        if not self.text or self._is_only_links():
            self.text = "\n".join(_first(shown(page.root), _MOST))
        self.words = size(self.text)
        # looked for once, and only where somebody asks
        self.offers: Offers | None = None
        self.theme: int | None = None

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
        parts = [part for part in _PARTS.split(self.head) if bare(part) not in self._site]
        is_whole = len(parts) == len(_PARTS.split(self.head))
        whole = self.head if is_whole else " ".join(parts)
        return self._own((whole, *parts, *self._headings("h1")))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The same, and the first headings below."""
        return tuple(dict.fromkeys((*self.named, *self._own(self._headings("h2")))))

    def _headings(self, tag: str) -> tuple[str, ...]:
        seen = (e for e in self.page.all(tag) if not any(map(is_furniture, e.iterancestors())))
        return tuple(plain(e.text_content()) for e, _ in zip(seen, range(2), strict=False))

    def _own(self, names: tuple[str, ...]) -> tuple[str, ...]:
        found = (bare(name[:_TITLE]) for name in names)
        return tuple(dict.fromkeys(title for title in found if title and title not in self._site))

    @cached_property
    def _site(self) -> frozenset[str]:
        """The names of the site: the one that the page gives, and what links to the home page say."""
        metas = (
            e.get("content") or "" for e in self.page.all("meta") if is_named(e, "og:site_name")
        )
        links = (e.text_content() for e in self.page.all("a") if self._is_home(e))
        return frozenset(map(bare, (*metas, *links)))

    def _is_home(self, link: HtmlElement) -> bool:
        """Whether a link leads to the home page, as written."""
        href = (link.get("href") or "").rstrip("/")
        return not href or href.partition("://")[2] in (self.host, f"www.{self.host}")

    @cached_property
    def is_announced(self) -> bool:
        """Whether the post's entry in its feed, or the requested address, has a title of the page."""
        if not self.by_title:
            return False
        told = [_slug(self.asked), letters(self.entry.title if self.entry else "")]
        return any(_alike(one, letters(title)) for one in told for title in self.named)

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
        titles = {word for title in self.named for word in letters(title)}
        words = _LETTERS.findall(" ".join(self.sentences))
        return " ".join(word for word in words if word.lower() not in titles)

    @property
    def pictures(self) -> int:
        """How many pictures were kept, without what is named as a site's sign."""
        return sum(not _SIGN.search(i.url) for i in self.post.images) if self.post else 0

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
        return tuple(name for element in self.places for name in _names(element))

    @cached_property
    def lists_others(self) -> bool:
        """Whether headings of what was kept lead to other pages of the host."""
        headings = (e for tag in ("h2", "h3", "h4") for e in self.page.all(tag))
        kept = (e for e in headings if plain(e.text_content()) in self.text)
        found = (any(map(self._leads_on, e.iter("a"))) for e in kept)
        return sum(found) >= _LISTED

    def _leads_on(self, link: HtmlElement) -> bool:
        """Whether a link leads to another page of the host, and not to the home page."""
        here = urlsplit(self.page.url)
        target = urlsplit(urls.resolve(link.get("href") or "", self.page.url) or "")
        return target.hostname == here.hostname and target.path not in ("", "/", here.path)

    def _is_only_links(self) -> bool:
        """Whether the few words that were kept are the label of a link to another page of the host."""
        if size(self.text) > _LABEL:
            return False
        label = plain(self.text)
        links = (link for link in self.page.all("a") if label in plain(link.text_content()))
        return any(map(self._leads_on, links))

    @cached_property
    def is_named_post(self) -> bool:
        """Whether what was kept stands in elements that are named as a post, or as its text."""
        return self.entry_element is not None

    @cached_property
    def entry_element(self) -> HtmlElement | None:
        """The outermost of these elements."""
        named = (e for e in self.places if role_of("", "", e.get("class") or "") in _POST)
        return next(iter([*named][-1:]), None)

    @cached_property
    def places(self) -> tuple[HtmlElement, ...]:
        """The elements around what was kept, the nearest first."""
        opening = next(iter(self.sentences), "")[:_OPENING]
        for element in reversed(self.page.elements) if opening else ():
            begun = _opens(element.text, opening) or any(_opens(e.tail, opening) for e in element)
            if begun and opening in plain(element.text_content()):
                return (element, *element.iterancestors())
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


def letters(title: str) -> frozenset[str]:
    """The words of a title in small letters, without its figures and signs."""
    return frozenset(_LETTERS.findall(title.lower()))


def _slug(url: str) -> frozenset[str]:
    steps = [step for step in unquote(urlsplit(url).path).split("/") if step]
    return letters(steps[-1].rpartition(".")[0] or steps[-1]) if steps else frozenset()


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two titles are of the same words, but for a few."""
    both, least, most = len(some & others), *sorted((len(some), len(others)))
    return both > 0 and 3 * both >= 2 * least and 2 * both >= most


# ---- elements


def _opens(piece: str | None, opening: str) -> bool:
    """Whether a piece of an element's text begins a sentence, which may go on in other elements."""
    if not piece or piece.lstrip()[:1] != opening[0]:
        return False
    text = plain(piece[:_MOST])[:_OPENING]
    begun = len(text) >= min(_BEGUN, len(opening))
    return begun and (opening.startswith(text) or text.startswith(opening))


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
