"""Whether an element is chrome, by its markup, and the reason why."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from lxml.html import HtmlElement

from archiver.extract.names import CLASSES, IDS, PAIRS, TAGS, WORDS
from archiver.extract.tree import tag_of


@lru_cache(maxsize=65536)
def reason_of_name(name: str) -> str | None:
    """What an id or a class stands for, read from its words."""
    words = set(words_of(name))
    for word in words:
        if word in WORDS:
            return WORDS[word]
    for some, others, reason in PAIRS:
        if words & some and words & others:
            return reason
    return None


_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def words_of(name: str) -> list[str]:
    """The words of an id or a class, in lower case."""
    return _PART.findall(name) if name.islower() else [w.lower() for w in _PART.findall(name)]


Reason = Callable[[HtmlElement], str | None]
"""Why an element is chrome; None where it is not."""


def kind(reason: str | None) -> str:
    """What a reason says that an element is: ``comments`` of ``#respond: comments (wordpress)``."""
    return (reason or "").rpartition(": ")[2].partition(" (")[0]


def rules(extra: Mapping[str, str], platform: str = "") -> Reason:
    """A function that answers with the reason why an element is chrome, or with None.

    ``extra`` are the platform's own: ``.class``, ``#id`` or ``tag`` to reason; an empty reason
    keeps what the common tables would drop.
    """
    extra = {name: why and f"{why} ({platform})" for name, why in extra.items()}
    own_ids = {**IDS, **{k[1:]: v for k, v in extra.items() if k[0] == "#"}}
    own_classes = {**CLASSES, **{k[1:]: v for k, v in extra.items() if k[0] == "."}}
    own_tags = {**TAGS, **{k: v for k, v in extra.items() if k[0] not in "#."}}
    known: dict[str, str | None] = {}
    seen: dict[HtmlElement, str | None] = {}

    def of_class(names: str) -> str | None:
        for name in names.split():
            why = own_classes[name] if name in own_classes else reason_of_name(name)
            if why:
                return f".{name}: {why}"
        return None

    def reason(element: HtmlElement) -> str | None:
        if element in seen:
            return seen[element]
        why = seen[element] = of_element(element)
        return why

    def of_element(element: HtmlElement) -> str | None:
        tag = str(element.tag)
        if (why := own_tags.get(tag)) and not _is_kept(element):
            return f"<{tag}>: {why}"
        attrs = element.attrib
        if not len(attrs):
            return None
        names = attrs.get("class")
        if names:
            if names not in known:
                known[names] = of_class(names)
            if known[names]:
                return known[names]
        if name := attrs.get("id"):
            why = own_ids[name] if name in own_ids else reason_of_name(name)
            return f"#{name}: {why}" if why else _hidden(element)
        return _hidden(element) if not names or len(attrs) > 1 else None

    return reason


def _is_kept(element: HtmlElement) -> bool:
    """The footer of a quotation names its author; a form may be wrapped around a whole page."""
    if element.tag == "footer":
        parent = element.getparent()
        return parent is not None and parent.tag in ("blockquote", "figure")
    if element.tag == "form":
        return sum(len(p.text_content()) >= _SENTENCES for p in element.iter("p")) > 1
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
    ("navigation", "complementary", "search", "banner", "contentinfo", "dialog", "toolbar", "menu")
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
