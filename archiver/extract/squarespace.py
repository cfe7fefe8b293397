"""Squarespace 5 to 7.1: the rich-text blocks of an item."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    ".blog-item-content",
    ".BlogItem .sqs-layout",
    ".eventitem-column-content",
    "article .entry-content",
    "article .body",
    ".entry-content",
    ".journal-entry-text .body",
)
FRAMES: tuple[str, ...] = ("article .sqs-layout", ".sqs-layout", "article")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".item-pagination", ".BlogItem-pagination", ".blog-item-pagination"), "navigation"
    ),
    **dict.fromkeys((".squarespace-comments", ".sqs-comments-container"), "comments"),
    **dict.fromkeys(
        (".sqs-block-summary-v2", ".summary-block-wrapper", ".sqs-block-archive"), "related posts"
    ),
    **dict.fromkeys(
        (".newsletter-form", ".sqs-block-newsletter", ".sqs-block-form"), "subscription"
    ),
    **dict.fromkeys((".sqs-block-button", ".sqs-block-search", ".sqs-block-tagcloud"), "button"),
    **dict.fromkeys(
        (".sqs-block-socialaccountlinks-v2", ".sqs-block-socialaccountlinks"), "share buttons"
    ),
    **dict.fromkeys(
        (".blog-item-top-wrapper", ".blog-meta-section", ".BlogItem-meta", ".entry-title"),
        "byline and tags",
    ),
}


def claims(page: Page) -> bool:
    """Its own global of settings, or its layout classes."""
    return "Static.SQUARESPACE_CONTEXT" in page.start or page.has(
        ".sqs-block-content", ".journal-entry-text"
    )
