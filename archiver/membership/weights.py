"""What each sign adds to the logarithm of the odds that a post is an answer, and the lines between verdicts.

All that is tuned stands here. The numbers were set by hand on labelled communities and are rounded;
``bench/membership.py`` measures them, with each community left out in turn.
"""

import math
from collections.abc import Iterable, Mapping

from archiver.membership.sentences.naming import Level
from archiver.membership.sentences.seasons import When
from archiver.model import Evidence
from archiver.web.vocabulary.acts import Act

PRIOR = -2.5
"""Before anything is known: a blog goes on with other things."""

MEMBER = 0.35
UNSURE = -2.0
"""From ``MEMBER`` on a post is a member; from ``UNSURE`` on nobody knows, if anything speaks for it."""

NAME: Mapping[Level | None, float] = {
    None: 0.0,
    Level.PARTLY: 0.3,
    Level.COMMUNITY: 0.5,
    Level.NAMED: 1.3,
    Level.FULL: 1.4,
}
CLAIM: Mapping[Act, float] = {Act.HERE: 3.5, Act.MINE: 2.2, Act.JOINS: 2.0}
CREDIT = 2.2
"""A line that is nothing but the name, with little beside it, at the beginning or the end."""
HASHTAG = 2.6
"""A hashtag that stands for itself."""
READ = 0.75
"""What the learned reading of a sentence counts, whose answer is a logarithm of odds itself."""
NEAR_AN_END = 0.5
OF_A_ROUND = 0.7
LINK = 1.5
LINK_OF_ROUND = 1.6

AGAINST: Mapping[Act, float] = {
    Act.DECLINES: -5.0,
    Act.PLANS: -3.0,
    Act.HOSTS: -4.0,
    Act.ANNOUNCES: -2.5,
    Act.RECALLS: -2.2,
    Act.OTHERS: -3.5,
    Act.THANKS: -2.5,
    Act.WEIGHS: -3.0,
    Act.QUOTES: -2.0,
    Act.SELLS: -5.0,
}
BESIDE = {Act.HERE: 0.2, Act.MINE: 0.5, Act.JOINS: 0.7, None: 1.0}
"""How much of what speaks against a post in other sentences counts beside a claim."""

TAG: Mapping[str, float] = {
    When.WITHIN: 3.7,
    When.UNKNOWN: 3.7,
    When.EARLY: 2.5,
    When.LATE: 2.0,
    When.BEFORE: 0.0,
    When.AFTER: 0.0,
}
TAG_AND_NO_CLAIM = 0.35
"""So much of a tag counts where the post also names the challenge, and claims nothing there."""
LISTED = 5.0
LISTED_TOO_EARLY = 0.5
PROMPT_WHOLE = 3.6
PROMPT_SENTENCE = 2.4
PROMPT_WORDS = 1.6
ALL_PROMPTS = -6.0
THEME_STRONG = 1.6
THEME_WEAK = 0.8
WINDOW = 0.8
NEARBY = 0.1
TIME: Mapping[str, float] = {
    When.WITHIN: 0.0,
    When.UNKNOWN: 0.0,
    When.EARLY: -0.5,
    When.LATE: -0.3,
    When.BEFORE: -6.0,
    When.AFTER: -2.0,
}
OTHER_SEASON = -5.0
OWN_PAGE = -20.0
ORGANISER = -9.0
ORGANISER_TAKING_PART = -1.0
GATHERS = -5.0
TALKS_OF_IT = -1.8
TALKS_OF_ITS_MATTER = 0.5
DECLINED_ELSEWHERE = -1.5
TAKES_PART_ELSEWHERE = 0.6

OF_COMMUNITY = 0.4
"""What is said of the community alone speaks of the challenge in part."""
PLAINNESS: Mapping[Level | None, float] = {Level.PARTLY: 0.7, Level.COMMUNITY: 0.7}
"""Of a claim whose name is told in part, or is the community's or a host's, so much counts."""
IN_LIST = -1.2
"""An item of a list that names the challenge is mostly one of links."""
OF_ITEM = 0.3
"""Of a claim in an item of a list: who lists rounds says of each what it is."""
IN_TITLE = 0.5
"""A title that names a challenge may be anybody's: of a claim there so much counts."""


def agreed(odds: float) -> float:
    """How much of what the vocabulary says counts beside the learned reading: all where that agrees,
    half and less where it does not; ``odds`` are for what the vocabulary says."""
    return min(1.0, 2 / (1 + math.exp(-1.2 * odds)))


SLOPE, SHIFT = 0.65, 0.22
"""How a sum becomes a probability: measured on the labelled communities."""


def confidence(evidence: Iterable[Evidence]) -> float:
    """The probability that a post is a member, by its evidence."""
    return round(1 / (1 + math.exp(-(SLOPE * total(evidence) + SHIFT))), 3)


def total(evidence: Iterable[Evidence]) -> float:
    """The sum of all weights, with what holds before anything is known."""
    return PRIOR + sum(e.weight for e in evidence)
