"""What golden cases of discovery cannot say: first requests, hints, and the real pages."""

import gzip
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archiver import discover, screen
from archiver.discover import autodiscovery, listings
from archiver.errors import NotThePage, ParseError
from archiver.model import Found, Method, Purpose, Source
from archiver.web import address_kinds, urls
from tests.stages.discover import capture

SHARED = Path(__file__).parents[2] / "shared"
HOME = "https://blog.example.net/"


def source(method: Method, url: str = HOME) -> Source:
    return Source(id="ana", url=url, method=method, challenge="spring", round="week-1")


def read(method: Method, body: bytes, url: str = HOME) -> Found:
    asked = source(method, url)
    return discover.read(capture(url, body), asked.first_request(), asked)


def test_start_asks_for_the_source_itself() -> None:
    request = source(Method.TAG).first_request()
    assert (request.url, request.source, request.method) == (HOME, "ana", Method.TAG)
    assert (request.purpose, request.paging) == (Purpose.DISCOVER, False)


def test_every_method_has_its_module() -> None:
    known = ["feed", "hub", "invitation", "opml", "roster", "roundup", "site", "tag"]
    assert list(discover.MODULES) == known


def test_a_page_in_place_of_a_feed_names_the_feed() -> None:
    page = b'<html><link rel="alternate" type="application/atom+xml" href="/atom.xml"></html>'
    with pytest.raises(ParseError) as caught:
        read(Method.FEED, page)
    assert caught.value.hint == "the page names https://blog.example.net/atom.xml as its feed"


@pytest.mark.parametrize("method", list(discover.MODULES))
def test_an_empty_answer_is_an_error_and_never_a_quiet_source(method: Method) -> None:
    with pytest.raises(ParseError):
        read(method, b"  \n")


def test_followed_requests_belong_to_the_source() -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="/feed/#top"><article><h2><a href="/2017/a-post">A</a></h2></article>'
    found = read(Method.SITE, page)
    assert [(r.url, r.source, r.purpose) for r in found.follow] == [
        (HOME + "feed/", "ana", Purpose.DISCOVER)
    ]
    assert [(c.source, c.challenge, c.round) for c in found.candidates] == [
        ("ana", "spring", "week-1")
    ]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://a.example.com/2017/05/a-post/", True),
        ("https://a.example.com/a-post", True),
        ("https://a.example.com/?p=12", True),
        ("https://docs.google.com/document/d/x/pub", True),
        ("https://a.example.com/posts/login-troubles.html", True),
        ("https://a.example.com/archives/77", True),
        ("https://a.example.com/archives/000123.html", True),
        ("https://a.example.com/archives/2010/03/the-slug/", True),
        ("https://a.example.com/users/42/post/7", True),
        ("https://a.example.com/users/ann/2017/05/walk", True),
        ("https://a.example.com/2017/05/01/about/", True),
        ("https://a.example.com/2017/how-to-join/", True),
        ("https://a.example.com/legal/why-i-left/", True),
        ("https://a.example.com/archives/why_we_left.html", True),
        ("https://a.example.com/archives", False),
        ("https://a.example.com/archives/2010/03/", False),
        ("https://a.example.com/archives/2010.html", False),
        ("https://a.example.com/archives/cat_books.html", False),
        ("https://a.example.com/archives/page/2", False),
        ("https://a.example.com/users/42", False),
        ("https://a.example.com/users/ann-lee-of-york", False),
        ("https://a.example.com/users/42/posts", False),
        ("https://a.example.com/2017/about/", False),
        ("https://a.example.com/2017/05/01/feed/", False),
        ("https://a.example.com/about/team/", False),
        ("https://a.example.com/legal/privacy-policy", False),
        ("https://a.example.com/", False),
        ("https://a.example.com/index.html", False),
        ("https://a.example.com/?s=word", False),
        ("https://a.example.com/2017/05/", False),
        ("https://a.example.com/2017/05/page/2", False),
        ("https://a.example.com/tag/work/", False),
        ("https://a.example.com/category/work/tools/", False),
        ("https://a.example.com/feed/", False),
        ("https://a.example.com/2017/05/a-post/feed/", False),
        ("https://a.example.com/wp-content/uploads/2017/05/x.html", False),
        ("https://a.example.com/x.PDF", False),
        ("https://a.example.com/wp-login.php?redirect_to=x", False),
        ("https://www.facebook.com/ana/posts/1", False),
        ("https://ana.medium.com/a-post-1", True),
        ("mailto:ana@example.com", False),
        ("javascript:void(0)", False),
        ("no address", False),
        (HOME + "the-page/#comment-2", False),
        ("https://share.example.com/?u=https%3A%2F%2Fblog.example.net%2Fthe-page%2F", False),
    ],
)
def test_may_be_post(url: str, may: bool) -> None:
    assert address_kinds.may_be_post(url, HOME + "the-page/") is may


def test_a_copy_in_the_wayback_machine_is_undone() -> None:
    copy = "https://web.archive.org/web/20160101000000id_/http:/a.example.com/post"
    assert urls.original(copy) == "http://a.example.com/post"
    assert urls.original("https://a.example.com/web/2016/") == "https://a.example.com/web/2016/"


def test_autodiscovery_suite() -> None:
    path = SHARED / "suites" / "autodiscovery" / "cases.json"
    if not path.exists():
        pytest.skip("the suite of autodiscovery is not here")
    wrong = []
    for case in json.loads(path.read_text("utf-8")):
        if case["html"].startswith("\ufffd"):
            continue  # a page in UTF-16 that the suite itself holds undecoded
        page = BeautifulSoup(case["html"], "lxml")
        found = [feed.url for feed in autodiscovery.feeds_of(page, case["page"])]
        wanted = {"first": found[:1], "all": found, "n": len(found)}
        told = {key: case.get(f"expect_{key}") for key in wanted}
        told["first"] = [told["first"]] if told["first"] else None
        wrong += [case["id"] for key, value in told.items() if value not in (None, wanted[key])]
    assert wrong == []


def test_best_feed_is_the_whole_blog_in_the_page_s_own_order() -> None:
    html = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="/tag/x/feed/">
      <link rel="alternate" type="application/json+oembed" href="/oembed">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/7">
      <link rel="alternate stylesheet" type="application/xml" href="/style.xml">
      <link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="atom.xml">
      <link rel="alternate" type="application/feed+json" href="/feed.json"><base href="/blog/">"""
    named = autodiscovery.feeds_of(BeautifulSoup(html, "lxml"), HOME)
    best = autodiscovery.best(named)
    assert best is not None
    assert best.url == HOME + "blog/atom.xml"
    assert [feed.comments for feed in named] == [True, False, False, False]
    assert autodiscovery.best(tuple(feed for feed in named if feed.comments)) is None


LISTINGS = (
    "en.blog.wordpress.com-home",
    "go.dev-blog-index",
    "inessential-home",
    "izquierda-tag-politica",
    "kcua-category-blog",
    "rajshankar.wordpress.com-home",
)


@pytest.mark.parametrize("name", LISTINGS)
def test_real_listings(name: str) -> None:
    """The entries are those that a person has named, but for one that is missing or too many."""
    path = SHARED / "corpus" / "listings" / f"{name}.html"
    if not path.exists():
        pytest.skip("the corpus of listings is not here")
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = listings.read(BeautifulSoup(path.read_bytes(), "lxml"), told["url"])
    wanted = {urls.key(urls.resolve(e["url"], told["url"]) or "") for e in told["entries"]}
    got = {urls.key(entry.url) for entry in found.entries}
    assert len(wanted - got) <= 1
    assert len(got - wanted) <= 1


def test_no_real_post_is_refused() -> None:
    """Every page that stands for a post in the corpus is let through."""
    pages = sorted((SHARED / "corpus").glob("[bc][lm][os]*/*.html.gz"))
    if not pages:
        pytest.skip("the corpus of posts is not here")
    refused = []
    for path in pages:
        told = json.loads(Path(str(path).removesuffix(".html.gz") + ".json").read_text("utf-8"))
        url = told["url"] or HOME + "post"
        try:
            screen.screen(capture(url, gzip.decompress(path.read_bytes())), url)
        except NotThePage as error:
            refused.append(str(error))
    assert len(pages) >= 200
    assert refused == []


def test_a_hub_is_read_by_the_names_of_its_platform_first() -> None:
    words = "<p>Every Thursday we sit down after supper and write about the day.</p>" * 3
    card = "<figure class=kg-bookmark-card><a href=https://ana.example.com/2017/a-lamp/>A lamp</a></figure>"
    head = '<head><meta name=generator content="Ghost 5.1"></head>'
    text = f"<div class=gh-content>{words}{card}</div>"
    ghost = read(Method.HUB, f"<html>{head}<body>{text}</body></html>".encode())
    assert [c.title for c in ghost.candidates] == ["A lamp"]


@pytest.mark.parametrize(
    "around",
    [
        '<section id="newsletter-week"><h3>Newsletter week</h3>{}</section>',
        '<h3 id="related-posts-of-may">{}</h3>',
        "<div class=share><p>"
        + "What we have shared with one another in the long evenings of this spring. " * 2
        + "</p>{}</div>",
    ],
    ids=["an id of a heading's words", "the id of a heading", "sentences"],
)
def test_a_name_that_says_nothing_hides_no_answer(around: str) -> None:
    words = "<p>Every Thursday we sit down after supper and write about the day.</p>" * 9
    link = around.format("<a href=https://ana.example.com/2017/a-lamp/>A lamp</a>")
    text = f"<article class=post><div class=entry-content>{words}{link}</div></article>"
    found = read(Method.HUB, f"<html><body>{text}</body></html>".encode())
    assert [c.title for c in found.candidates] == ["A lamp"]


def test_two_links_with_the_same_words_have_each_its_own_author() -> None:
    links = (
        "<p>Read it <a href=https://ana.example.com/2017/a-lamp/>here</a> by Ana Lind, and the other "
        "one <a href=https://bo.example.org/2017/rain/>here</a> by Bo Ek.</p>"
    )
    found = read(Method.HUB, f"<html><body><article>{links}</article></body></html>".encode())
    assert [c.author for c in found.candidates] == ["Ana Lind", "Bo Ek"]


@pytest.mark.parametrize("around", ["section", "article", "div"])
def test_an_entry_has_its_own_date(around: str) -> None:
    items = "".join(
        f"<div><h2><a href=/2017/05/walk-{n}/>The walk of day {n}</a></h2>"
        f"<time datetime=2017-05-0{n}>May {n}</time></div>"
        for n in range(1, 5)
    )
    page = BeautifulSoup(f"<body><{around}>{items}</{around}></body>", "lxml")
    found = listings.read(page, HOME).entries
    assert [str(entry.published) for entry in found] == [f"2017-05-0{n}" for n in range(1, 5)]


def test_the_lists_of_a_hubs_text_announce_whatever_they_are_called() -> None:
    words = "<p>Every Thursday we sit down after supper and write about the day.</p>" * 3
    for name in ("blogroll", "sidebar-list", "navigation-list", "bottom-list"):
        entry = f"<div class={name}><a href=https://ana.example.com/2017/a-lamp/>A lamp</a></div>"
        text = f"<article class=post><div class=entry-content>{words}{entry}</div></article>"
        found = read(Method.HUB, f"<html><body>{text}</body></html>".encode())
        assert [c.title for c in found.candidates] == ["A lamp"], name


def items(*told: tuple[str, str, str]) -> bytes:
    found = "".join(
        f"<item><link>{link}</link><title>{title}</title><description>{text}</description></item>"
        for link, title, text in told
    )
    return f"<rss version='2.0'><channel><link>{HOME}</link>{found}</channel></rss>".encode()


def test_entries_that_share_an_address_lend_it_no_words() -> None:
    """A blog of one page: with the words of one entry the page would be the wrong post."""
    told = [(f"{HOME}diary#{n}", f"On {n}", f"{n} {n} again") for n in ("jars", "rain", "ferries")]
    found = read(Method.FEED, items(*told, (f"{HOME}bread", "Bread", "Flour")))
    shared, bread = found.candidates
    assert (shared.url, shared.title, shared.content) == (f"{HOME}diary", "", "")
    assert "“On jars”, “On rain”, “On ferries”" in shared.quote
    assert (bread.title, bread.quote) == ("Bread", "")
    assert found.unclear == (shared,)
    assert shared.quote.startswith("3 entries of the feed (")


def test_a_post_that_was_published_again_is_one() -> None:
    text = "a long text of many words that stays nearly as it was before it was edited"
    for again in (("Jars", "Quite another text"), ("Jars, again", text.replace("long", "short"))):
        found = read(Method.FEED, items((HOME + "jars", "Jars", text), (HOME + "jars", *again)))
        assert [c.url for c in found.candidates] == [HOME + "jars"] * 2
        assert not found.unclear


def test_entries_that_share_the_home_page_announce_nothing() -> None:
    found = read(Method.FEED, items((HOME, "One", "a"), (HOME + "#2", "Two", "b")))
    assert not found.candidates
    assert [c.url for c in found.unclear] == [HOME]


def test_entries_without_an_address_are_told_of() -> None:
    found = read(Method.FEED, items(("", "Lost", "words"), (HOME + "jars", "Jars", "words")))
    assert [c.url for c in found.candidates] == [HOME + "jars"]
    (told,) = found.unclear
    assert (told.url, told.quote) == (HOME, "1 entry of the feed (“Lost”) has no address of a post")


@pytest.mark.parametrize("method", [Method.HUB, Method.ROUNDUP, Method.ROSTER, Method.SITE])
def test_a_page_that_is_nested_without_end_is_refused(method: Method) -> None:
    with pytest.raises(ParseError, match="nested over 1,000 deep"):
        read(
            method, b"<html><body>" + b"<ul><li><a href=https://ana.example.com/a-lamp>A</a>" * 600
        )


def test_a_feed_in_the_text_is_the_pages_own() -> None:
    links = """<p><a href="https://ana.example.com/feed/">Ana</a> <a href="/2017/about-rss-feeds/">RSS</a>
      <a href="/tag/x/feed/">x</a> <a href="/sitemap.xml">map</a> <a href="/index.php">home</a>
      <a href="/comments/feed">comments</a> <a href="feed:https://blog.example.net/atom.xml">Atom</a></p>"""
    named = autodiscovery.linked(BeautifulSoup(links, "lxml"), HOME)
    assert [feed.url for feed in named if not feed.comments] == [
        HOME + "tag/x/feed/",
        HOME + "atom.xml",
    ]
    best = autodiscovery.best(named)
    assert best is not None and best.url == HOME + "atom.xml"


def test_lists_that_include_one_another_have_an_end() -> None:
    body = b"<opml><body><outline type='include' url='/deeper.opml'/></body></opml>"
    asked, url, depth = source(Method.OPML, HOME + "a.opml"), HOME + "a.opml", 0
    request = asked.first_request()
    with pytest.raises(ParseError, match="names not one feed or site"):
        while depth < 20:
            (request,) = discover.read(capture(url, body), request, asked).follow
            assert request.method == Method.OPML
            depth += 1
    assert depth == 5
    here = (
        b"<opml><body><outline type='include' url='https://blog.example.net/a.opml'/></body></opml>"
    )
    with pytest.raises(ParseError, match="names not one feed or site"):
        read(Method.OPML, here, url)
