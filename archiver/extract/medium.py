"""Medium, on its own host and others: the sections of the one article."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("medium",)
BODIES: tuple[str, ...] = (
    "article section",
    ".postArticle-content",
    ".section-content",
)
FRAMES: tuple[str, ...] = ("article",)
JOIN = True
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".speechify-ignore", ".postMetaInline", ".uiScale-ui--small", ".pw-post-byline-header"),
        "byline and tags",
    ),
    **dict.fromkeys((".supplementalPostContent", ".js-postFooter", ".postFooter"), "related posts"),
    **dict.fromkeys((".metabar", ".js-metabar"), "navigation"),
    ".js-postMetaLockup": "byline and tags",
    ".pw-subtitle-paragraph": "subtitle",
    ".graf--title": "",
}


def claims(page: Page) -> bool:
    """The app's own names in the page, old and new."""
    return page.generator.startswith(GENERATORS) or page.has(
        ".postArticle-content", ".pw-post-title", ".pw-post-body-paragraph", ".js-postField"
    )
