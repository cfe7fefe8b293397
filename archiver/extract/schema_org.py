"""schema.org in microdata: the element that is the body of an article."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    "[itemprop=articleBody]",
    "[itemprop=blogPost] [itemprop=text]",
)
FRAMES: tuple[str, ...] = ()
JOIN = False
CHROME: Mapping[str, str] = {}


def claims(page: Page) -> bool:
    """There is an element of that meaning."""
    return "articleBody" in page.source and page.has("[itemprop=articleBody]")
