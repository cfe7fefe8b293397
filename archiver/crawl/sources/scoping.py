"""Which announced posts are wanted of a source: by their days and tags, or as they name the challenge."""

from collections.abc import Iterable, Sequence
from datetime import date

from archiver.discover.post_addresses import days_of_post
from archiver.model import Candidate, Challenge
from archiver.model.blog import Scope, day_of
from archiver.web import urls
from archiver.web.plain_text import links, without_tags

_LAST = 3
"""So many entries at the end of a list say how far back it has come: one may be pinned there."""


def is_wanted(scope: Scope, said: Candidate, challenge: Challenge | None) -> bool:
    """Whether a post is looked for. What is not known of it does not speak against it, and one that
    names the challenge is wanted whenever it was written."""
    first, last = _days(said)
    inside = not (scope.until and first and first > scope.until) and not scope.is_past(last)
    # where no tag is known, none speaks against it
    inside = inside and (not (scope.tags and said.tags) or _share(scope.tags, said.tags))
    return inside or (challenge is not None and names(said, challenge))


def leads_past(scope: Scope, listed: Sequence[Candidate]) -> bool:
    """Whether a list, newest first, has come to what was published before what is wanted."""
    days = [day for said in listed if (day := _days(said)[1])]
    newer, oldest = days[:-_LAST], days[-_LAST:]
    in_order = not newer or max(oldest) <= min(newer)
    return bool(days) and all(map(scope.is_past, oldest if in_order else days))


def is_newer(scope: Scope, listed: Sequence[Candidate]) -> bool:
    """Whether all of a list was published after what is wanted."""
    days = [_days(said)[0] for said in listed]
    return bool(days) and all(scope.until and day and day > scope.until for day in days)


def names(said: Candidate, challenge: Challenge) -> bool:
    """Whether what is announced of a post names the challenge, carries its tag or links to a page of
    it: what membership counts as such."""
    from archiver.membership import own_pages  # here: a run without news loads no vocabulary
    from archiver.membership.sentences import naming

    if _share(challenge.tags, said.tags):
        return True
    pages = own_pages.of(challenge)
    targets = (urls.resolve(link, said.url) for link in links(said.content))
    if any(urls.key(urls.without_fragment(urls.original(url))) in pages for url in targets if url):
        return True
    return naming.is_named(
        f"{said.title}. {said.quote}. {without_tags(said.content, ' ')}", challenge
    )


def _share(wanted: Iterable[str], carried: Iterable[str]) -> bool:
    from archiver.membership.sentences import challenge_names  # here: as above

    return bool({*map(challenge_names.fold, wanted)} & {*map(challenge_names.fold, carried)} - {""})


def _days(said: Candidate) -> tuple[date | None, date | None]:
    """The first and the last day on which a post may have been published."""
    if day := day_of(said.published):
        return day, day
    if days := days_of_post(said.url):
        return days
    return None, day_of(said.updated)  # it was published before it was changed
