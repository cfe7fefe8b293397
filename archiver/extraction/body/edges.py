"""Trims an article: removes blocks at its head and foot that are not part of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from archiver.extraction.body import attribution, inline_card, teasers
from archiver.extraction.body.feed_content import COVERED, FeedContent
from archiver.extraction.body.host_habits import HostHabits
from archiver.extraction.document.tree import Node, comparable
from archiver.extraction.reason import Reason, Sign
from archiver.model import Override
from archiver.web.page import Page
from archiver.web.urls import host
from archiver.web.vocabulary import Role, lines
from archiver.web.vocabulary.exemptions import HEADINGS

_MUCH = 0.25
_MUCH_OF_POST = 1 / 3
"""The share of a post's prose that the host's other posts never take."""
_FEW = 200
"""Characters of prose that are hardly a post."""
_SHORT = 90
_LINE = 220
# (?<!\s): without it, each of 80,000 blanks in one title was tried, which took minutes
_SEPARATED = re.compile(r"(?<!\s)\s+(?:[|–—·•»«:-]+\s+|[|»«]\s*)|[|»«]\s*")
_SHARERS = re.compile(
    r"/sharer|/share\?|/intent/tweet|/pin/create|/share(?:-offsite|article)?/?\?|mailto:\?"
    r"|/submit\?(?:url|u)=|[?&]share=\w|/share/url|whatsapp:|/bookmarks?/(?:add|mark)"
)
_COMMENTS = re.compile(
    r"#(?:respond|comments?|disqus_thread|comment-\d+|postcomment)$|[?&]replytocom="
)
_SENTENCE = re.compile(r"\w{2}\W{0,90}\s.{12,90}[.!?…。！？][\"”’»)\]]*$")
_AUTHOR_BLOCKS = HEADINGS | {"ul", "ol", "dl", "pre", "verse", "table"}
"""Blocks that a blog service does not insert between an author's paragraphs."""
_SOLID = frozenset(("pre", "table", "blockquote", "verse"))
_SERVICE_RELS = frozenset(("tag", "prev", "next", "category", "author"))

Dropped = list[tuple[Node, Reason]]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a post besides its body: comparable titles, host, and further witnesses;
    ``override`` is what a person says."""

    titles: frozenset[str]
    host: str
    habits: HostHabits | None = None
    feed: FeedContent | None = None
    override: Override | None = None


def title_forms(page: Page, titles: Iterable[str] = ()) -> frozenset[str]:
    """Comparable forms of the title: those given, the page's headings, meta and title elements.

    Where a heading is one of those given, another one is a title only if the page's head has it: an
    author may open a post with a heading of the first order.
    """
    given = _forms(titles)
    told = [e.get("content") or "" for e in page.all("meta") if _is_title_meta(e)]
    for title in page.all("title")[:1]:
        text = title.text_content()
        told += [text, *sorted(_SEPARATED.split(text), key=len)[-1:]]
    forms = given | _forms(told)
    headings = [*page.all("h1")[:3], *filter(_names_title, page.all("h2")[:3])]
    shown = _forms(e.text_content() for e in headings)
    if shown & given:
        shown = {form for form in shown if any(f" {form} " in f" {other} " for other in forms)}
    return frozenset(forms | shown)


def _forms(texts: Iterable[str]) -> set[str]:
    return {form for text in texts if len(form := comparable(text)) > 2}


def _is_title_meta(meta: HtmlElement) -> bool:
    return meta.get("property") == "og:title" or meta.get("name") == "twitter:title"


def heading(page: Page, titles: frozenset[str]) -> HtmlElement | None:
    """The heading with the post's title; an h1 before an h2."""
    found = (e for tag in ("h1", "h2", "h3") for e in page.all(tag))
    return next((e for e in found if comparable(e.text_content()) in titles), None)


def _names_title(element: object) -> bool:
    given = (element.get("class") or "").lower() if isinstance(element, HtmlElement) else ""
    return "title" in given and any(kind in given for kind in ("entry", "post", "article", "page-"))


def trim(tree: Node, known: Context, *, exact: bool) -> Dropped:
    """Remove, in place, what is not the article's at its head and foot; return it with reasons.

    ``exact``: the place holds the author's words only. Then dates and names are kept, and so are
    lists of links without a label such as "Related posts".
    """
    dropped: Dropped = []
    blocks: list[Node] = []
    for block in tree.nodes():
        if _is_by_service(block):
            dropped.append((block, Reason(Role.SUBSCRIPTION, Sign.LINE)))
        elif inline_card.is_card(block) and not (known.feed and known.feed.says(block)):
            dropped.append((block, Reason(Role.RELATED, Sign.LINE)))
        else:
            blocks.append(_without_service_lines(block))
    edge, start, stop = _found(blocks, known, exact)
    if known.feed:
        start, stop = _by_feed(blocks, start, stop, known.feed)
    head = [b for b in blocks[:start] if not _pictured(b)]
    dropped += [(b, edge.why(b, "head")) for b in head]
    dropped += [(b, edge.why(b, "foot")) for b in blocks[stop:]]
    kept = [b for b in blocks[:start] if _pictured(b)] + blocks[start:stop]
    while kept and (kept[-1].tag == "hr" or (not exact and _is_bare_heading(kept[-1]))):
        dropped.append((kept.pop(), Reason(None, Sign.LINE)))
    while kept and kept[0].tag == "hr":
        kept.pop(0)
    tree.children = list(kept)
    tree.changed()
    return dropped


def _found(blocks: list[Node], known: Context, exact: bool) -> tuple["Edge", int, int]:
    """The edges of an article: who found them, and the first block of it and the one after the last.

    The host's other posts are not asked where they would take much of a post: an announcement may
    say little that the author did not say before.
    """
    edge = Edge(known, exact)
    start = edge.head(blocks)
    stop = edge.foot(blocks, start)
    if known.habits is None:
        return edge, start, stop
    alone = Edge(replace(known, habits=None), exact)
    first = alone.head(blocks)
    last = alone.foot(blocks, first)
    if _is_much([*blocks[first:start], *blocks[stop:last]], blocks[start:stop]):
        return alone, first, last
    return edge, start, stop


def _is_much(taken: Iterable[Node], left: Iterable[Node]) -> bool:
    """Whether what is taken off is much of a post: of the prose in the elements that hold what is
    left, or in boxes among it; or of all prose where only a few words are left.
    """
    taken, left = list(filter(_is_own_prose, taken)), list(filter(_is_own_prose, left))
    around = {above for block in left for above in _above(block)[:1]}
    within = [block for block in taken if not around.isdisjoint(_above(block)[:2])]
    beside = taken if _size(left) < _FEW else within
    return _size(beside) > _MUCH_OF_POST * (_size(beside) + _size(left))


def _is_own_prose(block: Node) -> bool:
    text = block.text()
    return _is_prose(block, text) and _link_share(text, _links(block)) < 0.5


def _above(block: Node) -> list[HtmlElement]:
    return list(block.source.iterancestors()) if isinstance(block.source, HtmlElement) else []


def _is_by_service(block: Node) -> bool:
    text = block.text()
    if len(text) > lines.ANYWHERE_LONGEST or block.tag in _AUTHOR_BLOCKS:
        return False
    return bool(lines.ANYWHERE.find(text) or lines.INVITATION.find(text))


def _without_service_lines(block: Node) -> Node:
    if block.tag in ("figure", "blockquote"):
        block.children = [c for c in block.children if isinstance(c, str) or not _is_by_service(c)]
        block.changed()
    return block


def _by_feed(blocks: list[Node], start: int, stop: int, feed: FeedContent) -> tuple[int, int]:
    """The edges by the feed's content, where the page covers nearly all of it.

    A feed entry that is as short as an excerpt, or that lacks much of the page, may hold only the
    beginning of the post: then the page's own edges are kept.
    """
    if not feed.long or feed.coverage(Node("body", list(blocks))) < COVERED:
        return start, stop
    known = [at for at, block in enumerate(blocks) if feed.has_block(block)]
    if not known:
        return start, stop
    first, last = known[0], known[-1] + 1
    while first and feed.has_run(blocks[first - 1 : known[0] + 1]):
        first -= 1
    while last < len(blocks) and feed.has_run(blocks[known[-1] : last + 1]):
        last += 1
    if not feed.current:
        return min(start, first), max(stop, last)
    inside, ours = _size(blocks[first:last]), _size(blocks[min(first, start) : max(last, stop)])
    return (start, stop) if ours - inside > _MUCH * ours else (first, last)


def _size(blocks: list[Node]) -> int:
    return sum(len(block.text()) for block in blocks)


def _is_prose(block: Node, text: str) -> bool:
    """Whether a block is prose: a sentence, a long text, code, a table or a quotation."""
    return len(text) > _SHORT or block.tag in _SOLID or bool(_SENTENCE.search(text))


def _is_bare_heading(block: Node) -> bool:
    return block.tag in HEADINGS and len(block.text().split()) < 4


def _pictured(block: Node) -> bool:
    return any(n.tag in ("img", "embed") for n in block.walk()) and not block.text()


@dataclass(frozen=True, slots=True)
class Edge:
    """Finds the edges of one article."""

    known: Context
    exact: bool

    def discussion(self, blocks: list[Node], start: int) -> int:
        """The index of the heading above the comments, where the place holds comments."""
        if self.exact:
            return len(blocks)
        headings = (
            at
            for at, block in enumerate(blocks)
            if at > start and block.tag in HEADINGS and lines.DISCUSSION.find(block.text())
        )
        return next(headings, len(blocks))

    def head(self, blocks: list[Node]) -> int:
        """The index of the first block that is the article's."""
        cut, unknown = 0, 0
        for at, block in enumerate(blocks[:12]):
            text = block.text()
            if not text:
                continue
            if self.is_title(block, text) or self.is_byline(block, text):
                cut, unknown = at + 1, 0
            elif self.is_service(block, text) or self.repeats(block):
                # after an unknown line it may be the foot of a post of one short line
                cut = cut if unknown else at + 1
            elif unknown == 2 or self.exact or _is_prose(block, text):
                break
            else:
                unknown += 1
        return cut

    def foot(self, blocks: list[Node], start: int) -> int:
        """The index after the last block that is the article's."""
        cut, unknown = self.discussion(blocks, start), 0
        for at in range(cut - 1, max(start, cut - 24), -1):
            block = blocks[at]
            text = block.text()
            if not text:
                continue
            if self.is_boilerplate(block, text) or _is_related_heading(block, text):
                cut, unknown = at, 0
            elif (label := self.related(blocks, at)) is not None:
                cut, unknown = label, 0
            elif at >= cut:
                continue
            elif unknown == 1 or self.exact or _is_prose(block, text):
                break
            else:
                unknown += 1
        return cut

    def why(self, block: Node, end: str) -> Reason:
        """The reason why a block at an end (``head`` or ``foot``) was dropped."""
        text = block.text()
        if self.is_title(block, text):
            return Reason(Role.TITLE, Sign.LINE)
        if self.is_byline(block, text):
            return Reason(Role.BYLINE, Sign.LINE)
        if self.repeats(block):
            return Reason(None, Sign.HOST)
        if self.is_service(block, text):
            return Reason(Role.TERMS, Sign.LINE)
        if self.is_related_links(block) or teasers.is_list(block, self.known.host):
            return Reason(Role.RELATED, Sign.LINE)
        return Reason(None, Sign.EDGE, end)

    def repeats(self, block: Node) -> bool:
        """Whether a block is known from other posts of the host, and no witness of more weight
        speaks for it: the post's own feed entry, or markup, against which only the feed's entries of
        the other posts stand.
        """
        habits, feed = self.known.habits, self.known.feed
        if habits is None or (feed and feed.says(block)):
            return False
        return habits.disowned(block) if self.exact else habits.repeats(block)

    def is_title(self, block: Node, text: str) -> bool:
        """Whether a block repeats the title."""
        if self.exact and block.tag not in ("h1", "h2", "h3") and not _names_title(block.source):
            return False
        return comparable(text) in self.known.titles

    def is_boilerplate(self, block: Node, text: str) -> bool:
        """Whether a block is a byline, a date, tags, share links or navigation."""
        return self.repeats(block) or self.is_service(block, text) or self.is_byline(block, text)

    def is_service(self, block: Node, text: str) -> bool:
        """Whether a line is tags, share links or navigation, by link targets or first words."""
        if len(text) > _LINE:
            return False
        links = _links(block)
        leads = bool(links) and _link_share(text, links) > 0.5
        if leads and (all(map(_is_service, links)) or lines.WAY_ON.find(text)):
            return True
        return bool(lines.LABEL.find(text)) or not re.search(r"\w", text)

    def is_byline(self, block: Node, text: str) -> bool:
        """Whether a line is a byline or a date; never in an exact place."""
        if self.exact or block.tag in HEADINGS or len(text) > _LINE:
            return False
        return attribution.is_byline(block, text)

    def related(self, blocks: list[Node], at: int) -> int | None:
        """The index where the related posts that end at ``at`` begin, their label included."""
        listed = teasers.begin(blocks, at, self.known.host)
        if listed is not None:
            return listed
        if not self.is_related_links(blocks[at]):
            return None
        first = at
        while first > 0 and self.is_related_links(blocks[first - 1]):
            first -= 1
        label = blocks[first - 1] if first else None
        text = label.text() if label else ""
        if label and len(text) < 120 and (lines.RELATED.find(text) or self.repeats(label)):
            return first - 1
        if self.exact:
            return None
        return first - 1 if label and _is_label(label, text) else first

    def is_related_links(self, block: Node) -> bool:
        """Whether a block holds only links to other posts of the same site."""
        links = [n for n in block.walk() if n.tag == "a" and n.text()]
        if not links or _link_share(block.text(), links) < 0.8:
            return False
        hosts = [site(link.attrs["href"]) for link in links]
        own = hosts.count(self.known.host or hosts[0])
        titled = sum(len(link.text().split()) > 2 for link in links)
        return own * 2 > len(links) and titled * 2 > len(links)


def site(url: str) -> str:
    """The host of an address without ``www.``; empty where there is none."""
    return host(url).removeprefix("www.")


def _is_service(link: Node) -> bool:
    rel, href = link.attrs.get("rel", "").split(), link.attrs["href"]
    return bool(
        _SERVICE_RELS.intersection(rel)
        or _SHARERS.search(href)
        or _COMMENTS.search(href)
        or teasers.TERM_PAGES.search(href)
    )


def _links(block: Node) -> list[Node]:
    return [node for node in block.walk() if node.tag == "a"]


def _link_share(text: str, links: list[Node]) -> float:
    return sum(len(link.text()) for link in links) / max(1, len(text))


def _is_related_heading(block: Node, text: str) -> bool:
    """Whether a block is the heading of related posts, with or without their links."""
    if len(text) > _LINE or not lines.RELATED.find(text):
        return False
    links = _links(block)
    bare = len(text.split()) <= 6 and not text.endswith(".")
    return bare or _is_label(block, text) or _link_share(text, links) > 0.5


def _is_label(block: Node, text: str) -> bool:
    strong = [n.tag for n in block.nodes()] == ["strong"] and len(block.children) == 1
    return len(text) < 120 and (block.tag in HEADINGS or text.endswith((":", "…", "：")) or strong)
