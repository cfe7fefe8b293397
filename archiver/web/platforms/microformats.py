"""Microformats 2: what an author marks up as the content of an entry (Bear, WriteFreely, Micro.blog, Known)."""

from archiver.web.platforms.platform import Platform
from archiver.web.vocabulary import Role

PLATFORM = Platform(
    name="microformats",
    marks=(".e-content",),
    is_engine=False,
    bodies=(
        ".h-entry .e-content",
        ".e-content",
    ),
    frames=(".h-entry",),
    chrome={
        Role.BYLINE: (
            ".p-author",
            ".dt-published",
            ".p-category",
            ".u-url",
        ),
        Role.COMMENTS: (
            ".u-comment",
            ".p-comment",
        ),
    },
    keeps=(".p-name",),
)
