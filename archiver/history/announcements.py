"""Groups the announcements of each post, those with the most data first."""

from collections.abc import Iterable

from archiver.facts import Announced
from archiver.model import Candidate, Method
from archiver.web import urls

# a feed entry has the most data about a post, a bare link the least
_RICHEST = (
    Method.FEED,
    Method.TAG,
    Method.ROUNDUP,
    Method.ROSTER,
    Method.INVITATION,
    Method.HUB,
    Method.SITE,
    Method.OPML,
)


def group(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """The announcements of each page, richest first, by the page's key."""
    pages: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        pages.setdefault(urls.key(candidate.url), []).append(candidate)
    for found in pages.values():
        found.sort(key=lambda c: (_rank(c.how), not c.content, c.via, c.url))
    return pages


def one_each(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """What one document announces, each page once: the first entry with content, else the first.

    A feed may name one address twice, as after a post was published again. Told both, every run
    would take each for news after the other.
    """
    kept: dict[str, Candidate] = {}
    for candidate in found:
        known = kept.get(urls.key(candidate.url))
        if known is None or (candidate.content and not known.content):
            kept[urls.key(candidate.url)] = candidate
    return tuple(kept.values())


def own_announcement(announced: Iterable[Announced]) -> Announced | None:
    """The announcement by the blog's own feed, whose title, author and date can be trusted.

    What a hub or a round-up says of somebody else's post is no such witness.
    """
    own = [fact for fact in announced if fact.how == Method.FEED or fact.entry_id]
    return min(own, key=_richest, default=None)


def _richest(fact: Announced) -> tuple[object, ...]:
    # of two feeds the one that spoke last: a blog's feed may have moved, and the old one stays as it was
    newest = -fact.at.timestamp()
    return _rank(fact.how), not fact.content_sha256, newest, fact.via, fact.url


def _rank(how: Method) -> int:
    return _RICHEST.index(how) if how in _RICHEST else len(_RICHEST)


def announcers(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The documents that announced a page, each once, in a fixed order."""
    return tuple(sorted({candidate.via for candidate in candidates}))
