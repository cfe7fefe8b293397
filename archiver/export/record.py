"""One post with its memberships, flat: the columns that all formats share."""

from collections.abc import Iterable, Mapping
from datetime import date

from archiver.model import Membership, Post, Verdict, Version
from archiver.web import urls
from archiver.web.dates import stamp

COLUMNS = (
    "url",
    "canonical_url",
    "host",
    "title",
    "authors",
    "published",
    "updated",
    "first_seen",
    "seen",
    "version",
    "change",
    "gone",
    "challenges",
    "rounds",
    "verdicts",
    "repost_of",
    "tags",
    "categories",
    "language",
    "site",
    "licence",
    "words",
    "from_feed",
    "text",
    "markdown",
)


def record(version: Version, text: Post, memberships: Iterable[Membership]) -> dict[str, object]:
    """The columns of a post. ``text`` is its newest text, which a tombstone itself does not have.

    Lists stay lists; dates are ISO 8601 strings; what is not known is None. ``from_feed``: the page
    could not be read, and the text is the one that the feed gives. ``repost_of`` is the address of the
    post of the challenge that it repeats on another host; a post of several challenges repeats one.
    """
    belongs = [m for m in memberships if m.verdict is not Verdict.OUTSIDE]
    return {
        "url": version.url,
        "canonical_url": text.url,
        "host": urls.host(version.url),
        "title": text.title,
        "authors": list(text.authors),
        "published": _iso(text.published),
        "updated": _iso(text.updated),
        "first_seen": stamp(version.first_seen),
        "seen": stamp(version.seen_at),
        "version": version.number,
        "change": str(version.change),
        "gone": version.post is None,
        "challenges": [m.challenge for m in belongs],
        "rounds": [m.round or "" for m in belongs],
        "verdicts": [str(m.verdict) for m in belongs],
        "repost_of": next((m.repost_of for m in belongs if m.repost_of), None),
        "tags": list(text.tags),
        "categories": list(text.categories),
        "language": text.language,
        "site": text.site,
        "licence": text.licence,
        "words": text.word_count,
        "from_feed": text.origins.get("body") == "feed",
        "text": text.text,
        "markdown": text.markdown,
    }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


Record = Mapping[str, object]
