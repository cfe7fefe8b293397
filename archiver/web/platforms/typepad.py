"""TypePad: the body of an entry and the part below the fold together."""

from archiver.web.page import Page
from archiver.web.platforms.platform import FeedSigns, Platform
from archiver.web.vocabulary import Role


def _claims(page: Page) -> bool:
    """The generator says so, or the folder of the service's themes is named."""
    return "typepad" in page.generator or "/.shared/themes/" in page.start


PLATFORM = Platform(
    name="typepad",
    claims=_claims,
    bodies=(
        ".entry-content",
        ".entry-body, .entry-more",
    ),
    frames=(".entry",),
    chrome={
        Role.BYLINE: (
            ".entry-footer",
            ".entry-footer-info",
            ".post-footers",
            ".posted",
        ),
        Role.NAVIGATION: (
            ".entry-footer-links",
            ".content-nav",
        ),
        Role.COMMENTS: (
            ".trackbacks",
            ".trackbacks-info",
        ),
    },
    feed_signs=FeedSigns(generators=("typepad",), hosts=("typepad.com",)),
)
