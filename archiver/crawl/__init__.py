"""The steps of a run: scout the sources, fetch and read their posts, settle them into versions.

Each step is a class that works on a ``Ledger``, which knows what the run has done so far.
"""

from archiver.crawl.ledger import Ledger
from archiver.crawl.posts import Posts
from archiver.crawl.scout import Scout
from archiver.crawl.settle import judge, settle

__all__ = ["Ledger", "Posts", "Scout", "judge", "settle"]
