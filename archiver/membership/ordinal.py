"""Which round a post says that it answers: "week one", "the third prompt"; or, less surely, which of
its author's answers it is: who joins late writes "my first post" in the third week.
"""

import re

from archiver.membership import words
from archiver.membership.phrase import names
from archiver.model import Challenge, Post

_ROUNDS = "week|wk|day|round|prompt|topic|month|challenge"
_ANSWERS = "post|entry|part|installment|instalment|piece"
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_NUMBERS = {word: n for names in (_CARDINALS, _ORDINALS) for n, word in enumerate(names, 1)}


def _patterns(units: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"\b(?:{units})s? (\d{{1,3}}|{'|'.join(_CARDINALS)})s?\b"),
        re.compile(
            rf"\b(\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})(?: \w{{1,20}}){{0,2}}? (?:{units})s?\b"
        ),
    )


_OF_ROUNDS, _OF_ANSWERS = _patterns(_ROUNDS), _patterns(_ANSWERS)


def round_of(post: Post, challenge: Challenge, *, answers: bool = False) -> str | None:
    """The round that is named in a sentence with the challenge's name, or in one beside it.

    With ``answers`` the one with the number that the author gives to the answer.
    """
    for paragraph in words.paragraphs(f"{post.title}\n{post.text}"):
        if not names(paragraph, challenge):
            continue
        parts = words.sentences(paragraph)
        named = [index for index, part in enumerate(parts) if names(part, challenge)]
        for index in named:
            for part in (
                parts[index],
                *parts[index + 1 : index + 2],
                *parts[max(0, index - 1) : index],
            ):
                number = number_in(part, answers=answers)
                if number and number <= len(challenge.rounds):
                    return challenge.rounds[number - 1].id
    return None


def number_in(sentence: str, *, answers: bool = False) -> int | None:
    """The number of a round in a sentence, or of an answer; "six week challenge" is a length."""
    text = " ".join(words.words(sentence))
    after, before = _OF_ANSWERS if answers else _OF_ROUNDS
    match = after.search(text) or before.search(text)
    if match is None:
        return None
    digits = re.match(r"\d+", match[1])
    return int(digits[0]) if digits else _NUMBERS[match[1]]
