"""Extraction: turns the page of a post into a ``Post``."""

from collections.abc import Iterable
from dataclasses import replace

from archiver.errors import ParseError
from archiver.extraction import by_hand, discussion, metadata
from archiver.extraction.audit import Audit, Block, review
from archiver.extraction.body import article, edges, feed_content, host_habits
from archiver.extraction.body.host_habits import HostHabits
from archiver.extraction.body.override import unmatched
from archiver.extraction.body.survey import Article
from archiver.extraction.document import render
from archiver.extraction.document.tree import Node
from archiver.extraction.next_page import next_page
from archiver.extraction.page_kind import refuse_lists
from archiver.formats import markdown
from archiver.model import Candidate, Image, Link, Override, Post
from archiver.version import EXTRACTOR
from archiver.web import language
from archiver.web import page as pages
from archiver.web.page import Page

__all__ = ["EXTRACTOR", "Audit", "Block", "HostHabits", "audit", "extract", "from_feed", "learn"]


def extract(
    html: bytes | str | Page,
    url: str = "",
    *,
    content_type: str | None = None,
    feed: Candidate | None = None,
    feed_has_it: bool = True,
    chrome: HostHabits | None = None,
    override: Override | None = None,
    comments: bool = False,
) -> Post:
    """Extract the post of a page, which is given as bytes, as text or parsed.

    ``url`` is the address of the page, ``content_type`` the HTTP header, ``feed`` the entry of the
    blog's own feed for this post; with ``feed_has_it`` False the entry has left the feed since, and
    the author may have written more. ``chrome`` is what was learned from other posts of the host
    (``learn``), ``override`` what a person says of the page, before all else. Comments are read
    only when asked for. The same arguments give the same post.

    Raises ParseError where the bytes are not HTML, NotThePage where there is no article, or where the
    page is a list of posts, a shop's, a forum's or a video's.
    """
    page = _page(html, url, content_type)
    about = by_hand.applied(metadata.read(page, feed=feed), override)
    known = _known(page, about.title, feed, chrome, current=feed_has_it, said=override)
    found = article.find(page, known)
    fed = known.feed is not None and known.feed.is_all_in(found.tree)
    if not found.said and not fed:
        signed = bool(about.published or about.authors)
        refuse_lists(page, found.tree, found.sizes, signed=signed, announced=feed is not None)
    post = _post(page, about, found)
    return replace(
        post,
        comments=discussion.read(page) if comments else (),
        unmatched=unmatched(page, override),
    )


def from_feed(feed: Candidate, url: str, override: Override | None = None) -> Post:
    """The post as the entry of its feed gives it, where its page cannot be read.

    Its ``origins`` name the feed for the body. Raises ParseError where the entry has no text.
    """
    about = by_hand.applied(metadata.of_entry(feed), override)
    tree = feed_content.tree(feed.content, url)
    if not tree.comparable():
        raise ParseError("the entry of the feed has no text", where=url)
    return _written(tree, about, url, body="feed")


def _post(page: Page, about: metadata.Metadata, found: Article) -> Post:
    post = _written(found.tree, about, page.url, body=by_hand.WITNESS if found.said else "")
    return replace(post, next_page=next_page(page), confidence=found.confidence)


def _written(tree: Node, about: metadata.Metadata, url: str, *, body: str) -> Post:
    """The post of an article's tree; ``body`` is the witness of its text, where it is no page."""
    nodes = list(tree.walk())
    written = render.to_markdown(tree)
    text = markdown.to_text(written)
    chosen, witness = language.choose(about.language, text)
    origins = dict(about.origins)
    if witness == "detected":
        origins["language"] = witness
    if body:
        origins["body"] = body
    return Post(
        url=about.canonical or url,
        title=about.title,
        text=text,
        markdown=written,
        html=render.to_html(tree),
        authors=about.authors,
        published=about.published,
        updated=about.updated,
        tags=about.tags,
        categories=about.categories,
        links=_links(nodes),
        images=_images(nodes),
        language=chosen,
        site=about.site,
        licence=about.licence,
        description=about.description,
        lead_image=about.lead_image,
        series=about.series,
        robots=about.robots,
        partial=about.partial,
        origins=origins,
    )


def audit(
    html: bytes | str | Page,
    url: str = "",
    *,
    content_type: str | None = None,
    feed: Candidate | None = None,
    feed_has_it: bool = True,
    chrome: HostHabits | None = None,
    override: Override | None = None,
) -> Audit:
    """The page's blocks in their order, kept and dropped, each with the reason.

    Raises what ``extract`` raises.
    """
    page = _page(html, url, content_type)
    about = by_hand.applied(metadata.read(page, feed=feed), override)
    known = _known(page, about.title, feed, chrome, current=feed_has_it, said=override)
    return review(page, article.find(page, known), override)


def learn(
    posts: Iterable[tuple[bytes | str | Page, str, Candidate | None]],
    known: HostHabits | None = None,
) -> HostHabits:
    """Learn the chrome of a host from its posts: pages, URLs and feed entries.

    Adds to what is ``known``. A page is counted each time it is given: give it once.
    Raises ParseError for what is not HTML, NotThePage for a list of posts and the like.
    """
    return host_habits.add(known or HostHabits(), (_lesson(*post) for post in posts))


def _page(html: bytes | str | Page, url: str, content_type: str | None) -> Page:
    page = html if isinstance(html, Page) else pages.read(html, url, content_type)
    if page.all("frameset"):
        hint = "ask for the frame that holds the post"
        raise ParseError("the page is a frameset", where=page.url, hint=hint)
    return page


def _lesson(html: bytes | str | Page, url: str, feed: Candidate | None) -> host_habits.Lesson:
    page = _page(html, url, None)
    learned = article.lesson(page, _known(page, feed.title if feed else "", feed, None))
    refuse_lists(page, learned.body, learned.sizes, signed=True, announced=feed is not None)
    return learned


def _known(
    page: Page,
    title: str,
    feed: Candidate | None,
    chrome: HostHabits | None,
    *,
    current: bool = True,
    said: Override | None = None,
) -> edges.Context:
    return edges.Context(
        titles=edges.title_forms(page, [title]),
        host=edges.site(page.url or page.base),
        habits=chrome,
        feed=feed_content.read(feed.content, page.base, current=current) if feed else None,
        override=said,
    )


def _links(nodes: Iterable[Node]) -> tuple[Link, ...]:
    found = (
        Link(url=n.attrs["href"], text=n.text(), rel=n.attrs.get("rel", ""))
        for n in nodes
        if n.tag == "a" and n.attrs["href"].startswith("http")
    )
    return tuple(dict.fromkeys(found))


def _images(nodes: Iterable[Node]) -> tuple[Image, ...]:
    """The pictures, each with the caption of the figure around it."""
    captions: dict[Node, str] = {}
    found: list[Image] = []
    for node in nodes:
        if node.tag == "figure":
            words = " ".join(c.text() for c in node.nodes() if c.tag == "figcaption")
            captions.update((n, words) for n in node.walk() if n.tag == "img")
        elif node.tag == "img":
            attrs = node.attrs
            found.append(Image(url=attrs["src"], alt=attrs["alt"], caption=captions.get(node, "")))
    return tuple(dict.fromkeys(found))
