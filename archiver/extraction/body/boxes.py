"""Boxes of a site that no name tells: by what they are built around.

A field for an e-mail address has a newsletter's pitch around it, the buttons of a consent dialog
its terms, a portrait and the author's name a biography. Words are the second witness.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from archiver.extraction.body.paragraphs import (
    BLOCKS,
    LINE,
    count,
    is_paragraph,
    own_words,
    prose,
)
from archiver.extraction.reason import Reason, Sign
from archiver.web.page import Page
from archiver.web.vocabulary import Role, lines, lists, says_body, words_of
from archiver.web.vocabulary.exemptions import HEADINGS, WHOLE_POST

_PITCH = 500
"""Characters of prose around a field for an e-mail address."""
_ASIDE = 120
"""Characters of such prose that do not speak of it."""
_TERMS = 4000
"""Characters of prose in a consent dialog."""
_LIFE = 700
"""Characters of prose in a biography."""
_FEW = 3
"""Paragraphs of a pitch or a biography."""
_LEVELS = 5
"""How far the edge of a box is from what it is built around."""
_REST = 2
"""How many times as much prose as in a box stands elsewhere: else the box may be the post."""
_BUTTON = 40
"""Characters of the longest text of a button."""
_NAME = 40
"""Characters of the longest name of an author."""
_MOST = 40
"""Fields, buttons and names of a page that are asked: no page has more of them that matter."""
_ICON = 20
"""Pixels of the widest icon."""
_SIZES = ("width", "height")
_POST = ("h1", "article", "main", "pre", "table", "blockquote", "textarea")
"""What no such box holds."""
_MAIL = re.compile(r"e-?mail", re.IGNORECASE)
_CLICKED = ("btn", "button")
_BIOGRAPHY = re.compile(r"\b(?:bio|biography|about|author|profile|avatar)\b")


def find(page: Page) -> Iterator[tuple[HtmlElement, Reason]]:
    """The boxes of a page, each with the reason."""
    body = page.root.find("body")
    if body is None:
        return
    kinds = (
        (_newsletters(page), Reason(Role.SUBSCRIPTION, Sign.SHAPE, "input")),
        (_biographies(page), Reason(Role.AUTHOR_BOX, Sign.SHAPE, "address")),
    )
    for found, reason in kinds:
        for box in islice(found, _MOST):
            enough = (_REST + 1) * prose(box)
            if prose(body, enough) >= enough:
                yield box, reason
    for icon in _signs(page):
        yield icon, Reason(Role.FURNITURE, Sign.SHAPE, "img")
    # a dialog has so many signs of its own that it may be longer than the post
    for box in _dialogs(page):
        yield box, Reason(Role.COOKIES, Sign.SHAPE, "button")


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements around one, from the inside, as far as such boxes reach."""
    for at, parent in enumerate(element.iterancestors()):
        body = parent.tag in WHOLE_POST or any(map(says_body, (parent.get("class") or "").split()))
        if at >= _LEVELS or body or next(parent.iter(*_POST), None) is not None:
            return
        yield parent


def _newsletters(page: Page) -> Iterator[HtmlElement]:
    for field in islice(filter(_is_address, page.all("input")), _MOST):
        form = next(field.iterancestors("form"), field)
        if next(form.iter("textarea"), None) is None and (box := _pitch(form)) is not None:
            yield box


def _is_address(field: HtmlElement) -> bool:
    named = (field.get("name"), field.get("id"), field.get("placeholder"))
    return field.get("type") == "email" or any(_MAIL.search(name or "") for name in named)


def _pitch(form: HtmlElement) -> HtmlElement | None:
    """The largest element around a form that holds nothing but what invites to fill it in."""
    found, own = None, form.text_content()
    for around in _around(form):
        if not _is_small(around, _PITCH) or _silent(around, form) > _ASIDE:
            break
        if _says(around.text_content().replace(own, " ", 1), "subscribing"):
            found = around
    return found


def _silent(around: HtmlElement, form: HtmlElement) -> int:
    """Characters of prose that do not say what the form is for."""
    blocks = (block for block in around.iter(*BLOCKS) if form not in block.iterdescendants())
    sizes = ((block, own_words(block)[0]) for block in blocks)
    return sum(
        n for block, n in sizes if n >= LINE and not _says(block.text_content(), "subscribing")
    )


def _dialogs(page: Page) -> Iterator[HtmlElement]:
    for button in islice(filter(_consents, _buttons(page)), _MOST):
        if (box := _terms(button)) is not None:
            yield box


def _consents(button: HtmlElement) -> bool:
    text = button.get("value") or button.text_content()
    said = " ".join(text[: 2 * _BUTTON].split())
    return 0 < len(said) <= _BUTTON and bool(lines.CONSENT.find(said))


def _buttons(page: Page) -> Iterator[HtmlElement]:
    yield from page.all("button")
    yield from page.all("input")
    yield from (e for e in page.having("role") if e.tag == "a" and e.get("role") == "button")
    named = (name for name in page.classes if any(map(name.lower().__contains__, _CLICKED)))
    yield from (e for name in named for e in page.classes[name] if e.tag == "a")


def _terms(button: HtmlElement) -> HtmlElement | None:
    """The element around a button that holds what is consented to, and nothing else."""
    found, size = None, 0
    for around in _around(button):
        now = prose(around, _TERMS)
        if now > _TERMS or (found is not None and now > size):
            break
        if found is not None or (now and _says(around.text_content(), "consent")):
            found, size = around, now
    return found


def _biographies(page: Page) -> Iterator[HtmlElement]:
    linked = [e for e in page.having("rel") if e.tag == "a" and "author" in (e.get("rel") or "")]
    for start in (*linked[:_MOST], *page.all("address")[:_MOST]):
        if (box := _portrayed(start)) is not None:
            yield box
    declared = (m.get("content") for m in page.all("meta") if (m.get("name") or "") == "author")
    names = {*(name.strip() for name in declared if name), *(_plain(link) for link in linked)}
    names = {name for name in names if " " in name and len(name) <= _NAME}
    firsts = tuple(name.split()[0] for name in names)
    begun = (p for p in (page.all("p") if names else ()) if _start(p).startswith(firsts))
    for paragraph in islice(begun, _MOST):
        said = _plain(paragraph)
        name = next((name for name in names if said.startswith(f"{name} ")), None)
        if name and said[len(name) + 1].islower() and (box := _named(paragraph, name)) is not None:
            yield box


def _start(paragraph: HtmlElement) -> str:
    """The first words of a paragraph, cheaply."""
    text = (paragraph.text or "").lstrip()
    first = next(paragraph.iterchildren("*"), None)
    return text or ("" if first is None else first.text_content().lstrip())


def _portrayed(start: HtmlElement) -> HtmlElement | None:
    """The element around an author's name that holds a portrait and a biography that is named so."""
    for around in _around(start):
        if not _is_small(around, _LIFE) or lines.DATE.find(_plain(around)):
            return None
        if next(around.iter("img"), None) is not None and count(around):
            said = (block for block in around.iter(*BLOCKS) if is_paragraph(block))
            return around if all(_is_called_life(block, around) for block in said) else None
    return None


def _is_called_life(block: HtmlElement, box: HtmlElement) -> bool:
    """Whether a class between a paragraph and the box around it says that it is a biography."""
    part: HtmlElement | None = block
    while part is not None:
        if _BIOGRAPHY.search(" ".join(words_of(part.get("class") or ""))):
            return True
        part = None if part is box else part.getparent()
    return False


def _named(paragraph: HtmlElement, name: str) -> HtmlElement | None:
    """The element around a paragraph of an author's that has the name or a portrait above it."""
    for around in _around(paragraph):
        if not _is_small(around, _LIFE) or lines.DATE.find(_plain(around)):
            return None
        above = (_plain(e) for e in around.iter("a", "p", "div", "span", "strong", "b", *HEADINGS))
        if next(around.iter("img"), None) is not None or name in above:
            return around
    return None


def _is_small(around: HtmlElement, most: int) -> bool:
    """Whether an element holds a few paragraphs below one heading, which is no link."""
    headings = list(around.iter(*HEADINGS))
    linked = any(next(heading.iter("a"), None) is not None for heading in headings)
    if len(headings) > 1 or linked or any(_is_linked(heading) for heading in headings):
        return False
    return prose(around, most) <= most and count(around) <= _FEW


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iterancestors("a"), None) is not None


def _signs(page: Page) -> Iterator[HtmlElement]:
    """Links that are nothing but an icon before the link with a person's name, as journals set them."""
    for image in page.all("img"):
        link = image.getparent()
        if link is None or link.tag != "a" or not all(_is_icon(image.get(of)) for of in _SIZES):
            continue
        name = link.getnext()
        alone = len(link) == 1 and not link.text_content().strip() and not (link.tail or "").strip()
        if alone and name is not None and name.tag == "a" and name.text_content().strip():
            yield link


def _is_icon(pixels: str | None) -> bool:
    size = (pixels or "").removesuffix("px")
    return size.isdecimal() and int(size[:9]) <= _ICON


def _plain(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _says(text: str, words: str) -> bool:
    low = text.lower()
    return any(word in low for word in lists.words(words))
