"""Blogger, on its own hosts and on others: classic layouts and the newer ones of 2017."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("blogger",)
BODIES: tuple[str, ...] = (
    ".post-body",
    ".entry-content",
    ".post-content",
)
FRAMES: tuple[str, ...] = (".post", ".hentry")
JOIN = False
CHROME: Mapping[str, str] = {
    ".widget": "",
    ".widgets": "",
    ".hidden": "",
    **dict.fromkeys(
        (".post-footer", ".post-footer-line", ".post-labels", ".date-header", ".post-timestamp"),
        "byline and tags",
    ),
    **dict.fromkeys((".post-share-buttons", ".share-button", ".byline"), "share buttons"),
    **dict.fromkeys(("#blog-pager", ".blog-pager", ".post-feeds", ".jump-link"), "navigation"),
    **dict.fromkeys(("#backlinks-container", ".comments-list"), "comments"),
}


def claims(page: Page) -> bool:
    """The generator says so, or the widget that holds the posts does."""
    return page.generator.startswith(GENERATORS) or page.has(
        "div.widget.Blog", ".post-body.entry-content #blog-pager"
    )
