"""Which pieces of a document's source are of a post that was taken down."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from archiver.formats.blanking.escapes import View, undone, words
from archiver.formats.blanking.post_cards import cards
from archiver.formats.blanking.post_matter import Gram, Matter
from archiver.model import Post
from archiver.web import urls

TAG = re.compile(r"<[/!?]?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
"""A tag of HTML or XML, as far as it is one in a text in which escapes are undone."""
ATTRIBUTE = re.compile(
    r"(?<![^\s\"'<>=/])([^\s\"'<>=/]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)"
)
_ABSOLUTE = re.compile(r"(?=((?:https?:|(?<=[\"'(=\s]))//[^\s\"'<>\\]+))", re.IGNORECASE)
_QUOTED_PATH = re.compile(r"[\"'](\.{0,2}/[^\"'\s<>]*)[\"']")
_CLOSE = re.compile(r"</a\s*>", re.IGNORECASE)
_TAIL = ".,;:!?)]}"
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_NAMING = frozenset(
    [
        "class",
        "id",
        "rel",
        "rev",
        "type",
        "name",
        "property",
        "itemprop",
        "itemtype",
        "role",
        "style",
        "lang",
        "dir",
        "charset",
        "http-equiv",
        "http_equiv",
        "xmlns",
        "media",
        "target",
        "method",
        "scope",
        "loading",
        "decoding",
        "width",
        "height",
    ]
)
"""Attributes that say what an element is, and nothing of the post."""


@dataclass(frozen=True, slots=True)
class Others:
    """What stays in a document: runs of words of other posts; the links that these have in their texts, as ``named``
    tells them; and the single words of those that have all of the text."""

    kept: Collection[Gram] = frozenset()
    links: Collection[tuple[str, Gram]] = frozenset()
    words: Collection[str] = frozenset()


NOBODY = Others()
MARK = "in"
_NEAR, _FAR = 400, 2**62


def named(post: Post, matter: Matter) -> set[tuple[str, Gram]]:
    """The links of a post to what is to be blanked: the key of the address, and the words of the link. A link by a
    title may as well be one in a list of posts, so it is told with the words before and behind it."""
    found: set[tuple[str, Gram]] = set()
    text: list[str] = []
    for link in post.links:
        if not matter.is_address(link.url):
            continue
        key, said = urls.key(link.url), tuple(words(link.text))
        if not matter.is_name(said):
            found.add((key, said))
            continue
        text = text or words(post.text)
        for n in range(len(text) - len(said) + 1):
            if tuple(text[n : n + len(said)]) == said:
                around = text[max(0, n - 1) : n + len(said) + 1]
                found.add((key, (MARK, *around)))
    return found


@dataclass(slots=True)
class _Found:
    """What was found of the post, as places in the view's text."""

    whole: list[tuple[int, int]] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    kept: list[tuple[int, int]] = field(default_factory=list)


def spans_in(
    source: str, base: str, matter: Matter, others: Others = NOBODY
) -> list[tuple[int, int]]:
    """The pieces of a source that are of the post; ``base`` is the document's address."""
    view = undone(source)
    tags = [match.span() for match in TAG.finditer(view.text)]
    found = _Found()
    anchors = list(_addresses(view, base, matter, others, tags, found))
    if anchors:
        for start, end in cards(view.text, tags, anchors):
            found.words.append((start, end))
    found.kept += _foreign(view.text, base, matter)
    _runs(view, tags, matter, others, found)
    found.kept.sort()
    whole = (span for span in found.whole if not _is_kept(span[0], found.kept))
    spans = [view.span(start, end) for start, end in whole]
    for start, end in found.words:
        spans += _outside(view, start, end, tags)
    return [(start, end) for start, end in spans if end > start]


def _foreign(text: str, base: str, matter: Matter) -> Iterator[tuple[int, int]]:
    """The addresses of others up to their arguments: whatever words are in them, they lead elsewhere."""
    end = 0
    for match in _ABSOLUTE.finditer(text):
        if match.start() < end:  # within the one before
            continue
        written = match[1].partition("?")[0]
        end = match.start() + len(match[1])
        url = urls.resolve(written, base)
        if url and not matter.is_host(urls.host(url)) and not matter.is_address(url):
            yield match.start(), match.start() + len(written)


def _is_kept(place: int, kept: list[tuple[int, int]]) -> bool:
    """Whether a place is in one of these spans, which are in order."""
    n = bisect_right(kept, (place, _FAR))
    return n > 0 and kept[n - 1][0] <= place < kept[n - 1][1]


def _outside(
    view: View, start: int, end: int, tags: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The words of a piece: in its text, and in those attributes of its tags that show something."""
    last = start
    for tag_start, tag_end in tags[bisect_left(tags, (start, 0)) : bisect_left(tags, (end, 0))]:
        for _, a, b in view.words(last, tag_start):
            yield view.span(a, b)
        for match in ATTRIBUTE.finditer(view.text, tag_start, tag_end):
            if match[1].lower() not in _NAMING:
                for _, a, b in view.words(*match.span(2)):
                    yield view.span(a, b)
        last = tag_end
    for _, a, b in view.words(last, end):
        yield view.span(a, b)


# ---- addresses


def _addresses(
    view: View,
    base: str,
    matter: Matter,
    others: Others,
    tags: list[tuple[int, int]],
    found: _Found,
) -> Iterator[tuple[int, int]]:
    """Blank each address of the post, and the text of the links to it. Gives the tags of these links."""
    text = view.text
    for start, end in tags:
        hits = [m for m in ATTRIBUTE.finditer(text, start, end) if _is_ours(m, base, matter)]
        if not hits:
            continue
        if _is_link(text, start):
            close = _CLOSE.search(text, end)
            last = close.end() if close else end
            if others.links and _is_named(view, hits, (start, last), base, others):
                found.kept.append((start, last))
                continue
            found.words.append((start, last))
            yield start, end
        found.whole += [_within_quotes(m) for m in hits]
    hosts = "|".join(re.escape(h) for h in {urls.host(base), *matter.hosts} if h)
    bare = re.compile(rf"(?<![\w.-/@])(?:{hosts})(?::\d+)?/[^\s\"'<>\\]+") if hosts else None
    for pattern in (_ABSOLUTE, _QUOTED_PATH, *([bare] if bare else ())):
        for match in pattern.finditer(text):
            start, written = match.start(match.lastindex or 0), match[match.lastindex or 0]
            scheme = "http://" if pattern is bare else ""
            for end in _ends(written):
                url = urls.resolve(scheme + written[:end], base)
                if url and matter.is_address(url):
                    if not any(a <= start < b for a, b in found.kept):
                        found.whole.append((start, start + end))
                    break


def _ends(written: str) -> list[int]:
    """Where an address in a text may end, the farthest first."""
    found = [len(written), len(written.rstrip(_TAIL))]
    found += [written.index(mark) for mark in "&?#)|,;" if mark in written]
    return sorted(set(found), reverse=True)


def _is_link(text: str, start: int) -> bool:
    return text[start : start + 2].lower() == "<a" and text[start + 2 : start + 3].isspace()


def _within_quotes(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span(2)
    return (start + 1, end - 1) if match[2][0] in "\"'" else (start, end)


def _is_ours(match: re.Match[str], base: str, matter: Matter) -> bool:
    """Whether an attribute's value is an address of the post, or has one in it, as a button to share it."""
    value = match[2].strip("\"'").strip()
    if (
        match[1].lower() in _NAMING
        or not value
        or ("/" not in value + match[1] and "?" not in value)
    ):
        return False
    tried = [value, *(m[1] for m in _ABSOLUTE.finditer(value) if m.start())]
    for written in tried:
        if not written.startswith(("#", "data:", "mailto:", "javascript:")):
            for end in _ends(written) if written is not value else (len(value),):
                url = urls.resolve(written[:end], base)
                if url and matter.is_address(url):
                    return True
    return False


def _is_named(
    view: View, hits: list[re.Match[str]], shown: tuple[int, int], base: str, others: Others
) -> bool:
    """Whether another post has this link in its text: its author has written it."""
    start, end = shown
    said = tuple(words(TAG.sub(" ", view.text[start:end])))
    before = words(TAG.sub(" ", view.text[max(0, start - _NEAR) : start]))[-1:]
    after = words(TAG.sub(" ", view.text[end : end + _NEAR]))[:1]
    told = {said, (MARK, *before, *said, *after)}
    targets = [urls.resolve(m[2].strip("\"'").strip(), base) for m in hits]
    return any(
        url is not None and (urls.key(url), t) in others.links for url in targets for t in told
    )


# ---- words


def _runs(
    view: View, tags: list[tuple[int, int]], matter: Matter, others: Others, found: _Found
) -> None:
    """Blank runs of the post's words in the text, and in single tags; and words that are its own."""
    stream: list[tuple[str, int, int]] = []
    breaks: list[int] = []
    last = 0
    for start, end in [*tags, (len(view.text), len(view.text))]:
        stream += view.words(last, start)
        name = re.match(r"</?([a-zA-Z][\w:-]*)", view.text[start : start + 40])
        if name is None or name[1].lower() not in _INLINE:
            breaks.append(len(stream))
        found.whole += _matched(list(_attribute_words(view, start, end)), [], matter, others)
        last = end
    found.whole += _matched(stream, breaks, matter, others)


def _attribute_words(view: View, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for match in ATTRIBUTE.finditer(view.text, start, end):
        if match[1].lower() not in _NAMING:
            yield from view.words(*match.span(2))


def _matched(
    stream: list[tuple[str, int, int]], breaks: list[int], matter: Matter, others: Others
) -> Iterator[tuple[int, int]]:
    if not stream:
        return
    for start, end in matter.runs([word for word, _, _ in stream], breaks, others.kept):
        for _, a, b in stream[start:end]:
            yield a, b
    for word, a, b in stream:
        if matter.is_rare(word) and word not in others.words:
            yield a, b
