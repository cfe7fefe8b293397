"""Of two readings of one page, which is likely the better one? Independent witnesses are asked.

The content of the post's feed entry, where it is the whole post, decides about the text. Else
trafilatura, which reads the page in a way of its own, and the confidence of each reading have to
agree. Title, authors and dates are better where they are the feed entry's, or where the page
declares what was a guess before.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from archiver.extraction.body import feed_content
from archiver.extraction.document.tree import comparable
from archiver.history.folding import fold
from archiver.history.versions import difference
from archiver.model import Candidate, Change, Post
from archiver.reading.reading import Reading
from archiver.web.dates import day
from archiver.web.page import page_of

_AS_GOOD = 0.02
"""F1 of words: two texts that differ by less are as close to a witness."""
_AS_SURE = 0.1
"""Two confidences that differ by less say the same."""
_EXCERPT = 0.75
"""A short content of a feed with a smaller share of one of the texts may be its beginning only."""
_DECLARED = frozenset(("feed", "json-ld", "microdata", "opengraph", "meta", "microformats"))
"""Witnesses of metadata that say what they mean; others are guesses from what a page shows."""
_FIELDS = ("title", "authors", "published", "tags", "categories", "licence")


class Verdict(StrEnum):
    """What a new reading is likely to be, beside the one that is held."""

    BETTER = "better"
    WORSE = "worse"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one witness says: of the reading that is held, and of the new one.

    For a text these are how far each agrees with the witness, from 0 to 1; for another field 1
    where it is what the witness says.
    """

    witness: str
    about: str
    before: float
    after: float

    @property
    def verdict(self) -> Verdict:
        """The vote; unsure where the difference is too small to mean anything."""
        least = _AS_SURE if self.witness == "confidence" else _AS_GOOD
        if abs(self.after - self.before) < least:
            return Verdict.UNSURE
        return Verdict.BETTER if self.after > self.before else Verdict.WORSE

    @property
    def speaks(self) -> bool:
        """Whether the witness sees a difference."""
        return self.verdict is not Verdict.UNSURE


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on a new reading, the fields in which it differs, and the votes on them."""

    verdict: Verdict
    fields: tuple[str, ...]
    votes: tuple[Vote, ...] = ()


def compare(reading: Reading, before: Post, after: Post, *, overruled: bool = False) -> Comparison:
    """Compare what is held of a page with a new reading of it.

    ``overruled``: a person has said since how the post is to be read; nobody knows better.
    """
    changed = changed_fields(before, after)
    said = reading.witnesses.override
    fits = not (said and said.body) or after.origins.get("body") == "override"
    if overruled and fits:
        return Comparison(Verdict.BETTER, changed, (Vote("override", changed[0], 0.0, 1.0),))
    votes = tuple(_votes(reading, before, after, changed))
    return Comparison(_verdict(votes), changed, votes)


def changed_fields(before: Post, after: Post) -> tuple[str, ...]:
    """What a reader would see differ: ``text`` or ``form``, the metadata, the ``address``."""
    kind = difference(before, after)
    body = {Change.EDITED: ("text",), Change.RETOUCHED: ("form",)}.get(kind, ()) if kind else ()
    others = tuple(name for name in _FIELDS if _plain(before, name) != _plain(after, name))
    return (*body, *others) or ("address",)


def _plain(post: Post, name: str) -> object:
    value = getattr(post, name)
    if name == "title":
        return fold(value)
    return day(value) if name == "published" else frozenset(value or ())


def _verdict(votes: tuple[Vote, ...]) -> Verdict:
    """The feed's word on the text, else what all say who see a difference."""
    cast = {vote.verdict for vote in votes if vote.witness == "feed" and vote.about == "text"}
    if cast - {Verdict.UNSURE}:
        return cast.pop()
    about_text = [vote for vote in votes if vote.about == "text"]
    cast = {vote.verdict for vote in about_text or votes} - {Verdict.UNSURE}
    return cast.pop() if len(cast) == 1 else Verdict.UNSURE


def _votes(reading: Reading, before: Post, after: Post, changed: tuple[str, ...]) -> Iterator[Vote]:
    if "text" in changed:
        yield from _on_text(reading, before, after)
    for name in changed:
        announced = _announced(reading.feed, name) if reading.feed else None
        if announced:
            agree = [float(_plain(post, name) == announced) for post in (before, after)]
            yield Vote("feed", name, *agree)
        elif name in _FIELDS:
            origins = [post.origins.get(name, "") for post in (before, after)]
            yield Vote("page", name, *(float(origin in _DECLARED) for origin in origins))


def _on_text(reading: Reading, before: Post, after: Post) -> Iterator[Vote]:
    texts = [Counter(comparable(post.text).split()) for post in (before, after)]
    content = reading.feed.content if reading.feed else ""
    feed = feed_content.read(content, reading.capture.final_url) if content else None
    if feed and feed.whole:
        words = Counter(feed.words.split())
        if feed.long or words.total() >= _EXCERPT * max(text.total() for text in texts):
            yield Vote("feed", "text", *(_f1(text, words) for text in texts))
    other = Counter(comparable(_other_way(reading)).split())
    if other:
        yield Vote("trafilatura", "text", *(_f1(text, other) for text in texts))
    if before.confidence is not None and after.confidence is not None:
        yield Vote("confidence", "text", before.confidence, after.confidence)


def _f1(left: Counter[str], right: Counter[str]) -> float:
    return round(2 * (left & right).total() / max(1, left.total() + right.total()), 2)


def _other_way(reading: Reading) -> str:
    """The page's text as trafilatura reads it, which shares no rule with this program."""
    from trafilatura import extract  # imported here: it takes half a second

    if reading.from_feed:
        return ""
    source = page_of(reading.capture).source
    return extract(source, include_comments=False, include_formatting=False) or ""


def _announced(entry: Candidate, name: str) -> object:
    """What the feed's entry says of a field, in the form in which fields are compared."""
    said = {
        "title": fold(entry.title),
        "authors": frozenset((entry.author,) if entry.author else ()),
        "published": day(entry.published),
        "tags": frozenset(entry.tags),
    }
    return said.get(name)
