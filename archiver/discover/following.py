"""Further requests of a source. Apart from what parses pages: a feed that is read names some, too."""

from archiver.model import Method, Purpose, Request, Source
from archiver.web import urls


def follow(url: str, source: Source, method: Method, *, paging: bool = False) -> Request:
    """A further request of a source. ``paging`` marks older entries of what was just read."""
    return Request(
        url=urls.without_fragment(url),
        source=source.id,
        purpose=Purpose.DISCOVER,
        method=method,
        paging=paging,
    )
