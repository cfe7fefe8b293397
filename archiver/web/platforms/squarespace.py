"""Squarespace 5 to 7.1: the rich-text blocks of an item."""

from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="squarespace",
    texts=("Static.SQUARESPACE_CONTEXT",),
    marks=(".sqs-block-content", ".journal-entry-text"),
    bodies=(
        ".blog-item-content",
        ".BlogItem .sqs-layout",
        ".eventitem-column-content",
        "article .entry-content",
        "article .body",
        ".entry-content",
        ".journal-entry-text .body",
    ),
    frames=(
        "article .sqs-layout",
        ".sqs-layout",
        "article",
    ),
    chrome={
        Role.NAVIGATION: (
            ".item-pagination",
            ".BlogItem-pagination",
            ".blog-item-pagination",
        ),
        Role.COMMENTS: (
            ".squarespace-comments",
            ".sqs-comments-container",
        ),
        Role.RELATED: (
            ".sqs-block-summary-v2",
            ".summary-block-wrapper",
            ".sqs-block-archive",
        ),
        Role.SUBSCRIPTION: (
            ".newsletter-form",
            ".sqs-block-newsletter",
            ".sqs-block-form",
        ),
        Role.BUTTON: (
            ".sqs-block-button",
            ".sqs-block-search",
            ".sqs-block-tagcloud",
        ),
        Role.SHARE: (
            ".sqs-block-socialaccountlinks-v2",
            ".sqs-block-socialaccountlinks",
        ),
        Role.BYLINE: (
            ".blog-item-top-wrapper",
            ".blog-meta-section",
            ".BlogItem-meta",
            ".entry-title",
        ),
    },
    feed_signs=FeedSigns(generators=("squarespace", "site-server"), hosts=("squarespace.com",)),
)
