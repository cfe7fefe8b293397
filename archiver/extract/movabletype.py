"""Movable Type and Melody: the body and its extension stand side by side."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("movable type", "movabletype", "melody")
BODIES: tuple[str, ...] = (
    ".asset-content",
    ".entry-content",
    ".entry-body",
    ".blogbody",
    ".asset-body",
)
FRAMES: tuple[str, ...] = (".entry", ".hentry")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".asset-meta", ".asset-footer", ".entry-footer", ".posted", ".asset-header", ".byline"),
        "byline and tags",
    ),
    **dict.fromkeys((".trackbacks", ".comments-head", ".trackbacks-info"), "comments"),
    ".content-nav": "navigation",
}


def claims(page: Page) -> bool:
    """The generator says so, or its asset classes are there."""
    return page.generator.startswith(GENERATORS) or page.has(".asset-content", ".blogbody")
