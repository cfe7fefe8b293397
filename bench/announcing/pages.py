"""Pages of a made-up web, each with what stands around posts on real ones: menus, sidebars, footers."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape

from archiver.model import Capture
from tests import stories
from tests.fakes import Page, Some
from tests.stories import PROSE
from tests.test_rungs import HOME, day

FRIENDS = ("https://friend.example.org/", "https://kettles.example.com/2017/blog-of-the-month/")
ABOUT = ("about/", "contact/", "privacy-policy/", "category/tea/", "shop/big-pot/")
"""Pages of every site here that are no posts; all of them answer."""

_MENU = "".join(f"<li><a href='/{path}'>{path.strip('/').title()}</a></li>" for path in ABOUT)
_BESIDE = (
    "<aside class=sidebar><h3>Blogroll</h3><ul>"
    + "".join(f"<li><a href='{friend}'>A friend of the house</a></li>" for friend in FRIENDS)
    + "</ul><h3>Archive</h3><ul><li><a href='/2016/'>2016</a></li></ul></aside>"
    "<footer><a href='https://wordpress.example.org/'>Powered by steam</a> "
    "<a href='https://social.example.org/@tove'>Follow me</a> <a href='/wp-login.php'>Log in</a></footer>"
)


def framed(title: str, main: str, *, head: str = "") -> str:
    """A page of a site: what is on it, and the site's menu, sidebar and footer."""
    return (
        f"<!doctype html><html lang=en><head><title>{escape(title)}</title>{head}</head><body>"
        f"<header><nav><ul><li><a href='/'>Home</a></li>{_MENU}</ul></nav></header>"
        f"<main>{main}</main>{_BESIDE}</body></html>"
    )


def listing(posts: Iterable[str], *, older: str = "", head: str = "") -> str:
    """A page of a blog with the beginnings of posts, and the link to what is older."""
    entries = "".join(
        f"<article class=hentry><h2 class=entry-title><a rel=bookmark href='{url}'>{title_of(url)}</a>"
        f"</h2><p>The beginning of it.</p><a href='{url}#comments'>2 comments</a></article>"
        for url in posts
    )
    nav = (
        f"<nav class=pagination><a class=next href='{older}'>Older posts</a></nav>" if older else ""
    )
    return framed("Tove pours", entries + nav, head=head)


def announcement(title: str, text: str, comments: str = "") -> str:
    """A post of an organiser, about the posts of others."""
    return framed(
        title,
        f"<article class='post hentry'><h1 class=entry-title>{title}</h1>"
        f"<time datetime='2017-05-20'>2017-05-20</time><div class=entry-content>{text}"
        f"<p>Read <a href='https://docs.example.com/how-to-join'>how to join</a>, and the "
        f"<a href='https://wiki.example.org/Writing_challenge'>history of it</a>.</p>"
        f"<div class=sharedaddy><a href='https://share.example.org/?u=x'>Share</a></div></div></article>"
        + comments,
    )


def post(url: str) -> Page:
    """A post, of the day that its number says, if it has one.

    Its words are its own, since two posts with the same words are one post.
    """
    number = re.search(r"(\d+)/?$", url)
    published = day(int(number[1])) if number else date(2017, 5, 2)
    told = f"This is {title_of(url)}, which I wrote down for {url.split('/')[2]} alone. {PROSE}"
    return stories.page(title_of(url), told, day=str(published))


def aside(url: str) -> "Some | None":
    """A page of a site that is no post, or a page of another site; None for all else."""
    if url in FRIENDS or url.endswith(tuple(f"/{path}" for path in ABOUT)):
        return framed("Of this site", f"<h1>{title_of(url)}</h1><p>{PROSE}</p><p>{PROSE}</p>")
    return None


def title_of(url: str) -> str:
    """The title that a post has everywhere, by its address."""
    name = url.rstrip("/").rpartition("/")[2].removesuffix(".html")
    return f"The cup called {name.replace('-', ' ')}"


def rss(posts: Iterable[tuple[str, date]], *, home: str = HOME, head: str = "") -> str:
    """A feed of posts and their days, newest first."""
    items = "".join(
        f"<item><title>{title_of(url)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{published:%d %b %Y} 09:00:00 +0000</pubDate>"
        "<description>The beginning of it.</description></item>"
        for url, published in posts
    )
    space = "xmlns:atom='http://www.w3.org/2005/Atom'"
    return (
        f"<rss version='2.0' {space}><channel><title>Tove pours</title><link>{home}</link>"
        f"{head}{items}</channel></rss>"
    )


def answer(found: str | Capture | Page | int | None) -> "Some | None":
    """What a server in the shape of a real one says, as an answer of the fake web."""
    if isinstance(found, Capture):
        headers = dict(found.headers)
        kind = "application/json" if found.body[:1] in b"[{" else headers.pop("Content-Type")
        headers.pop("Content-Type", None)
        return Page(body=found.body, type=kind, headers=headers)
    if not isinstance(found, str):
        return found
    if found.startswith(("<rss", "<feed", "<urlset", "<sitemapindex")):
        return Page(body=found, type="application/xml")
    return Page(body=found, type="application/json") if found.startswith(("[", "{")) else found
