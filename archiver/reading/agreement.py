"""Whether a page says what its feed's entry says of the post, and whether it came to its end."""

import re

from archiver.extraction.body import feed_content
from archiver.extraction.document.tree import comparable
from archiver.history.likeness import says
from archiver.model import Candidate, Post
from archiver.web.page import Page

_ENOUGH = 8
"""Words: a shorter content tells nothing."""
_LITTLE = 40
"""Words: a text with fewer needs more than not to be spoken against."""
_COVERED = 0.5
"""The share of an entry's runs of words from which the page has its text."""
_RUN = 3
_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


def bears(page: Page, title: str) -> bool:
    """Whether a page itself has a title: the extracted one may be the feed's."""
    headings = (" ".join(h.text_content().split()) for tag in ("h1", "h2") for h in page.all(tag))
    named = (m.get("content") or "" for m in page.all("meta") if m.get("property") == "og:title")
    shown = (page.root.findtext(".//title") or "", *named, *headings)
    return any(says(title, text) for text in shown)


def agrees(entry: Candidate | None, post: Post, base: str) -> bool | None:
    """Whether the entry's content is the page's, or its title the beginning of the text; None where
    the entry says too little."""
    if entry is None:
        return None
    if _begins(entry.title, post):
        return True
    content = feed_content.read(entry.content, base) if entry.content else None
    words = content.words.split() if content else []
    if words and words == comparable(post.text).split():
        return True
    if len(words) >= _ENOUGH:
        return _covered(words, comparable(post.text).split()) >= _COVERED
    # some feeds name their posts otherwise than the pages; an error page says little
    return False if entry.title.strip() and post.word_count < _LITTLE else None


def _begins(title: str, post: Post) -> bool:
    """Whether a title is the beginning of the text, as feeds give it to a post without one."""
    words = comparable(title).split()
    return len(words) > _RUN and words[:-1] == comparable(post.text).split()[: len(words) - 1]


def _covered(words: list[str], text: list[str]) -> float:
    runs = set(zip(*(text[at:] for at in range(_RUN)), strict=False))
    asked = list(zip(*(words[at:] for at in range(_RUN)), strict=False))
    return sum(run in runs for run in asked) / len(asked)


def has_end(body: bytes) -> bool:
    """Whether a page has come to the end of its markup."""
    return _END.search(body, max(0, len(body) - 4096)) is not None
