"""The vocabulary: what the names in a page's markup and the phrases of services mean.

Every room that has to know what an element or a line is asks here, so that they cannot disagree.
"""

from archiver.web.vocabulary.role import Role

__all__ = ["Role"]
