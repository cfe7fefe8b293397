"""Stable names for tests: of a platform, a plug-in, or this program itself.

Everything here is a function from values to values, but ``fetch``, which asks the network. What is
named here keeps its name and its meaning, whatever is moved inside the program.

    from archiver.testing import read_page

    def test_my_theme():
        post = read_page(PAGE, "https://blog.example/a-post/")
        assert post.title == "A post"
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import ada_url
import yaml

from archiver import discover, membership
from archiver.config import parse as parse_settings
from archiver.console.report import exit_code
from archiver.discover import autodiscovery, documents
from archiver.errors import ArchiverError
from archiver.extraction import learn
from archiver.extraction.document import render
from archiver.extraction.document.build import build
from archiver.fetch import client, robots
from archiver.fetch.transport import HttpTransport
from archiver.model import (
    Candidate,
    Capture,
    Found,
    Membership,
    Method,
    Participant,
    Post,
    Purpose,
    Request,
    Source,
)
from archiver.model.settings import Pace
from archiver.reading.reading import Reading, read
from archiver.web import dates, feeds, html, urls, vocabulary
from archiver.web.feeds import Entry, Feed

__all__ = [
    "Capture",
    "HttpTransport",
    "address_key",
    "exit_code",
    "feed_links",
    "fetch",
    "judge",
    "parse_feed",
    "parse_settings",
    "read_listing",
    "read_page",
    "resolve",
    "robots_allows",
    "robots_delay",
    "role",
    "sanitise",
]

_CODE = frozenset(("script", "style", "template", "noscript", "svg", "math", "title", "head"))


def read_page(
    body: bytes | str,
    url: str,
    *,
    came_from: str | None = None,
    status: int = 200,
    content_type: str = "text/html",
    feed: Feed | Entry | Candidate | str | None = None,
    host_pages: Iterable[tuple[bytes | str, str]] = (),
) -> Post:
    """The post on a page, screened and extracted as a run does it.

    ``url`` was asked for, ``came_from`` answered (default: the same). ``feed`` is the blog's feed
    (as ``parse_feed`` gives it), the post's own entry in it, or only the entry's HTML; ``host_pages``
    are bodies and addresses of other posts of the host, which teach what repeats there.
    Raises NotThePage or ParseError.
    """
    capture = _capture(body, url, came_from, status, content_type)
    others = [(other, address, None) for other, address in host_pages]
    habits = learn(others) if others else None
    return read(Reading(url, capture, feed=_entry(feed, url), habits=habits))


def _capture(
    body: bytes | str, url: str, came_from: str | None, status: int, content_type: str
) -> Capture:
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return Capture(
        url=url,
        final_url=came_from or url,
        status=status,
        headers=(("Content-Type", content_type),),
        payload=data,
        body=data,
        fetched_at=datetime.now(UTC).replace(microsecond=0),
    )


def _entry(feed: Feed | Entry | Candidate | str | None, url: str) -> Candidate | None:
    if isinstance(feed, Feed):
        feed = next(
            (entry for entry in feed.entries if urls.same(urls.clean(entry.url), url)), None
        )
    if feed is None or isinstance(feed, Candidate):
        return feed
    entry = Entry(url=url, content=feed) if isinstance(feed, str) else feed
    return entry.candidate(url)


def read_listing(body: bytes | str, url: str, method: str) -> Found:
    """What a document announces: its candidates, and what a run would ask for next.

    ``method`` is a way of announcing posts, as sources.yaml names it: ``feed``, ``hub``,
    ``invitation``, ``opml``, ``roster``, ``roundup``, ``site``, ``tag``. Raises ParseError, and ValueError for a way that
    there is not.
    """
    if method not in discover.MODULES:
        known = ", ".join(discover.MODULES)
        raise ValueError(
            f"there is no way of announcing called `{method}`; these are known: {known}"
        )
    source = Source(id="source", url=url, method=Method(method), challenge="challenge")
    types = {Method.FEED: "text/xml", Method.OPML: "text/xml", Method.ROSTER: "text/plain"}
    content_type = types.get(source.method, "text/html")
    capture = _capture(body, url, None, 200, content_type)
    return discover.read(capture, source.first_request(), source)


def parse_feed(body: bytes | str, url: str, content_type: str | None = None) -> Feed:
    """Read a feed of any kind; ``url`` is where it was found. Raises ParseError."""
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return feeds.parse(data, url, content_type)


def feed_links(html: bytes | str, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that a page names, in its own order. Raises ParseError."""
    page = documents.page_of(_capture(html, url, None, 200, "text/html"))
    return tuple(feed.url for feed in autodiscovery.feeds_of(page, url))


def resolve(url: str, base: str | None = None) -> str | None:
    """An address as the WHATWG URL standard resolves it, of any scheme; None where it is none."""
    try:
        return ada_url.join_url(base, url) if base else ada_url.normalize_url(url)
    except ValueError:
        return None


def address_key(url: str) -> str:
    """What two spellings of one page's address have in common."""
    return urls.key(url)


def robots_allows(robots_txt: bytes | str, agent: str, url: str) -> bool:
    """Whether a robots.txt lets a product token ask for an address (RFC 9309)."""
    return _rules(robots_txt, agent).allows(url)


def robots_delay(robots_txt: bytes | str, agent: str) -> float | None:
    """The Crawl-delay in seconds that a robots.txt asks of a product token; None without one."""
    return _rules(robots_txt, agent).delay


def _rules(robots_txt: bytes | str, agent: str) -> robots.Rules:
    data = robots_txt.encode() if isinstance(robots_txt, str) else robots_txt
    return robots.Rules.parse(data, agent=agent)


def sanitise(markup: bytes | str) -> str:
    """A piece of HTML as a post of ours would hold it: our own elements and attributes only."""
    text = html.decode(markup) if isinstance(markup, bytes) else markup
    root = html.parse(f"<body>{text}</body>")
    return render.to_html(build(root, "", lambda element: element.tag in _CODE))


def judge(
    post: Post,
    challenge: Mapping[str, Any],
    announcements: Sequence[Mapping[str, Any]],
    *,
    challenges: Sequence[Mapping[str, Any]] = (),
    host_posts: Sequence[Post] = (),
    participants: Sequence[Mapping[str, Any]] = (),
) -> Membership:
    """Does a post answer a challenge, and which of its prompts?

    Challenges are mappings in the words of sources.yaml, announcements have ``via``, ``how``,
    ``source``, ``round``, ``url``, ``title``, ``author``, ``published``, ``tags``, ``quote``.
    ``challenges`` are all that are watched, ``host_posts`` other posts of the same blog, and
    ``participants`` who is known to take part, with ``name``, ``blogs`` and ``also``.
    """
    watched = [dict(one) for one in (challenge, *challenges)]
    known = {one["id"]: one for one in watched}
    text = yaml.safe_dump(
        {"contact": "https://example.org/", "challenges": list(known.values())}, allow_unicode=True
    )
    asked, *others = parse_settings(text).challenges
    return membership.judge(
        post,
        asked,
        [_candidate(a, post, asked.id) for a in announcements],
        challenges=others,
        host_posts=host_posts,
        participants=[_participant(one) for one in participants] or asked.writers,
    )


def _participant(told: Mapping[str, Any]) -> Participant:
    """A person, by the words of ``writers`` in sources.yaml: one blog or name may stand alone."""
    blogs, also = (
        (value,) if isinstance(value := told.get(key) or (), str) else tuple(value)
        for key in ("blogs", "also")
    )
    return Participant(name=told["name"], blogs=blogs, also=also)


def _candidate(announcement: Mapping[str, Any], post: Post, challenge: str) -> Candidate:
    moment = announcement.get("published")
    return Candidate(
        url=announcement.get("url") or post.url,
        via=announcement.get("via", ""),
        how=Method(announcement.get("how", "feed")),
        source=announcement.get("source", ""),
        challenge=announcement.get("challenge", challenge),
        round=announcement.get("round"),
        title=announcement.get("title", ""),
        author=announcement.get("author", ""),
        published=dates.parse(moment) if isinstance(moment, str) else moment,
        tags=tuple(announcement.get("tags", ())),
        quote=announcement.get("quote", ""),
    )


def fetch(url: str, *, allow_private: Sequence[str] = (), deadline: float = 60) -> Capture:
    """Ask for one address as a run does: robots.txt first, redirects followed, guarded.

    ``deadline`` is in seconds, for a request with its redirects. Raises a FetchError.
    """
    frontier = client.Frontier()
    frontier.add(Request(url=url, source="", purpose=Purpose.POST))
    fetcher = client.Fetcher(
        HttpTransport(allow_private=tuple(allow_private)),
        user_agent="archiver",
        pace=Pace(delay=0, deadline=deadline),
        allow_private=tuple(allow_private),
    )
    answers = [a for a in fetcher.answers(frontier) if a.request.purpose is Purpose.POST]
    answer = answers[-1]
    if answer.error is not None:
        raise answer.error
    if answer.capture is None:
        raise ArchiverError("there was no answer", where=url)
    return answer.capture


def role(tag: str, id: str | None = None, classes: str | Iterable[str] = "") -> str | None:  # noqa: A002 - the attribute's name
    """What an element is by its tag, id and classes; None where they say nothing of it.

    One of these values of the vocabulary's enum ``Role``. Parts of a post: entry, body, title,
    subtitle, byline, author, date, terms, meta, series, end of a preview, quotation, note. Around a
    post: comments, comment, comment form, reactions, related, card, navigation, share, ratings, author box, subscription,
    advertising, donation, table of contents, licence, citation, counter, print, poll. Of the site
    and the page: brand, frame, aside, footer, overlay, cookie notice, service bar, head, script,
    drawing, form, button, hidden, screen reader, heading link, code tools, player, map, furniture.
    """
    names = classes if isinstance(classes, str) else " ".join(classes)
    found = vocabulary.role_of(tag.lower(), id or "", names)
    return str(found) if found else None
