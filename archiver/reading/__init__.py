"""Turns captures into posts, with the same witnesses in a run, in re-extraction, show and repair.

``Known`` collects the witnesses of a page, ``Reading`` holds them, ``read`` extracts a post,
``read_all`` many; ``learn`` learns the chrome of a host from its pages.
"""

from archiver.reading.again import read_again, readings, whole
from archiver.reading.comparison import Comparison, Verdict, Vote, compare
from archiver.reading.known import Known
from archiver.reading.matching import misfits, override_for
from archiver.reading.pool import BATCH, Answer, read_all
from archiver.reading.reading import LESSONS, Lessons, Reading, learn, read

__all__ = [
    "BATCH",
    "LESSONS",
    "Answer",
    "Comparison",
    "Known",
    "Lessons",
    "Reading",
    "Verdict",
    "Vote",
    "compare",
    "learn",
    "misfits",
    "override_for",
    "read",
    "read_again",
    "read_all",
    "readings",
    "whole",
]
