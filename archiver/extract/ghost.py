"""Ghost: its cards are figures and boxes within the content."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("ghost",)
BODIES: tuple[str, ...] = (
    ".gh-content",
    ".post-full-content .post-content",
    ".c-post-content",
    ".c-content",
    ".post-content",
    ".content",
)
FRAMES: tuple[str, ...] = (".post", "article")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".kg-signup-card", ".kg-cta-card", ".gh-subscribe", ".footer-cta", ".kg-email-card"),
        "subscription",
    ),
    **dict.fromkeys(
        (".gh-article-header", ".post-full-header", ".gh-article-meta"), "byline and tags"
    ),
    **dict.fromkeys((".gh-read-next", ".read-next-feed"), "related posts"),
    ".kg-audio-player": "player",
    ".kg-video-player": "player",
    ".kg-toggle-card-icon": "button",
    ".kg-product-card-rating": "ratings and likes",
    ".gh-comments": "comments",
    ".kg-bookmark-card": "",
    ".gh-copy-link": "share buttons",
}


def claims(page: Page) -> bool:
    """The generator says so, or Ghost's own content class is there."""
    return page.generator.startswith(GENERATORS) or page.has(".gh-content")
