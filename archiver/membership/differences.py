"""What has changed between two judgements of the same posts and one challenge, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from archiver.model import Evidence, Membership, Verdict

_QUOTE = 60
"""The most characters of a quotation in a reason."""
_HAND = "organiser"


class Kind(StrEnum):
    """What has become of a post."""

    JOINED = "joined"
    LEFT = "left"
    SETTLED = "no longer unsure"
    UNSURE = "became unsure"
    ROUND = "changed its round"
    WRITER = "has another writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A post whose verdict, round or writer is another one; ``before`` is None where there was none.

    ``reason`` says in a few words what decided. Writers are empty where nobody knows who wrote it.
    """

    post: str
    challenge: str
    kind: Kind
    verdict: Verdict
    round: str | None
    before: Verdict | None
    round_before: str | None
    writer: str
    writer_before: str
    reason: str


def differences(
    before: Iterable[Membership], after: Iterable[Membership], challenge: str
) -> list[Difference]:
    """The posts with another verdict, round or writer, by kind and address.

    Who wrote a post that is outside is told of nowhere. To have no verdict is to be outside; what is said only with other evidence is no difference.
    """
    held = {m.post: m for m in before}
    now = {m.post: m for m in after}
    found = []
    for post in sorted({*held, *now}):
        old = held.get(post) or _outside(post, challenge)
        new = now.get(post) or _outside(post, challenge)
        kind = _kind(old, new)
        if kind is not None:
            found.append(
                Difference(
                    post=post,
                    challenge=challenge,
                    kind=kind,
                    verdict=new.verdict,
                    round=new.round,
                    before=old.verdict if post in held else None,
                    round_before=old.round,
                    writer=new.writer,
                    writer_before=old.writer,
                    reason=_by(new) if kind is Kind.WRITER else _reason(old, new),
                )
            )
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.post))


def _outside(post: str, challenge: str) -> Membership:
    return Membership(post=post, challenge=challenge, verdict=Verdict.OUTSIDE)


def _kind(old: Membership, new: Membership) -> Kind | None:
    if old.verdict is not new.verdict:
        out = Kind.LEFT if old.verdict is Verdict.MEMBER else Kind.SETTLED
        return {Verdict.MEMBER: Kind.JOINED, Verdict.UNSURE: Kind.UNSURE}.get(new.verdict, out)
    if new.verdict is Verdict.OUTSIDE:
        return None
    if (old.round, old.also) != (new.round, new.also):
        return Kind.ROUND
    return Kind.WRITER if old.writer != new.writer else None


def _by(new: Membership) -> str:
    return f"written by {new.writer}" if new.writer else "nobody knows any more who wrote it"


def _reason(old: Membership, new: Membership) -> str:
    """What decided: the organiser's word, else the evidence that is new or gone, else the strongest."""
    if new.decided_by == _HAND:
        return next((e.where for e in new.evidence if e.kind == _HAND), "sources.yaml")
    if old.decided_by == _HAND:
        word = next((e.where for e in old.evidence if e.kind == _HAND), "sources.yaml")
        return f"no longer in {word}"
    gained, lost = _lacking(new, old), _lacking(old, new)
    rises = new.verdict is Verdict.MEMBER or old.verdict is Verdict.OUTSIDE
    # what came in the direction of the change, then what stood against it and is gone
    for piece in gained:
        if (piece.weight >= 0) is rises:
            return _told(piece)
    for piece in lost:
        if (piece.weight < 0) is rises:
            return f"no longer: {_told(piece)}"
    rest = (*gained, *new.evidence)
    return _told(rest[0]) if rest else "there is no evidence"


def _lacking(one: Membership, other: Membership) -> list[Evidence]:
    """The evidence of one judgement that the other has not."""
    there = {(e.kind, e.quote, e.where, e.round) for e in other.evidence}
    return [e for e in one.evidence if (e.kind, e.quote, e.where, e.round) not in there]


def _told(evidence: Evidence) -> str:
    quote = " ".join(evidence.quote.split())
    short = quote if len(quote) <= _QUOTE else f"{quote[: _QUOTE - 1]}…"
    return f'{evidence.kind}, {evidence.where}: "{short}"'
