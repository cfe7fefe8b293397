"""Drupal 7 and later: the body field of a node."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("drupal",)
BODIES: tuple[str, ...] = (
    ".field--name-body",
    ".field-name-body",
    ".node__content",
    ".node .content",
    "article .content",
    ".node-content",
)
FRAMES: tuple[str, ...] = (".node", "article")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".node__links", ".links.inline", ".node-links", ".book-navigation"), "navigation"
    ),
    **dict.fromkeys(
        (
            ".node__meta",
            ".submitted",
            ".field--name-field-tags",
            ".field-name-field-tags",
            ".node__header",
        ),
        "byline and tags",
    ),
    **dict.fromkeys((".comment-wrapper", ".field--name-comment"), "comments"),
    ".node-print-footer": "footer",
}


def claims(page: Page) -> bool:
    """The generator says so, or Drupal's settings stand in the page."""
    return (
        page.generator.startswith(GENERATORS)
        or "data-drupal-" in page.start
        or "Drupal.settings" in page.start
    )
