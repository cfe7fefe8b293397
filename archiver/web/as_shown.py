"""Changes a parsed page into what a browser shows: what its scripts put in place, what its styles hide.

Everything here is asked for by marks in the page's source, so that most pages cost a few searches.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlComment, HtmlElement

from archiver.web.element_index import Index

_SEGMENT = re.compile(r"S:[0-9a-f]+")
_PROTECTED = "/cdn-cgi/l/email-protection#"
_TELLING = tuple(
    # one pattern each: what begins with a plain string is searched for fast
    re.compile(declaration + r"(?=\s*(?:!|;|\}))")
    for declaration in (
        r"display\s*:\s*none",
        r"visibility\s*:\s*hidden",
        r"white-space\s*:\s*(?:pre|break-spaces)[a-z-]*",
    )
)
_SIMPLE = re.compile(r"[a-z]{0,10}([.#][\w-]+)", re.IGNORECASE)
_LONGEST = 400
"""Characters of the selectors of a simple rule."""
_MOST_HIDDEN = 400
"""Characters: a rule that would hide more than this waits for a script that shows it."""


def rewrite(root: HtmlElement, source: str) -> None:
    """Change the tree of a page, whose source is given, into what its scripts make of it."""
    if "$RC" in source or "$RS" in source or 'id="S:' in source:
        _place_segments(root)
    if "data-cfemail" in source or _PROTECTED in source:
        _decode_addresses(root)


def style(index: Index) -> None:
    """Write what the page's own simple rules (``.a``, ``#a``; in no media query) hide, or keep lines
    in, into the attribute ``style`` of the elements that they are about.
    """
    found = _declarations(index)
    said, styled = "", False
    opened: dict[str, bool] = {}
    for element, names in _concerned(index, found).items():
        for name in names:
            declaration = found[name]
            if not declaration.startswith("white-space"):
                if not _has_few_words(element):
                    continue
                if name not in opened:
                    texts = (e.text or "" for tag in ("script", "style") for e in index.all(tag))
                    said = said or "\n".join(texts)
                    # spoken of again, by a script or by a rule that shows it
                    opened[name] = said.count(name[1:]) > 1
                if opened[name]:
                    continue
            element.set("style", f"{declaration};{element.get('style') or ''}")
            styled = True
    if styled:
        index.sort_again("style")


# ---- React -----------------------------------------------------------------------------------


def _place_segments(root: HtmlElement) -> None:
    """Move the segments that React streams (``<div hidden id="S:1">``) to their templates.

    ``B:1`` stands for the boundary of a Suspense, whose fallback goes; ``P:1`` for a part of one.
    """
    segments = {e.get("id"): e for e in root.iter("div") if _SEGMENT.fullmatch(e.get("id") or "")}
    for template in list(root.iter("template")):
        kind, _, number = (template.get("id") or "").partition(":")
        segment = segments.pop(f"S:{number}", None) if kind in ("B", "P") else None
        if segment is None or any(above is segment for above in template.iterancestors()):
            continue
        if kind == "B":
            _remove_fallback(template)
        _replace(template, segment)


def _remove_fallback(template: HtmlElement) -> None:
    """Remove what is shown until a segment has come: all up to the comment that ends it."""
    parent, depth = template.getparent(), 0
    ends = [s for s in template.itersiblings(etree.Comment) if s.text == "/$"]
    if parent is None or not ends:
        return
    template.tail = None
    for sibling in list(template.itersiblings()):
        if isinstance(sibling, HtmlComment):
            mark = sibling.text or ""
            if mark == "/$" and not depth:
                return
            depth += (mark[:1] == "$") - (mark == "/$")
        parent.remove(sibling)


def _replace(template: HtmlElement, segment: HtmlElement) -> None:
    """Put a segment's content where a template stands."""
    parent = template.getparent()
    if parent is None:
        return
    _add_text(template, segment.text)
    for child in list(segment):
        template.addprevious(child)
    for empty in (template, segment):
        if (above := empty.getparent()) is not None:
            _add_text(empty, empty.tail)
            empty.tail = None
            above.remove(empty)


def _add_text(element: HtmlElement, text: str | None) -> None:
    """Put a text right before an element."""
    if not text:
        return
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


# ---- Cloudflare ------------------------------------------------------------------------------


def _decode_addresses(root: HtmlElement) -> None:
    """Put e-mail addresses that Cloudflare hides from robots back into the text and its links."""
    for element in root.iter("a", "span"):
        _, _, linked = (element.get("href") or "").partition(_PROTECTED)
        code = element.get("data-cfemail") or ""
        if address := _decoded(code):
            del element.attrib["data-cfemail"]
            for child in list(element):
                element.remove(child)
            element.text = address
        if address := _decoded(linked) or (address if linked or element.tag == "a" else ""):
            element.set("href", f"mailto:{address}")


def _decoded(code: str) -> str:
    """An address from its hexadecimal code, whose first byte is the key of all others."""
    try:
        key, *coded = bytes.fromhex(code)
        address = bytes(byte ^ key for byte in coded).decode("utf-8")
    except ValueError:
        return ""
    return unquote(address) if "@" in address else ""


# ---- styles ----------------------------------------------------------------------------------


def _declarations(index: Index) -> dict[str, str]:
    """What a page's simple rules declare, by their selectors."""
    found: dict[str, str] = {}
    for sheet in index.all("style"):
        parent = sheet.getparent()
        if sheet.get("media") != "print" and (parent is None or parent.tag != "noscript"):
            found.update(_simple_rules(sheet.text or ""))
    return found


def _simple_rules(css: str) -> Iterator[tuple[str, str]]:
    depth = counted = at = 0
    start = shut = -1
    found = (match for telling in _TELLING for match in telling.finditer(css))
    for match in sorted(found, key=re.Match.start):
        # from the match before on: one rule may hold any number of declarations
        start = max(start, css.rfind("{", at, match.start()))
        shut = max(shut, css.rfind("}", at, match.start()))
        at = match.start()
        if start < 0 or start < shut:
            continue
        depth += css.count("{", counted, start) - css.count("}", counted, start)
        counted = start
        if depth:
            continue
        head = css[max(0, start - _LONGEST) : start]
        before = max(head.rfind(end) for end in ("}", ";", "*/"))
        for selector in head[before + 1 :].lstrip("/").split(","):
            if simple := _SIMPLE.fullmatch(selector.strip()):
                yield simple[1], match[0]


def _concerned(index: Index, found: Mapping[str, str]) -> dict[HtmlElement, list[str]]:
    """The elements that rules are about, each with their selectors: its classes, then its id."""
    concerned: dict[HtmlElement, list[str]] = {}
    for selector in found:
        for element in index.classes.get(selector[1:], ()) if selector[0] == "." else ():
            if element not in concerned:
                dotted = (
                    f".{name}" for name in dict.fromkeys((element.get("class") or "").split())
                )
                concerned[element] = [name for name in dotted if name in found]
    if any(selector[0] == "#" for selector in found):
        for mark, element in index.identified:
            if f"#{mark}" in found:
                concerned.setdefault(element, []).append(f"#{mark}")
    return concerned


def _has_few_words(element: HtmlElement) -> bool:
    size = 0
    for text in element.itertext():
        size += len(text.strip())
        if size > _MOST_HIDDEN:
            return False
    return size > 0
