"""The post links to the hub, an invitation, a round-up or another page of the challenge."""

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.model import Evidence
from archiver.web import urls
from archiver.web.secrets import has_mark, hidden_as_in


def find(case: Case) -> list[Evidence]:
    """Links to the challenge, one a target; a copy in the Wayback Machine counts as its page.

    The first counts: what the sentence around it does is told by its mention.
    """
    marked = tuple(filter(has_mark, case.pages))
    quotes = {urls.key(link.url): m for m in case.every_mention for link in m.links}
    found: dict[str, Evidence] = {}
    for link in case.post.links:
        target = hidden_as_in(marked, urls.original(link.url))
        key = urls.key(urls.without_fragment(target))
        if key in case.pages and key not in found:
            of_round = case.pages[key]
            weight = weights.LINK_OF_ROUND if of_round else weights.LINK
            mention = quotes.get(urls.key(target))
            quote = mention.passage.text if mention else link.text or target
            found[key] = Evidence(
                kind="link",
                quote=quote,
                where=f"link to {target}",
                round=of_round,
                weight=0.0 if any(e.weight for e in found.values()) else weight,
            )
    return list(found.values())
