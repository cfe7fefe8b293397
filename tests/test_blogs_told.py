"""What feeds and home pages say of their blog, and when nothing older is left."""

import pytest

from archiver import discover
from archiver.model import Found, Method, Purpose, Request, Source
from archiver.model.blog import Blog
from archiver.web import platforms
from tests.stages.discover import capture

HOME = "https://blog.example.net/"


def read(body: str, url: str = HOME, way: str = "feed", *, paging: bool = False) -> Found:
    method = Method(way)
    source = Source(id="s", url=url, method=method, challenge="c")
    request = Request(url=url, source="s", purpose=Purpose.DISCOVER, method=method, paging=paging)
    kind = "text/html" if way == "site" else "application/xml"
    return discover.read(capture(url, body.encode(), kind), request, source)


def rss(head: str = "", *ids: str) -> str:
    items = "".join(
        f"<item><link>{HOME}p{n}/</link><guid isPermaLink='false'>{id_}</guid></item>"
        for n, id_ in enumerate(ids or ("1",))
    )
    return f"<rss version='2.0'><channel><title>Kettles</title>{head}{items}</channel></rss>"


def atom(head: str, count: int = 1) -> str:
    entries = "".join(
        f"<entry><id>urn:{n}</id><link href='{HOME}p{n}/'/></entry>" for n in range(count)
    )
    spaces = (
        "xmlns='http://www.w3.org/2005/Atom' xmlns:fh='http://purl.org/syndication/history/1.0'"
    )
    return f"<feed {spaces}><title>Kettles</title>{head}{entries}</feed>"


@pytest.mark.parametrize(
    ("generator", "ids", "url", "platform"),
    [
        ("https://wordpress.org/?v=6.1", [], HOME, "wordpress"),
        ("http://wordpress.com/", [], HOME, "wordpress_com"),
        ("", [HOME + "?p=1", HOME + "?p=22"], HOME, "wordpress"),
        ("", [HOME + "?p=1", HOME + "p22"], HOME, ""),
        ("", [HOME], "https://ana.wordpress.com/feed/", "wordpress_com"),
        ("Blogger", [], HOME, "blogger"),
        ("", ["tag:blogger.com,1999:blog-1.post-2"], HOME, "blogger"),
        ("", [], "https://ana.blogspot.co.uk/feeds/posts/default", "blogger"),
        ("Substack", [], HOME, "substack"),
        ("", [], "https://ana.substack.com/feed", "substack"),
        ("Ghost 5.82", [], HOME, "ghost"),
        ("Medium", [], HOME, "medium"),
        ("", ["https://medium.com/p/0a1b2c3d"], HOME, "medium"),
        ("Tumblr (3.0; @ana)", [], HOME, "tumblr"),
        ("Site-Server v6.0.0 (http://www.squarespace.com)", [], HOME, "squarespace"),
        ("http://www.movabletype.org/?v=3.11-ja", [], HOME, "movabletype"),
        ("Movable Type", [], HOME, "movabletype"),
        ("http://www.typepad.com/", [], HOME, "typepad"),
        ("Roller Weblogger UNKNOWN (2007)", [], HOME, ""),
        ("Blogger http://www.blogger.com", [], HOME, "blogger"),
        ("Hugo", [HOME + "?p=1"], HOME, ""),
        ("", [], "https://notblogspot.com/", ""),
        ("", [], "https://substack.com.example/", ""),
        ("", [], "", ""),
    ],
)
def test_a_platform_is_told_by_a_feed_alone(
    generator: str, ids: list[str], url: str, platform: str
) -> None:
    found = platforms.of_feed(generator, ids, url)
    assert (found.name if found else "") == platform


def test_a_feed_names_the_home_page_of_its_blog() -> None:
    feed = HOME + "feed/"
    said = f"<link>{HOME}</link><generator>https://wordpress.org/?v=6</generator>"
    wanted = Blog(home=HOME, feed=feed, platform="wordpress")
    assert read(rss(said), feed).blog == wanted
    older = read(rss(said), feed + "?paged=2", paging=True).blog
    assert older.filled(Blog(feed=feed)) == wanted, "an older page has no address of its own"
    assert read(rss(f"<link>{feed}</link>"), feed).blog == Blog(feed=feed)
    left_over = "<link>http://localhost:4000/</link>"
    assert read(rss(left_over), feed).blog == Blog(feed=feed)
    agent = "https://feeds.agent.example/kettles"
    assert read(rss(said), agent).blog == Blog(home=HOME, feed=agent, platform="wordpress")
    json_feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://blog.example.net",'
        ' "items": [{"id": "1", "url": "/1"}]}'
    )
    assert read(json_feed, feed).blog == Blog(home=HOME, feed=feed)


def test_a_home_page_says_what_its_blog_is() -> None:
    entry = (
        "<article class=post><h2><a href='/2017/05/kettle/'>The kettle, again</a></h2></article>"
    )
    feed = "<link rel=alternate type=application/rss+xml href='/feed/'>"
    api = "<link rel='https://api.w.org/' href='/wp-json/'>"
    wordpress = Blog(home=HOME, feed=HOME + "feed/", platform="wordpress", api=HOME + "wp-json/")
    assert read(f"<html><head>{feed}{api}</head></html>", way="site").blog == wordpress
    ghost = "<meta name=generator content='Ghost 5.82'>"
    assert read(f"<html><head>{ghost}</head><body>{entry}", way="site").blog == Blog(
        home=HOME, platform="ghost"
    )
    substack = "https://ana.substack.com/"
    assert read(f"<html>{entry}</html>", substack, "site").blog == Blog(
        home=substack, platform="substack"
    )
    assert read(f"<html>{api}{entry}</html>", HOME + "page/2/", "site", paging=True).blog == Blog()


NEXT, PREVIOUS = (f"<link rel='{rel}' href='/older'/>" for rel in ("next", "prev-archive"))


@pytest.mark.parametrize(
    ("body", "paging", "end"),
    [
        (atom("<fh:complete/>"), False, True),
        (atom(""), False, False),
        (atom(""), True, True),
        (atom(NEXT), True, False),
        (atom(PREVIOUS), True, False),
        (atom("<fh:archive/>"), True, True),
        (atom("", 0), True, True),
        (rss("<generator>https://wordpress.org/</generator>"), True, False),
        (rss("<generator>https://wordpress.org/</generator>").replace("item>", "x>"), True, True),
        (rss().removesuffix("</channel></rss>"), True, False),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', True, True),
        (
            '{"version": "https://jsonfeed.org/version/1", "next_url": "/older", "items": []}',
            True,
            False,
        ),
    ],
)
def test_when_a_feed_says_that_nothing_is_older(body: str, paging: bool, end: bool) -> None:
    assert read(body, HOME + "feed/", paging=paging).end is end


@pytest.mark.parametrize(
    ("generator", "url", "older"),
    [
        ("WordPress", "feed/?paged=999999", "feed/?paged=1000000"),
        ("WordPress", "feed/?paged=1000000", None),
        ("WordPress", "feed/?paged=99999999999", None),
        ("Ghost", "rss/1000000/", None),
        ("Blogger", "feeds/posts/default?start-index=9999999", None),
    ],
)
def test_the_numbers_of_pages_come_to_an_end(generator: str, url: str, older: str | None) -> None:
    found = read(rss(f"<generator>{generator}</generator>"), HOME + url, paging=True)
    assert [wish.url for wish in found.follow] == ([HOME + older] if older else [])
