"""The sentences of a post that speak of the challenge, by name or by link, and what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from archiver.membership.sentences import learned, naming, seasons, told_rounds, words
from archiver.membership.sentences.naming import Level, Naming
from archiver.membership.sentences.passages import Passage, of_text
from archiver.membership.sentences.told_rounds import Told
from archiver.model import Challenge, Link, Post
from archiver.web import urls
from archiver.web.secrets import has_mark, hidden_as_in
from archiver.web.vocabulary import acts
from archiver.web.vocabulary.acts import CLAIMS, Act

_AGAINST = frozenset(Act) - frozenset(CLAIMS)
_BEFORE, _AFTER = 280, 160
"""Characters of a sentence before and behind the name that are read: what has no full stop is no sentence."""
_LONGEST = 5000
"""Characters of a sentence in which a name is looked for."""
_MOST = 40
"""So many links, and mentions, of a post are looked at."""
_HEAD = 30
"""A paragraph is known again by so many letters."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that names the challenge or links to it. ``text`` has ``§`` and ``№`` in their places."""

    passage: Passage
    level: Level | None
    links: tuple[Link, ...]
    rounds: tuple[Told, ...]
    acts: frozenset[Act]
    other_season: bool
    hashtag: bool
    text: str
    odds: float

    @property
    def claim(self) -> Act | None:
        """How it claims to be an answer; None where it does not."""
        if Act.DECLINES in self.acts:
            return None
        if Act.HERE in self.acts and not self.acts & _BEYOND_DOUBT:
            return Act.HERE
        if self.against:
            return None
        return next((act for act in CLAIMS if act in self.acts), None)

    @property
    def against(self) -> frozenset[Act]:
        """What else it does with the challenge."""
        return self.acts & _AGAINST


_BEYOND_DOUBT = frozenset((Act.DECLINES, Act.OTHERS, Act.HOSTS))


def of(
    post: Post, challenge: Challenge, pages: tuple[str, ...], day: date | None
) -> tuple[Mention, ...]:
    """All mentions of the challenge in a post, in the order of its text; ``pages`` are the keys of its pages."""
    linked = tuple(_own_links(post, pages)[:_MOST])
    if not (linked or naming.may_name(f"{post.title}\n{post.text}", challenge)):
        return ()
    return _of_text(post.title, post.text, post.markdown if linked else "", linked, challenge, day)


@lru_cache(1024)  # a blog's other posts are asked again for each of them
def _of_text(
    title: str,
    text: str,
    markdown: str,
    linked: tuple[Link, ...],
    challenge: Challenge,
    day: date | None,
) -> tuple[Mention, ...]:
    every = tuple(of_text(title, text))
    at_link = _at_links(every, markdown, linked)
    found: list[Mention] = []
    for passage in every:
        links = at_link.get(passage, ())
        may = naming.may_name(passage.text, challenge)
        named = naming.find(passage.text[:_LONGEST], challenge) if may else []
        if named or links:
            found.append(_mention(passage, named, links, challenge, day))
    # in a text that names it all along, the beginning and the end tell what it is
    return tuple(found if len(found) <= _MOST else [*found[: _MOST // 2], *found[-_MOST // 2 :]])


def _own_links(post: Post, pages: tuple[str, ...]) -> list[Link]:
    """The post's links to pages of the challenge; a copy in a web archive counts as its page."""
    known, marked = frozenset(pages), tuple(filter(has_mark, pages))
    found = []
    for link in post.links:
        target = hidden_as_in(marked, urls.original(link.url))
        if urls.key(urls.without_fragment(target)) in known:
            found.append(Link(url=target, text=" ".join(link.text.split()), rel=link.rel))
    return found


def _at_links(
    every: Sequence[Passage], markdown: str, linked: Sequence[Link]
) -> Mapping[Passage, tuple[Link, ...]]:
    """The sentences in which links stand: where the words of a link stand more than once, by the Markdown."""
    found: dict[Passage, tuple[Link, ...]] = {}
    lines = markdown.splitlines()
    paragraphs: dict[int, list[str]] = {}
    for p in every if linked else ():
        paragraphs.setdefault(p.paragraph, []).append(p.text)
    bare = {number: _bare(" ".join(parts))[:_HEAD] for number, parts in paragraphs.items()}
    for link in linked:
        places = [p for p in every if link.text and p.paragraph >= 0 and link.text in p.text]
        if len(places) > 1:
            with_it = [li for li in lines if link.url in li and f"[{link.text}]" in li]
            heads = {_bare(line)[:_HEAD] for line in with_it} - {""}
            places = [p for p in places if bare[p.paragraph] in heads] or places
        for passage in places[:1]:
            found[passage] = (*found.get(passage, ()), link)
    return found


def _bare(text: str) -> str:
    """Letters and figures alone, without the addresses of Markdown."""
    out, depth, text = [], 0, text.replace("](", "\0")
    for c in text:
        if c == "\0":
            depth = 1
        elif c == ")" and depth:
            depth = 0
        elif not depth and c.isalnum():
            out.append(c)
    return "".join(out)


def _around(
    passage: Passage, named: Sequence[Naming], links: Sequence[Link]
) -> tuple[str, Sequence[Naming]]:
    """The sentence, or of a long one what stands around the first name or link, with the names in it."""
    text = passage.text
    if len(text) <= _BEFORE + _AFTER:
        return text, named
    at = named[0].start if named else max(0, text.find(links[0].text)) if links else 0
    start, end = max(0, at - _BEFORE), at + _AFTER
    inside = [n for n in named if n.end <= end]
    moved = [replace(n, start=n.start - start, end=n.end - start) for n in inside]
    return text[start:end], moved


def _mention(
    passage: Passage,
    named: Sequence[Naming],
    links: tuple[Link, ...],
    challenge: Challenge,
    day: date | None,
) -> Mention:
    text, named = _around(passage, named, links)
    spans = [(n.start, n.end, acts.CHALLENGE) for n in named]
    for link in links:
        at = text.find(link.text)
        if at >= 0:
            spans.append((at, at + len(link.text), acts.CHALLENGE))
    names = [(start, end) for start, end, _ in spans]
    told = told_rounds.meant(told_rounds.told(text, challenge, day), text, names)
    right_behind = (told_rounds.behind(text, n.end, challenge) for n in named)
    told += [
        t for t in right_behind if t and not any(o.start < t.end and t.start < o.end for o in told)
    ]
    apart = [t for t in told if not any(s < t.end and t.start < e for s, e, _ in spans)]
    spans += [(t.start, t.end, acts.ROUND) for t in apart]
    flat = marked(text, spans)
    is_quoted = _is_quoted(flat)
    done = acts.acts_of(flat) | ({Act.OTHERS} if is_quoted else set())
    level = max((n.level for n in named), default=None)
    best = [n for n in named if n.level == level]
    return Mention(
        passage=passage,
        level=level,
        links=links,
        rounds=tuple(told),
        acts=done,
        other_season=bool(best) and all(seasons.is_other(n.season, challenge) for n in best),
        hashtag=any(n.start and text[n.start - 1] in "#＃" for n in named),
        text=flat,
        odds=-1.0 if is_quoted else learned.reads_as_answer(flat, done),
    )


def _is_quoted(text: str) -> bool:
    """Whether somebody is quoted who names the challenge; the name alone in quotation marks is no quotation."""
    at = text.find(acts.CHALLENGE)
    opened = max(text.rfind(mark, 0, max(at, 0)) for mark in '"“«„')
    inside = text[opened + 1 : at] if 0 <= opened < at else ""
    if len(inside.split()) < _QUOTATION or any(mark in inside for mark in "”»"):
        return False
    return text[:opened].rstrip().endswith((":", ","))


_QUOTATION = 2
"""Words before the name that a quotation has."""


def marked(text: str, spans: Sequence[tuple[int, int, str]] = ()) -> str:
    """The sentence in lower case with marks in the place of names; those that touch are one."""
    out, at = [], 0
    for start, end, mark in sorted(spans, key=lambda s: (s[0], -s[1])):
        if start < at:
            at = max(at, end)
            continue
        out += [text[at:start], f" {mark} " if mark else ""]
        at = end
    out.append(text[at:])
    flat = " ".join("".join(out).casefold().replace("’", "'").replace("‘", "'").split())
    while f"{acts.CHALLENGE} {acts.CHALLENGE}" in flat:
        flat = flat.replace(f"{acts.CHALLENGE} {acts.CHALLENGE}", acts.CHALLENGE)
    for mark in ".,;:!?)'":
        flat = flat.replace(f" {mark}", mark)
    return flat.replace("( ", "(").replace("# ", "#").replace(f"#{acts.CHALLENGE}", acts.CHALLENGE)


def plainness(mention: Mention) -> tuple[int, int, bool, bool]:
    """Orders mentions by how plainly they claim, name the challenge, and tell a round."""
    claim = mention.claim
    rank = len(CLAIMS) - CLAIMS.index(claim) if claim else 0
    return rank, mention.level or 0, bool(mention.links), any(t.round for t in mention.rounds)


def said_around(mention: Mention, post: Post) -> frozenset[Act]:
    """What the title and the sentences beside a mention do: a refusal needs no name."""
    return _said_around(mention.passage, post.title, post.text)


@lru_cache(1024)
def _said_around(passage: Passage, title: str, text: str) -> frozenset[Act]:
    paragraphs = words.paragraphs(text)
    found: set[Act] = set()
    if passage.paragraph >= 0:
        found |= _done(title)
        every = words.sentences(paragraphs[passage.paragraph])
        at = every.index(passage.text) if passage.text in every else 0
        for beside in (*every[max(0, at - 1) : at], *every[at + 1 : at + 3]):
            found |= _done(beside)
    return frozenset(found)


@lru_cache(4096)
def _done(sentence: str) -> frozenset[Act]:
    return acts.acts_of(marked(sentence[: _BEFORE + _AFTER]))
