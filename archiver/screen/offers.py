"""What a page lets its visitor do: an article is read, while a wall has fields, buttons and ways out."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.screen.standing import Standing, bare, is_furniture, nodes, plain, role
from archiver.web import urls
from archiver.web.vocabulary import PAGES, Role
from archiver.web.vocabulary.lines import CONSENT

_LABEL = 40
"""Characters: what is longer is no button's label."""
_AGE = re.compile(r"(?<!\d)(?:1[68]|2[01])(?!\d)")
_SEARCHED = frozenset(("s", "q", "search", "query"))
_NO_FIELDS = frozenset(("hidden", "search"))
_OF_BLOGS = frozenset((Role.SUBSCRIPTION, Role.HEAD, Role.REACTIONS, Role.DONATION, Role.POLL))


class Offers(NamedTuple):
    """What stands beside a page's furniture."""

    proof: bool
    """A puzzle that only people solve."""
    password: bool
    search: bool
    home: tuple[str, ...]
    """What links to the home page or a list of all posts say, in more words than a menu has, or among
    those that were kept."""
    age: bool
    """A button that says how old somebody is, or buttons below an age."""
    consent: bool
    """Buttons of a consent dialog: two or more."""
    fields: bool
    """Buttons, or fields to be filled in."""
    labels: tuple[str, ...]
    """What its buttons and short links say."""


def offers(standing: Standing) -> Offers:
    """What the page of a standing lets its visitor do."""
    if standing.offers is None:
        standing.offers = _looked_for(standing)
    return standing.offers


def _looked_for(standing: Standing) -> Offers:
    elements = [n for n in nodes(standing.page.root, _is_beside) if not isinstance(n, str)]
    fields = [e for e in elements if e.tag == "input"]
    buttons = [e for e in elements if _is_button(e)]
    labels = tuple(_labels(elements, standing.host))
    asked = [text for text in (*standing.titles, *standing.sentences) if _AGE.search(text)]
    return Offers(
        proof=any(map(_is_proof, elements)),
        password=any(e.get("type") == "password" for e in fields),
        search=any(_is_search(e) and _is_within(e, standing.entry_element) for e in elements),
        home=tuple(
            plain(e.text_content()) for e in elements if e.tag == "a" and _leads_home(e, standing)
        ),
        age=any(map(_AGE.search, _labels(buttons))) or bool(asked and len(buttons) > 1),
        consent=sum(CONSENT.find(label) is not None for label in labels) > 1,
        fields=bool(buttons) or any(map(_is_field, fields)),
        labels=labels,
    )


def _is_beside(element: HtmlElement) -> bool:
    return is_furniture(element) or element.tag == "header" or role(element) in _OF_BLOGS


def _is_within(element: HtmlElement, entry: HtmlElement | None) -> bool:
    """Whether an element stands in the post's place: within what is named as a post, where that is."""
    return entry is None or entry in element.iterancestors()


def _labels(elements: list[HtmlElement], host: str = "") -> Iterator[str]:
    """What buttons and short links say; a link to another site is the author's."""
    for element in elements:
        if element.tag == "button" or (element.tag == "a" and _is_of_site(element, host)):
            text = plain(element.text_content())
        else:
            text = element.get("value") or "" if _is_button(element) else ""
        if 0 < len(text) <= _LABEL:
            yield text


def _is_of_site(link: HtmlElement, host: str) -> bool:
    _, parted, rest = (link.get("href") or "").partition("//")
    return not parted or rest.partition("/")[0].removeprefix("www.") == host


def _is_button(element: HtmlElement) -> bool:
    if element.tag == "input":
        return element.get("type") in ("submit", "button")
    return element.tag == "button" or element.get("role") == "button"


def _is_proof(element: HtmlElement) -> bool:
    told = (element.get(name) or "" for name in ("class", "id", "name", "src"))
    names = " ".join(told).lower()
    return "data-sitekey" in element.attrib or "captcha" in names or "turnstile" in names


def _is_search(element: HtmlElement) -> bool:
    if element.tag == "input":
        return element.get("type") == "search" or element.get("name") in _SEARCHED
    return element.tag == "form" and element.get("role") == "search"


def _is_field(element: HtmlElement) -> bool:
    return element.get("type") not in _NO_FIELDS and not _is_search(element)


def _leads_home(link: HtmlElement, standing: Standing) -> bool:
    text, address = plain(link.text_content()), link.get("href") or ""
    if not text or bare(text) in standing.titles:
        return False
    if not standing.is_bare and " " not in text and text not in plain(standing.text):
        return False  # an item of a menu
    target = urlsplit(urls.resolve(address, standing.page.url) or "")
    step = target.path.strip("/")
    return (not step or step in PAGES["list-end"]) and target.hostname == urlsplit(
        standing.page.url
    ).hostname
