"""What was answered for the posts of a host -> what is believed of it, and what is held back.

What a second witness speaks for is written as it comes. All else waits until the host has been
read, since what happens to many posts of a host at once is no edit of any of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from archiver.crawl import versioning
from archiver.crawl.keeping import Keeper, Opinion
from archiver.crawl.ledger import HeldBack, Ledger
from archiver.crawl.versioning import Page, Place
from archiver.errors import ArchiverError, Bug, NotThePage, TooCostly, bugs_told
from archiver.history import belief
from archiver.history.belief import Doubt
from archiver.model import Capture, Post
from archiver.web import urls


@dataclass
class Opinions:
    """What is to be decided of a host.

    ``looked_at`` counts the held posts that were answered, ``refused`` are the addresses of those
    whose page was none. ``fresh`` counts what has come since the last decision.
    """

    waiting: list[Opinion] = field(default_factory=list)
    looked_at: int = 0
    refused: list[str] = field(default_factory=list)
    fresh: int = 0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a decision still needs: answers of ``addresses``; ``pages`` to be compared with the
    answer for an address that cannot exist."""

    addresses: tuple[str, ...] = ()
    pages: tuple[Opinion, ...] = ()


class Believing:
    """Decides what of the answers is written."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.keeper = ledger, Keeper(ledger)

    # ---- what comes in

    def read(self, host: Opinions, page: Page, post: Post) -> None:
        """A page was read as a post: keep its version, or let it wait."""
        if said := page.read.witnesses.override:
            light = replace(page.post, text="", markdown="", html="")
            self.ledger.overruled.append((page.url, said, light))
        self._told(page.url, page.capture, lambda: self._read(host, page, post))

    def _read(self, host: Opinions, page: Page, post: Post) -> None:
        where = versioning.place(self.ledger, page, post)
        self._note_seen(host, where, page, post)
        if where.owner in self.keeper.kept:
            versioning.write(self.ledger, page, None, where)
            return
        version = versioning.next_of(self.ledger, page, post, where)
        if version is None and not (where.elsewhere or where.twin):
            self.keeper.keep(page, None, where)
            return
        doubt = versioning.doubt(self.ledger, page, post, where)
        opinion = Opinion(
            url=page.url, capture=page.capture, where=where, doubt=doubt, page=page, post=post
        )
        if doubt is None and not self._waits(opinion):
            self.keeper.write(opinion, version)
        else:
            self._add(host, opinion)

    def _waits(self, found: Opinion) -> bool:
        """Whether a believed answer is looked at beside those of its host."""
        assert found.post is not None and found.page is not None
        if found.page.released:
            return False
        is_new = not found.where.history
        unsaid = is_new and not (found.is_supported and self._is_its_own(found))
        return (
            unsaid
            or (is_new and bool(found.where.twin))
            or belief.is_large(found.where.held, found.post)
        )

    def _is_its_own(self, found: Opinion) -> bool:
        """Whether a page does not name another announced post as the one that it is."""
        return _names_itself(found) or urls.key(found.where.owner) not in self.ledger.announced

    def _note_seen(self, host: Opinions, where: Place, page: Page, post: Post) -> None:
        if where.history:
            host.looked_at += where.is_alive
            here = not where.elsewhere and urls.same(page.capture.final_url, page.url)
            self.keeper.seen[where.owner] = here and versioning.alike_to(where.history, post)

    def unchanged(self, host: Opinions, url: str) -> None:
        """A held post says the same, by its server's word (304)."""
        host.looked_at += 1
        if held := self.ledger.held(url):
            self.keeper.seen[held.url] = True

    def failed(self, url: str) -> None:
        """A held post could not be had."""
        if held := self.ledger.held(url):
            self.keeper.seen.setdefault(held.url, False)

    def missing(self, host: Opinions, url: str, capture: Capture | None) -> None:
        """A held post was not found (404, 410)."""
        self._told(url, capture, lambda: self._missing(host, url, capture))

    def _missing(self, host: Opinions, url: str, capture: Capture | None) -> None:
        where = self._held_at(url)
        self.keeper.seen[where.owner] = False
        if not where.is_alive:
            return
        host.looked_at += 1
        status = str(capture.status) if capture else "404"
        error = NotThePage(f"answered {status}: a second look in a later run decides", where=url)
        found = Opinion(url=url, capture=capture, where=where, doubt=Doubt.MISSING, error=error)
        if status == "410" and not (capture and capture.hops):
            self.keeper.bury(found, "410")
        else:
            self._add(host, found)

    def elsewhere(self, host: Opinions, url: str, capture: Capture, error: ArchiverError) -> None:
        """The address of a held post leads to a page of the site that is no post."""
        where = self._held_at(url)
        self.keeper.seen[where.owner] = False
        if not where.is_alive:
            return
        host.looked_at += 1
        self._add(
            host,
            Opinion(url=url, capture=capture, where=where, doubt=Doubt.ELSEWHERE, error=error),
        )

    def refused(self, host: Opinions, url: str, capture: Capture, error: ArchiverError) -> None:
        """The page was none, or could not be read: hold it back."""
        held = self.ledger.held(url)
        if held is not None:
            self.keeper.seen[held.url] = False
            host.looked_at += 1
            host.refused.append(url)
        kind = Doubt.UNREADABLE if isinstance(error, TooCostly) else Doubt.NOT_THE_PAGE
        doubt = "" if isinstance(error, Bug) else kind.value
        post = held.url if held else ""
        self.ledger.quarantine(
            HeldBack(url=url, capture=capture, error=error, doubt=doubt, post=post)
        )

    def _held_at(self, url: str) -> Place:
        held = self.ledger.held(url)
        if held is None:
            return Place(owner=url)
        return Place(owner=held.url, history=self.ledger.store.versions(held.url))

    def _add(self, host: Opinions, found: Opinion) -> None:
        host.waiting.append(found)
        host.fresh += 1

    def _told(self, url: str, capture: Capture | None, work: Callable[[], None]) -> None:
        """Do something with a post; what goes wrong with it is told of, and ends nothing."""
        try:
            with bugs_told(url):
                work()
        except ArchiverError as error:  # as where its held copy is damaged
            if self.ledger.writer.is_broken:
                raise
            self.ledger.quarantine(HeldBack(url=url, capture=capture, error=error))

    # ---- what is decided

    def decide(self, name: str, host: Opinions, *, last: bool = False) -> Wanted:
        """Decide on all that waits of a host. What needs more than is known goes on waiting, unless
        it is the ``last`` decision."""
        together = self._together(name, host)
        # a page that is named as another's canonical one comes before it
        waiting = sorted(host.waiting, key=lambda found: not _names_itself(found))
        host.waiting, host.fresh = [], 0
        addresses: list[str] = []
        pages: list[Opinion] = []
        for found in waiting:
            if found.url in together and not (found.page and found.page.released):
                many = _of_many(name, len(together), host.looked_at)
                self.keeper.hold(found, many, together=True)
            elif needed := self._needed(found, last=last):
                addresses.append(needed)
                host.waiting.append(found)
            elif self._needs_probe(found) and not last:
                pages.append(found)
            else:
                self._told(found.url, found.capture, lambda: self._decide(found))  # noqa: B023
        return Wanted(addresses=tuple(addresses), pages=tuple(pages))

    def _together(self, name: str, host: Opinions) -> frozenset[str]:
        changed = [
            found.url
            for found in host.waiting
            if found.where.is_alive and (found.doubt is not None or not found.where.twin)
        ]
        texts = self.ledger.store.texts_held_back(name)
        texts |= {
            found.url: digest
            for found in host.waiting
            if not found.is_supported and (digest := found.text)
        }
        return belief.together([*changed, *host.refused], texts, host.looked_at)

    def _needed(self, found: Opinion, *, last: bool) -> str:
        """The address of an older twin that must be asked before; nothing where none is needed."""
        twin = found.where.twin
        if found.where.history or not twin or last or twin in self.keeper.seen:
            return ""
        if twin in self.keeper.kept:  # it was met in this run, and is there
            return ""
        look = self.ledger.writer.look(twin)
        return look.url if look else ""

    def _needs_probe(self, found: Opinion) -> bool:
        """Whether the same was seen in an earlier run, so that only the host may speak against it."""
        return found.doubt in (Doubt.CHANGED, Doubt.CUT) and bool(
            found.page and found.page.read.as_before
        )

    def probed(self, found: Opinion, *, is_soft_404: bool) -> None:
        """Decide on a page that was seen the second time."""
        if is_soft_404:
            words = "the host answers so for any address"
            self.keeper.hold(replace(found, doubt=Doubt.NOT_THE_PAGE), words)
        else:
            self._told(
                found.url, found.capture, lambda: self.keeper.write(replace(found, doubt=None))
            )

    def undecided(self, pages: Iterable[Opinion]) -> None:
        """Hold back pages that could not be compared with anything."""
        for found in pages:
            self.keeper.hold(found, self._why(found))

    def _decide(self, found: Opinion) -> None:
        if found.doubt is None:
            self.keeper.write(found)
        elif found.doubt.is_of_absence and self._is_second(found):
            self.keeper.bury(found, _reason(found))
        elif found.doubt is Doubt.MISSING and self._has_moved_on(found):
            self.keeper.bury(found, "404")
        else:
            self.keeper.hold(found, self._why(found))

    def _is_second(self, found: Opinion) -> bool:
        """Whether an earlier run has not found the held post either."""
        if not found.where.history:
            return False
        before = self.ledger.store.doubted(found.where.owner, found.url)
        if before is None or before.together or before in self.ledger.quarantined:
            return False
        return before.doubt in (Doubt.MISSING, Doubt.ELSEWHERE)

    def _has_moved_on(self, found: Opinion) -> bool:
        """Whether the same text stands under another address of the site."""
        twin = self.keeper.living_twin(found)
        return bool(twin) and urls.host(twin) == urls.host(found.where.owner)

    def _why(self, found: Opinion) -> str:
        """Why an answer is held back, in words."""
        if found.doubt is Doubt.ELSEWHERE:
            assert found.capture is not None
            return f"it leads to another page: {found.capture.final_url}"
        if found.error is not None:
            return found.error.message
        if found.doubt is Doubt.CUT:
            return "the page breaks off in the middle of the held text"
        if found.where.history:
            return "another text than the held one, and neither its title nor a feed speaks for it"
        return "the page says something else than the feed does of this post"


def _names_itself(found: Opinion) -> bool:
    """Whether a page was answered at the address that it is kept under."""
    capture = found.capture
    return capture is not None and urls.same(found.where.owner, capture.final_url)


def _reason(found: Opinion) -> str:
    if found.doubt is Doubt.ELSEWHERE and found.capture is not None:
        return f"leads to another page at two looks: {found.capture.final_url}"
    return "404 at two looks"


def _of_many(host: str, count: int, looked_at: int) -> str:
    return f"{count} of {max(count, looked_at)} posts of {host} changed at once"
