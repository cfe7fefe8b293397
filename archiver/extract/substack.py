"""Substack: the marked-up body of a newsletter post."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    ".available-content .body.markup",
    ".body.markup",
    ".available-content",
)
FRAMES: tuple[str, ...] = ()
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (
            ".subscription-widget-wrap",
            ".subscription-widget-wrap-editor",
            ".subscription-widget",
            ".paywall",
            ".subscribe-widget",
        ),
        "subscription",
    ),
    **dict.fromkeys(
        (
            ".post-ufi",
            ".like-button-container",
            ".button-wrapper",
            ".captioned-button-wrap",
            ".community-chat",
        ),
        "button",
    ),
    **dict.fromkeys(
        (
            ".digest-post-embed",
            ".embedded-post-wrap",
            ".embedded-post",
            ".embedded-publication-wrap",
            ".single-post-section",
            ".install-substack-app-embed",
            ".sponsorship-campaign-embed",
        ),
        "related posts",
    ),
    **dict.fromkeys(("#discussion", ".comments-page"), "comments"),
    **dict.fromkeys(
        (".footer-wrap", ".post-footer", ".image-link-expand", ".header-anchor-parent"), "furniture"
    ),
    ".poll-embed": "poll",
}


def claims(page: Page) -> bool:
    """Its body class, with its own names around it."""
    return page.has(".body.markup", ".available-content")
