"""The steps of a run: ask the sources; then host by host fetch posts, read them, keep versions.

Each step is a class that works on a ``Ledger``, which knows what the run has done so far, and a
``Work``, through which it asks and reads.
"""

from archiver.crawl.hosts import Hosts
from archiver.crawl.judging import judge
from archiver.crawl.ledger import Ledger
from archiver.crawl.resolving import resolve
from archiver.crawl.sources import Sources
from archiver.crawl.work import Work

__all__ = ["Hosts", "Ledger", "Sources", "Work", "judge", "resolve"]
