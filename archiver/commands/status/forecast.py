"""What a run would do, in words and as JSON, for `archiver run --dry-run`."""

import json
from collections.abc import Iterable, Iterator, Sequence

from archiver.commands.status.totals import duration, plural
from archiver.console.text import folded, safe, style
from archiver.dry_run import Forecast, SourceForecast
from archiver.formats import codec
from archiver.web import urls

_FEW = 20
"""As in a report: it is to be read."""


def text(found: Forecast, *, columns: int | None, colour: bool) -> str:
    """Sections: what would be asked, what not yet and why, which posts, and how long that takes."""
    asked = [source for source in found.sources if source.asked]
    resting = [source for source in found.sources if not source.asked]
    count = f"{len(asked)} of {plural(len(found.sources), 'source')}"
    of_posts = [f"{post.url}  {post.why}" for post in found.posts]
    sections = (
        (f"Would be asked now, {count}", [line for each in asked for line in _asked(each)]),
        ("Not asked now", [_rests(source) for source in _by_time(resting)]),
        (f"{plural(len(of_posts), 'post')}, besides those that will be announced", of_posts),
    )
    shown = [_section(title, lines, columns, colour) for title, lines in sections]
    return "\n\n".join([*filter(None, shown), "\n".join(folded(_summary(found), columns))])


def _section(title: str, lines: Sequence[str], columns: int | None, colour: bool) -> str:
    if not lines:
        return ""
    more = [f"and {len(lines) - _FEW} more; --json has all"] * (len(lines) > _FEW)
    every = (*lines[:_FEW], *more)
    body = [piece for line in every for piece in folded(f"  {safe(line)}", columns)]
    return "\n".join([style(title, "bold", colour=colour), *body])


def _asked(source: SourceForecast) -> Iterator[str]:
    first, *more = source.asked
    why = f" ({source.why})" if source.why else ""
    # one without a name of its own is called by its address
    name = "" if source.source == urls.spelling(source.url) else f"{source.source}: "
    yield f"{name}{first}{why}"
    yield from (f"{name}{url}" for url in more)
    yield from (f"{name}goes on at {url}" for url in source.older)


def _by_time(sources: Iterable[SourceForecast]) -> list[SourceForecast]:
    """The next one first; those whose time never comes at the end."""
    return sorted(sources, key=lambda s: (s.not_before is None, s.not_before or 0, s.source))


def _rests(source: SourceForecast) -> str:
    when = f"not before {source.not_before:%Y-%m-%d %H:%M} UTC, as " if source.not_before else ""
    return f"{source.source}: {when}{source.why}"


def _summary(found: Forecast) -> str:
    parts = []
    if found.is_first:
        parts.append("There is no archive yet; the run makes it.")
    if found.at_work:
        parts.append("Another run is at work: this one would not start.")
    if any(source.asked for source in found.sources) or found.posts:
        least = f"{duration(found.seconds)} at least" if found.seconds >= 1 else "no pauses"
        parts.append(f"That takes {least}; what is announced then comes on top.")
    else:
        parts.append("Nothing is due.")
    return " ".join([*parts, "Nobody was asked, and nothing was written."])


def as_json(found: Forecast) -> str:
    """All of it as one JSON object."""
    values = codec.plain(found, whole=True) | {"seconds": found.seconds}
    return json.dumps(values, ensure_ascii=False, indent=1)
