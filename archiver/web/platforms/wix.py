"""Wix: what its editor calls the description of a post."""

from archiver.web.platforms.platform import Platform

PLATFORM = Platform(
    name="wix",
    generators=("wix",),
    texts=('data-hook="post-description"',),
    bodies=(
        "[data-hook=post-description]",
        "[data-hook=post] [data-id=rich-content-viewer]",
        ".post-content__body",
    ),
)
