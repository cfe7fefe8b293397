"""The table of platforms: engines first, then what any engine may write, each in alphabetical order."""

from collections.abc import Mapping
from typing import Protocol

from archiver.extract import (
    blogger,
    drupal,
    ghost,
    medium,
    microformats,
    movabletype,
    schema_org,
    squarespace,
    static_sites,
    substack,
    tumblr,
    typepad,
    wix,
    wordpress,
    wordpress_com,
)
from archiver.web.page import Page


class Platform(Protocol):
    """What a platform's module says.

    ``GENERATORS`` are how the engine begins to name itself in a page's head, in lower case.
    ``BODIES`` are selectors of the element that holds what the author wrote and nothing else, best
    first; with ``JOIN`` all that one of them names are the post together. ``FRAMES`` hold title,
    byline and the like as well. ``CHROME`` maps selectors (``.class``, ``#id``, a tag)
    to the reason why they are chrome there; an empty reason keeps what is chrome elsewhere.
    """

    GENERATORS: tuple[str, ...]
    BODIES: tuple[str, ...]
    FRAMES: tuple[str, ...]
    JOIN: bool
    CHROME: Mapping[str, str]

    @property
    def __name__(self) -> str: ...

    def claims(self, page: Page) -> bool:
        """Whether the page was written by this engine, or in this way."""
        ...


ENGINES: tuple[Platform, ...] = (
    blogger,
    drupal,
    ghost,
    medium,
    movabletype,
    squarespace,
    static_sites,
    substack,
    tumblr,
    typepad,
    wix,
    wordpress,
    wordpress_com,
)
MARKS: tuple[Platform, ...] = (microformats, schema_org)


def of(page: Page) -> Platform | None:
    """The engine that the page names, else the first that claims it, else the first way of marking
    up that stands in it.
    """
    named = [p for p in ENGINES if page.generator.startswith(p.GENERATORS)]
    return next((p for table in (named, ENGINES, MARKS) for p in table if p.claims(page)), None)


def name(platform: Platform | None) -> str:
    """``wordpress``, or ``generic`` where nobody claims the page."""
    return platform.__name__.rpartition(".")[2] if platform else "generic"
