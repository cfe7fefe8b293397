"""A post as the sentences of its title and its paragraphs, each with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.membership.sentences import words
from archiver.model import Post

NEAR = 3
"""So many paragraphs at the beginning and at the end are where posts say what they were written for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence. ``paragraph`` counts from 0 and is -1 for the title; ``item``: it is in a list;
    ``alone``: it is all of its paragraph."""

    text: str
    paragraph: int
    total: int
    item: bool = False
    alone: bool = False

    @property
    def where(self) -> str:
        """The place in words."""
        if self.paragraph < 0:
            return "title"
        if self.paragraph == 0:
            return "first paragraph"
        if self.paragraph == self.total - 1:
            return "last paragraph"
        return f"paragraph {self.paragraph + 1} of {self.total}"

    @property
    def near(self) -> bool:
        """Whether it stands near the beginning or the end."""
        return self.paragraph < NEAR or self.paragraph >= self.total - NEAR


def passages(post: Post) -> Iterator[Passage]:
    """All sentences of a post, its title first."""
    return of_text(post.title, post.text)


def of_text(title: str, text: str) -> Iterator[Passage]:
    """All sentences of a title and a text."""
    if title.strip():
        yield Passage(title.strip(), -1, 0, alone=True)
    paragraphs = words.paragraphs(text)
    for index, paragraph in enumerate(paragraphs):
        yield from of_paragraph(paragraph, index, len(paragraphs))


def of_paragraph(paragraph: str, index: int, total: int) -> Iterator[Passage]:
    """The sentences of one paragraph."""
    found = words.sentences(paragraph)
    item = paragraph.startswith(("- ", "* ", "• ")) or paragraph[:3].rstrip(". ").isdecimal()
    for sentence in found:
        yield Passage(sentence, index, total, item, len(found) == 1)
