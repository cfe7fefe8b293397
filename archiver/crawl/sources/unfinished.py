"""What earlier runs have left of the sources: those that were cut off, and older pages that failed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from archiver.facts import Failed, SourceLooked
from archiver.formats.journal import COMMITTED
from archiver.model import Purpose, Request
from archiver.store import Archive, RunInfo, SourceHealth

LOOK_BACK = 20
"""The number of earlier runs that are searched for failed pages of a source."""


def cut_off_since(past: Sequence[RunInfo]) -> datetime | None:
    """When the first of the last runs began that were all cut off before their sources were read."""
    since = None
    for run in reversed(past):
        if run.status == COMMITTED or run.scouted:
            break
        since = run.started
    return since


def older_pages(
    store: Archive, health: Iterable[SourceHealth], past: Sequence[RunInfo]
) -> Iterator[Request]:
    """Older pages of a listing that failed when their source was last fetched."""
    failed = {known.id for known in health if known.failures_in_row or known.dead}
    for run in reversed(past[-LOOK_BACK:]):
        if not failed:
            return
        facts = list(store.facts(run.id))
        looked = failed & {f.source for f in facts if isinstance(f, SourceLooked)}
        failed -= looked
        for fact in facts:
            if isinstance(fact, Failed) and fact.source in looked and fact.paging:
                yield Request(
                    url=fact.url,
                    source=fact.source or "",
                    purpose=Purpose.DISCOVER,
                    method=fact.method,
                    paging=True,
                )
