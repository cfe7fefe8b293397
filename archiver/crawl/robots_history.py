"""How long a host's robots.txt has not been there, by the journals of earlier runs."""

from datetime import datetime, timedelta

from archiver.facts import Answered, Failed
from archiver.store import Archive, Writer

AS_IF_ABSENT = timedelta(days=30)
"""After so long a robots.txt that answers 5xx counts as absent (RFC 9309, 2.3.1.4)."""

_LOOK_BACK = 3 * AS_IF_ABSENT


def long_broken(store: Archive, writer: Writer, url: str, now: datetime) -> bool:
    """Whether all answers for a robots.txt were 5xx or 429, at all looks of the last 30 days.

    The journals are read only for one that has answered so, and that has been known so long.
    """
    last, tries = writer.last_fetch(url), writer.tries(url)
    if last is None or not _broken(last) or tries is None:
        return False
    if now.timestamp() - tries[1] < AS_IF_ABSENT.total_seconds():
        return False
    since: datetime | None = None
    for run in store.runs():
        if run.started < now - _LOOK_BACK:
            continue
        for fact in store.facts(run.id):
            if isinstance(fact, Answered) and url in (fact.url, fact.asked):
                since = (since or fact.at) if _broken(fact) else None
            elif isinstance(fact, Failed) and fact.url == url:
                since = since or fact.at
    return since is not None and now - since >= AS_IF_ABSENT


def _broken(fact: Answered) -> bool:
    return fact.status >= 500 or fact.status == 429
