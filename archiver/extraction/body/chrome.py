"""Whether an element of a page is chrome, by its markup, and the reason why."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml.html import HtmlElement

from archiver.extraction.document.tree import tag_of
from archiver.extraction.reason import Reason, Sign
from archiver.web.page import Page
from archiver.web.platforms import GENERIC, Platform
from archiver.web.vocabulary import (
    ATTRIBUTES,
    CLASSES,
    IDS,
    TAGS,
    Meaning,
    Role,
    of_words,
    words_of,
)

Rules = Callable[[HtmlElement], Reason | None]
"""Why an element is chrome; None where it is not."""


def rules(page: Page, platform: Platform = GENERIC) -> Rules:
    """A function that answers with the reason why an element of a page is chrome, or with None.

    The common vocabulary holds, but for what the platform's own names say.
    """
    # in the order of their weight: what is said later overwrites
    styled = (e for name in ("role", "style", "hidden") for e in page.having(name))
    reasons: dict[HtmlElement, Reason | None] = {e: _hidden(e) for e in styled}
    ids = _told_by_names(page.identified, IDS, platform.ids, Sign.ID, platform.name)
    classes = _told_by_names(page.classed, CLASSES, platform.classes, Sign.CLASS, platform.name)
    for found in (ids, classes):
        for element, said in found:
            before = reasons.get(element)
            if not said.most or before is None or 0 < before.most < said.most:
                reasons[element] = said
    for selector, role in platform.selectors.items():
        why = Reason(role, Sign.SELECTOR, selector, platform=platform.name)
        reasons.update((e, why) for e in page.find(selector))
    card = Reason(Role.CARD, Sign.SHAPE, "a")
    reasons.update((e, card) for e in page.all("a") if _is_card(e))
    for tag, why in _told_by_tags(platform).items():
        reasons.update((e, why) for e in page.all(tag) if not _is_kept(e))

    def reason(element: HtmlElement) -> Reason | None:
        said = reasons.get(element)
        if said and said.most:
            # settled when it is asked: most such elements lie in others that are left out
            settled = said._replace(most=0) if _fits(element, said) else None
            said = reasons[element] = settled
        return said

    return reason


def _told_by_tags(platform: Platform) -> dict[str, Reason]:
    common = {tag: Reason(said.role, Sign.TAG, tag) for tag, said in TAGS.items()}
    own = {
        tag: Reason(role, Sign.TAG, tag, platform=platform.name)
        for tag, role in platform.tags.items()
        if role
    }
    return {tag: why for tag, why in (common | own).items() if platform.tags.get(tag, why)}


def _told_by_names(
    named: Iterable[tuple[str, HtmlElement]],
    common: Mapping[str, Meaning],
    own: Mapping[str, Role | None],
    sign: Sign,
    platform: str,
) -> Iterator[tuple[HtmlElement, Reason]]:
    """The elements that an id or a class tells to be chrome, each with the reason."""
    known: dict[str, Reason | None] = {}
    for names, element in named:
        if names not in known:
            known[names] = _reading(names, common, own, sign, platform)
        said = known[names]
        if said is not None and not _is_above(element, said):
            yield element, said


def _reading(
    names: str,
    common: Mapping[str, Meaning],
    own: Mapping[str, Role | None],
    sign: Sign,
    platform: str,
) -> Reason | None:
    """What the first of the names tells that leaves no doubt; else what the widest hint tells."""
    hint: Reason | None = None
    classes = tuple(dict.fromkeys(names.split()))
    framed = sign is Sign.CLASS and not _FRAMES.isdisjoint(classes)
    for name in classes:
        if framed and name.isalpha():
            continue
        if name in own:
            role = own[name]
            said = Reason(role, sign, name, platform=platform) if role else None
        else:
            meaning = common.get(name) or of_words(name)
            said = Reason(meaning.role, sign, name, *meaning[1:]) if meaning else None
        if said is None:
            continue
        if said.whole or not said.most:
            return said
        if hint is None or said.most > hint.most:
            hint = said
    return hint


_FRAMES = frozenset(("hentry", "h-entry", "type-post", "status-publish", "post"))
"""Classes of what holds a post: single words beside them may be its tags."""


_WHOLE = frozenset(("html", "body", "main", "article"))
"""What holds a whole post is never chrome for the words in its name."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Their ids are their own words."""
_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_MEDIA = frozenset(("iframe", "video", "audio", "object"))
_INLINE = frozenset(("span", "code", "em", "strong", "b", "i"))
_WORDED = frozenset(("pre", "code")) | _HEADINGS


def _is_above(element: HtmlElement, said: Reason) -> bool:
    """Whether a name tells nothing of an element: of the frame of a page or a post the words in it
    do not, and an id that only repeats the heading of its section does not.
    """
    headed = said.sign is Sign.ID and element.tag in _HEADINGS
    if not said.whole and (element.tag in _WHOLE or headed):
        return True
    if said.sign is not Sign.ID:
        return False
    heading = element if element.tag in _HEADINGS else next(element.iterchildren(*_HEADINGS), None)
    if heading is None or said.name.startswith(("comment", "respon")):
        return False
    return words_of(element.get("id") or "") == words_of("-".join(heading.text_content().split()))


def _fits(element: HtmlElement, said: Reason) -> bool:
    """Whether an element may be the chrome that its name tells.

    What holds the post's title is none for a word in its name, nor a player that shows a
    recording, nor words of code or of a heading.
    """
    if not said.whole:
        if element.tag in _INLINE and any(a.tag in _WORDED for a in element.iterancestors()):
            return False
        showing = ("h1", *_MEDIA) if said.role is Role.PLAYER else ("h1",)
        if next(element.iter(*showing), None) is not None:
            return False
    if said.role in _WORDLESS and any(map(_is_prose, element.iter("p"))):
        return False
    return _holds_no_more(element, said.most)


_WORDLESS = frozenset((Role.SHARE, Role.RATINGS))


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


def by_tag(element: HtmlElement) -> Reason | None:
    """The reasons of tags and of the plainest names of comments only."""
    tag = tag_of(element)
    if tag in TAGS and not _is_kept(element):
        return Reason(TAGS[tag].role, Sign.TAG, tag)
    if element.get("id") in ("comments", "respond", "disqus_thread"):
        return Reason(Role.COMMENTS, Sign.ID, element.get("id") or "")
    return None


def _hidden(element: HtmlElement) -> Reason | None:
    attrs = element.attrib
    if "hidden" in attrs:
        return Reason(Role.HIDDEN, Sign.ATTRIBUTE, "hidden")
    if "style" in attrs:
        style = element.get("style", "").replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style:
            return Reason(Role.HIDDEN, Sign.ATTRIBUTE, "hidden")
    role = attrs.get("role")
    if role in ATTRIBUTES:
        return Reason(ATTRIBUTES[role].role, Sign.ATTRIBUTE, f"role={role}")
    return None
