"""Which posts a run asks for: the new ones, those with news, those that are due for a check."""

import logging
from collections.abc import Container, Iterable, Iterator

from archiver.crawl import due
from archiver.crawl.ledger import Ledger
from archiver.fetch.transport import without_credentials
from archiver.model import Candidate, Challenge, Method
from archiver.web import urls, web_archives

_log = logging.getLogger(__name__)


def posts(
    ledger: Ledger, unread: Container[str], only: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """The addresses of posts to ask for, each with the source that is to be named.

    ``unread`` are the addresses of answers that earlier runs have kept and not read. ``only``
    restricts it to what sources with these ids or of these challenges have announced; what retired
    sources alone have announced stays as it is.
    """
    retired = frozenset(s.id for s in ledger.settings.sources if s.retired)
    # new posts first, then the longest unchecked: a host's limit of requests may be reached
    for url, source in (*sorted(_announced(ledger, unread)), *_due(ledger)):
        if only and not _comes_from(ledger, url, only):
            continue
        if not (retired and _sources_of(ledger, url) <= retired):
            yield url, source


def _comes_from(ledger: Ledger, url: str, only: frozenset[str]) -> bool:
    known = ledger.announced.get(urls.key(url)) or ledger.store.announcements(url)
    return any(only & {c.source, c.challenge} for c in known)


def _sources_of(ledger: Ledger, url: str) -> set[str]:
    """The sources that have announced a post."""
    named = (*ledger.announced.get(urls.key(url), ()), *ledger.store.announcements(url))
    return {candidate.source for candidate in named} or {""}


def _due(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Known posts that are due for a check."""
    pace, now = ledger.settings.pace, ledger.started.timestamp()

    def is_due(at: int, changed: int) -> bool:
        return ledger.force or due.post_due(at, changed, pace, now)

    every = ledger.force or not pace.recheck
    looks = ledger.writer.looks(is_due, None if every else now, pace.recheck)
    yield from ((look.url, "") for look in sorted(looks, key=lambda look: (look.at, look.url)))


def _announced(ledger: Ledger, unread: Container[str]) -> Iterator[tuple[str, str]]:
    """Announced posts that are not held, and held ones whose announcement is new or changed."""
    for key, known in ledger.announced.items():
        url, source = known[0].url, known[0].source
        look = ledger.writer.look(url)
        if look is not None:
            if key in ledger.news:
                yield look.url, source
        elif ledger.force or url in unread or _retry_due(ledger, url):
            yield url, source
        else:
            shown = without_credentials(url)
            _log.info("%s is not tried again", shown, extra={"event": "skipped", "url": shown})


def _retry_due(ledger: Ledger, url: str) -> bool:
    tries = ledger.writer.tries(url)
    return due.retry_due(tries, ledger.settings.pace, ledger.started.timestamp())


def included(
    challenges: Iterable[Challenge], only: frozenset[str] = frozenset()
) -> Iterator[Candidate]:
    """The posts that the organiser includes in sources.yaml: those of all challenges, or of some."""
    for challenge in challenges:
        for url in challenge.include if not only or challenge.id in only else ():
            yield Candidate(
                url=urls.original(url),
                copy=web_archives.untouched(urls.without_fragment(url)),
                via="sources.yaml",
                how=Method.HUB,
                source="sources.yaml",
                challenge=challenge.id,
            )
