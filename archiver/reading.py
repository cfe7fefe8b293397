"""capture -> post for many captures: in this process for a handful, in a process pool past it."""

import multiprocessing
import os
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from archiver.errors import ArchiverError, ParseError
from archiver.extract import HostChrome, extract, learn
from archiver.model import Candidate, Capture, Post
from archiver.screen import screen

HANDFUL = 256
"""Starting a pool costs about as much CPU as reading this many pages."""

BATCH = 512
"""Captures that are in memory at a time."""

LESSONS = 40
"""So many posts of a host teach its chrome; the rest would teach the same."""


@dataclass(frozen=True, slots=True)
class Page:
    """A capture to read as a post, and what helps: its feed entry, and its host's chrome."""

    url: str
    capture: Capture
    feed: Candidate | None = None
    chrome: HostChrome | None = None


def read_page(page: Page) -> Post:
    """Screen and extract one page. Raises NotThePage or ParseError."""
    screen(page.capture, page.url)
    capture = page.capture
    content_type = capture.header("content-type")
    return extract(
        capture.body,
        capture.final_url,
        content_type=content_type,
        feed=page.feed,
        chrome=page.chrome,
    )


def learn_chrome(pages: Iterable[Page], known: HostChrome) -> HostChrome:
    """What further posts of a host teach about its chrome; walls and broken pages teach nothing."""
    for page in pages:
        try:
            screen(page.capture, page.url)
            known = learn([(page.capture.body, page.capture.final_url, page.feed)], known)
        except Exception:  # noqa: BLE001, S112 - such a page is told of when it is read itself
            continue
    return known


def read_all(pages: Sequence[Page], executor: Executor | None = None) -> list[Post | ArchiverError]:
    """The post of every page in the same order, or the reason why there is none.

    A page that kills its worker process is such a reason too, and costs no other page.
    """
    if executor is not None:
        return list(executor.map(_attempt, pages, chunksize=16))
    if len(pages) <= HANDFUL:
        return [_attempt(page) for page in pages]
    try:
        with _pool() as pool:
            return list(pool.map(_attempt, map(_light, pages), chunksize=16))
    except BrokenProcessPool:
        return [_alone(page) for page in pages]


def _pool(workers: int | None = None) -> ProcessPoolExecutor:
    # a fork does not run the caller's script again, and by now the fetching threads have ended
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
    return ProcessPoolExecutor(workers or os.cpu_count(), mp_context=context)


def _light(page: Page) -> Page:
    """The page without what reading it does not need, since it travels to another process."""
    return replace(page, capture=replace(page.capture, payload=b"", hops=()))


def _attempt(page: Page) -> Post | ArchiverError:
    try:
        return read_page(page)
    except ArchiverError as error:
        return error
    except Exception:  # noqa: BLE001 - one page's surprise must not end the others' run
        message = "a bug in archiver while reading this page:\n" + traceback.format_exc()
        return ParseError(message, where=page.url)


def _alone(page: Page) -> Post | ArchiverError:
    try:
        with _pool(1) as pool:
            return pool.submit(_attempt, _light(page)).result()
    except BrokenProcessPool:
        return ParseError("reading this page killed the process", where=page.url)
