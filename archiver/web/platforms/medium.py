"""Medium, on its own host and others: the sections of the one article."""

from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="medium",
    generators=("medium",),
    marks=(".postArticle-content", ".pw-post-title", ".pw-post-body-paragraph", ".js-postField"),
    bodies=(
        "article section",
        ".postArticle-content",
        ".section-content",
    ),
    together=True,
    frames=("article",),
    chrome={
        Role.BYLINE: (
            ".speechify-ignore",
            ".postMetaInline",
            ".uiScale-ui--small",
            ".pw-post-byline-header",
            ".js-postMetaLockup",
        ),
        Role.RELATED: (
            ".supplementalPostContent",
            ".js-postFooter",
            ".postFooter",
        ),
        Role.NAVIGATION: (
            ".metabar",
            ".js-metabar",
        ),
        Role.SUBTITLE: (".pw-subtitle-paragraph",),
    },
    keeps=(".graf--title",),
    feed_signs=FeedSigns(
        generators=("medium",), entry_ids="https://medium.com/p/", hosts=("medium.com",)
    ),
)
