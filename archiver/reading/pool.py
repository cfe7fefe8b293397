"""Reads many captures: a few in this process, more in a pool of processes."""

import logging
import multiprocessing
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from archiver.errors import ArchiverError, ParseError, bugs_told
from archiver.model import Post
from archiver.reading.reading import Reading, read

_log = logging.getLogger(__name__)

HANDFUL = 256
"""Starting a pool costs about as much CPU as reading this many pages."""

BATCH = 512
"""The number of captures in memory at a time."""

Answer = Post | ArchiverError
"""A page's post, or the reason why there is none."""


def read_all(readings: Sequence[Reading], executor: Executor | None = None) -> list[Answer]:
    """The answer for every reading, in the same order.

    Parsed pages are read in this process: a tree cannot be pickled. A page that kills its worker
    process gets a ParseError; the other pages are not affected.
    """
    waiting = [reading for reading in readings if not reading.page]
    elsewhere = iter(_unparsed(waiting, executor))
    return [_attempt(reading) if reading.page else next(elsewhere) for reading in readings]


def _unparsed(readings: Sequence[Reading], executor: Executor | None) -> Iterable[Answer]:
    if executor is None and len(readings) <= HANDFUL:
        return map(_attempt, readings)
    light = [reading.light() for reading in readings]
    try:
        if executor is not None:
            return list(executor.map(_attempt, light, chunksize=16))
        with _pool() as pool:
            return list(pool.map(_attempt, light, chunksize=16))
    except BrokenProcessPool:
        _log.warning("a page has killed the process that read it; each is read in one of its own")
        return [_alone(reading) for reading in light]


def _pool(workers: int | None = None) -> ProcessPoolExecutor:
    # a fork does not run the caller's script again, and by now the fetching threads have ended
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
    return ProcessPoolExecutor(workers or os.cpu_count(), mp_context=context)


def _attempt(reading: Reading) -> Answer:
    try:
        with bugs_told(reading.url):
            return read(reading)
    except ArchiverError as error:
        return error


def _alone(reading: Reading) -> Answer:
    try:
        with _pool(1) as pool:
            return pool.submit(_attempt, reading).result()
    except BrokenProcessPool:
        return ParseError("reading this page killed the process", where=reading.url)
