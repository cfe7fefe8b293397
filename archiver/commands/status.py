"""``archiver status``: how the sources fare, and what deserves a look."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.facts import Climbed, Polled, Status
from archiver.formats import codec, journal
from archiver.history.belief import in_words
from archiver.model import Verdict
from archiver.pipeline import clock
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


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--doubtful", action="store_true", help="all texts that deserve a look, and nothing else"
    )
    only.add_argument(
        "--held-back", action="store_true", help="all that is held back, and nothing else"
    )
    only.add_argument(
        "--why",
        action="store_true",
        help="which ways to the posts of each blog were tried, and why each stopped",
    )
    only.add_argument(
        "--feeds",
        action="store_true",
        help="each feed, page and list that is asked, how it fares and when it wishes to be asked",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line and source, or doubtful text"
    )


def run(args: Namespace) -> int:
    """Print the sources, then the posts that a person should look at."""
    archive = options.opened(args)
    if args.doubtful:
        _all_doubtful(archive, as_json=args.json)
        return 0
    if args.held_back:
        _all_held_back(archive, as_json=args.json)
        return 0
    if args.why:
        _all_ways(archive, as_json=args.json)
        return 0
    if args.feeds:
        _all_feeds(archive, as_json=args.json)
        return 0
    now = clock()
    sources = archive.sources()
    if args.json:
        for source in sources:
            values = codec.plain(source, whole=True, moment=str)
            out(json.dumps(values, ensure_ascii=False))
        return 0
    rows = [_row(source, now) for source in sources]
    if rows:
        head = ("source", "last success", "failures", "last new post", "state")
        out(table(head, rows, columns=columns(), colour=colour()))
    else:
        out("no source has been looked at yet")
    _held_back(archive)
    _unsure(archive)
    _doubtful(archive)
    return 0


def _row(source: SourceHealth, now: datetime) -> tuple[str, ...]:
    return (
        source.id,
        _ago(source.last_success, now),
        str(source.failures_in_row or ""),
        _ago(source.last_new_post, now),
        "; ".join(_state(source, now)),
    )


def _state(source: SourceHealth, now: datetime) -> Iterator[str]:
    """What of a source is not as it should be."""
    if source.status is Status.RETIRED:
        yield "retired"
        return
    if source.ended and source.failing_since:
        yield f"ended: it answered 410 on {source.failing_since:%Y-%m-%d}"
    elif source.failing_since:
        error = source.last_error.removeprefix(f"{source.url}: ")
        yield f"failing since {source.failing_since:%Y-%m-%d}: {error}"
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
    if not found:
        return
    counts = Counter(in_words(fact.doubt, together=fact.together) for fact in found)
    out("\nHeld back; `archiver release` and `archiver reject` decide by hand:")
    out("\n".join(f"  {count}  {words}" for words, count in counts.most_common()))
    out("`archiver status --held-back` lists them all")


def _all_held_back(archive: Archive, *, as_json: bool) -> None:
    found = archive.held_back()
    if as_json:
        for fact in found:
            out(json.dumps(journal.as_object(fact), ensure_ascii=False))
        return
    rows = [(_day(fact.since or fact.at), fact.reason or "", fact.url) for fact in found]
    head = ("since", "why", "address")
    out(table(head, rows, columns=columns(), colour=colour()) if rows else "nothing is held back")


def _all_feeds(archive: Archive, *, as_json: bool) -> None:
    found = sorted(archive.clocks(), key=lambda fact: (fact.source or "", fact.url))
    if as_json:
        for fact in found:
            out(json.dumps(journal.as_object(fact), ensure_ascii=False))
        return
    rows = [
        (
            fact.source or "",
            _day(fact.newest) if fact.newest else "",
            "; ".join(_asks(fact)),
            fact.url,
        )
        for fact in found
    ]
    head = ("source", "newest entry", "state", "address")
    told = table(head, rows, columns=columns(), colour=colour())
    out(told if rows else "no feed has been looked at yet")


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
            out(fact.source if _same(fact) else f"{fact.source}: {fact.url}")
        out(f"  {fact.rung}: {fact.reason} ({_amount(fact)})")
        if fact.left:
            out(f"    the next run goes on at {fact.left}")
        if fact.failing:
            out(f"    it fails since {_day(fact.failing)}; the next run tries it again")


def _same(fact: Climbed) -> bool:
    return fact.source in fact.url


def _amount(fact: Climbed) -> str:
    pages = f"{fact.pages} page{'s' * (fact.pages != 1)}"
    return f"{pages}, {fact.posts} post{'s' * (fact.posts != 1)}, {fact.news} new"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _unsure(archive: Archive) -> None:
    lines = [f"  {found.challenge}  {found.post}" for found in archive.belongings(Verdict.UNSURE)]
    if lines:
        out("\nUnsure whether these belong; `include` or `exclude` in sources.yaml decides:")
        out("\n".join(lines[:_FEW]))
        if len(lines) > _FEW:
            out(f"  and {len(lines) - _FEW} more")


def _doubtful(archive: Archive) -> None:
    found = archive.doubtful()
    if found:
        out("\nTexts that deserve a look (`archiver show --dropped` shows what was left out):")
        out(_table(found[:_FEW]))
        if len(found) > _FEW:
            out(f"and {len(found) - _FEW} more: `archiver status --doubtful` lists them all")


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
