"""The ways to the posts of one blog: its feed, what its platform has for it, its pages, its sitemap."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from bench.announcing.pages import ABOUT, listing, post, rss
from bench.announcing.way import Answer, Server, Way
from tests.test_rungs import (
    HOME,
    arguments,
    blogger,
    dated,
    day,
    posts,
    sitemap_of,
    substack,
    wayback,
    wordpress,
)

FEED = HOME + "feed/"
WORDPRESS = (
    "<meta name=generator content='WordPress 6.4'>"
    f"<link rel='https://api.w.org/' href='{HOME}wp-json/'>"
    f"<link rel=alternate type=application/rss+xml href='{FEED}'>"
)
Shape = Callable[[int], str]


def plain(n: int) -> str:
    """The address of a post without its day."""
    return f"{HOME}p{n}/"


def blog(
    name: str,
    method: str,
    url: str,
    server: Server,
    expected: Collection[str],
    *,
    scope: str = "",
    also: Collection[str] = (),
    requests: int | None = None,
) -> Way:
    """A way that the peer goes as well: it is given the address of the source, and the home page."""
    return Way(
        name=name,
        method=method,
        url=url,
        scope=scope,
        server=server,
        expected=expected,
        also=also,
        peer=(url, HOME),
        requests=requests,
    )


def entries(numbers: Iterable[int], shape: Shape = plain) -> list[tuple[str, date]]:
    return [(shape(n), day(n)) for n in numbers]


def newest(count: int, size: int, page: int = 1) -> range:
    """The numbers of the posts on a page of so many each."""
    first = count - size * (page - 1)
    return range(first, max(0, first - size), -1)


def fixed(answers: dict[str, Answer], *servers: Server) -> Server:
    """A server with some pages, and others behind it for all else."""

    def server(url: str) -> Answer:
        found = answers.get(url)
        return found or next((said for other in servers if (said := other(url))), None)

    return server


def alternate(feed: str) -> str:
    return f"<link rel=alternate type=application/rss+xml href='{feed}'>"


def paged_home(count: int, size: int = 10, *, head: str = "") -> Server:
    """The home page and its older pages, as WordPress and many others address them."""

    def server(url: str) -> Answer:
        page = re.fullmatch(r"(?:page/(\d+)/)?", url.removeprefix(HOME))
        number = int(page[1] or 1) if page else 0
        if not number or not newest(count, size, number):
            return None
        older = f"{HOME}page/{number + 1}/" if newest(count, size, number + 1) else ""
        return listing(map(plain, newest(count, size, number)), older=older, head=head)

    return server


def paged_feed(count: int, size: int = 10) -> Server:
    """The feed of WordPress: behind its last page there is none."""

    def server(url: str) -> Answer:
        if not url.startswith(FEED):
            return None
        numbers = newest(count, size, int(arguments(url).get("paged", 1)))
        head = "<generator>https://wordpress.org/?v=6.4</generator>"
        return rss(entries(numbers), head=head) if numbers else None

    return server


def refused(path: str) -> Server:
    return lambda url: 403 if url.startswith(HOME + path) else None


# ---- feeds


def feed_alone() -> Way:
    feed = HOME + "feed.xml"
    home = listing(map(plain, newest(15, 5)), head=alternate(feed))
    web: dict[str, Answer] = {feed: rss(entries(newest(15, 15))), HOME: home}
    return blog("feed alone", "feed", feed, fixed(web), posts(range(1, 16)))


def history_of_feed() -> Way:
    feed = HOME + "feed.xml"
    web: dict[str, Answer] = {HOME: listing(map(plain, newest(40, 5)), head=alternate(feed))}
    where = [feed, *(f"{HOME}archive-{n}.xml" for n in (3, 2, 1))]
    for n, url in enumerate(where, 1):
        older = f"<atom:link rel='prev-archive' href='{where[n]}'/>" if n < len(where) else ""
        web[url] = rss(entries(newest(40, 10, n)), head=older)
    return blog("feed with RFC 5005", "feed", feed, fixed(web), posts(range(1, 41)))


def wordpress_feed() -> Way:
    server = fixed({}, paged_feed(35), refused("wp-json/"), paged_home(35, head=WORDPRESS))
    return blog("WordPress, paged feed", "feed", FEED, server, posts(range(1, 36)))


def wordpress_refused() -> Way:
    server = fixed({}, refused("feed/"), wordpress(145), paged_home(145, head=WORDPRESS))
    expected = posts(set(range(1, 146)) - {7})  # the seventh wants a password
    return blog("WordPress, feed refused", "feed", FEED, server, expected, also=posts([7]))


def blogger_rss() -> Way:
    feed = HOME + "feeds/posts/default?alt=rss"
    head = "<meta content='blogger' name='generator'>" + alternate(feed)
    server = fixed({}, blogger(60, alt="rss"), paged_home(60, head=head))
    return blog("Blogger, RSS", "feed", feed, server, posts(range(1, 61)))


def substack_feed(count: int = 65) -> Way:
    feed = HOME + "feed"
    head = "<generator>Substack</generator>"
    home = listing(map(letter, newest(count, 12)), head=alternate(feed))
    web: dict[str, Answer] = {
        feed: rss(entries(newest(count, 20), letter), head=head),
        HOME: home,
    }
    expected = posts(range(1, count + 1), HOME + "p/p{}")
    return blog("Substack", "feed", feed, fixed(web, substack(count)), expected)


def letter(n: int) -> str:
    """The address of a post on Substack."""
    return f"{HOME}p/p{n}"


# ---- pages


def static_site() -> Way:
    feed = HOME + "index.xml"
    mapped = [*map(plain, range(1, 41)), HOME, *(HOME + path for path in ABOUT), HOME + "tags/tea/"]
    web: dict[str, Answer] = {
        feed: rss(entries(newest(40, 10))),
        HOME: listing(map(plain, newest(40, 5)), head=alternate(feed)),
        HOME + "sitemap.xml": sitemap_of(mapped),
    }
    return blog("static blog with a sitemap", "site", HOME, fixed(web), posts(range(1, 41)))


def home_pages() -> Way:
    expected = posts(range(1, 36))
    return blog("paginated home", "site", HOME, paged_home(35), expected)


def tag_page() -> Way:
    tag, tagged = HOME + "tag/tea/", range(30, 0, -2)
    web: dict[str, Answer] = {
        tag: listing(map(plain, tagged[:10]), older=tag + "page/2/", head=alternate(FEED)),
        tag + "page/2/": listing(map(plain, tagged[10:]), head=alternate(FEED)),
    }
    server = fixed(web, paged_feed(30), paged_home(30, head=alternate(FEED)))
    return blog("tag page", "tag", tag, server, posts(tagged))


def dead_blog() -> Way:
    rows, dead = wayback(30, 3000), set(map(dated, range(1, 31)))
    copies = {f"https://web.archive.org/web/20180101000000id_/{url}": url for url in dead}

    def server(url: str) -> Answer:
        if url in copies:
            return post(copies[url])
        return rows(url) if "/cdx/search/cdx" in url else None

    return Way(
        name="dead blog, Wayback index",
        method="site",
        url=HOME,
        server=server,
        expected=dead,
        gone=True,
    )


def calendar() -> Way:
    """Each day has one post, and a next day: the first ten are read in a first run, and no more."""
    days = [f"{HOME}day-{n}/" for n in range(1, 400)]
    begin = HOME + "calendar/1/"

    def server(url: str) -> Answer:
        page = re.fullmatch(r"calendar/(\d+)/", url.removeprefix(HOME))
        if not page:
            return listing(days[:1], older=begin) if url == HOME else None
        return listing([days[int(page[1]) - 1]], older=f"{HOME}calendar/{int(page[1]) + 1}/")

    first, others = days[:10], days[10:]
    return blog("endless calendar", "tag", begin, server, first, also=others, requests=25)


WANTED = range(401, 413)
SCOPE = f"since: {day(WANTED[0])}, until: {day(WANTED[-1])}"
"""Twelve of a thousand posts, long before the newest ones."""


def wordpress_window(size: int) -> Way:
    """The feed has so many posts a page; the API can be asked for days."""
    home = paged_home(1000, head=WORDPRESS)
    server = fixed({}, paged_feed(1000, size), wordpress(1000), home, unwanted(plain))
    name, expected = f"12 of 1,000, {size} a page", posts(WANTED)
    return blog(name, "feed", FEED, server, expected, scope=SCOPE, requests=40)


def substack_window() -> Way:
    """The home page lists without days some posts whose days the feed tells."""
    way, expected = substack_feed(1000), posts(WANTED, HOME + "p/p{}")
    server = fixed({}, way.server, unwanted(letter))
    return replace(
        way,
        name="12 of 1,000, Substack",
        server=server,
        expected=expected,
        scope=SCOPE,
        requests=40,
    )


def unwanted(shape: Shape) -> Server:
    """The posts that nobody wants: they are there for whoever asks."""
    others = set(map(shape, {*range(1, 1001)} - {*WANTED}))
    return lambda url: post(url) if url in others else None


WAYS = (
    feed_alone,
    history_of_feed,
    wordpress_feed,
    wordpress_refused,
    blogger_rss,
    substack_feed,
    static_site,
    home_pages,
    tag_page,
    dead_blog,
    calendar,
    partial(wordpress_window, 100),
    partial(wordpress_window, 10),
    substack_window,
)
