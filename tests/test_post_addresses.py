"""Which of a blog's addresses are its posts', and of which days."""

from datetime import date

import pytest

from archiver.discover import post_addresses
from archiver.model.blog import Scope
from archiver.web import urls

HOME = "https://blog.example.net/"


def kept(paths: str, home: str = HOME, *also: str) -> set[str]:
    given = [path if "://" in path else urls.resolve(path, HOME) or "" for path in paths.split()]
    return {url.removeprefix(HOME) for url in post_addresses.posts(given, home, *also)}


def numbered(shape: str, count: int) -> str:
    return " ".join(shape.format(n) for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("paths", "home", "posts"),
    [
        ("/ /about /kettle /salt.html /tag/tea /2017/05/ /feed /x.jpg", HOME, "kettle salt.html"),
        ("/kettle /kettle/part-2 /?p=7 /?s=tea", HOME, "kettle kettle/part-2 ?p=7"),
        ("/tea /tea/one /tea/two /tea/three", HOME, "tea/one tea/two tea/three"),
        ("http://www.blog.example.net/kettle https://blog.example/x", HOME, "http://www.blog.example.net/kettle"),
        ("/ana /ana/kettle /ben/kettle", HOME + "ana", "ana/kettle"),
        ("/ana/ /ana/kettle /ben/kettle", HOME + "ana/index.html", "ana/kettle"),
        ("/ben/kettle /news", HOME + "ana/", ""),
        ("/kettle /salt /blog/", HOME + "blog/", "kettle salt"),
        ("/kettle /blog/salt /blog/", HOME + "blog", "blog/salt"),
        ("", HOME, ""),
    ],
)  # fmt: skip
def test_what_may_be_a_post_of_a_small_blog(paths: str, home: str, posts: str) -> None:
    assert kept(paths, home) == set(posts.split())


@pytest.mark.parametrize(
    ("many", "others", "left"),
    [
        ("/2017/05/p{}/", "/imprint-and-more /projects/lamp", ""),
        ("/2017/05/{}/p/", "/posts/another /lamp", "posts/another"),
        ("/2017-05-01-p{}.html", "/lamp.html", ""),
        ("/blog/p{}", "/lamp /docs/one /notes/small /2017/05/old/", "notes/small 2017/05/old/"),
        ("/p/p{}", "/lamp /s/one", ""),
        ("/kettles/p{}", "/lamp", ""),
        ("/en/p{}", "/lamp /de/lampe", "lamp de/lampe"),
        ("/p{}/", "/docs/one /2017/05/old/", "docs/one 2017/05/old/"),
    ],
)
def test_the_few_beside_many_of_one_shape_are_no_posts(many: str, others: str, left: str) -> None:
    rows = set(numbered(many, 12).replace("/", "", 1).replace(" /", " ").split())
    assert kept(f"{numbered(many, 12)} {others}") == rows | set(left.split())
    few = numbered(many, 5)
    assert len(kept(f"{few} {others}")) == 5 + len(others.split()), "five show nothing yet"


def test_a_blog_that_has_moved_to_another_host() -> None:
    moved = "https://ana.example/kettle"
    assert kept(moved) == set()
    assert kept(moved, HOME, "https://www.ana.example/sitemap.xml") == {moved}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("posts-2017-05.xml", "2017-05-01", "2017-05-31"),
        ("sitemap/posts/2017/posts-2017-05-12.xml", "2017-05-12", "2017-05-12"),
        ("archive/2017/05", "2017-05-01", "2017-05-31"),
        ("post-sitemap2017.xml", "2017-01-01", "2017-12-31"),
        ("sitemap.xml?yyyy=2017&mm=05", "2017-01-01", "2017-12-31"),
        ("post-sitemap2.xml", None, None),
        ("sitemap-20170512.xml", None, None),
    ],
)
def test_the_days_of_a_list_by_its_name(name: str, first: str | None, last: str | None) -> None:
    days = post_addresses.days_of_list("https://2019.example.net/" + name)
    wanted = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
    assert days == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("2017-04-29", False),
        ("2017-04-30", True),  # it may be May where the writer is
        ("2017-05-12", True),
        ("2017-06-01", True),
        ("2017-06-02", False),
        ("2017-05", True),
        ("2017-07", False),
        ("2016", False),
        ("2017", True),
        ("posts", True),
    ],
)
def test_which_lists_may_have_posts_of_a_scope(name: str, wanted: bool) -> None:
    may = Scope(since=date(2017, 5, 1), until=date(2017, 5, 31))
    assert post_addresses.may_hold(may, f"{HOME}{name}.xml") is wanted
    assert post_addresses.may_hold(Scope(), f"{HOME}{name}.xml")


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/2017/05/12/p", "2017-05-12", "2017-05-12"),
        ("/blog/2017/5/p.html", "2017-05-01", "2017-05-31"),
        ("/2016/02/p", "2016-02-01", "2016-02-29"),
        ("/2017/p", "2017-01-01", "2017-12-31"),
        ("/posts/2017-05-12-p", "2017-05-12", "2017-05-12"),
        ("/2017/13/p", "2017-01-01", "2017-12-31"),
        ("/2017/02/31/p", None, None),
        ("/2017-in-review", None, None),
        ("/2020-12-days-of-tea", None, None),
        ("/p?from=2017/05/", None, None),
        ("/p/2017", None, None),
    ],
)
def test_the_day_of_a_post_by_its_folders(path: str, first: str | None, last: str | None) -> None:
    days = post_addresses.days_of_post("https://blog.example.net" + path)
    wanted = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
    assert days == wanted
