"""The lists of `archiver status`: sources, feeds, ways, what is held back, unsure or doubted."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from archiver.commands.status.figures import Figures
from archiver.console import colour, columns, out, say
from archiver.console.text import safe, table
from archiver.facts import Climbed, Polled, Status
from archiver.formats import codec, journal
from archiver.history.belief import in_words
from archiver.model import Verdict
from archiver.store import Archive, Doubt, SourceHealth
from archiver.web.dates import stamp

_FEW = 20
"""The most texts that are listed beside the sources."""
_SHORT = 30
"""Words: hardly a post."""
_LETTERS = 200
"""As many characters: a text in Japanese has few words, however long it is."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DISAGREE = "two ways of reading it do not agree"


def sources_as_json(archive: Archive, found: Figures) -> None:
    """One JSON object a line and source that was ever looked at; ``state``: see ``figures``."""
    for source in archive.sources():
        values = codec.plain(source, whole=True, moment=str)
        out(json.dumps({**values, "state": found.sources[source.id]}, ensure_ascii=False))


def everything(archive: Archive, found: Figures, now: datetime) -> None:
    """The sources, what is held back, what is unsure, what is doubted: 20 of each at most."""
    health = {s.id: s for s in archive.sources() if found.sources[s.id] != "no longer listed"}
    rows = [_row(source, now) for source in health.values()]
    # a retired one that was never looked at is of no interest
    unseen = [name for name, state in found.sources.items() if state == "not looked at yet"]
    rows += [("never", "never", name) for name in unseen]
    if rows:
        # no width is given: what is called by its address is last, and no address is ever cut
        out("\n" + table(("last success", "last new post", "source"), rows, colour=colour()))
    states = {name: "; ".join(_state(source, now)) for name, source in health.items()}
    told = [f"{name}: {state}" for name, state in states.items() if state]
    _section("Of these", told)
    _held_back(archive)
    _unsure(archive)
    _doubtful(archive)


def _section(title: str, lines: list[str]) -> None:
    """Lines under a title; a long one goes on in further lines, with its words whole."""
    if lines:
        out(f"\n{title}:")
        say("\n".join(f"  {safe(line)}" for line in lines))


def _row(source: SourceHealth, now: datetime) -> tuple[str, ...]:
    return _ago(source.last_success, now), _ago(source.last_new_post, now), source.id


def _state(source: SourceHealth, now: datetime) -> Iterator[str]:
    """What of a source is not as it should be."""
    if source.status is Status.RETIRED:
        yield "retired"
        return
    if source.ended and source.failing_since:
        yield f"ended: it answered 410 on {source.failing_since:%Y-%m-%d}"
    elif source.failing_since:
        error = source.last_error.removeprefix(f"{source.url}: ")
        often = f", {source.failures_in_row} times in a row" * (source.failures_in_row > 1)
        yield f"failing since {source.failing_since:%Y-%m-%d}{often}: {error}"
    elif source.silent(now):
        yield f"silent since {source.last_new_post:%Y-%m-%d}"
    if source.dead and not source.failing_since:
        first = min(source.dead, key=lambda url: (source.dead[url], url))
        yield f"{len(source.dead)} dead in it, {first} since {source.dead[first]:%Y-%m-%d}"


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    days = (now - moment).days
    return stamp(moment)[:16].replace("T", " ") if days < 2 else f"{days} days ago"


def _held_back(archive: Archive) -> None:
    """How much is held back, by reason."""
    found = archive.held_back()
    counts = Counter(in_words(fact.doubt, together=fact.together) for fact in found)
    _section("Held back", [f"{count}  {words}" for words, count in counts.most_common()])
    if found:
        say(
            "`archiver status --held-back` lists them; `archiver release` and `archiver reject` decide"
        )


def _all_held_back(archive: Archive, *, as_json: bool) -> None:
    found = archive.held_back()
    if as_json:
        for fact in found:
            out(json.dumps(journal.as_object(fact), ensure_ascii=False))
        return
    for fact in found:
        out(f"{_day(fact.since or fact.at)}  {fact.url}")
        say(" " * 12 + safe(fact.reason or ""))
    if not found:
        out("nothing is held back")


def _all_feeds(archive: Archive, *, as_json: bool) -> None:
    found = sorted(archive.clocks(), key=lambda fact: (fact.source or "", fact.url))
    if as_json:
        for fact in found:
            out(json.dumps(journal.as_object(fact), ensure_ascii=False))
        return
    source = None
    for fact in found:
        if source != (source := fact.source or ""):
            out(source)
        out(f"  {_day(fact.newest) if fact.newest else ' ' * 10}  {fact.url}")
        if state := "; ".join(_asks(fact)):
            say(" " * 14 + safe(state))
    out("The day is that of the newest entry." if found else "no feed has been looked at yet")


def _asks(feed: Polled) -> Iterator[str]:
    """What an address wants of those who ask for it, and since when it fails."""
    wish, seconds = feed.wish, max(feed.wish.interval, feed.fresh, feed.rest)
    if feed.failing:
        yield f"failing since {_day(feed.failing)}: {(feed.reason or '').removeprefix(f'{feed.url}: ')}"
    if wish.expired:
        yield "ended: it says that it will not change any more"
    if seconds:
        yield f"wishes a pause of {max(1, round(seconds / 60))} min"
    if wish.skip_hours:
        yield f"not at {', '.join(map(str, wish.skip_hours))} h UTC"
    if wish.skip_days:
        yield f"not on {', '.join(_DAYS[day] for day in wish.skip_days)}"


def _all_ways(archive: Archive, *, as_json: bool) -> None:
    """The rungs that were climbed for each blog, in the order in which they were tried."""
    found = sorted(archive.climbs(), key=lambda fact: (fact.source, fact.url, fact.at, fact.order))
    if as_json:
        for fact in found:
            out(json.dumps(journal.as_object(fact), ensure_ascii=False))
        return
    if not found:
        out("no way to older posts has been tried yet")
        return
    blog = ("", "")
    for fact in found:
        if blog != (blog := (fact.source, fact.url)):
            say(fact.source if _same(fact) else f"{fact.source}: {fact.url}")
        say(safe(f"  {fact.rung}: {fact.reason} ({_amount(fact)})"))
        if fact.left:
            say(f"    the next run goes on at {fact.left}")
        if fact.failing:
            say(f"    it fails since {_day(fact.failing)}; the next run tries it again")


def _same(fact: Climbed) -> bool:
    return fact.source in fact.url


def _amount(fact: Climbed) -> str:
    pages = f"{fact.pages} page{'s' * (fact.pages != 1)}"
    return f"{pages}, {fact.posts} post{'s' * (fact.posts != 1)}, {fact.news} new"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _unsure(archive: Archive) -> None:
    found = archive.belongings(Verdict.UNSURE)
    lines = [f"{one.challenge}  {one.post}" for one in found[:_FEW]]
    more = [f"and {len(found) - _FEW} more"] * (len(found) > _FEW)
    _section("Unsure whether these belong", [*lines, *more])
    if found:
        say("`include` or `exclude` in sources.yaml decides")


def _doubtful(archive: Archive) -> None:
    found = archive.doubtful()
    if found:
        out("\nTexts that deserve a look:")
        out(_table(found[:_FEW]))
        if len(found) > _FEW:
            out(f"and {len(found) - _FEW} more: `archiver status --doubtful` lists them all")
        say("`archiver show --dropped` shows what was left out")


def _all_doubtful(archive: Archive, *, as_json: bool) -> None:
    found = archive.doubtful()
    if as_json:
        for doubt in found:
            values = {"url": doubt.url, "confidence": doubt.confidence, "why": _why(doubt)}
            out(json.dumps({**values, "seen": doubt.seen}, ensure_ascii=False))
    else:
        out(_table(found) if found else "no text deserves a look")


def _table(found: list[Doubt]) -> str:
    rows = [(f"{doubt.confidence:.2f}", _why(doubt), doubt.url) for doubt in found]
    head = ("confidence", "why", "address")
    return table(head, rows, columns=columns(), colour=colour())


def _why(doubt: Doubt) -> str:
    return told(doubt.words, doubt.letters, doubt.missed) or _DISAGREE


def told(words: int, letters: int, missed: str) -> str:
    """Why a doubtful text deserves a look; nothing where no more is known than that it is doubted.

    ``words`` and ``letters`` are the size of the text; ``missed`` what its override named in vain.
    """
    if missed:
        return f"its override's body {missed} is not on the page"
    if words >= _SHORT or letters >= _LETTERS:
        return ""
    if letters > 10 * words:
        return f"only {letters} characters"
    return f"only {words} word{'s' * (words != 1)}"


class View(Protocol):
    """A list that is shown by itself."""

    def __call__(self, archive: Archive, *, as_json: bool) -> None:
        """Print it."""
        ...


VIEWS: Mapping[str, View] = {
    "doubtful": _all_doubtful,
    "held_back": _all_held_back,
    "why": _all_ways,
    "feeds": _all_feeds,
}
"""The options that show one list and nothing else."""
