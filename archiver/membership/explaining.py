"""A verdict in sentences that a person understands: what it is, what decided, when it was written."""

from collections.abc import Iterable
from datetime import date

from archiver.membership.evidence.window import windows
from archiver.membership.own_pages import is_one
from archiver.membership.what_if import Change, Way
from archiver.model import Challenge, Evidence, Grounds, Membership, Ruling, Verdict
from archiver.web import dates

_IS = {
    Verdict.MEMBER: "is a member of",
    Verdict.UNSURE: "may be a member of",
    Verdict.OUTSIDE: "is no member of",
}


def verdict(m: Membership, challenge: Challenge) -> str:
    """The verdict, its rounds, how sure it is, and who decided."""
    sure = "" if m.decided_by == "organiser" else _sure(m.confidence)
    told = f"{_IS[m.verdict]} {challenge.title} ({challenge.id}){_rounds(m.round, m.also)}{sure}"
    if m.decided_by != "organiser":
        return f"{told}; decided by the rules"
    key = "exclude" if m.verdict is Verdict.OUTSIDE else "include"
    return f"{told}; decided by you in sources.yaml (`{key}`){_beside(m.rules)}"


def _beside(rules: Ruling | None) -> str:
    if rules is None:
        return ""
    return f"; the rules say {state(rules.verdict, rules.round)}{_sure(rules.confidence)}"


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f" (confidence {confidence:.2f})"


def _rounds(answered: str | None, also: Iterable[str]) -> str:
    every = [key for key in (answered, *also) if key]
    if not every:
        return ""
    return f", round{'s' * (len(every) > 1)} {' and '.join(every)}"


def state(verdict: Verdict, answered: str | None, also: Iterable[str] = ()) -> str:
    """A verdict and its rounds in a few words."""
    return f"{verdict}{_rounds(answered, also)}"


def is_for(piece: Evidence) -> bool:
    """Whether a piece of evidence speaks for the post; one that was not weighed does."""
    return piece.weight >= 0


def by_weight(evidence: Iterable[Evidence]) -> list[Evidence]:
    """What the rules weigh, the heaviest first; what weighs the same stays in its order."""
    pieces = (piece for piece in evidence if piece.kind != "organiser")
    return sorted(pieces, key=lambda piece: -abs(piece.weight))


def decision(
    m: Membership, challenge: Challenge, changes: Iterable[Change], grounds: Grounds | None
) -> str:
    """Which rule decided: her word, the challenge's own page, or the pieces that it depends on."""
    word = next((piece for piece in m.evidence if piece.kind == "organiser"), None)
    if m.decided_by == "organiser":
        return f"{word.where}: {word.quote}" if word else "a line in sources.yaml"
    if grounds is not None and is_one(grounds.post.url, challenge):
        return "it is a page of the challenge itself: a call to write is no answer to it"
    without = [one for one in changes if one.evidence is not None]
    pieces = [one.evidence for one in without if one.then.verdict is not m.verdict]
    rounds = [one.evidence for one in without if one.then.verdict is m.verdict]
    if pieces:
        decided = _both(pieces)
    elif not m.evidence:
        decided = "nothing speaks for it"
    elif m.verdict is Verdict.MEMBER:
        decided = "several pieces of evidence: without any one of them it would still be a member"
    elif all(map(is_for, m.evidence)):
        decided = "what speaks for it does not suffice"
    else:
        decided = "what speaks against it weighs more"
    return f"{decided}; its round by {_both(rounds)}" if rounds else decided


def _both(pieces: Iterable[Evidence | None]) -> str:
    return ", and ".join(told(piece) for piece in pieces if piece is not None)


def told(piece: Evidence) -> str:
    """A piece of evidence, short."""
    quote = " ".join(piece.quote.split())
    short = quote if len(quote) <= 80 else f"{quote[:79]}…"
    return f'{piece.kind} ({piece.where}): "{short}"'


def change(one: Change) -> str:
    """What would be otherwise, and what then."""
    words = {
        Way.WITHOUT: f"without {told(one.evidence)}" if one.evidence else "without it",
        Way.TAGGED: f"with the tag `{one.what}`",
        Way.LISTED: "listed in a round-up" + (f", such as {one.what}" if one.what else ""),
        Way.WRITER: f"with {one.what} among `writers` in sources.yaml",
        Way.INCLUDED: f"with `include` in sources.yaml: {one.what}",
        Way.EXCLUDED: f"with `exclude` in sources.yaml: {one.what}",
        Way.RULES: "without your line in sources.yaml",
    }
    then = state(one.then.verdict, one.then.round, one.then.also)
    lost = one.then.verdict is Verdict.MEMBER and one.then.round is None
    return f"{words[one.way]}: {then}{', no round' * lost}"


def timing(m: Membership, challenge: Challenge, grounds: Grounds | None) -> str:
    """The day of publication against the round that is answered, or else against all of them."""
    day = _day(grounds)
    known = {key: (start, end) for key, start, end in windows(challenge)}
    if day is None:
        return "its day of publication is not known"
    if not known:
        return f"published on {day}; no round has a window"
    open_then = [key for key, (start, end) in known.items() if start <= day <= end]
    key = m.round if m.round in known else next(iter(open_then), None) or _nearest(day, known)
    start, end = known[key]
    window = f"{key or 'it'} was open from {start} to {end}"
    if start <= day <= end:
        return f"published on {day}, in time: {window}"
    late = day > end
    many = (day - end).days if late else (start - day).days
    return f"published on {day}, {'late' if late else 'early'} by {many} day{'s' * (many > 1)}: {window}"


def _day(grounds: Grounds | None) -> date | None:
    if grounds is None:
        return None
    told = (grounds.post.published, *(a.published for a in grounds.announcements))
    return next((day for moment in told if (day := dates.day(moment))), None)


def _nearest(day: date, known: dict[str, tuple[date, date]]) -> str:
    def away(key: str) -> int:
        start, end = known[key]
        return max((start - day).days, (day - end).days)

    return min(known, key=away)
