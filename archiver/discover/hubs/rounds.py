"""The rounds that a hub announces: a table or list of prompts, headings, an index of months.

A row of prompts has a day or a number, a title and a prompt, in columns or parted by a colon, a dash or
a question. A day opens a round; it closes on the day before the next one opens.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from archiver.discover.hubs import prompt_rows, round_dates, round_numbers
from archiver.discover.hubs.flow import Line
from archiver.discover.hubs.link_roles import Placed, Role
from archiver.discover.hubs.prompt_rows import Row
from archiver.discover.hubs.round_numbers import SERIES
from archiver.model import Round
from archiver.web.vocabulary import lists

_RHYTHM = (
    (re.compile(r"every (?:two|other|second) weeks?|two weeks|fortnight|alle (?:zwei|2) wochen|toutes les deux semaines|cada dos semanas"), 14),
    (re.compile(r"each week|every week|(?:a|per) week|weekly|jede woche|wöchentlich|chaque semaine|cada semana"), 7),
    (re.compile(r"every day|each day|(?:a|per) day|daily|jeden tag|täglich|chaque jour|cada día"), 1),
)  # fmt: skip


_NAME = 160
"""The most characters of the title of a round that has a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a page beside its text: its title, its address and the day it was published."""

    title: str
    url: str
    published: date | None = None


def of_page(
    lines: Sequence[Line], links: Sequence[Placed], roles: Mapping[int, Role], about: About
) -> tuple[Round, ...]:
    """The rounds of a hub, in the order of their days; none where it announces none."""
    rows = prompt_rows.read(lines, links, roles)
    if not rows:
        return _only_one(links, roles, about)
    spans = [row.span for row in rows]
    days = round_dates.placed(spans, round_dates.year_in(about.title), about.published)
    length = _length(days, " ".join(line.text for line in lines).casefold())
    found = [
        _round(row, n, when, roles) for n, (row, when) in enumerate(zip(rows, days, strict=True), 1)
    ]
    return _closed(_named_once(found), length)


# ---- what rows mean


def _round(
    row: Row, n: int, when: tuple[date, date | None] | None, roles: Mapping[int, Role]
) -> Round:
    """A round as a row tells it."""
    opens, closes = when or (None, None)
    title = row.title
    if row.unit and row.number is not None and not _is_unit(row.unit):
        linked = next(
            (p.words for p in row.links if roles.get(id(p.link)) is Role.INVITATION), title
        )
        named = linked if SERIES.search(linked) else f"{row.unit} #{row.number}"
        title = named if linked == named or not linked else f"{named} – {linked.strip(' –—-:')}"
    unit = row.unit if _is_unit(row.unit) and row.unit.isascii() else "round"
    number = n if row.number is None else row.number
    name = f"{unit}-{number}"
    if row.number is None and opens and row.span and row.span.first.day is None:
        name = f"{opens:%Y-%m}"
    by_role = {roles[id(p.link)]: p.url for p in reversed(row.links) if id(p.link) in roles}
    return Round(
        id=name,
        title=title[:_NAME],
        prompt=row.prompt
        if not row.links or row.span or row.unit in lists.words("round-units")
        else "",
        opens=opens,
        closes=closes,
        invitation=by_role.get(Role.INVITATION),
        roundup=by_role.get(Role.ROUNDUP),
    )


def _is_unit(word: str) -> bool:
    return word in lists.words("round-units")


def _named_once(rounds: Sequence[Round]) -> list[Round]:
    """The rounds with ids of their own; a second one of a name gets a letter."""
    seen: Counter[str] = Counter()
    found = []
    for each in rounds:
        seen[each.id] += 1
        again = seen[each.id]
        found.append(each if again == 1 else replace(each, id=f"{each.id}-{again}"))
    return found


def _length(days: Sequence[tuple[date, date | None] | None], text: str) -> int:
    """How many days a round lasts: as all that are told of do, or as the page says; 0 if neither."""
    opens = sorted({when[0] for when in days if when})
    steps = {(b - a).days for a, b in pairwise(opens)}
    if len(steps) == 1:
        return steps.pop()
    if not steps:
        return next((length for pattern, length in _RHYTHM if pattern.search(text)), 0)
    return 0


def _closed(rounds: Sequence[Round], length: int) -> tuple[Round, ...]:
    """The rounds in the order of their days, each closed on the day before the next one opens."""
    if all(each.opens for each in rounds):
        rounds = sorted(rounds, key=lambda each: each.opens or date.min)
    found = []
    for each, after in zip(rounds, [*rounds[1:], None], strict=True):
        closes = each.closes
        if closes is None and each.opens:
            if after and after.opens and after.opens > each.opens:
                closes = after.opens - timedelta(days=1)
            elif after is None and length:
                closes = each.opens + timedelta(days=length - 1)
        found.append(replace(each, closes=closes))
    return tuple(found)


def _only_one(
    links: Sequence[Placed], roles: Mapping[int, Role], about: About
) -> tuple[Round, ...]:
    """The round of a page that is about one: it passes on an invitation, or its title has a number
    or a month.
    """
    by_role = {roles[id(p.link)]: p.url for p in reversed(links) if id(p.link) in roles}
    pages = {role: by_role.get(role) for role in (Role.INVITATION, Role.ROUNDUP)}
    named, span = round_numbers.label(about.title), round_dates.read(about.title)
    if not any(pages.values()) and not (span and span.first.year):
        return ()
    opens, closes = about.published, None
    if span and (days := round_dates.placed([span], None, about.published)[0]):
        opens, closes = days
    dated = f"{opens:%Y-%m}" if span and opens else "round-1"
    return (
        Round(
            id=f"round-{named[1]}" if named else dated,
            title=about.title[:_NAME],
            opens=opens,
            closes=closes,
            invitation=pages[Role.INVITATION],
            roundup=pages[Role.ROUNDUP],
        ),
    )
