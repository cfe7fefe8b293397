"""The ladder: each rung climbs against a server in the shape of the real one, to the first post and no further."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from archiver import discover
from archiver.discover import rungs
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Purpose, Request, Source
from archiver.model.blog import Blog, Scope, day_of
from tests import mutations
from tests.stages.discover import capture
from tests.stages.rungs import MODULES

HOME = "https://blog.example.net/"
CASES = Path(__file__).parent / "cases" / "rungs"
Server = Callable[[str], "str | Capture | None"]
MAY = Scope(since=date(2017, 5, 1), until=date(2017, 5, 31))


def day(n: int) -> date:
    """Post 1 is of New Year 2017; each further one of three days later."""
    return date(2017, 1, 1) + timedelta(days=3 * (n - 1))


def is_within(scope: Scope, published: date | None) -> bool:
    since, until = scope.since or date.min, scope.until or date.max
    return published is None or since <= published <= until


IN_MAY = {n for n in range(1, 200) if is_within(MAY, day(n))}


def arguments(url: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}


def request_for(name: str, url: str) -> Request:
    return Request(url=url, source="s", purpose=Purpose.DISCOVER, method=Method(name), home=HOME)


def climb(
    name: str, server: Server, blog: Blog | None = None, scope: Scope | None = None
) -> tuple[set[str], list[str], bool]:
    """What a rung finds, the addresses that it asks for, and whether it comes to an end."""
    scope, blog = scope or Scope(), blog or Blog(home=HOME)
    source = Source(id="s", url=HOME, method=Method.SITE, challenge="c", scope=scope)
    for start in rungs.starts(name, blog, scope):
        found, asked, ended = set[str](), list[str](), False
        wanted = [request_for(name, start)]
        while wanted:
            wish = wanted.pop(0)
            if wish.depth and wish.url in asked:
                continue  # lists may name each other
            assert wish.url not in asked, "an address is asked for twice"
            assert len(asked) < 200, "it never ends"
            asked.append(wish.url)
            if (answer := server(wish.url)) is None:
                continue
            page = answer if isinstance(answer, Capture) else capture(wish.url, answer.encode())
            try:
                step = discover.read(page, wish, source)
            except ParseError:
                continue
            ended = ended or step.end
            found |= {c.url for c in step.candidates if is_within(scope, day_of(c.published))}
            wanted += step.follow
        if found:
            return found, asked, ended
    return set(), [], False


def posts(numbers: Iterable[int], shape: str = HOME + "p{}/") -> set[str]:
    return {shape.format(n) for n in numbers}


# ---- WordPress


def wordpress(count: int, size: int = 100, *, tells: bool = True, pretty: bool = True) -> Server:
    def row(n: int) -> dict[str, object]:
        return {
            "id": n,
            "link": f"{HOME}p{n}/",
            "date": f"{day(n)}T10:00:00",
            "title": {"rendered": f"Post {n}"},
            "content": {"protected": n == 7},
        }

    def answer(url: str) -> Capture | None:
        asked = arguments(url)
        path = urlsplit(url).path if pretty else asked.get("rest_route", "")
        if not path.endswith("/wp/v2/posts"):
            return None
        after, before = asked.get("after", "")[:10], asked.get("before", "9999")[:10]
        held = [n for n in range(count, 0, -1) if after < str(day(n)) < before]
        start = (int(asked["page"]) - 1) * size
        if start and start >= len(held):
            return None  # 400, rest_post_invalid_page_number
        page = capture(url, json.dumps([row(n) for n in held[start : start + size]]).encode())
        header = (("X-WP-TotalPages", str(-(-len(held) // size))),) if tells else ()
        return replace(page, headers=(*page.headers, *header))

    return answer


@pytest.mark.parametrize("count", [1, 99, 100, 101, 230])
@pytest.mark.parametrize("tells", [True, False])
def test_wordpress_is_read_to_the_first_post(count: int, tells: bool) -> None:
    found, asked, ended = climb("wordpress_rest", wordpress(count, tells=tells))
    assert found == posts(set(range(1, count + 1)) - {7})
    assert len(asked) <= count // 100 + 1
    assert ended is (tells or count % 100 != 0)


def test_wordpress_without_pretty_addresses() -> None:
    found, _, ended = climb("wordpress_rest", wordpress(150, pretty=False))
    assert (len(found), ended) == (149, True)


def test_wordpress_below_the_api_that_a_page_names() -> None:
    for root in (HOME + "blog/wp-json/", HOME + "index.php?rest_route=/"):
        server = wordpress(30, pretty="rest_route" not in root)
        blog = Blog(home=HOME, api=root)
        found, asked, _ = climb("wordpress_rest", server, blog)
        assert len(found) == 29
        assert asked[0].startswith(root.partition("?")[0])


def test_wordpress_gives_the_days_that_are_wanted_alone() -> None:
    found, asked, ended = climb("wordpress_rest", wordpress(500), scope=MAY)
    assert (found, len(asked), ended) == (posts(IN_MAY), 1, True)


def wordpress_com(count: int) -> Server:
    def answer(url: str) -> str | None:
        if not url.startswith("https://public-api.wordpress.com/rest/v1.1/sites/blog.example.net/"):
            return None
        asked = arguments(url)
        after, before = asked.get("after", "")[:10], asked.get("before", "9999")[:10]
        held = [n for n in range(count, 0, -1) if after < str(day(n)) < before]
        start = int(asked.get("page_handle", "value=x&id=0").partition("&id=")[2])
        page = held[start : start + int(asked["number"])]
        rows = [{"ID": n, "URL": f"{HOME}p{n}/", "date": f"{day(n)}T10:00:00+02:00"} for n in page]
        more = start + len(page) < len(held)
        meta = {"next_page": f"value=x%2By&id={start + len(page)}"} if more else {}
        return json.dumps({"found": count, "posts": rows, "meta": meta})

    return answer


@pytest.mark.parametrize("count", [1, 100, 250])
def test_wordpress_com_is_followed_by_its_handles(count: int) -> None:
    found, asked, ended = climb("wordpress_com_api", wordpress_com(count))
    assert (found, ended) == (posts(range(1, count + 1)), True)
    assert len(asked) == -(-count // 100)


def test_wordpress_com_gives_the_days_that_are_wanted_alone() -> None:
    found, asked, _ = climb("wordpress_com_api", wordpress_com(500), scope=MAY)
    assert (found, len(asked)) == (posts(IN_MAY), 1)


# ---- Substack, Tumblr, Blogger


def substack(count: int, most: int = 50) -> Server:
    def answer(url: str) -> str | None:
        if urlsplit(url).path != "/api/v1/archive":
            return None
        asked = arguments(url)
        start, size = int(asked["offset"]), min(most, int(asked["limit"]))
        numbers = range(count - start, max(0, count - start - size), -1)
        rows = [
            {"canonical_url": f"{HOME}p/p{n}", "post_date": f"{day(n)}T10:00:00.000Z"}
            for n in numbers
        ]
        return json.dumps(rows)

    return answer


@pytest.mark.parametrize(("count", "most"), [(1, 50), (60, 50), (100, 50), (60, 12)])
def test_substack_is_read_until_its_archive_is_empty(count: int, most: int) -> None:
    found, asked, ended = climb("substack_archive", substack(count, most))
    assert (found, ended) == (posts(range(1, count + 1), HOME + "p/p{}"), True)
    assert len(asked) == -(-count // most) + 1


def test_substack_ends_behind_the_days_that_are_wanted() -> None:
    found, asked, ended = climb("substack_archive", substack(180), scope=MAY)
    assert (found, ended) == (posts(IN_MAY, HOME + "p/p{}"), True)
    assert len(asked) == 3


def tumblr(count: int, *, tells: bool) -> Server:
    def answer(url: str) -> str | None:
        asked = arguments(url)
        start = int(asked["start"])
        numbers = range(count - start, max(0, count - start - int(asked["num"])), -1)
        rows = [{"url": f"{HOME}post/{n}", "date-gmt": f"{day(n)} 10:00:00 GMT"} for n in numbers]
        total = {"posts-total": str(count) if count % 2 else count} if tells else {}
        return f"var tumblr_api_read = {json.dumps({**total, 'posts': rows})};\n"

    return answer


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize("count", [1, 50, 130, 131])
def test_tumblr_is_read_to_its_first_post(count: int, tells: bool) -> None:
    found, asked, ended = climb("tumblr_api", tumblr(count, tells=tells))
    assert (found, ended) == (posts(range(1, count + 1), HOME + "post/{}"), True)
    assert len(asked) == -(-count // 50) + (not tells)


def blogger(count: int, *, most: int = 150, alt: str = "", total: bool = True) -> Server:
    """Blogger's feed: Atom with ``next``, or RSS, which names none."""

    def entry(n: int) -> str:
        link = f"{HOME}p{n}/"
        if alt:
            return (
                f"<item><guid isPermaLink='false'>tag:blogger.com,1999:blog-1.post-{n}</guid>"
                f"<pubDate>{day(n):%d %b %Y} 10:00:00 +0000</pubDate><link>{link}</link></item>"
            )
        return (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><link href='{link}'/>"
            f"<published>{day(n)}T10:00:00Z</published></entry>"
        )

    def answer(url: str) -> str | None:
        asked = arguments(url)
        if urlsplit(url).path != "/feeds/posts/default":
            return None
        first, last = asked.get("published-min", "")[:10], asked.get("published-max", "9999")[:10]
        held = [n for n in range(count, 0, -1) if first <= str(day(n)) <= last]
        start, size = int(asked.get("start-index", 1)), min(most, int(asked.get("max-results", 25)))
        page = held[start - 1 : start - 1 + size]
        has_next = not alt and start + size <= len(held)
        onward = f"{HOME}feeds/posts/default?start-index={start + size}&amp;max-results={size}"
        head = "<generator>Blogger</generator>"
        if total:
            head += f"<openSearch:totalResults>{len(held)}</openSearch:totalResults>"
        if has_next:
            head += f"<link rel='next' href='{onward}'/>"
        entries = "".join(map(entry, page))
        spaces = "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
        if alt:
            return f"<rss version='2.0' {spaces}><channel><title>K</title>{head}{entries}</channel></rss>"
        return f"<feed xmlns='http://www.w3.org/2005/Atom' {spaces}><title>K</title>{head}{entries}</feed>"

    return answer


@pytest.mark.parametrize("count", [1, 25, 60, 320])
@pytest.mark.parametrize("most", [150, 20])
def test_blogger_is_read_to_its_first_post(count: int, most: int) -> None:
    found, asked, ended = climb("blogger_feed", blogger(count, most=most))
    assert (found, ended) == (posts(range(1, count + 1)), True)
    assert len(asked) == -(-count // most)


def test_blogger_gives_the_days_that_are_wanted_alone() -> None:
    found, asked, ended = climb("blogger_feed", blogger(500), scope=MAY)
    assert (found, len(asked), ended) == (posts(IN_MAY), 1, True)


def follow_feed(url: str, server: Server) -> tuple[set[str], list[str], Found]:
    """All that a feed and its older pages announce."""
    source = Source(id="s", url=url, method=Method.FEED, challenge="c")
    found, asked, wanted, step = set[str](), list[str](), [source.first_request()], Found()
    while wanted:
        wish = wanted.pop(0)
        assert wish.url not in asked
        assert len(asked) < 50
        asked.append(wish.url)
        answer = server(wish.url)
        if answer is None:
            break
        assert isinstance(answer, str)
        step = discover.read(capture(wish.url, answer.encode(), "text/xml"), wish, source)
        found |= {c.url for c in step.candidates}
        wanted += step.follow
    return found, asked, step


@pytest.mark.parametrize("count", [3, 60, 400])
@pytest.mark.parametrize("total", [True, False])
def test_bloggers_rss_is_counted_on_to_an_empty_page(count: int, total: bool) -> None:
    url = HOME + "feeds/posts/default?alt=rss"
    found, asked, last = follow_feed(url, blogger(count, alt="rss", total=total))
    assert found == posts(range(1, count + 1))
    assert last.end
    assert len(asked) == 1 + -(-(count - 25) // 150) + (not total)
    assert all("alt=rss" in each for each in asked)


def test_ghosts_feed_is_paged_by_its_path() -> None:
    def server(url: str) -> str | None:
        page = int(urlsplit(url).path.strip("/").partition("/")[2] or 1)
        items = "".join(
            f"<item><link>{HOME}p{n}/</link></item>" for n in range(15 * page, 15 * page - 15, -1)
        )
        head = "<generator>Ghost 5.82</generator>"
        return f"<rss version='2.0'><channel>{head}{items}</channel></rss>" if page < 4 else None

    found, asked, _ = follow_feed(HOME + "rss/", server)
    assert found == posts(range(1, 46))
    assert asked == [HOME + path for path in ("rss/", "rss/2/", "rss/3/", "rss/4/")]


# ---- sitemaps, months, archives


def sitemap_of(urls: Iterable[str], kind: str = "url") -> str:
    root = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    rows = "".join(f"<{kind}><loc>{url}</loc></{kind}>" for url in urls)
    return f"<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</{root}>"


def dated(n: int) -> str:
    return f"{HOME}{day(n):%Y/%m}/p{n}/"


def test_an_index_leads_to_the_sitemaps_of_posts() -> None:
    web = {
        HOME + "sitemap.xml": sitemap_of(
            [HOME + f"{name}-sitemap.xml" for name in ("post", "page", "category")], "sitemap"
        ),
        HOME + "post-sitemap.xml": sitemap_of(map(dated, range(1, 61))),
    }
    found, asked, ended = climb("sitemap", web.get)
    assert (found, ended) == (set(map(dated, range(1, 61))), True)
    assert asked == list(web)


def test_indexes_that_name_each_other_for_ever_come_to_an_end() -> None:
    def server(url: str) -> str:
        n = int("0" + "".join(filter(str.isdecimal, url)))
        return sitemap_of([f"{HOME}sitemap{n + 1}.xml", HOME + "sitemap.xml"], "sitemap")

    assert climb("sitemap", lambda url: server(url) if "sitemap" in url else None)[0] == set()


@pytest.mark.parametrize(
    ("blog", "begins"),
    [
        (Blog(home=HOME), ["sitemap.xml", "sitemap_index.xml"]),
        (Blog(home=HOME, platform="wordpress"), ["sitemap.xml", "wp-sitemap.xml"]),
        (Blog(home=HOME, platform="ghost"), ["sitemap-posts.xml", "sitemap.xml"]),
        (Blog(home=HOME + "blog"), ["blog/sitemap.xml", "sitemap.xml"]),
        (
            Blog(home=HOME, sitemaps=(HOME + "page-sitemap.xml", HOME + "post-sitemap.xml")),
            ["post-sitemap.xml"],
        ),
        (Blog(home=HOME, sitemaps=(HOME + "a.xml", HOME + "b.xml")), ["a.xml", "b.xml"]),
        (Blog(home="https://medium.com/@ana"), []),
        (Blog(home="https://medium.com/kettles"), []),
        (Blog(), []),
    ],
)
def test_where_a_blogs_sitemap_is_looked_for(blog: Blog, begins: list[str]) -> None:
    starts = rungs.starts("sitemap", blog, Scope())
    assert list(starts[:2]) == [HOME + name for name in begins][:2]
    assert bool(starts) is bool(begins)


def test_the_next_sitemap_is_tried_where_one_fails() -> None:
    web = {HOME + "wp-sitemap.xml": sitemap_of(map(dated, range(1, 9)))}
    assert len(climb("sitemap", web.get)[0]) == 8


def month_pages(numbers: Iterable[int], size: int = 4) -> Server:
    held = sorted(numbers, reverse=True)

    def answer(url: str) -> str | None:
        year, month, *rest = urlsplit(url).path.strip("/").split("/")
        of_month = [n for n in held if f"{day(n):%Y %m}" == f"{year} {month}"]
        page = int(rest[1]) if rest else 1
        shown = of_month[size * (page - 1) : size * page]
        older = f"/{year}/{month}/page/{page + 1}/" if size * page < len(of_month) else ""
        rows = "".join(
            f"<article class=hentry><h2><a rel=bookmark href='{dated(n)}'>Post {n} of all</a></h2></article>"
            for n in shown
        )
        nav = f"<div class=nav-previous><a href='{older}'>Older posts</a></div>" if older else ""
        return f"<html><body>{rows}{nav}</body></html>" if shown else None

    return answer


def test_the_months_of_the_window_are_read() -> None:
    scope = Scope(since=date(2017, 3, 1), until=date(2017, 6, 30))
    numbers = {n for n in range(1, 200) if not date(2017, 4, 1) <= day(n) < date(2017, 5, 1)}
    numbers -= {n for n in numbers if day(n) >= date(2017, 6, 1)}  # April and June are empty
    found, asked, ended = climb("months", month_pages(numbers), scope=scope)
    assert found == {dated(n) for n in numbers if is_within(scope, day(n))}
    assert ended
    assert len(asked) == 3 + 1 + 3


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(since=date(2017, 1, 1)),
        Scope(until=date(2017, 1, 1)),
        Scope(since=date(2014, 1, 1), until=date(2017, 1, 1)),
        Scope(since=date(2018, 1, 1), until=date(2017, 1, 1)),
    ],
)
def test_without_two_near_bounds_there_are_no_months(scope: Scope) -> None:
    assert rungs.starts("months", Blog(home=HOME), scope) == ()


def medium(count: int) -> Server:
    def answer(url: str) -> str | None:
        folder, _, days = urlsplit(url).path.partition("/archive")
        within = [n for n in range(1, count + 1) if f"/{day(n):%Y/%m/%d}".startswith(days)]
        if len(days) < len("/2017/01"):
            lists = {f"/{day(n):%Y/%m}"[: len(days) + (3 if days else 5)] for n in within}
            body = "".join(f"<a href='{folder}/archive{x}'>{x}</a>" for x in sorted(lists))
        else:
            body = ""
        shown = within[:2] if body else within
        body += "".join(
            f"<a href='{folder}/p-{n:012x}?source=x'><h3>Post {n} of all</h3></a>" for n in shown
        )
        return f"<html><body>{body}<a href='/@ana'>Ana</a></body></html>"

    return answer


@pytest.mark.parametrize("home", ["https://medium.com/kettles", "https://kettles.example/"])
def test_the_archive_of_a_publication_is_read_within_days(home: str) -> None:
    found, _, ended = climb("medium_archive", medium(150), Blog(home=home))
    assert found == {f"{home.rstrip('/')}/p-{n:012x}" for n in range(1, 151)}
    assert ended


def test_of_an_archive_the_wanted_months_alone_are_asked_for() -> None:
    _, asked, _ = climb("medium_archive", medium(500), Blog(home="https://kettles.example/"), MAY)
    assert [each.partition("/archive")[2] for each in asked] == [
        *("/2017", "/2017/04", "/2017/05", "/2017/06"),  # it may be another day there
    ]


def test_a_persons_page_on_medium_has_no_archive() -> None:
    for home in ("https://medium.com/@ana", "https://medium.com/", ""):
        assert rungs.starts("medium_archive", Blog(home=home), Scope()) == ()


def wayback(count: int, size: int) -> Server:
    def answer(url: str) -> str:
        asked = parse_qs(urlsplit(url).query)
        assert asked["filter"] == ["statuscode:200", "mimetype:text/html"]
        start = int(asked.get("resumeKey", ["k )0"])[0].partition(")")[2])
        rows: list[list[str]] = [["timestamp", "original"]]
        rows += [["20180101000000", dated(n)] for n in range(start + 1, count + 1)][:size]
        rest = [[], [f"k+%29{start + size}"]] if start + size < count else []
        return json.dumps(rows + rest)

    return answer


def test_the_index_of_the_wayback_machine_is_resumed() -> None:
    found, asked, ended = climb("wayback_index", wayback(250, 100))
    assert (found, len(asked), ended) == ({dated(n) for n in range(1, 251)}, 3, True)
    found, asked, _ = climb("wayback_index", wayback(250, 100), scope=MAY)
    assert {dated(n) for n in IN_MAY} <= found, "the other posts stand before and after"
    assert all(url.startswith(tuple(HOME + f"2017/0{m}/" for m in (4, 5, 6))) for url in found)
    begun = arguments(rungs.starts("wayback_index", Blog(home=HOME), MAY)[0])
    assert (begun["from"], begun["to"]) == ("20170501", "20180531")


# ---- all rungs


def test_every_rung_of_a_ladder_is_there() -> None:
    for platform in ("", "wordpress", "blogger", "a platform that nobody knows"):
        for name in rungs.ladder(platform):
            starts = rungs.starts(name, Blog(home=HOME, platform=platform), MAY)
            assert len(starts) == len(set(starts))
            assert starts, name


@pytest.mark.parametrize("name", MODULES)
def test_a_blog_of_which_nothing_is_known_has_no_rung(name: str) -> None:
    assert rungs.starts(name, Blog(), MAY) == ()


ODD = (
    *("", " ", "{}", "[]", "null", "7", '"x"', "[[]]", "[null]", "[" * 5000, '{"posts": {}}'),
    *(
        '[{"link": {}}]',
        '{"posts": [[], 1, {"URL": []}], "meta": []}',
        '[["a", "b"], ["c"], [], []]',
    ),
    *(
        "<",
        "<html>",
        "<urlset>",
        "<urlset><url><loc>",
        "<sitemapindex/>",
        "\x00",
        "\ud800",
        "&" * 999,
    ),
    *('[{"link": "http://[", "title": {"rendered": "\\ud800"}}]', "var tumblr_api_read = ;"),
)


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
@pytest.mark.parametrize("name", MODULES)
def test_whatever_a_server_answers_is_read_or_told(name: str) -> None:
    cases = sorted((CASES / name).glob("*/body.*"))
    bodies = [body.encode("utf-8", "surrogatepass") for body in ODD]
    for n, path in enumerate(cases):
        rng = random.Random(path.parent.name)
        bodies += [mutation(path.read_bytes(), rng) for mutation in mutations.EVERY]
        bodies.append(cases[n - 1].read_bytes())
    urls = [json.loads(path.with_name("case.json").read_text("utf-8"))["url"] for path in cases]
    for n, body in enumerate(bodies):
        wish = replace(request_for(name, urls[n % len(urls)]), paging=n % 3 == 0, depth=n % 2)
        source = Source(id="s", url=HOME, method=Method.SITE, challenge="c", scope=MAY)
        try:
            found = discover.read(capture(wish.url, body), wish, source)
        except ParseError as error:
            assert error.message
            assert error.where
        else:
            assert wish.url not in [each.url for each in found.follow]
            for candidate in found.candidates:
                candidate.title.encode()
                candidate.url.encode("ascii")
