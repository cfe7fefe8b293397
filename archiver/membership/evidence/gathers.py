"""The post gathers what others wrote: a reading list, a round-up, an index of the author's own answers."""

import re

from archiver.membership import own_pages, weights
from archiver.membership.case import Case
from archiver.model import Evidence
from archiver.web import urls

MANY = 3
"""Links to so many posts, in a list or close together, are the matter of a post."""
_WORDS_A_LINK = 40
_ITEM = re.compile(r"^\s{0,6}(?:[-*•]|\d{1,3}[.)])\s.*\]\(", re.MULTILINE)


def find(case: Case) -> list[Evidence]:
    """Evidence against a post that is mostly a list of links to posts."""
    links = _to_posts(case)
    if len(links) < MANY:
        return []
    hosts = {urls.host(url) for url in links}
    items = len(_ITEM.findall(case.post.markdown))
    # without blanks between the words, eight letters are some three of them
    words = len(case.post.text.split()) + 3 * sum(c > "\u3000" for c in case.post.text) // 8
    dense = words <= _WORDS_A_LINK * len(links)
    if not (dense and (items >= MANY or len(hosts) >= MANY)):
        return []
    quote = f"{len(links)} links to posts among {words} words"
    return [
        Evidence(
            kind="gathers",
            quote=quote,
            where="the whole post",
            weight=weights.GATHERS,
            says="others",
        )
    ]


def _to_posts(case: Case) -> set[str]:
    """Addresses of posts that the post links: no home pages, no pages of the challenge, no pictures."""
    found = set()
    for link in case.post.links:
        parts = urls.parse(link.url)
        if (
            parts
            and (parts.path.strip("/") or parts.query)
            and not own_pages.is_one(link.url, case.challenge)
        ):
            found.add(urls.key(link.url))
    return found
