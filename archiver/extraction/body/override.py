"""What a person says of a page in sources.yaml: where the article stands, and what is dropped."""

from lxml.html import HtmlElement

from archiver.extraction.body.chrome import Rules
from archiver.extraction.body.places import Place
from archiver.extraction.reason import Reason, Sign, in_words
from archiver.model import Override
from archiver.web.page import Page

SURE = 1.0
"""The confidence in a body that a person has named."""
DOUBTFUL = 0.3
"""The most confidence in a body that was found although what the person named is not there."""


def place(page: Page, said: Override) -> Place | None:
    """All that the override's selectors for the body match; None where that is nothing."""
    matched = [selector for selector in said.body if page.find(selector)]
    named = {element for selector in matched for element in page.find(selector)}
    elements = _outermost([e for e in page.elements if e in named])
    how = Reason(None, Sign.OVERRIDE, f"body {', '.join(matched)}")
    return Place(tuple(elements), in_words(how), exact=True) if elements else None


def rules(page: Page, usual: Rules, said: Override | None) -> Rules:
    """The rules of chrome, overruled by a person: what they drop goes, what they name as body stays."""
    if said is None:
        return usual
    overruled: dict[HtmlElement, Reason | None] = {}
    for selector in said.body:
        # `article` names the post, and not the comments in it that are articles too
        overruled.update(dict.fromkeys(_outermost(page.find(selector))))
    for selector in said.drop:
        why = Reason(None, Sign.OVERRIDE, f"drop {selector}")
        overruled.update((e, why) for e in page.find(selector))
    return lambda element: overruled[element] if element in overruled else usual(element)


def _outermost(found: list[HtmlElement]) -> list[HtmlElement]:
    """Those that lie in none of the others."""
    named = set(found)
    return [element for element in found if named.isdisjoint(element.iterancestors())]


def unmatched(page: Page, said: Override | None) -> tuple[str, ...]:
    """The selectors of an override that match nothing on a page."""
    selectors = (*said.body, *said.drop) if said else ()
    return tuple(selector for selector in selectors if not page.find(selector))
