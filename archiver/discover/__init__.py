"""Discovery: one capture in, candidates and the next requests out. Nothing here fetches.

Each module is one way in which posts are announced, and has ``read(capture, request, source)``.
A module asks for more by naming further requests in its answer; who fetches them, and when, is not
its business. So feed paging, autodiscovery and round-ups share one loop.
"""

from typing import Protocol

from archiver.discover import feed, hub, invitation, opml, roundup, site, tag
from archiver.model import Capture, Found, Method, Purpose, Request, Source


class Module(Protocol):
    """What each module of this package offers."""

    def read(self, capture: Capture, request: Request, source: Source) -> Found:
        """Read one answer; raises ParseError where it is not what the source should be."""
        ...


MODULES: dict[Method, Module] = {
    Method.FEED: feed,
    Method.HUB: hub,
    Method.INVITATION: invitation,
    Method.OPML: opml,
    Method.ROUNDUP: roundup,
    Method.SITE: site,
    Method.TAG: tag,
}


def start(source: Source) -> Request:
    """The first request that a source asks for."""
    return Request(url=source.url, source=source.id, purpose=Purpose.DISCOVER, method=source.method)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """What a capture announces, read by the module that its request names.

    Raises ParseError where the capture is not what it should be: a page in place of a feed, a
    home page with neither feed nor entries.
    """
    return MODULES[request.method or source.method].read(capture, request, source)
