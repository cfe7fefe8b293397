"""A post that was read -> its next version: compared with what is held, and kept where it is new."""

import logging
from dataclasses import dataclass, replace

from archiver.crawl.ledger import Ledger
from archiver.errors import ArchiverError, bugs_told
from archiver.history import announcements
from archiver.history.identity import identity
from archiver.history.versions import alike, difference, last_text, next_version
from archiver.model import Capture, Post, Version
from archiver.reading.jobs import Read
from archiver.version import EXTRACTOR
from archiver.web import urls

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was read: the requested URL, its capture without the bytes, and its post."""

    url: str
    capture: Capture
    read: Read
    post: Post


def keep(ledger: Ledger, kept: set[str], page: Page, post: Post) -> None:
    """Write the next version of a post, where it is new, and its other URLs as aliases.

    ``page`` is its first page, ``post`` the whole; ``kept`` are the posts that have got theirs, so
    that two addresses of one post give one version.
    """
    url = page.url
    if said := page.read.witnesses.override:
        light = replace(page.post, text="", markdown="", html="")
        ledger.overruled.append((url, said, light))
    try:
        with bugs_told(url):
            owner, history = _place(ledger, url, post, page.capture)
            if owner not in kept:
                kept.add(owner)
                _keep(ledger, page, post, owner, history)
            _write_aliases(ledger, page, owner)
    except ArchiverError as error:  # as where its held copy is damaged
        if ledger.writer.is_broken:
            raise
        ledger.quarantine(url, page.capture, error)


def _place(
    ledger: Ledger, url: str, post: Post, capture: Capture
) -> tuple[str, tuple[Version, ...]]:
    """The identity of a post, and its history.

    A canonical URL that another post has already is an error of the page: then the post is kept
    under its own URL.
    """
    owner, own = identity(post, capture), urls.clean(capture.final_url)
    look = ledger.writer.look(owner)
    if look and not {urls.key(look.url), urls.key(owner)} & {urls.key(own), urls.key(url)}:
        held = last_text(ledger.store.versions(owner))
        if held and held.post and not alike(held.post, post):
            _log.info("%s is kept as %s: another text has its canonical address", url, own)
            owner = own
    found = ledger.store.get(owner) or ledger.store.get(url)
    return (found.url, ledger.store.versions(found.url)) if found else (owner, ())


def _keep(ledger: Ledger, page: Page, post: Post, owner: str, history: tuple[Version, ...]) -> None:
    url, capture, witnesses = page.url, page.capture, page.read.witnesses
    version = next_version(
        history,
        post,
        capture=capture.ref,
        seen_at=capture.fetched_at,
        extractor=EXTRACTOR,
        url=owner,
        via=announcements.announcers(ledger.announced.get(urls.key(url), [])),
        aliases=_aliases(url, capture, owner),
        witnesses=witnesses,
    )
    if version is None:
        _log.info("%s says the same", owner, extra={"event": "unchanged", "url": owner})
    elif history and _reads_the_same(history[-1], page, post):
        words = "%s says the same, read as its held capture is read today"
        _log.info(words, owner, extra={"event": "unchanged", "url": owner})
        if _overruled_anew(history[-1], page):
            advice = "`archiver re-extract` keeps it as sources.yaml says now"
            ledger.warnings.append(f"{owner}: its override is new; {advice}")
    else:
        ledger.add(version)


def _write_aliases(ledger: Ledger, page: Page, owner: str) -> None:
    """Write the other URLs of a post as aliases."""
    for alias in _aliases(page.url, page.capture, owner):
        ledger.writer.alias(alias, owner, page.capture.fetched_at)


def _overruled_anew(held: Version, page: Page) -> bool:
    """Whether a person says something else of a post than when it was last kept."""
    return held.witnesses.override != page.read.witnesses.override


def _aliases(url: str, capture: Capture, owner: str) -> tuple[str, ...]:
    return tuple(sorted(a for a in {url, capture.final_url} if not urls.same(a, owner)))


def _reads_the_same(held: Version, page: Page, post: Post) -> bool:
    """Whether the held capture and the new one give the same post, read with the same witnesses.

    A better extractor, or more posts learned from, must not count as an edit.
    """
    twins = page.read.twins
    if held.post is None or twins is None or twins.number != held.number:
        return False
    if difference(held.post, post) is None or difference(twins.then, twins.now) is not None:
        return False
    # an override changes the further pages too, of which there are no older ones to compare with
    return _overruled_anew(held, page) or _has_further(held.post, twins.then, post, page.post)


def _has_further(held: Post, first_held: Post, post: Post, first: Post) -> bool:
    """Whether the held text goes on, after its first page, with the further pages of the new one.

    Further pages are not read again. The first one may end otherwise by today's extractor only
    where nothing follows it.
    """
    further = post.markdown.removeprefix(first.markdown.strip("\n")).strip()
    if held.next_page is None and not further:
        return True
    whole = held.markdown.rstrip()
    last = first_held.markdown.rstrip().rpartition("\n\n")[2]
    return whole.endswith(further) and whole.removesuffix(further).rstrip().endswith(last)
