"""The platforms: one file an engine, or a way of marking up; each holds one ``PLATFORM``.

A new file is found by itself. Engines are asked in the order of their names, a page's own word
first; then the ways of marking up that any engine may use.
"""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

from archiver.web.page import Page
from archiver.web.platforms.platform import FeedPages, Platform

__all__ = ["ENGINES", "GENERIC", "MARKS", "FeedPages", "Platform", "feed_pages", "of"]

GENERIC = Platform(name="", claims=lambda page: True, frames=("body",))
"""Stands for a page that nobody claims."""


def _found() -> tuple[Platform, ...]:
    names = sorted(module.name for module in iter_modules(__path__) if module.name != "platform")
    found = []
    for name in names:
        platform = getattr(import_module(f"{__name__}.{name}"), "PLATFORM", None)
        if not isinstance(platform, Platform):
            raise ValueError(
                f"platforms/{name}.py has no PLATFORM: write `PLATFORM = Platform(...)`"
            )
        if platform.name != name:
            raise ValueError(
                f'platforms/{name}.py is called `{platform.name}`: write name="{name}"'
            )
        found.append(platform)
    return tuple(found)


_ALL = _found()
ENGINES = tuple(platform for platform in _ALL if platform.is_engine)
"""What writes whole blogs."""
MARKS = tuple(platform for platform in _ALL if not platform.is_engine)
"""What any engine may write."""


def of(page: Page) -> Platform | None:
    """The engine that the page names, else the first that claims it, else the first way of marking
    up that stands in it.
    """
    named = [platform for platform in ENGINES if platform.names_itself(page)]
    return next((p for table in (named, ENGINES, MARKS) for p in table if p.is_of(page)), None)


def feed_pages(generator: str, entry_ids: Sequence[str]) -> FeedPages | None:
    """How the feeds of a platform go back in time; None where nobody knows it.

    ``generator`` is what a feed says that it was made by, ``entry_ids`` are its entries' ids: they
    speak where a plug-in has taken the generator away.
    """
    for pages in (platform.feed_pages for platform in _ALL if platform.feed_pages):
        if generator:
            if any(name in generator.lower() for name in pages.generators):
                return pages
        elif pages.entry_ids and entry_ids and all(pages.entry_ids in each for each in entry_ids):
            return pages
    return None
