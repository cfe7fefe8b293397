"""What an element of a page can be: one enum for all rooms that ask."""

import difflib
from enum import EnumMeta, StrEnum
from typing import TYPE_CHECKING


class _Suggesting(EnumMeta):
    """Answers a role that there is not with the one that was probably meant."""

    if not TYPE_CHECKING:  # there it would hide the mistake from mypy

        def __getattr__(cls, name: str) -> "Role":
            known = list(cls.__members__) if name.isupper() else []
            if not known:
                raise AttributeError(name)
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean Role.{near[0]}?" if near else "role.py lists them"
            raise AttributeError(f"there is no Role.{name}; {hint}")


class Role(StrEnum, metaclass=_Suggesting):
    """What the tag, id, classes or attributes of an element say that it is.

    Parts of a post: ``ENTRY`` holds a whole post with its title and byline, ``BODY`` only what the
    author wrote. All others stand beside the author's words, or are no words at all.
    """

    # parts of a post
    ENTRY = "entry"
    BODY = "body"
    TITLE = "title"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    AUTHOR = "author"
    DATE = "date"
    TERMS = "terms"
    META = "meta"
    SERIES = "series"
    PREVIEW = "end of a preview"
    QUOTATION = "quotation"
    NOTE = "note"

    # around a post
    COMMENTS = "comments"
    COMMENT = "comment"
    COMMENT_FORM = "comment form"
    REACTIONS = "reactions"
    RELATED = "related"
    CARD = "card"
    NAVIGATION = "navigation"
    SHARE = "share"
    RATINGS = "ratings"
    AUTHOR_BOX = "author box"
    SUBSCRIPTION = "subscription"
    ADVERTISING = "advertising"
    DONATION = "donation"
    CONTENTS = "table of contents"
    LICENCE = "licence"
    CITATION = "citation"
    COUNTER = "counter"
    PRINT = "print"
    POLL = "poll"

    # of the site and the page
    BRAND = "brand"
    FRAME = "frame"
    ASIDE = "aside"
    FOOTER = "footer"
    OVERLAY = "overlay"
    COOKIES = "cookie notice"
    SERVICE_BAR = "service bar"
    HEAD = "head"
    SCRIPT = "script"
    DRAWING = "drawing"
    FORM = "form"
    BUTTON = "button"
    HIDDEN = "hidden"
    SCREEN_READER = "screen reader"
    HEADING_LINK = "heading link"
    CODE_TOOLS = "code tools"
    PLAYER = "player"
    MAP = "map"
    FURNITURE = "furniture"
