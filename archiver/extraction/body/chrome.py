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

Rules = Callable[[HtmlElement], Reason | None]
"""Why an element is chrome; None where it is not."""


def rules(page: Page, platform: Platform = GENERIC) -> Rules:
    """A function that returns the reason why an element of a page is chrome, or None.

    Names of the platform take precedence over the common vocabulary.
    """
    # in order of increasing precedence: a later reason overwrites an earlier one
    styled = (e for name in ("role", "style", "hidden") for e in page.having(name))
    reasons: dict[HtmlElement, Reason | None] = {e: _hidden(e) for e in styled}
    ids = _by_names(page.identified, IDS, platform.ids, Sign.ID, platform.name)
    classes = _by_names(page.classed, CLASSES, platform.classes, Sign.CLASS, platform.name)
    for named in (ids, classes):
        for element, named_reason in named:
            before = reasons.get(element)
            if not named_reason.most or before is None or 0 < before.most < named_reason.most:
                reasons[element] = named_reason
    for selector, role in platform.selectors.items():
        why = Reason(role, Sign.SELECTOR, selector, platform=platform.name)
        reasons.update((e, why) for e in page.find(selector))
    card = Reason(Role.CARD, Sign.SHAPE, "a")
    reasons.update((e, card) for e in page.all("a") if _is_card(e))
    for tag, why in _by_tags(platform).items():
        reasons.update((e, why) for e in page.all(tag) if not _is_kept(e))

    def reason(element: HtmlElement) -> Reason | None:
        why = reasons.get(element)
        if why and why.most:
            # measured only when asked for: most such elements lie in others that are dropped
            why = reasons[element] = why._replace(most=0) if _fits(element, why) else None
        return why

    return reason


def _by_tags(platform: Platform) -> dict[str, Reason]:
    common = {tag: Reason(meaning.role, Sign.TAG, tag) for tag, meaning in TAGS.items()}
    own = {
        tag: Reason(role, Sign.TAG, tag, platform=platform.name)
        for tag, role in platform.tags.items()
        if role
    }
    return {tag: why for tag, why in (common | own).items() if platform.tags.get(tag, why)}


def _by_names(
    named: Iterable[tuple[str, HtmlElement]],
    common: Mapping[str, Meaning],
    own: Mapping[str, Role | None],
    sign: Sign,
    platform: str,
) -> Iterator[tuple[HtmlElement, Reason]]:
    """The elements that are chrome by their id or class, each with the reason."""
    known: dict[str, Reason | None] = {}
    for names, element in named:
        if names not in known:
            known[names] = _reason_for(names, common, own, sign, platform)
        reason = known[names]
        if reason is not None and not _is_exempt(element, reason):
            yield element, reason


def _reason_for(
    names: str,
    common: Mapping[str, Meaning],
    own: Mapping[str, Role | None],
    sign: Sign,
    platform: str,
) -> Reason | None:
    """The reason of the first name that is certain, else of the hint with the largest ``most``."""
    hint: Reason | None = None
    classes = tuple(dict.fromkeys(names.split()))
    framed = sign is Sign.CLASS and not POST_NAMES.isdisjoint(classes)
    for name in classes:
        if framed and name.isalpha():
            continue
        if name in own:
            role = own[name]
            reason = Reason(role, sign, name, platform=platform) if role else None
        else:
            meaning = common.get(name) or of_words(name)
            reason = Reason(meaning.role, sign, name, *meaning[1:]) if meaning else None
        if reason is None:
            continue
        if reason.whole or not reason.most:
            return reason
        if hint is None or reason.most > hint.most:
            hint = reason
    return hint


_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_MEDIA = frozenset(("iframe", "video", "audio", "object"))
_INLINE = frozenset(("span", "code", "em", "strong", "b", "i"))
_WORDED = frozenset(("pre", "code")) | HEADINGS


def _is_exempt(element: HtmlElement, reason: Reason) -> bool:
    """Whether a name is no evidence: a word in the name of an element that holds a whole post, or
    an id that only repeats the heading of its section.
    """
    headed = reason.sign is Sign.ID and element.tag in HEADINGS
    if not reason.whole and (element.tag in WHOLE_POST or headed):
        return True
    if reason.sign is not Sign.ID:
        return False
    heading = element if element.tag in HEADINGS else next(element.iterchildren(*HEADINGS), None)
    return heading is not None and repeats(reason.name, heading.text_content())


def _fits(element: HtmlElement, reason: Reason) -> bool:
    """Whether the content of an element fits the role that its name hints at.

    A word in a name is no evidence for an element with the post's title, a player with a
    recording in it, or inline elements of code and of headings.
    """
    if not reason.whole:
        if element.tag in _INLINE and any(a.tag in _WORDED for a in element.iterancestors()):
            return False
        showing = ("h1", *_MEDIA) if reason.role is Role.PLAYER else ("h1",)
        if next(element.iter(*showing), None) is not None:
            return False
    if reason.role in WORDLESS and any(map(_is_prose, element.iter("p"))):
        return False
    return _holds_no_more(element, reason.most)


def _is_prose(paragraph: HtmlElement) -> bool:
    return len(paragraph.text_content()) >= SENTENCES


def _holds_no_more(element: HtmlElement, most: int) -> bool:
    """Whether the visible text of an element has ``most`` characters or fewer."""
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
    """Whether a link is a card of another page: it holds a heading and more text."""
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
    """Whether an element is content though its tag is chrome: a quotation's footer names its
    author, a form may be wrapped around a whole page, the heading of an accordion is a button.
    """
    if element.tag == "form":
        return sum(map(_is_prose, element.iter("p"))) > 1
    parent = element.getparent()
    return parent is not None and parent.tag in KEPT_WITHIN.get(str(element.tag), ())


def by_tag(element: HtmlElement) -> Reason | None:
    """The reason by tag alone, or by the three most common ids of comments."""
    tag = tag_of(element)
    if tag in TAGS and not _is_kept(element):
        return Reason(TAGS[tag].role, Sign.TAG, tag)
    if element.get("id") in ("comments", "respond", "disqus_thread"):
        return Reason(Role.COMMENTS, Sign.ID, element.get("id") or "")
    return None


def _hidden(element: HtmlElement) -> Reason | None:
    attrs = element.attrib
    if "hidden" in attrs or hides(element.get("style", "")):
        return Reason(Role.HIDDEN, Sign.ATTRIBUTE, "hidden")
    role = attrs.get("role")
    if role in ATTRIBUTES:
        return Reason(ATTRIBUTES[role].role, Sign.ATTRIBUTE, f"role={role}")
    return None
