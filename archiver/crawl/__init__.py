"""The steps of a run: ask the sources, fetch and read their posts, keep them as versions.

Each step is a class that works on a ``Ledger``, which knows what the run has done so far.
"""

from archiver.crawl.judging import judge
from archiver.crawl.ledger import Ledger
from archiver.crawl.posts import Posts
from archiver.crawl.sources import Sources
from archiver.crawl.versioning import keep_versions

__all__ = ["Ledger", "Posts", "Sources", "judge", "keep_versions"]
