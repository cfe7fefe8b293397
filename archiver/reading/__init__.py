"""From a capture to a post: everybody who reads a page reads it here.

``Known`` puts together what is known beside a page, ``Reading`` holds it, ``read`` makes a post of
it, ``read_all`` of many; ``learn`` tells what several pages of one host have in common.
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
