"""Movable Type and Melody: the body and its extension stand side by side."""

from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="movabletype",
    generators=(
        "movable type",
        "movabletype",
        "melody",
    ),
    marks=(".asset-content", ".blogbody"),
    bodies=(
        ".asset-content",
        ".entry-content",
        ".entry-body",
        ".blogbody",
        ".asset-body",
    ),
    frames=(
        ".entry",
        ".hentry",
    ),
    chrome={
        Role.BYLINE: (
            ".asset-meta",
            ".asset-footer",
            ".entry-footer",
            ".posted",
            ".asset-header",
            ".byline",
        ),
        Role.COMMENTS: (
            ".trackbacks",
            ".comments-head",
            ".trackbacks-info",
        ),
        Role.NAVIGATION: (".content-nav",),
    },
    feed_signs=FeedSigns(generators=("movable type", "movabletype")),
)
