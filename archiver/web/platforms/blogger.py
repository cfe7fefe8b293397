"""Blogger, on its own hosts and on others: classic layouts and the newer ones of 2017."""

from archiver.web.platforms.platform import FeedPages, FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="blogger",
    generators=("blogger",),
    marks=("div.widget.Blog", ".post-body.entry-content #blog-pager"),
    bodies=(
        ".post-body",
        ".entry-content",
        ".post-content",
    ),
    frames=(
        ".post",
        ".hentry",
    ),
    chrome={
        Role.BYLINE: (
            ".post-footer",
            ".post-footer-line",
            ".post-labels",
            ".date-header",
            ".post-timestamp",
        ),
        Role.SHARE: (
            ".post-share-buttons",
            ".share-button",
            ".byline",
        ),
        Role.NAVIGATION: (
            "#blog-pager",
            ".blog-pager",
            ".post-feeds",
            ".jump-link",
        ),
        Role.COMMENTS: (
            "#backlinks-container",
            ".comments-list",
        ),
    },
    keeps=(
        ".widget",
        ".widgets",
        ".hidden",
    ),
    feed_signs=FeedSigns(
        generators=("blogger",), entry_ids="tag:blogger.com,1999:blog-", hosts=("blogspot",)
    ),
    feed_pages=FeedPages(argument="start-index", size=("max-results", 150)),
)
