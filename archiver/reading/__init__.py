"""From a capture to a post: everybody who reads a page reads it here.

``Reading`` holds a capture and all that is known beside its page. ``read`` makes a post of it,
``read_all`` of many, ``learn`` what several pages of one host have in common.
"""

from archiver.reading.page import LESSONS, Lessons, Reading, learn, read
from archiver.reading.pool import BATCH, read_all

__all__ = ["BATCH", "LESSONS", "Lessons", "Reading", "learn", "read", "read_all"]
