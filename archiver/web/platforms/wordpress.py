"""WordPress on its own hosts: classic themes, block themes, page builders."""

from archiver.web.page import Page
from archiver.web.platforms.platform import FeedPages, FeedSigns, Platform
from archiver.web.vocabulary import Role

_OTHERS = (
    *("blogger", "drupal", "ghost", "hubspot", "hugo", "jekyll", "joomla", "movable type"),
    *("typo3", "webflow"),
)
"""Engines that say so, on pages that were moved from WordPress with its folders of pictures."""


def is_wordpress(page: Page) -> bool:
    """Its generator, its folders, or its way to name the element of a post."""
    if page.generator.startswith(_OTHERS):
        return False
    return (
        page.generator.startswith("wordpress")
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


PLATFORM = Platform(
    name="wordpress",
    generators=("wordpress",),
    claims=lambda page: is_wordpress(page) and not has_jetpack(page),
    bodies=(
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
    ),
    frames=(
        ".entry",
        ".hentry",
        ".post",
        ".type-post",
        "article",
    ),
    chrome={
        Role.COMMENTS: (
            ".wp-block-comments",
            ".wp-block-post-comments",
            ".wp-block-post-comments-form",
        ),
        Role.RELATED: (
            ".wp-block-query",
            ".wp-block-latest-posts",
            ".display-posts-listing",
        ),
        Role.CONTENTS: (
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
        Role.TITLE: (
            ".et_pb_post_title",
            ".et_pb_title_container",
            ".entry-title",
        ),
        Role.BYLINE: (
            ".series-meta",
            ".postmetadata",
            ".post-meta-bottom",
        ),
    },
    feed_signs=FeedSigns(generators=("wordpress",), entry_ids="/?p="),
    feed_pages=FeedPages(argument="paged"),
)
