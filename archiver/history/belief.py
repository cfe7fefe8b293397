"""Whether what an address answers is believed to be its post: only where two witnesses agree.

One witness is the page. Another is what is held of the post, the entry in its feed, or a title that
was announced. Where none agrees the page is held back, with its capture, until a second look in a
later run sees the same. What happens to many posts of a host in one run is held back together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archiver.history.likeness import is_beginning, length, shared
from archiver.model import Post

MANY = 3
"""So many posts of a host that change together are not judged one by one."""
_REWRITTEN = 0.5
"""The share of the held text's length from which another text under the same title is a post."""
_A_FEW_LINES = 40
"""Words: as much as a text under the same title needs, however long the held one is."""


class Doubt(StrEnum):
    """Why an answer is held back."""

    NOT_THE_PAGE = "no post"
    CHANGED = "changed"
    ELSEWHERE = "leads elsewhere"
    MISSING = "not found"
    CUT = "cut off"
    UNREADABLE = "unreadable"

    @property
    def is_of_absence(self) -> bool:
        """Whether the post may be gone: a second look that finds it gone too makes the tombstone."""
        return self in (Doubt.MISSING, Doubt.ELSEWHERE)


WORDS: Mapping[Doubt, str] = {
    Doubt.NOT_THE_PAGE: "a wall, an error page or a list, not the post",
    Doubt.CHANGED: "another text, for which nothing else speaks",
    Doubt.ELSEWHERE: "leads to another page",
    Doubt.MISSING: "not found once",
    Doubt.CUT: "breaks off in the middle",
    Doubt.UNREADABLE: "too costly to read",
}
"""The doubts in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered, beside what is known of its post.

    ``held`` is the last text that is held, if any; ``entry`` whether the text of the feed's
    entry is the page's, None where there is nothing to compare it with. ``titled``: the page itself
    bears an announced title, ``title_stays``: the held one. ``led_away``: redirects have led to
    another site. ``breaks_off``: the page has no end, though the held one had. ``common_title``:
    other posts of the host bear the held title.
    """

    post: Post
    held: Post | None = None
    entry: bool | None = None
    titled: bool = False
    title_stays: bool = False
    led_away: bool = False
    breaks_off: bool = False
    common_title: bool = False


def doubt(answer: Answer) -> Doubt | None:
    """Why an answer from the post's own address is not believed; None where it is."""
    held, post = answer.held, answer.post
    if held is None:
        against = Doubt.ELSEWHERE if answer.led_away else Doubt.CHANGED
        return against if answer.entry is False and not answer.titled else None
    both = shared(held, post)
    if answer.breaks_off and is_beginning(held, post):
        return Doubt.CUT
    if both.alike or answer.entry:
        return None
    return None if _is_rewritten(answer, held) else Doubt.CHANGED


def _is_rewritten(answer: Answer, held: Post) -> bool:
    """Whether a wholly other text is the same post: it has the held title, or the one that is
    announced today, and the length of a text."""
    if answer.common_title or not (answer.title_stays or answer.titled):
        return False
    enough = min(_A_FEW_LINES, _REWRITTEN * length(held.text))
    return length(answer.post.text) >= enough


def is_large(held: Post | None, post: Post) -> bool:
    """Whether a believed change is one that is looked at beside those of the whole host."""
    return held is not None and shared(held, post).loses_most


def together(changed: Sequence[str], texts: Mapping[str, str], looked_at: int) -> frozenset[str]:
    """The addresses of a host whose changes are held back together.

    ``changed`` are those whose held posts lost most of their words or were not found, of so many
    held ones that were ``looked_at``; ``texts`` a digest of each text that no title and no entry
    supports, by address, also of those held back in earlier runs.
    """
    found: set[str] = set()
    if len(changed) >= MANY and 2 * len(changed) > looked_at:
        found.update(changed)
    counts = Counter(texts.values())
    found.update(url for url, digest in texts.items() if counts[digest] >= MANY)
    return frozenset(found)


def in_words(doubt: str, *, together: bool) -> str:
    """What somebody who looks at many of them reads of one that is held back."""
    if together:
        return "many posts of a host changed at once"
    return {kind.value: words for kind, words in WORDS.items()}.get(doubt, doubt or "held back")
