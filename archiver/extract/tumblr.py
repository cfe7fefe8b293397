"""Tumblr: themes differ, the kinds of post and the list of notes do not."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    ".post .body-text",
    ".post-content",
    ".body-text",
    ".post .copy",
)
FRAMES: tuple[str, ...] = (".regular", ".caption", ".post .text", ".post", "article")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".notes", "#notes", ".notes-container", ".note_count", ".post-notes"), "notes"
    ),
    **dict.fromkeys(
        (".tags", ".date", ".post-date", ".permalink", ".meta", ".post_info"), "byline and tags"
    ),
    **dict.fromkeys((".tumblr_controls", "#tumblr_controls"), "navigation"),
}


def claims(page: Page) -> bool:
    """Its theme variables, or the notes."""
    return (
        "tumblr-theme" in page.start
        or page.has("ol.notes", "#tumblr_controls")
        or "x-tumblr" in page.start
    )
