"""Addresses that are never asked for: of people who opted out, and of posts that were taken down."""

from dataclasses import dataclass
from typing import Protocol

from archiver.web import urls

TAKEN_DOWN = "this post was taken down; not fetched"
OPTED_OUT = "`refuse` in sources.yaml names it; not fetched"


class Forgotten(Protocol):
    """By what the posts are known that were taken down."""

    def is_address(self, url: str) -> bool:
        """Whether an address leads to one."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """``patterns`` are hosts, addresses, and beginnings of addresses followed by ``*``."""

    patterns: tuple[str, ...] = ()
    forgotten: Forgotten | None = None

    def why(self, url: str) -> str:
        """Why an address is not asked for; empty where it may be."""
        if self.forgotten is not None and self.forgotten.is_address(url):
            return TAKEN_DOWN
        return OPTED_OUT if any(is_meant(pattern, url) for pattern in self.patterns) else ""


def is_meant(pattern: str, url: str) -> bool:
    """Whether an address is of a host, is an address, or begins as one does before its ``*``."""
    if "/" not in pattern:
        # a copy in a web archive is of the host, too
        return urls.host(urls.original(url)).removeprefix("www.").rstrip(".") == pattern
    if not pattern.endswith("*"):
        return urls.same(url, pattern)
    key, start = urls.key(url), beginning(pattern)
    page, mark, query = key.partition("?")
    # the page of a folder is in it: whoever refuses /~ann/* has her home page there, and its ?page=2
    return key.startswith(start) or f"{page}/{mark}{query}".startswith(start)


def beginning(pattern: str) -> str:
    """What the keys of all addresses begin with that a pattern with a ``*`` means."""
    start = pattern.removesuffix("*")
    # a key has no slash at its end, and here it counts: /2017/ is not the beginning of /20170
    return urls.key(start) + "/" * start.endswith("/")
