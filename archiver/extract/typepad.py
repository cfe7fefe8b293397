"""TypePad: the body of an entry and the part below the fold together."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ()
BODIES: tuple[str, ...] = (
    ".entry-content",
    ".entry-body .entry-more",
    ".entry-body",
)
FRAMES: tuple[str, ...] = (".entry",)
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".entry-footer", ".entry-footer-info", ".post-footers", ".posted"), "byline and tags"
    ),
    **dict.fromkeys((".entry-footer-links", ".content-nav"), "navigation"),
    **dict.fromkeys((".trackbacks", ".trackbacks-info"), "comments"),
}


def claims(page: Page) -> bool:
    """The generator says so, or the folder of the service's themes is named."""
    return "typepad" in page.generator or "/.shared/themes/" in page.start
