"""What a host answers for an address that cannot exist: a page like it is nobody's post.

Asked only where a page was seen twice for which nothing else speaks, at most once a host and day.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from archiver.crawl.believing import Believing
from archiver.crawl.keeping import Opinion
from archiver.crawl.ledger import Ledger
from archiver.crawl.work import Work
from archiver.errors import Gone, Postponed, Refused
from archiver.fetch.client import Answer
from archiver.model import Capture, Purpose, Request
from archiver.reading.jobs import Probed, ReadProbe, Waiting, bare
from archiver.web import urls


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The pages of a host that are to be compared, by address; ``end`` is called after the last."""

    pages: dict[str, Opinion]
    end: Callable[[], None]


class Probing:
    """Compares pages with what their hosts answer for anything."""

    def __init__(self, ledger: Ledger, work: Work, believing: Believing) -> None:
        self.ledger, self.work, self.believing = ledger, work, believing
        self._waiting: dict[str, Comparison] = {}

    def begin(self, host: str, pages: Iterable[Opinion], end: Callable[[], None]) -> None:
        """Ask a host for what cannot exist, and decide on these pages of it."""
        found = Comparison(pages={page.url: page for page in pages}, end=end)
        mark = hashlib.sha256(f"{host} {self.ledger.started:%Y-%m-%d}".encode()).hexdigest()[:12]
        url = urls.resolve(f"/no-such-page-{mark}", next(iter(found.pages)))
        assert url is not None
        self._waiting[url] = found
        last = self.ledger.writer.last_fetch(url)
        if last is None:
            self.work.ask(Request(url=url, source="", purpose=Purpose.PROBE))
        else:
            known = self.ledger.store.last_capture(url) if last.status == 200 else None
            self.work.later(partial(self._compare, url, known))

    def answered(self, answer: Answer, capture: Capture | None) -> None:
        """Take a host's answer."""
        url, error = answer.request.url, answer.error
        if error is None:
            self._compare(url, capture)
        elif isinstance(error, Gone | Refused) and not isinstance(error, Postponed):
            self._compare(url, None)
        else:  # the next run tries again
            found = self._waiting.pop(url)
            self.believing.undecided(found.pages.values())
            found.end()

    def _compare(self, url: str, probe: Capture | None) -> None:
        """Compare pages with the answer for an address that cannot exist; None: there was none."""
        found = self._waiting.pop(url)
        if probe is None:
            for page in found.pages.values():
                self.believing.probed(page, is_soft_404=False)
            found.end()
            return
        captures = ((page.url, page.capture) for page in found.pages.values())
        waiting = (Waiting(url=name, capture=bare(it)) for name, it in captures if it)
        job = ReadProbe(pages=tuple(waiting), probe=bare(probe))

        def take(answer: object) -> None:
            assert isinstance(answer, Probed)
            self.believing.probed(found.pages[answer.url], is_soft_404=answer.is_soft_404)

        self.work.read(job, take, found.end)
