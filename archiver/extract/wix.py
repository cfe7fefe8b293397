"""Wix: what its editor calls the description of a post."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("wix",)
BODIES: tuple[str, ...] = (
    "[data-hook=post-description]",
    "[data-hook=post] [data-id=rich-content-viewer]",
    ".post-content__body",
)
FRAMES: tuple[str, ...] = ()
JOIN = False
CHROME: Mapping[str, str] = {}


def claims(page: Page) -> bool:
    """The generator says so, or its hooks are there."""
    return page.generator.startswith(GENERATORS) or 'data-hook="post-description"' in page.start
