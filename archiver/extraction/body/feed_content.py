"""The content of a feed's entry: it locates the body on the page and checks it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.errors import ParseError
from archiver.extraction.document.build import build
from archiver.extraction.document.tree import Node
from archiver.web import html
from archiver.web.vocabulary import lines

_APPEARED = re.compile(
    r"^the post .{1,300} (?:appeared first on|first appeared on) ", re.IGNORECASE
)
_EXCERPT = 0.75
"""A feed entry with a smaller share of the page's text than this, and no other, is an excerpt."""
_LONG = 200
"""Words: excerpts are shorter. WordPress makes them of 55, Hugo of 70."""
COVERED = 0.9
"""The coverage of a feed's blocks from which a tree or a place holds all of the feed's content."""
_LABEL = 12
"""Characters: shorter blocks may stand anywhere on a page."""
_CODE = frozenset(("script", "style", "template", "noscript", "svg", "form", "input", "button"))


@dataclass(frozen=True, slots=True)
class FeedContent:
    """The blocks of a feed's entry in comparable form. ``whole`` is false for an excerpt.

    ``blocks`` and ``words`` stand between two spaces each, so that only whole words are found.
    ``current`` is false for an entry that has left its feed: the author may have written more since,
    so it locates the post, but not its end. ``labels`` are the blocks that are too short to tell
    anything about their place.
    """

    blocks: tuple[str, ...]
    whole: bool
    words: str
    current: bool = True
    labels: frozenset[str] = frozenset()

    def coverage(self, tree: Node) -> float:
        """The share of the feed's blocks that are in a tree, 0 to 1."""
        there = f" {tree.comparable()} "
        if not self.whole:
            start = " ".join(self.words.split()[:12])
            return 1.0 if start and f" {start} " in there else 0.0
        return sum(block in there for block in self.blocks) / len(self.blocks)

    def is_all_in(self, tree: Node) -> bool:
        """Whether the feed has the whole post, and a tree nearly all of the feed's content."""
        return self.whole and self.coverage(tree) >= COVERED

    def has_block(self, block: Node) -> bool:
        """Whether the feed has a block of the page; False for one shorter than a label."""
        text = block.comparable()
        return len(text) >= _LABEL and f" {text} " in self.words

    def only_begins(self, tree: Node) -> bool:
        """Whether the feed has an excerpt: marked as one, or all of it and more is in the tree."""
        longer = len(self.words.strip()) < _EXCERPT * len(tree.comparable())
        return not self.whole or (longer and self.coverage(tree) == 1.0)

    @property
    def long(self) -> bool:
        """Whether this is certainly the whole post: no excerpt, and longer than any."""
        return self.whole and self.words.count(" ") - 1 > _LONG

    def says(self, block: Node) -> bool:
        """Whether the author says a block of the page, by the feed; a label only as a block there.

        True for one without words.
        """
        text = block.comparable()
        if len(text) < _LABEL:
            return not text or text in self.labels
        return f" {text} " in self.words

    def has_run(self, blocks: Iterable[Node]) -> bool:
        """Whether the feed has the words of some blocks one after the other: one label by itself
        may stand in any sentence.
        """
        text = " ".join(filter(None, (block.comparable() for block in blocks)))
        return f" {text} " in self.words

    def has_ends(self, tree: Node) -> bool:
        """Whether what stands first and last in a tree does so in the feed."""
        blocks = [block for block in tree.nodes() if block.comparable()]
        return bool(blocks) and self.has_run(blocks[:2]) and self.has_run(blocks[-2:])

    def agreement(self, tree: Node) -> float:
        """F1 of the words that the feed and a tree have in common."""
        ours, theirs = Counter(tree.comparable().split()), Counter(self.words.split())
        both = sum((ours & theirs).values())
        return 2 * both / max(1, ours.total() + theirs.total())


def tree(content: str, url: str) -> Node:
    """The content of an entry as an article, without the line that WordPress adds to each.

    Raises ParseError where there is no element in it.
    """
    root = html.parse(f"<body>{content}</body>", url=url)
    found = build(root, url, lambda element: element.tag in _CODE)
    found.children = [
        child
        for child in found.children
        if isinstance(child, str) or not _APPEARED.match(child.text())
    ]
    found.changed()
    return found


def read(content: str, url: str, *, current: bool = True) -> FeedContent | None:
    """Parse the HTML of a feed entry; None where it is too short to be compared."""
    if not content.strip():
        return None
    try:
        blocks = list(tree(content, url).nodes())
    except ParseError:
        return None
    last = blocks[-1].text() if blocks else ""
    texts = [block.comparable() for block in blocks]
    words = f" {' '.join(filter(None, texts))} "
    known = tuple(f" {text} " for text in texts if len(text) >= _LABEL)
    if not known:
        return None
    labels = frozenset(text for text in texts if len(text) < _LABEL)
    return FeedContent(known, not lines.CONTINUES.find(last), words, current, labels)
