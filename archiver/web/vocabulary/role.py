"""What an element of a page can be: one enum for all rooms that ask."""

from enum import StrEnum


class Role(StrEnum):
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
