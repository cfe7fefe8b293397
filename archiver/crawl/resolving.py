"""Where short links lead: what the pages of a challenge tell of themselves, and what services answer.

A link to a challenge may be hidden in a short one. Each is asked for once, and only as far as the
first address that is no short link; what is there is nobody's concern.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta

from archiver.crawl import due
from archiver.crawl.ledger import Ledger
from archiver.crawl.work import Work
from archiver.errors import Gone, Postponed, Refused
from archiver.facts import Resolved
from archiver.fetch.client import Answer
from archiver.model import Capture, Challenge, Found, Purpose, Request
from archiver.web import dates, urls
from archiver.web.address_kinds import is_shortened

_log = logging.getLogger(__name__)

MOST = 20
"""Short links that are asked for in a run, at most: those of the latest posts first."""
A_POST = 3
"""So many of one post: a list of links is not about a challenge."""
DEAD = timedelta(days=30)
"""What has led nowhere is not asked for again before."""
EARLY = timedelta(days=1)
"""A day may begin earlier where an author lives."""


def note_own(ledger: Ledger, page: Capture, target: str, found: Found) -> None:
    """Note the other addresses of a page of a challenge; ``target`` is the one in sources.yaml.

    An address that is another page of a challenge stays that one's.
    """
    pages = {urls.key(url) for c in ledger.settings.challenges for url in _pages(c)}
    for url in found.also:
        if urls.key(url) not in pages | {urls.key(target)}:
            _note(ledger, Resolved(url=url, at=page.fetched_at, target=target, capture=page.ref))


def _pages(challenge: Challenge) -> Iterator[str]:
    rounds = (url for r in challenge.rounds for url in (r.invitation, r.roundup))
    yield from filter(None, (challenge.hub, *challenge.links, *rounds))


def _note(ledger: Ledger, fact: Resolved) -> None:
    if not fact.target or ledger.store.short_links().get(urls.key(fact.url)) != fact.target:
        ledger.writer.note(fact)


def resolve(
    ledger: Ledger, work: Work, only: frozenset[str] = frozenset(), posts: Iterable[str] = ()
) -> None:
    """Ask for the short links in posts of the challenges of which it is not known where they lead.

    ``only`` restricts it to what sources with these ids or of these challenges have announced,
    ``posts`` to these.
    """
    if work.stopped:
        return
    asked = False
    looks = [ledger.writer.look(url) for url in posts]
    chosen = {look.post for look in looks if look} if looks else None
    for url in _wanted(ledger, only, chosen):
        asked |= work.ask(Request(url=url, source="", purpose=Purpose.RESOLVE))
    if not asked:
        return
    with closing(work.answers()) as answers:
        for answer in answers:
            capture = ledger.record(answer)
            if answer.request.purpose is Purpose.RESOLVE:
                _answered(ledger, answer, capture)


def _wanted(ledger: Ledger, only: frozenset[str], chosen: set[str] | None) -> Iterator[str]:
    """The short links to ask for: few, of few posts."""
    since = dates.stamp(ledger.started - DEAD)
    of_post: Counter[str] = Counter()
    wanted: dict[str, str] = {}
    for url, post, day in ledger.writer.unresolved(since):
        if len(wanted) == MOST:
            break
        if not is_shortened(url) or urls.key(url) in wanted or of_post[post] == A_POST:
            continue
        if chosen is not None and post not in chosen:
            continue
        if _may_answer(ledger, post, day, only) and _is_due(ledger, url):
            of_post[post] += 1
            wanted[urls.key(url)] = url
    yield from wanted.values()


def _is_due(ledger: Ledger, url: str) -> bool:
    """Whether the service has not failed to answer for it lately."""
    tries = ledger.writer.tries(url)
    return due.retry_due(tries, ledger.settings.pace, ledger.started.timestamp())


def _may_answer(ledger: Ledger, post: str, day: str, only: frozenset[str]) -> bool:
    """Whether a post was announced for a challenge, and is not older than that."""
    in_time = {c.id for c in ledger.settings.challenges if day >= _begins(c)}
    return bool(in_time) and any(
        said.challenge in in_time and (not only or only & {said.source, said.challenge})
        for said in ledger.store.announcements(post)
    )


def _begins(challenge: Challenge) -> str:
    """The first day of a challenge, in ISO 8601; empty where it is not known."""
    opens = min((r.opens for r in challenge.rounds if r.opens), default=None)
    return dates.moved(opens, -EARLY).isoformat() if opens else ""


def _answered(ledger: Ledger, answer: Answer, capture: Capture | None) -> None:
    url, error = answer.request.url, answer.error
    if isinstance(error, Postponed) or not isinstance(error, Gone | Refused | None):
        return  # the journal has the failure; a later run asks again
    there = capture.header("Location") if capture and error is None else None
    target = urls.resolve(there, capture.final_url) if capture and there else None
    reason = error.message if error is not None else "it does not redirect"
    fact = Resolved(
        url=url,
        at=capture.fetched_at if capture else ledger.started,
        target=urls.clean(target) if target else "",
        capture=capture.ref if capture else None,
        reason=None if target else reason,
    )
    where = fact.target or "nothing"
    _log.info("%s leads to %s", url, where, extra={"event": "resolved", "url": url})
    _note(ledger, fact)
