"""Whether an element is chrome, by its markup, and the reason why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from archiver.extract.names import CLASSES, IDS, TAGS
from archiver.extract.naming import reason_of_name, words_of
from archiver.extract.tree import tag_of
from archiver.web.index import Index

Reason = Callable[[HtmlElement], str | None]
"""Why an element is chrome; None where it is not."""


def kind(reason: str | None) -> str:
    """What a reason says that an element is: ``comments`` of ``#respond: comments (wordpress)``."""
    return (reason or "").rpartition(": ")[2].partition(" (")[0]


def rules(page: Index, extra: Mapping[str, str], platform: str = "") -> Reason:
    """A function that answers with the reason why an element of a page is chrome, or with None.

    ``extra`` are the platform's own: ``.class``, ``#id`` or ``tag`` to reason; an empty reason
    keeps what the common tables would drop.
    """
    ids, classes, tags = _tables(frozenset(extra.items()), platform)
    # in the order of their weight: what is told later overwrites
    styled = (e for name in ("role", "style", "hidden") for e in page.having(name))
    told: dict[HtmlElement, str | _Small | None] = {e: _hidden(e) for e in styled}
    for named, table, sign in ((page.identified, ids, "#"), (page.classed, classes, ".")):
        for element, said in _told_by_names(named, table, sign):
            before = told.get(element)
            if isinstance(said, str) or not before or _is_less(before, said):
                told[element] = said
    told.update((e, "<a>: card of another page") for e in page.all("a") if _is_card(e))
    for tag, why in tags.items():
        if why:
            told.update((e, f"<{tag}>: {why}") for e in page.all(tag) if not _is_kept(e))

    def reason(element: HtmlElement) -> str | None:
        said = told.get(element)
        if isinstance(said, _Small):
            # settled when it is asked: most such elements lie in others that are left out
            said = told[element] = said.reason if _fits(element, said) else None
        return said

    return reason


@lru_cache(maxsize=64)
def _tables(
    extra: frozenset[tuple[str, str]], platform: str
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What ids, classes and tags tell: the common tables with a platform's own in them."""
    own = {name: why and f"{why} ({platform})" for name, why in extra}
    return (
        {**IDS, **{name[1:]: why for name, why in own.items() if name[0] == "#"}},
        {**CLASSES, **{name[1:]: why for name, why in own.items() if name[0] == "."}},
        {**TAGS, **{name: why for name, why in own.items() if name[0] not in "#."}},
    )


class _Small(NamedTuple):
    """A reason for elements of ``most`` characters only; ``whole`` where no mere word tells it."""

    reason: str
    most: int
    whole: bool


def _told_by_names(
    named: Iterable[tuple[str, HtmlElement]], table: Mapping[str, str], sign: str
) -> Iterator[tuple[HtmlElement, str | _Small]]:
    """The elements that an id or a class tells to be chrome, each with the reason."""
    known: dict[str, _Small | None] = {}
    for names, element in named:
        if names not in known:
            known[names] = _reading(names, table, sign)
        said = known[names]
        if said is None or _is_above(element, said, sign):
            continue
        yield element, said if said.most else said.reason


def _is_less(before: str | _Small, said: _Small) -> bool:
    return isinstance(before, _Small) and before.most < said.most


def _reading(names: str, table: Mapping[str, str], sign: str) -> _Small | None:
    """What the first of the names tells that leaves no doubt; else what the widest hint tells."""
    hint: _Small | None = None
    classes = names.split()
    framed = sign == "." and not _FRAMES.isdisjoint(classes)
    for name in classes:
        if framed and name.isalpha():
            continue
        if whole := name in table:
            why, most = table[name], _MOST.get(table[name], 0)
        else:
            why, most = reason_of_name(name) or ("", 0)
        if why:
            said = _Small(f"{sign}{name}: {why}", most, whole)
            if whole or not most:
                return said
            if hint is None or _is_less(hint, said):
                hint = said
    return hint


_FRAMES = frozenset(("hentry", "h-entry", "type-post", "status-publish", "post"))
"""Classes of what holds a post: single words beside them may be its tags."""
_MOST = {"share buttons": 3000, "ratings and likes": 3000, "byline and tags": 4000}
"""What is chrome by its whole name, but for a theme that gives that name to the frame of a post."""


_WHOLE = frozenset(("html", "body", "main", "article"))
"""What holds a whole post is never chrome for the words in its name."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Their ids are their own words."""
_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_MEDIA = frozenset(("iframe", "video", "audio", "object"))
_INLINE = frozenset(("span", "code", "em", "strong", "b", "i"))
_WORDED = frozenset(("pre", "code")) | _HEADINGS


def _is_above(element: HtmlElement, said: _Small, sign: str) -> bool:
    """Whether a name tells nothing of an element: of the frame of a page or a post the words in it
    do not, and an id that only repeats the heading of its section does not.
    """
    headed = sign == "#" and element.tag in _HEADINGS
    if not said.whole and (element.tag in _WHOLE or headed):
        return True
    if sign != "#":
        return False
    heading = element if element.tag in _HEADINGS else next(element.iterchildren(*_HEADINGS), None)
    if heading is None or said.reason.startswith(("#comment", "#respon")):
        return False
    return words_of(element.get("id") or "") == words_of("-".join(heading.text_content().split()))


def _fits(element: HtmlElement, said: _Small) -> bool:
    """Whether an element may be the chrome that its name tells.

    What holds the post's title is none for a word in its name, nor a player that shows a
    recording, nor words of code or of a heading.
    """
    if not said.whole:
        if element.tag in _INLINE and any(a.tag in _WORDED for a in element.iterancestors()):
            return False
        showing = ("h1", *_MEDIA) if kind(said.reason) == "player" else ("h1",)
        if next(element.iter(*showing), None) is not None:
            return False
    if kind(said.reason) in _WORDLESS and any(map(_is_prose, element.iter("p"))):
        return False
    return _holds_no_more(element, said.most)


_WORDLESS = frozenset(("share buttons", "ratings and likes"))


def _is_prose(paragraph: HtmlElement) -> bool:
    return len(paragraph.text_content()) >= _SENTENCES


def _holds_no_more(element: HtmlElement, most: int) -> bool:
    """Whether the visible text of an element has so many characters at most."""
    size = 0
    for part in element.iter():
        if (text := part.text) and isinstance(part.tag, str) and part.tag not in _UNSEEN:
            size += len(text.strip())
        if (tail := part.tail) and part is not element:
            size += len(tail.strip())
        if size > most:
            return False
    return True


def _is_card(link: HtmlElement) -> bool:
    """Whether a link shows another page as a card: its heading with something to say below."""
    if not len(link) or not link.get("href"):
        return False
    heading = next(link.iter("h2", "h3", "h4"), None)
    if heading is None:
        return False
    rest = sum(
        len(b.text_content().strip()) for b in link.iter("p", "h3", "h4", "h5") if b is not heading
    )
    return rest > 0


def _is_kept(element: HtmlElement) -> bool:
    """The footer of a quotation names its author; a form may be wrapped around a whole page; the
    heading of an accordion is a button.
    """
    if element.tag == "button":
        parent = element.getparent()
        return parent is not None and parent.tag in _HEADINGS
    if element.tag == "footer":
        parent = element.getparent()
        return parent is not None and parent.tag in ("blockquote", "figure")
    if element.tag == "form":
        return sum(map(_is_prose, element.iter("p"))) > 1
    return False


_SENTENCES = 120
"""Characters of a paragraph that is longer than any label of a form."""


def by_tag(element: HtmlElement) -> str | None:
    """The reasons of tags and of the plainest names of comments only."""
    if tag_of(element) in TAGS and not _is_kept(element):
        return f"<{tag_of(element)}>: {TAGS[tag_of(element)]}"
    if element.get("id") in ("comments", "respond", "disqus_thread"):
        return f"#{element.get('id')}: comments"
    return None


_ROLES = frozenset(
    (
        "navigation",
        "complementary",
        "search",
        "banner",
        "contentinfo",
        "dialog",
        "toolbar",
        "menu",
        "tablist",
    )
)


def _hidden(element: HtmlElement) -> str | None:
    attrs = element.attrib
    if "hidden" in attrs:
        return "hidden"
    if "style" in attrs:
        style = element.get("style", "").replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style:
            return "hidden"
    role = attrs.get("role")
    if role in _ROLES:
        return f"role={role}"
    return None
