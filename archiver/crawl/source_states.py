"""How a source stands over all runs: since when it fails, and what of that is news. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from archiver.facts import Status
from archiver.model import Method, Source
from archiver.outcomes import Outcome
from archiver.store import SourceHealth

NEWS = timedelta(days=1)
"""How long a failure is news; then it is known, and does not call for a person any more."""

_WORKS = (Status.OK, Status.UNCHANGED)
_WRITTEN_ONCE = (Method.INVITATION, Method.ROUNDUP)


def placed(
    outcome: Outcome,
    source: Source,
    before: SourceHealth | None,
    parts: Mapping[str, str],
    started: datetime,
    ended: datetime,
) -> Outcome:
    """An outcome with what the earlier runs say of its source.

    ``parts`` are the addresses that the source led to, with the error of each that failed;
    ``started`` and ``ended`` are those of the run.
    """
    if outcome.status is Status.RETIRED:
        return replace(outcome, known=bool(before and before.status is Status.RETIRED))
    outcome = replace(outcome, dead=tuple(sorted(url for url in parts if parts[url])))
    if outcome.status in _WORKS:
        return replace(outcome, news=tuple(_news(outcome, source, before, parts, ended)))
    if outcome.status is Status.FAILED:
        since = (before and before.failing_since) or ended
        known = outcome.ended or started - since >= NEWS
        return replace(outcome, failing_since=since, known=known)
    if before is None or before.failing_since is None:
        return outcome
    told = outcome.status is Status.ENDED  # 410 is said once
    return replace(
        outcome,
        errors=() if told else (before.last_error,),
        failing_since=before.failing_since,
        known=before.ended or started - before.failing_since >= NEWS,
        reached=before.reached,
        ended=before.ended,
    )


def _news(
    outcome: Outcome,
    source: Source,
    before: SourceHealth | None,
    parts: Mapping[str, str],
    now: datetime,
) -> Iterator[str]:
    """What has changed since the last look at a source that works."""
    known = before.dead if before else {}
    if before is None and (left_out := outcome.counts.get("not wanted")):
        posts = f"{left_out} post{'s' * (left_out != 1)}"
        yield f"{posts} outside the days or tags that are wanted: not asked for"
    if before and before.failing_since:
        yield f"recovered: it had failed since {before.failing_since:%Y-%m-%d}"
    for url in outcome.dead:
        if url not in known:
            yield f"one of {len(parts)} feeds in it fails: {parts[url]}"
    for url in known:
        if parts.get(url) == "":
            yield f"a feed in it works again: {url}"
    once = source.round or source.method in _WRITTEN_ONCE
    if before and not once and not outcome.counts.get("created"):
        # told at the first look at which it is so
        silent = before.silent(now) and not before.silent(before.last_success)
        if silent:
            yield f"silent since {before.last_new_post:%Y-%m-%d}: no new post has come since"
