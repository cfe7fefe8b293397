"""The platforms: one file an engine, or a way of marking up; each holds one ``PLATFORM``.

A new file is found by itself. Engines are asked in the order of their names, a page's own word
first; then the ways of marking up that any engine may use.
"""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

from archiver.web import urls
from archiver.web.page import Page
from archiver.web.platforms.platform import FeedPages, FeedSigns, Platform

__all__ = [
    "ENGINES",
    "GENERIC",
    "MARKS",
    "FeedPages",
    "FeedSigns",
    "Platform",
    "of",
    "of_address",
    "of_feed",
]

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
_TOLD_BY_FEED = tuple((p, p.feed_signs) for p in _ALL if p.feed_signs)


def of(page: Page) -> Platform | None:
    """The engine that the page names, else the first that claims it, else the first way of marking
    up that stands in it.
    """
    named = [platform for platform in ENGINES if platform.names_itself(page)]
    return next((p for table in (named, ENGINES, MARKS) for p in table if p.is_of(page)), None)


def of_address(url: str) -> Platform | None:
    """The engine on whose own host an address is: ``ana.substack.com`` is Substack's."""
    name = urls.host(url)
    return next((p for p, signs in _TOLD_BY_FEED if _is_on(name, signs.hosts)), None)


def of_feed(generator: str, entry_ids: Sequence[str], url: str = "") -> Platform | None:
    """The engine that a feed is of, by its host, else by what made it; None where nobody knows it.

    ``generator`` is what the feed says that it was made by, ``entry_ids`` are its entries' ids: they
    speak where a plug-in has taken the generator away.
    """
    if found := of_address(url):
        return found
    made_by = generator.lower()
    if made_by:
        named = {n: p for p, s in _TOLD_BY_FEED for n in s.generators if _has_word(made_by, n)}
        return named[max(named, key=len)] if named else None
    if not entry_ids:
        return None
    signed = ((p, signs.entry_ids) for p, signs in _TOLD_BY_FEED if signs.entry_ids)
    return next((p for p, sign in signed if all(sign in each for each in entry_ids)), None)


def _has_word(made_by: str, name: str) -> bool:
    """Whether a generator holds a name as a word: Roller Weblogger is not Blogger."""
    before, found, after = made_by.partition(name)
    return bool(found) and not before[-1:].isalpha() and not after[:1].isalpha()


def _is_on(name: str, hosts: Sequence[str]) -> bool:
    dotted = f".{name}."
    return any(f".{h}." in dotted if "." not in h else dotted.endswith(f".{h}.") for h in hosts)
