"""A host in a run: what is asked of it, what waits to be read, and what is to be decided."""

import logging
from dataclasses import dataclass, field

from archiver.crawl.believing import Opinions
from archiver.crawl.versioning import Page
from archiver.fetch.transport import without_credentials
from archiver.reading.jobs import Waiting

# the steps of a host are told by the module that takes them
_log = logging.getLogger("archiver.crawl.hosts")


@dataclass
class Host:
    """A host whose posts are asked for in this run.

    ``asked`` are the URLs that have not been answered, ``elsewhere`` all those of other hosts;
    ``waiting`` pages to be read, ``under_way`` those that are being read, by URL. ``parts`` are read
    pages of posts with several, ``further`` maps each further page to the first one. ``sent_on``
    maps the target of a page that sent its reader on to that page, ``copies`` a copy in a web archive
    to the dead post that it is of. ``is_read`` is whether a job is
    under way, also after its last page has come, ``is_probed`` whether the host is asked for what
    cannot exist.
    """

    name: str
    asked: set[str] = field(default_factory=set)
    waiting: list[Waiting] = field(default_factory=list)
    under_way: dict[str, Waiting] = field(default_factory=dict)
    parts: dict[str, Page] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    sent_on: dict[str, Waiting] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    opinions: Opinions = field(default_factory=Opinions)
    is_probed: bool = False
    is_read: bool = False


def log_step(event: str, host: Host, url: str, words: str) -> None:
    """Tell how far a page is: each is ``asked`` for, ``fetched`` and ``done`` once."""
    shown = without_credentials(url)
    _log.debug(words, shown, extra={"event": event, "url": shown, "host": host.name})
