"""Ghost: its cards are figures and boxes within the content."""

from archiver.web.platforms.platform import FeedPages, FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="ghost",
    generators=("ghost",),
    marks=(".gh-content",),
    bodies=(
        ".gh-content",
        ".post-full-content .post-content",
        ".c-post-content",
        ".c-content",
        ".post-content",
        ".content",
    ),
    frames=(
        ".post",
        "article",
    ),
    chrome={
        Role.SUBSCRIPTION: (
            ".kg-signup-card",
            ".kg-cta-card",
            ".gh-subscribe",
            ".footer-cta",
            ".kg-email-card",
        ),
        Role.BYLINE: (
            ".gh-article-header",
            ".post-full-header",
            ".gh-article-meta",
        ),
        Role.RELATED: (
            ".gh-read-next",
            ".read-next-feed",
        ),
        Role.PLAYER: (
            ".kg-audio-player",
            ".kg-video-player",
        ),
        Role.BUTTON: (".kg-toggle-card-icon",),
        Role.RATINGS: (".kg-product-card-rating",),
        Role.COMMENTS: (".gh-comments",),
        Role.SHARE: (".gh-copy-link",),
    },
    keeps=(".kg-bookmark-card",),
    feed_signs=FeedSigns(generators=("ghost",), hosts=("ghost.io",)),
    feed_pages=FeedPages(),
)
