"""The reason why a part of a page is not the article, as a value and in words."""

from enum import StrEnum
from typing import NamedTuple

from archiver.web.vocabulary import Role


class Sign(StrEnum):
    """The kind of evidence for a reason."""

    TAG = "tag"
    ID = "id"
    CLASS = "class"
    SELECTOR = "selector"
    ATTRIBUTE = "attribute"
    SHAPE = "shape"
    LINE = "line"
    """The words of a block at an edge of the article, or where its links lead."""
    HOST = "host"
    """The block is on several posts of the host."""
    EDGE = "edge"
    """The block lies beyond another one that was dropped."""
    PLACE = "place"
    """The element lies outside of the article's place."""
    OVERRIDE = "override"
    """A person said so in sources.yaml."""


class Reason(NamedTuple):
    """Why an element or a block was left out.

    ``most``: the reason holds only for elements of so many characters or fewer; 0 for no limit.
    ``whole``: the evidence is a whole name, not only a word in one. ``platform``: the one whose
    rule it is, empty for the common rules.
    """

    role: Role | None
    sign: Sign
    name: str = ""
    most: int = 0
    whole: bool = True
    platform: str = ""

    def __str__(self) -> str:
        return in_words(self)


_ROLES = {
    Role.RELATED: "related posts",
    Role.CARD: "card of another page",
    Role.SHARE: "share buttons",
    Role.RATINGS: "ratings and likes",
    Role.BYLINE: "byline and tags",
    Role.REACTIONS: "notes",
    Role.CITATION: "how to cite",
    Role.FRAME: "frame of the site",
    Role.SERVICE_BAR: "bar of the service",
    Role.HEAD: "head of the page",
    Role.SCRIPT: "code of the page",
    Role.HIDDEN: "hidden by its class",
    Role.SCREEN_READER: "for screen readers",
    Role.HEADING_LINK: "link to a heading",
    Role.CODE_TOOLS: "furniture of a code block",
    Role.MAP: "map of a plug-in",
}
"""The names of roles in a reason, where the role's own name is unclear."""

_LINES = {
    Role.TITLE: "the title again",
    Role.BYLINE: "byline or date",
    Role.TERMS: "tags, sharing or ways on",
    Role.RELATED: "links to other posts",
    Role.SUBSCRIPTION: "words of the service",
    None: "nothing follows it",
}
"""The names of roles for blocks at the edges of an article."""

_MARKS = {
    Sign.TAG: "<{}>",
    Sign.ID: "#{}",
    Sign.CLASS: ".{}",
    Sign.SELECTOR: "{}",
    Sign.SHAPE: "<{}>",
}


def in_words(reason: Reason) -> str:
    """A reason for a person: ``.sharedaddy: share buttons (wordpress_com)``, ``the title again``."""
    if reason.sign is Sign.ATTRIBUTE:
        return reason.name
    if reason.sign is Sign.LINE:
        return _LINES[reason.role]
    if reason.sign is Sign.HOST:
        return "stands on several posts of this host"
    if reason.sign is Sign.EDGE:
        return f"among what is dropped at the {reason.name}"
    if reason.sign is Sign.PLACE:
        return "outside of the article"
    if reason.sign is Sign.OVERRIDE:
        return f"override in sources.yaml: {reason.name}"
    what = _ROLES.get(reason.role, str(reason.role)) if reason.role else ""
    owner = f" ({reason.platform})" if reason.platform else ""
    return f"{_MARKS[reason.sign].format(reason.name)}: {what}{owner}"
