"""The ladder: ways to a blog's older posts, in the order in which they are tried for its platform.

A rung is a file here. ``first`` gives the address to begin at, or None where this blog cannot have
it, and ``others``, if there is one, further addresses that are tried after it; ``read`` takes an answer,
and names the next page in its ``follow`` (``paging``), or the pages that it is the list of (``depth``),
or says ``end``.
A rung that fails, is refused, is empty or stops early hands on to the next. ``crawl`` climbs.
"""

from importlib import import_module
from typing import Protocol, cast

from archiver.model import Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope


class Rung(Protocol):
    """The interface of a file of this package."""

    def first(self, blog: Blog, scope: Scope) -> str | None:
        """The address of its first page; None where this blog cannot have it."""
        ...

    def read(self, capture: Capture, request: Request, source: Source) -> Found:
        """Read one answer; raises ParseError where it is not what the rung asked for."""
        ...


_ANY = ("home", "sitemap")

LADDERS = {
    "": _ANY,
    "blogger": ("blogger_feed", "months", *_ANY),
    "ghost": ("sitemap", "home"),
    "medium": ("medium_archive", "sitemap", "home"),
    "movabletype": ("months", *_ANY),
    "substack": ("substack_archive", "sitemap", "home"),
    "tumblr": ("tumblr_api", *_ANY),
    "typepad": ("months", *_ANY),
    "wordpress": ("wordpress_rest", "months", *_ANY),
    "wordpress_com": ("wordpress_com_api", "wordpress_rest", "months", *_ANY),
}
"""The rungs above the feed and its own pages, by platform. One that is not named has those of ""."""

BY_DAYS = ("wordpress_rest", "wordpress_com_api", "blogger_feed", "months")
"""The rungs that are asked for the wanted days alone."""

GONE = ("wayback_index",)
"""The rungs for a blog that does not answer any more."""


def ladder(platform: str) -> tuple[str, ...]:
    """The names of the rungs of a platform, in their order."""
    return (*LADDERS.get(platform, LADDERS[""]), "usual_feed")


def rung(name: str) -> Rung:
    """A rung by its name."""
    return cast("Rung", import_module(f"{__name__}.{name}"))


def starts(name: str, blog: Blog, scope: Scope) -> tuple[str, ...]:
    """The addresses at which a rung can begin, likeliest first; none where a blog cannot have it.

    The next is for where one fails, is empty, or does not lead to an ``end``.
    """
    module = rung(name)
    begun = module.first(blog, scope)
    others = getattr(module, "others", None)
    return (begun, *(others(blog, scope) if others else ())) if begun else ()
