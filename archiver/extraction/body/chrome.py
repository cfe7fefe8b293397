"""Whether an element of a page is chrome, by its markup, and the reason why."""

from collections.abc import Callable, Mapping
from functools import cached_property

from lxml.html import HtmlElement

from archiver.extraction.body import boxes
from archiver.extraction.body.authored import Authored
from archiver.extraction.body.opening import Openings, opens_on_click
from archiver.extraction.body.paragraphs import LINE, prose, sentence_around
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
    sure, names = _by_more_than_names(page, platform), _Names(page, platform)
    reasons: dict[HtmlElement, Reason | None] = {}

    def told(element: HtmlElement) -> Reason | None:
        # asked for one by one: most of a page's elements lie in others that are dropped
        if element not in reasons:
            reasons[element] = sure.get(element) or names.reason(element)
        return reasons[element]

    authored = Authored(page, told)
    # apart from what is told, so that no answer depends on what was asked before
    weighed: dict[HtmlElement, Reason | None] = {}

    def reason(element: HtmlElement) -> Reason | None:
        why = told(element)
        if why is None:
            return None
        if element not in weighed:
            shown = (
                why.role in _UNSHOWN
                and why.sign is Sign.CLASS
                and opens_on_click(element, names.openings)
            )
            weighed[element] = None if shown or not _holds(element, why, authored) else why
        return weighed[element]

    return reason


def _by_more_than_names(page: Page, platform: Platform) -> dict[HtmlElement, Reason]:
    """The elements that are chrome by a selector, by what they are built around, or by their tag."""
    # in order of increasing precedence: a later reason overwrites an earlier one
    reasons: dict[HtmlElement, Reason] = {}
    for selector, role in platform.selectors.items():
        why = Reason(role, Sign.SELECTOR, selector, platform=platform.name)
        reasons.update(dict.fromkeys(page.find(selector), why))
    card = Reason(Role.CARD, Sign.SHAPE, "a")
    reasons.update(dict.fromkeys(filter(_is_card, page.all("a")), card))
    reasons.update(boxes.find(page))
    for tag, why in _by_tags(platform).items():
        found = page.all(tag)
        if tag in _KEPT:
            found = [e for e in found if not _is_kept(e)]
        reasons.update(dict.fromkeys(found, why))
    return reasons


def _holds(element: HtmlElement, why: Reason, authored: Authored) -> bool:
    """Whether what an element holds leaves the reason standing."""
    if why.sign is Sign.TAG:
        return not (element.tag in _FRAMING and authored.is_content(element))
    if why.sign is Sign.SHAPE or why.role is Role.HIDDEN:
        return True
    if why.most and not _fits(element, why):
        return False
    return not authored.outvotes(element, why)


def _by_tags(platform: Platform) -> dict[str, Reason]:
    if not platform.tags:
        return _COMMON
    own = {
        tag: Reason(role, Sign.TAG, tag, platform=platform.name)
        for tag, role in platform.tags.items()
        if role
    }
    return {tag: why for tag, why in (_COMMON | own).items() if platform.tags.get(tag, why)}


_COMMON = {tag: Reason(meaning.role, Sign.TAG, tag) for tag, meaning in TAGS.items()}


class _Names:
    """What the attributes of an element say of it: those that hide it, its id and its class."""

    def __init__(self, page: Page, platform: Platform) -> None:
        self.page, self.platform = page, platform
        self.openings = Openings(page.source)
        styles = ("role", "style", "hidden", "aria-modal")
        self.styled = {e for name in styles for e in page.having(name)}
        self.ids: dict[str, Reason | None] = {}
        self.classes: dict[str, Reason | None] = {}

    def reason(self, element: HtmlElement) -> Reason | None:
        """The reason of the attribute that says most; None where none says anything."""
        why = _hidden(element, self.openings) if element in self.styled else None
        for named in (self._by_id(element), self._by_class(element)):
            if named is None or _is_exempt(element, named) or self._is_place(element, named):
                continue
            if not named.most or why is None or 0 < why.most < named.most:
                why = named
        return why

    def _is_place(self, element: HtmlElement, reason: Reason) -> bool:
        """Whether links lead to an element by the words of its id, as a table of contents does: then
        it is a section of the text.
        """
        if reason.whole or reason.sign is not Sign.ID:
            return False
        mark = element.get("id") or ""
        return any(repeats(mark, label) for label in self.labels.get(mark, ()))

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The words of the links to places on the page, by the id of the place."""
        found: dict[str, list[str]] = {}
        for link in self.page.all("a"):
            if (href := link.get("href") or "").startswith("#"):
                found.setdefault(href[1:], []).append(link.text_content())
        return found

    def _by_id(self, element: HtmlElement) -> Reason | None:
        if not (mark := element.get("id")):
            return None
        if mark not in self.ids:
            own = self.platform.ids
            self.ids[mark] = _reason_for(mark, IDS, own, Sign.ID, self.platform.name)
        return self.ids[mark]

    def _by_class(self, element: HtmlElement) -> Reason | None:
        if not (names := element.get("class")):
            return None
        if names not in self.classes:
            own = self.platform.classes
            self.classes[names] = _reason_for(names, CLASSES, own, Sign.CLASS, self.platform.name)
        return self.classes[names]


def _reason_for(
    names: str,
    common: Mapping[str, Meaning],
    own: Mapping[str, Role | None],
    sign: Sign,
    platform: str,
) -> Reason | None:
    """The reason of the first name that is certain, else of the hint with the largest ``most``."""
    hint: Reason | None = None
    classes = names.split()
    framed = sign is Sign.CLASS and not POST_NAMES.isdisjoint(classes)
    for name in classes:
        if framed and name.isalpha():
            continue
        if name in own:
            role = own[name]
            if role is None:
                continue
            reason = Reason(role, sign, name, platform=platform)
        else:
            meaning = common.get(name) or of_words(name)
            if meaning is None:
                continue
            reason = Reason(meaning.role, sign, name, *meaning[1:])
        if reason.whole or not reason.most:
            return reason
        if hint is None or reason.most > hint.most:
            hint = reason
    return hint


_UNSHOWN = frozenset((Role.HIDDEN, Role.SCREEN_READER))
_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_MEDIA = frozenset(("iframe", "video", "audio", "object"))
_INLINE = frozenset(("span", "code", "em", "strong", "b", "i"))
_QUESTION = 3
"""Words of the shortest heading of what a button opens."""
_FRAMING = frozenset(("aside", "nav", "footer"))


def _is_exempt(element: HtmlElement, reason: Reason) -> bool:
    """Whether a name is no evidence: a word in the name of an element that holds a whole post, or
    an id that only repeats the heading of its section.
    """
    if element.tag in ("html", "body"):
        return True
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
        if element.tag == "pre" or (reason.role is Role.CODE_TOOLS and _holds_code(element)):
            return False
        if element.tag in _INLINE and any(a.tag in HEADINGS for a in element.iterancestors()):
            return False
        showing = ("h1", *_MEDIA) if reason.role is Role.PLAYER else ("h1",)
        if next(element.iter(*showing), None) is not None:
            return False
    if reason.role in WORDLESS and any(map(_is_prose, element.iter("p"))):
        return False
    return _holds_no_more(element, reason.most)


def _holds_code(element: HtmlElement) -> bool:
    return next(element.iter("pre"), None) is not None


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


_KEPT = frozenset(("form", "button", "aside", *KEPT_WITHIN))
"""Tags that may be kept."""


def _is_kept(element: HtmlElement) -> bool:
    """Whether an element is content though its tag is chrome: a quotation's footer names its
    author, a form may be wrapped around a whole page, the heading of an accordion is a button.
    """
    if element.tag in ("form", "button") and sum(map(_is_prose, element.iter("p"))) > 1:
        return True
    if element.tag == "button" and (sentence_around(element) is not None or _opens_prose(element)):
        return True
    if element.tag == "aside" and _is_footnote(element):
        return True
    parent = element.getparent()
    return parent is not None and parent.tag in KEPT_WITHIN.get(str(element.tag), ())


def _is_footnote(element: HtmlElement) -> bool:
    """Whether an ``aside`` holds footnotes, as DPUB-ARIA's roles and docutils' classes say."""
    names = (element.get("class") or "").lower()
    return (element.get("role") or "").startswith(("doc-", "note")) or "footnote" in names


def _opens_prose(button: HtmlElement) -> bool:
    """Whether a button is the question above its answer: prose follows that it opens and shuts."""
    text = button.text_content().strip()
    opens = "aria-expanded" in button.attrib or "aria-controls" in button.attrib
    if len(text.split()) < _QUESTION or not (opens or text.endswith(("?", "？"))):
        return False
    parent = button.getparent()
    below = next(button.itersiblings("*"), None)
    if below is None and parent is not None and len(parent) == 1:
        below = next(parent.itersiblings("*"), None)
    return below is not None and prose(below, LINE) > 0


def by_tag(element: HtmlElement) -> Reason | None:
    """The reason by tag alone, or by the three most common ids of comments."""
    tag = tag_of(element)
    if tag in TAGS and not _is_kept(element):
        return Reason(TAGS[tag].role, Sign.TAG, tag)
    if element.get("id") in ("comments", "respond", "disqus_thread"):
        return Reason(Role.COMMENTS, Sign.ID, element.get("id") or "")
    return None


def _hidden(element: HtmlElement, openings: Openings) -> Reason | None:
    attrs = element.attrib
    hidden = "hidden" in attrs or hides(element.get("style", ""))
    if hidden and not opens_on_click(element, openings):
        return Reason(Role.HIDDEN, Sign.ATTRIBUTE, "hidden")
    role = attrs.get("role")
    if attrs.get("aria-modal") == "true":
        return Reason(Role.OVERLAY, Sign.ATTRIBUTE, "aria-modal")
    if role in ATTRIBUTES:
        return Reason(ATTRIBUTES[role].role, Sign.ATTRIBUTE, f"role={role}")
    return None
