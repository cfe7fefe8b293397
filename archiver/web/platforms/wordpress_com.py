"""WordPress.com, and Jetpack elsewhere: WordPress with a bar, share and like boxes and its own forms."""

from archiver.web.platforms import wordpress
from archiver.web.platforms.platform import FeedSigns, Platform, joined
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="wordpress_com",
    generators=wordpress.PLATFORM.generators,
    claims=lambda page: wordpress.is_wordpress(page) and wordpress.has_jetpack(page),
    bodies=wordpress.PLATFORM.bodies,
    frames=wordpress.PLATFORM.frames,
    chrome=joined(
        wordpress.PLATFORM.chrome,
        {
            Role.SHARE: (".sharedaddy", ".sd-block", ".sd-sharing", "#jp-post-flair", ".sd-title"),
            Role.RATINGS: (
                ".sd-like",
                "#likes-other-gravatars",
                ".wpl-likebox",
                ".jetpack-likes-widget-wrapper",
                ".pd-rating",
            ),
            Role.RELATED: (".jp-relatedposts", "#jp-relatedposts", ".jp-relatedposts-post"),
            Role.COMMENT_FORM: (
                "#comment-form-nascar",
                ".comment-form-service",
                ".comment-form-posting-as",
                "#comment-form-load-service",
                "#comment-form-subscribe",
                "#jetpack_remote_comment",
                ".wp-block-jetpack-comments",
            ),
            Role.SERVICE_BAR: (
                "#actionbar",
                "#bit",
                "#carousel-reblog-box",
                ".jp-carousel-wrap",
                ".jp-carousel-overlay",
            ),
            Role.ADVERTISING: (".wpadvert", ".wpcnt", ".wpa"),
        },
    ),
    feed_signs=FeedSigns(generators=("wordpress.com",), hosts=("wordpress.com",)),
    feed_pages=wordpress.PLATFORM.feed_pages,
)
