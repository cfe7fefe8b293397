"""Microformats 2: what an author marks up as the content of an entry (Bear, WriteFreely, Micro.blog, Known)."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    ".h-entry .e-content",
    ".e-content",
)
FRAMES: tuple[str, ...] = (".h-entry",)
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys((".p-author", ".dt-published", ".p-category", ".u-url"), "byline and tags"),
    ".u-comment": "comments",
    ".p-comment": "comments",
    ".p-name": "",
}


def claims(page: Page) -> bool:
    """There is an element of that meaning."""
    return page.has(".e-content")
