"""Selectors: ``tag.class#id[attribute=value]``, steps with a space; compiled once, and checked.

A small part of CSS, because a page has an index and most selectors are one class: a look-up, where
a CSS engine would walk the tree. What is not understood is refused with what to write instead, so
that a rule which cannot match anything never hides in a table.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement, defs

_STEP = re.compile(r"([A-Za-z][\w-]*)?((?:[.#][\w-]+|\[[\w-]+=[^\]\s]+\])*)")
_PART = re.compile(r"([.#])([\w-]+)|\[([\w-]+)=([^\][]+)\]")
_TAGS = frozenset(defs.tags) | {
    *("article", "aside", "audio", "canvas", "data", "datalist", "details", "dialog", "figcaption"),
    *("figure", "footer", "header", "hgroup", "main", "mark", "math", "menu", "meter", "nav"),
    *("output", "picture", "progress", "rp", "rt", "ruby", "search", "section", "slot", "source"),
    *("summary", "svg", "symbol", "template", "time", "track", "video", "wbr"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a selector: all of these must be true of an element. Empty: whatever it is."""

    tag: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def matches(self, element: HtmlElement) -> bool:
        """Whether an element is what the step names."""
        if self.tag and self.tag != element.tag:
            return False
        if self.id and element.get("id") != self.id:
            return False
        if self.classes:
            named = (element.get("class") or "").split()
            if any(name not in named for name in self.classes):
                return False
        return all(value in (element.get(name) or "").split() for name, value in self.attributes)


@dataclass(frozen=True, slots=True)
class Selector:
    """A compiled selector: ``above`` are the steps around ``last``, the nearest first."""

    text: str
    last: Step
    above: tuple[Step, ...] = ()

    @property
    def name(self) -> tuple[str, str] | None:
        """``("#", id)``, ``(".", class)`` or ``("", tag)`` where that is all; None for others."""
        step = self.last
        if self.above or step.attributes or (step.tag and (step.id or step.classes)):
            return None
        if step.id:
            return None if step.classes else ("#", step.id)
        if step.classes:
            return (".", step.classes[0]) if len(step.classes) == 1 else None
        return "", step.tag


@lru_cache(maxsize=4096)
def compiled(text: str) -> Selector:
    """A selector from its text. Raises ValueError, with what to write, for one that cannot match."""
    if not text or text != " ".join(text.split()):
        raise ValueError(f"`{text}` is no selector: write steps with single spaces between them")
    steps = tuple(_step(step, text) for step in reversed(text.split(" ")))
    return Selector(text, steps[0], steps[1:])


def _step(step: str, whole: str) -> Step:
    match = _STEP.fullmatch(step)
    if match is None or not step:
        raise ValueError(
            f"`{whole}` is no selector: `{step}` is none of tag, .class, #id, [attribute=value], "
            "or several of them in a row"
        )
    tag = match[1] or ""
    if tag and tag not in _TAGS and ("-" not in tag or match[2]):
        raise ValueError(f"`{whole}` matches nothing: HTML has no element <{tag}>; write `.{tag}`?")
    if "-" in tag:  # a custom element is possible, a class without its dot is what was meant
        raise ValueError(f"`{whole}` matches nothing: write `.{tag}` for the class {tag}")
    parts = _PART.findall(match[2])
    for _, _, name, value in parts:
        if name != name.lower() or value.strip("\"'") != value:
            plain = f"[{name.lower()}={value.strip(chr(34) + chr(39))}]"
            raise ValueError(f"`{whole}` matches nothing: write `{plain}`")
    ids = [name for sign, name, _, _ in parts if sign == "#"]
    if len(ids) > 1:
        raise ValueError(f"`{whole}` matches nothing: an element has one id, not {len(ids)}")
    return Step(
        tag=tag,
        id=ids[0] if ids else "",
        classes=tuple(name for sign, name, _, _ in parts if sign == "."),
        attributes=tuple((key, value) for _, _, key, value in parts if key),
    )
