"""Text that opens on a click: hidden until then, and content all the same."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from archiver.extraction.document.tree import tag_of
from archiver.web.vocabulary.forms import Form, forms_of

_LEAST, _LEAST_NAMED = 20, 8
"""Characters: less is a label. The second is for what is named as text that opens."""
_OPENERS = ("button", "summary", "label", "h2", "h3", "h4", "h5", "h6", "dt")
_CONTROLS = (
    # one pattern each: what begins with a plain string is searched for fast
    re.compile(r'aria-controls="([^"\s]+)"'),
    re.compile(r'data-target="#([^"\s]+)"'),
    re.compile(r'data-bs-target="#([^"\s]+)"'),
    re.compile(r'href="#([^"\s]+)"'),
)
_SCRIPTED = (
    re.compile(r"""getElementById\(\s*["']([^"'\s]+)["']"""),
    re.compile(r"""(?:toggle|show|expand|open)\w{0,20}\(\s*["']#?([^"'\s]+)["']""", re.IGNORECASE),
)
_FIELDS = ("form", "input", "select", "textarea", "iframe", "dialog")


@dataclass
class Openings:
    """What a page's buttons and links say that they open."""

    source: str

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of what something on the page opens or leads to."""
        return frozenset(mark for sign in _CONTROLS for mark in sign.findall(self.source))

    @cached_property
    def scripted(self) -> frozenset[str]:
        """The ids of what the page's own scripts may show."""
        return frozenset(mark for sign in _SCRIPTED for mark in sign.findall(self.source))


def opens_on_click(element: HtmlElement, openings: Openings) -> bool:
    """Whether a hidden element is text that opens: named so, or behind what a reader presses.

    It has to hold words that are no links, and nothing to fill in: menus, dialogs and windows with
    ways to share open on a click, too.
    """
    if element.get("role") not in (None, "tabpanel", "region", "note"):
        return False
    forms = forms_of(f"{element.get('class') or ''} {element.get('id') or ''}")
    around = [above.get("class") or "" for above in element.iterancestors()][:2]
    panel = element.get("role") == "tabpanel" or element.get("hidden") == "until-found"
    named = panel or Form.OPENS in forms.union(*map(forms_of, around))
    if Form.WINDOW in forms or not _has_words(element, _LEAST_NAMED if named else _LEAST):
        return False
    if named or _follows_opener(element) or element.get("id") in openings.ids:
        return True
    # scripts show dialogs as well: the rest of a text goes on where its beginning ends
    return _goes_on(element) and element.get("id") in openings.scripted


def _has_words(element: HtmlElement, least: int) -> bool:
    if next(element.iter(*_FIELDS), None) is not None:
        return False
    linked = sum(len(link.text_content().strip()) for link in element.iter("a"))
    words = len(element.text_content().strip())
    return words >= least and linked * 2 < words


def _goes_on(element: HtmlElement) -> bool:
    """Whether an element stands right behind a paragraph, or within one behind its words."""
    around, before = element.getparent(), element.getprevious()
    if around is None or not element.get("id"):
        return False
    return tag_of(around) == "p" or (before is not None and tag_of(before) == "p")


def _follows_opener(element: HtmlElement) -> bool:
    """Whether what says of itself that it opens something stands right before an element."""
    before = element.getprevious()
    if before is None or tag_of(before) not in ("div", "p", "a", "span", *_OPENERS):
        return False
    return any(_opens(e, element, before) for e in before.iter(*_OPENERS, "a", "div", "span", "p"))


def _opens(opener: HtmlElement, element: HtmlElement, before: HtmlElement) -> bool:
    controlled = opener.get("aria-controls") or (opener.get("data-target") or "").lstrip("#")
    if controlled and controlled != element.get("id"):
        return False
    return "aria-expanded" in opener.attrib or (opener is before and opener.tag == "button")
