"""What the post is about beside the challenge: an answer goes on to its matter, while who announces,
reviews or looks back speaks of writing and taking part throughout."""

import re
from functools import cache

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences.passages import passages
from archiver.model import Evidence
from archiver.web.vocabulary import lists

_LEAST = 3
"""Of fewer sentences beside the mention nothing can be told."""
_MUCH = 0.4


def find(case: Case) -> list[Evidence]:
    """Evidence from the sentences of a post that names the challenge, but for those that name it."""
    naming = {mention.passage for mention in case.mentions}
    rest = [p.text for p in passages(case.post) if p.paragraph >= 0 and p not in naming]
    if not case.mentions or len(rest) < _LEAST:
        return []
    talking = [text for text in rest if _talk().search(text)]
    if talking and len(talking) < _MUCH * len(rest):
        return []
    weight = weights.TALKS_OF_IT if talking else weights.TALKS_OF_ITS_MATTER
    where = f"{len(talking)} of {len(rest)} other sentences speak of writing and taking part"
    return [Evidence(kind="matter", quote=(talking or rest)[0], where=where, weight=weight)]


@cache
def _talk() -> re.Pattern[str]:
    begins = "|".join(map(re.escape, lists.words("challenge-talk")))
    return re.compile(rf"(?:\b|(?<=[^\x00-\x7f]))(?:{begins})", re.IGNORECASE)
