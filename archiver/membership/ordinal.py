"""Which round a post says that it answers: "week one", "the third prompt", "my first post"."""

import re

from archiver.membership import words
from archiver.membership.phrase import names
from archiver.model import Challenge, Post

_UNITS = (
    "week|wk|day|round|prompt|post|entry|topic|part|month|challenge|installment|instalment|piece"
)
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_NUMBERS = {word: n for names in (_CARDINALS, _ORDINALS) for n, word in enumerate(names, 1)}
_AFTER = re.compile(rf"\b(?:{_UNITS})s? (\d{{1,3}}|{'|'.join(_CARDINALS)})s?\b")
_BEFORE = re.compile(
    rf"\b(\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})(?: \w{{1,20}}){{0,2}}? (?:{_UNITS})s?\b"
)


def round_of(post: Post, challenge: Challenge) -> str | None:
    """The round that is named in a sentence with the challenge's name, or in one beside it."""
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
                number = number_in(part)
                if number and number <= len(challenge.rounds):
                    return challenge.rounds[number - 1].id
    return None


def number_in(sentence: str) -> int | None:
    """The number of a round in a sentence; "six week challenge" is a length and has none."""
    text = " ".join(words.words(sentence))
    match = _AFTER.search(text) or _BEFORE.search(text)
    if match is None:
        return None
    digits = re.match(r"\d+", match[1])
    return int(digits[0]) if digits else _NUMBERS[match[1]]
