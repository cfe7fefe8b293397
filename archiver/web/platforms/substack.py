"""Substack: the marked-up body of a newsletter post."""

from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="substack",
    marks=(".body.markup", ".available-content"),
    bodies=(
        ".available-content .body.markup",
        ".body.markup",
        ".available-content",
    ),
    chrome={
        Role.SUBSCRIPTION: (
            ".subscription-widget-wrap",
            ".subscription-widget-wrap-editor",
            ".subscription-widget",
            ".paywall",
            ".subscribe-widget",
        ),
        Role.BUTTON: (
            ".post-ufi",
            ".like-button-container",
            ".button-wrapper",
            ".captioned-button-wrap",
            ".community-chat",
        ),
        Role.RELATED: (
            ".digest-post-embed",
            ".embedded-post-wrap",
            ".embedded-post",
            ".embedded-publication-wrap",
            ".single-post-section",
            ".install-substack-app-embed",
            ".sponsorship-campaign-embed",
        ),
        Role.COMMENTS: (
            "#discussion",
            ".comments-page",
        ),
        Role.FURNITURE: (
            ".footer-wrap",
            ".post-footer",
            ".image-link-expand",
            ".header-anchor-parent",
        ),
        Role.POLL: (".poll-embed",),
    },
    feed_signs=FeedSigns(generators=("substack",), hosts=("substack.com",)),
)
