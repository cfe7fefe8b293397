"""What the sources announce: noted in the journal, and told apart from what was known."""

from collections import Counter
from dataclasses import dataclass, replace

from archiver.crawl.ledger import HeldBack, Ledger, Tally
from archiver.crawl.sources import scoping
from archiver.errors import NotThePage
from archiver.facts import Fetched, TakesPart
from archiver.fetch.transport import without_credentials
from archiver.history import announcements
from archiver.model import Candidate, Capture, Found, Method, Request
from archiver.web import urls

_CHOSEN = (Method.HUB, Method.INVITATION, Method.ROUNDUP, Method("roster"))
"""Documents whose writer has chosen what stands there; all others list whatever a blog has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gained:
    """What a page of a source has brought: so many posts, so many of them news.

    ``fresh`` tells that it is not the same page again: some servers return one for every number.
    ``past``: all that it lists is older than what is wanted, ``newer``: all of it is newer;
    ``limited``: there were as many posts as are wanted.
    """

    posts: int
    news: int
    fresh: bool
    past: bool = False
    newer: bool = False
    limited: bool = False


class Announcing:
    """Takes what pages announce into the journal; ``candidates`` are those of this run."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.candidates: list[Candidate] = []
        self._challenges = {challenge.id: challenge for challenge in ledger.settings.challenges}
        self._announced: Counter[tuple[str, str]] = Counter()
        self._seen: set[tuple[str, str]] = set()
        self._unwanted: set[tuple[str, str]] = set()

    def take(self, request: Request, page: Capture, tally: Tally, found: Found) -> Gained:
        """Note what a page announces."""
        listed = announcements.one_each(self.ledger.refusing.admitted(found.candidates))
        announced = [said for said in listed if self._is_wanted(request, said)]
        scope, blog = self.ledger.sources[request.source].scope, (request.source, request.blog)
        limit = None if request.method in _CHOSEN else scope.limit
        limited = limit is not None and self._announced[blog] + len(announced) >= limit
        if limit is not None:
            announced = announced[: max(0, limit - self._announced[blog])]
        self._announced[blog] += len(announced)
        tally.counts["not wanted"] += len(listed) - len(announced)
        news = sum(self._announce(candidate, page) for candidate in announced)
        tally.counts["candidates"] += len(announced)
        self._tell_unclear(page, found, tally)
        self._tell_people(request, page, found)
        marks = {(request.source, urls.key(c.url)) for c in found.candidates}
        fresh = not request.paging or not marks <= self._seen
        self._seen |= marks
        return Gained(
            posts=len(listed),
            news=news,
            fresh=fresh,
            past=scoping.leads_past(scope, listed),
            newer=scoping.is_newer(scope, listed) and not announced,
            limited=limited,
        )

    def _is_wanted(self, request: Request, said: Candidate) -> bool:
        """Whether a post is in the scope of its source. What another page has dated otherwise is not,
        where this one gives no day."""
        source, mark = self.ledger.sources[request.source], (request.source, urls.key(said.url))
        if request.method in _CHOSEN:
            return True
        known = mark in self._unwanted and not (said.published or said.updated)
        challenge = self._challenges.get(source.challenge)
        if not known and scoping.is_wanted(source.scope, said, challenge):
            return True
        self._unwanted.add(mark)
        return False

    def _tell_unclear(self, page: Capture, found: Found, tally: Tally) -> None:
        """Hold back what nobody can tell apart: once, and again where the page has changed."""
        announced = {c.url for c in found.candidates}
        changed = tally.whole or isinstance(self.ledger.writer.last_fetch(page.final_url), Fetched)
        for told in found.unclear:
            if urls.key(told.url) in self.ledger.news if told.url in announced else changed:
                # without the capture: it is a feed that was read, and may be asked for conditionally
                error = NotThePage(told.quote, where=told.url)
                bare = replace(page, ref=None)
                self.ledger.quarantine(HeldBack(url=told.url, capture=bare, error=error))

    def _tell_people(self, request: Request, page: Capture, found: Found) -> None:
        """Note whom a list names, where that is new or she has another name now."""
        if not found.people:
            return
        url, source = without_credentials(page.final_url), self.ledger.sources[request.source]
        place = {"url": url, "source": source.id, "challenge": source.challenge}
        before = self.ledger.writer.takes_part(source.challenge)
        held = {(f.name, f.blogs) for f in before if (f.url, f.source) == (url, source.id)}
        told = {(person.name, person.blogs) for person in found.people}
        names, blogs = {name for name, _ in told}, {blog for _, of in told for blog in of}
        renamed = {(name, of) for name, of in held if name not in names and blogs.issuperset(of)}
        for name, of in sorted(renamed | (told - held)):
            is_old = (name, of) in renamed
            fact = TakesPart(**place, at=page.fetched_at, name=name, blogs=of, renamed=is_old)
            self.ledger.writer.note(fact)

    def _announce(self, candidate: Candidate, page: Capture) -> bool:
        # its content lies in the capture, from which it is read with the post
        self.candidates.append(replace(candidate, content=""))
        news = self.ledger.writer.announce(candidate, page.fetched_at, page.ref)
        if news:
            self.ledger.news.add(urls.key(candidate.url))
        return news
