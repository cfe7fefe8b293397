"""Drupal 7 and later: the body field of a node."""

from archiver.web.platforms.platform import Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="drupal",
    generators=("drupal",),
    texts=("data-drupal-", "Drupal.settings"),
    bodies=(
        ".field--name-body",
        ".field-name-body",
        ".node__content",
        ".node .content",
        "article .content",
        ".node-content",
    ),
    frames=(
        ".node",
        "article",
    ),
    chrome={
        Role.NAVIGATION: (
            ".node__links",
            ".links.inline",
            ".node-links",
            ".book-navigation",
        ),
        Role.BYLINE: (
            ".node__meta",
            ".submitted",
            ".field--name-field-tags",
            ".field-name-field-tags",
            ".node__header",
        ),
        Role.COMMENTS: (
            ".comment-wrapper",
            ".field--name-comment",
        ),
        Role.FOOTER: (".node-print-footer",),
    },
)
