"""WordPress on its own hosts: classic themes, block themes, page builders."""

from collections.abc import Mapping

from archiver.web.page import Page

GENERATORS: tuple[str, ...] = ("wordpress",)
BODIES: tuple[str, ...] = (
    ".wp-block-post-content",
    ".entry-content",
    ".single-entry-content",
    ".et_pb_post_content",
    ".elementor-widget-theme-post-content",
    ".post-content",
    ".storycontent",
    ".entrytext",
    ".post-entry",
    ".article-entry",
    ".postarea",
    ".td-post-content",
    ".the-content",
    ".post_content",
    ".article-content",
    ".blog-content",
    ".post-body",
    ".postcontent",
    ".post-text",
)
FRAMES: tuple[str, ...] = (".entry", ".hentry", ".post", ".type-post", "article")
JOIN = False
CHROME: Mapping[str, str] = {
    **dict.fromkeys(
        (".wp-block-comments", ".wp-block-post-comments", ".wp-block-post-comments-form"),
        "comments",
    ),
    **dict.fromkeys(
        (".wp-block-query", ".wp-block-latest-posts", ".display-posts-listing"), "related posts"
    ),
    **dict.fromkeys(
        (
            ".ez-toc-container",
            "#ez-toc-container",
            "#toc_container",
            ".lwptoc",
            ".wp-block-rank-math-toc-block",
            ".wp-block-yoast-seo-table-of-contents",
            ".toc_container",
            ".ez-toc-v2",
            ".wp-block-uagb-table-of-contents",
        ),
        "table of contents",
    ),
    **dict.fromkeys((".et_pb_post_title", ".et_pb_title_container", ".entry-title"), "title"),
    **dict.fromkeys((".series-meta", ".postmetadata", ".post-meta-bottom"), "byline and tags"),
}

_OTHERS = (
    "blogger",
    "drupal",
    "ghost",
    "hubspot",
    "hugo",
    "webflow",
    "jekyll",
    "joomla",
    "typo3",
    "movable type",
)


def claims(page: Page) -> bool:
    """WordPress, but neither hosted by Automattic nor with its Jetpack plug-in."""
    return is_wordpress(page) and not has_jetpack(page)


def is_wordpress(page: Page) -> bool:
    """Its generator, its folders, or its way to name the element of a post."""
    if page.generator.startswith(_OTHERS):
        return False
    return (
        page.generator.startswith(GENERATORS)
        or page.start.count("/wp-content/") > 2
        or "/wp-includes/" in page.start
    )


def has_jetpack(page: Page) -> bool:
    """The service's generator, or the share and like boxes of its plug-in."""
    return page.generator.startswith("wordpress.com") or page.has(
        ".sharedaddy",
        "#jp-post-flair",
        "#actionbar",
        ".jp-relatedposts",
        "#jp-relatedposts",
        ".wpcnt",
    )
