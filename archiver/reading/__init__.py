"""Turns captures into posts, with the same witnesses in a run, in re-extraction, show and repair.

``Known`` collects the witnesses of a page, ``Reading`` holds them, ``read`` extracts a post,
``read_all`` many; ``learn`` learns the chrome of a host from its pages.
"""

from archiver.reading.again import read_again, readings, whole
from archiver.reading.known import Known
from archiver.reading.pool import BATCH, Answer, read_all
from archiver.reading.reading import LESSONS, Lessons, Reading, learn, read

__all__ = [
    "BATCH",
    "LESSONS",
    "Answer",
    "Known",
    "Lessons",
    "Reading",
    "learn",
    "read",
    "read_again",
    "read_all",
    "readings",
    "whole",
]
