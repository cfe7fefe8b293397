"""Tumblr: themes differ, the kinds of post and the list of notes do not."""

from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="tumblr",
    texts=("tumblr-theme", "x-tumblr"),
    marks=("ol.notes", "#tumblr_controls"),
    bodies=(
        ".post .body-text",
        ".post-content",
        ".body-text",
        ".post .copy",
    ),
    frames=(
        ".regular",
        ".caption",
        ".post .text",
        ".post",
        "article",
    ),
    chrome={
        Role.REACTIONS: (
            ".notes",
            "#notes",
            ".notes-container",
            ".note_count",
            ".post-notes",
        ),
        Role.BYLINE: (
            ".tags",
            ".date",
            ".post-date",
            ".permalink",
            ".meta",
            ".post_info",
        ),
        Role.NAVIGATION: (
            ".tumblr_controls",
            "#tumblr_controls",
        ),
    },
    feed_signs=FeedSigns(generators=("tumblr",), hosts=("tumblr.com",)),
)
