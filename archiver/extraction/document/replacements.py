"""What stands in the tree for an element that shows something else than its text."""

from lxml.html import HtmlElement

from archiver.extraction.document import code_blocks, embeds, mathematics, pictures
from archiver.extraction.document.code_blocks import Drop
from archiver.extraction.document.element_kinds import EMBEDS
from archiver.extraction.document.tree import Node, tag_of
from archiver.web.vocabulary.forms import Form, forms_of

_CLASSED = frozenset(("div", "span", "a", "p", "figure", "section", "article", "aside", "center"))
_OTHERS = frozenset(("script", "noscript", "math", "mjx-container"))


def replacement(element: HtmlElement, base: str, drop: Drop) -> list[Node] | None:
    """The nodes that stand for an element and all below it, before anything of it is dropped.

    None where it is read as it stands, an empty list where nothing of it is shown.
    """
    tag = tag_of(element)
    if tag in _OTHERS:
        return _of_hidden(element, base)
    if tag in _CLASSED:
        found = None
        if element.get("class"):
            found = _of_class(element, base)
        if found is None and tag == "a" and len(element) and (node := embeds.card(element, base)):
            return [node]
        return found
    if tag == "table":
        node = code_blocks.table_block(element, drop)
        return None if node is None else [node]
    if tag not in EMBEDS and "-" in tag:
        return _of_custom(element, base)
    return None


def _of_hidden(element: HtmlElement, base: str) -> list[Node] | None:
    """What a script, its replacement or mathematics shows."""
    formula = mathematics.formula(element)
    if formula is not None:
        return formula
    if element.tag == "noscript":
        found = pictures.for_no_script(element, base)
        return found or _listed(embeds.for_no_script(element, base))
    return _listed(embeds.of_script(element)) if element.tag == "script" else None


def _of_class(element: HtmlElement, base: str) -> list[Node] | None:
    formula = mathematics.formula(element)
    if formula is not None:
        return formula
    if Form.CONSENT in forms_of(element.get("class") or ""):
        held = embeds.behind_consent(element, base)
        if held is not None:
            return held
    return _listed(embeds.card(element, base) or embeds.player(element, base))


def _of_custom(element: HtmlElement, base: str) -> list[Node] | None:
    """What an element shows that HTML does not know: AMP's pictures and light players."""
    if element.tag in pictures.TAGS:
        picture = pictures.picture(element, base)
        return [] if picture is None else [picture]
    return _listed(embeds.player(element, base))


def _listed(node: Node | None) -> list[Node] | None:
    return None if node is None else [node]
