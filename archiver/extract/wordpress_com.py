"""WordPress.com, and Jetpack elsewhere: WordPress with a bar, share and like boxes and its own forms."""

from collections.abc import Mapping

from archiver.extract import wordpress
from archiver.web.page import Page

GENERATORS = wordpress.GENERATORS
BODIES = wordpress.BODIES
FRAMES = wordpress.FRAMES
JOIN = False
CHROME: Mapping[str, str] = {
    **wordpress.CHROME,
    **dict.fromkeys(
        (".sharedaddy", ".sd-block", ".sd-sharing", "#jp-post-flair", ".sd-title"), "share buttons"
    ),
    **dict.fromkeys(
        (
            ".sd-like",
            "#likes-other-gravatars",
            ".wpl-likebox",
            ".jetpack-likes-widget-wrapper",
            ".pd-rating",
        ),
        "ratings and likes",
    ),
    **dict.fromkeys(
        (".jp-relatedposts", "#jp-relatedposts", ".jp-relatedposts-post"), "related posts"
    ),
    **dict.fromkeys(
        (
            "#comment-form-nascar",
            ".comment-form-service",
            ".comment-form-posting-as",
            "#comment-form-load-service",
            "#comment-form-subscribe",
            "#jetpack_remote_comment",
            ".wp-block-jetpack-comments",
        ),
        "comment form",
    ),
    **dict.fromkeys(
        ("#actionbar", "#bit", "#carousel-reblog-box", ".jp-carousel-wrap", ".jp-carousel-overlay"),
        "bar of the service",
    ),
    **dict.fromkeys((".wpadvert", ".wpcnt", ".wpa"), "advertising"),
}


def claims(page: Page) -> bool:
    """WordPress with the service's bar or the plug-in's boxes."""
    return wordpress.is_wordpress(page) and wordpress.has_jetpack(page)
