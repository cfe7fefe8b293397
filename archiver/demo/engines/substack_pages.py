"""Substack: subscription boxes in the middle of a letter, and letters for subscribers alone."""

import json
from urllib.parse import quote

from archiver.demo import feeds
from archiver.demo.pages import Page, day, esc, fill, moved, page, pictures, robots
from archiver.demo.sites import Post, Site


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path. A letter for subscribers leads to the login page."""
    out = {"/": page(_archive(site), site.modified)} | robots(site) | pictures(site)
    out["/archive"] = out["/"]
    rss = feeds.rss(site, site.posts, generator="Substack", itself="/feed")
    out["/feed"] = page(rss, site.modified, "application/xml; charset=utf-8")
    for post in site.posts:
        if post.access == "all":
            out[post.path] = page(_single(site, post), post.modified)
        else:
            login = (
                f"/sign-in?redirect={quote(post.path, safe='')}&for_pub={site.host.split('.')[0]}"
            )
            out[post.path] = moved(login, post.modified, 302)
            out[login] = page(_login(site), site.modified)
    return out


def _single(site: Site, post: Post) -> str:
    ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": post.title,
        "description": post.subtitle,
        "datePublished": post.published.isoformat(),
        "dateModified": post.modified.isoformat(),
        "isAccessibleForFree": True,
        "author": [{"@type": "Person", "name": site.author}],
        "publisher": {"@type": "Organization", "name": site.title},
    }
    first, *rest = post.body.split("</p>\n")
    box = fill("substack/subscribe", site=esc(site.title))
    words = {
        "title": esc(post.title),
        "subtitle": esc(post.subtitle),
        "path": post.path,
        "author": esc(site.author),
        "day": day(post.published),
        "likes": 7 + post.number,
        "count": len(post.comments),
        "body": "</p>\n".join([first, rest[0], box + rest[1], *rest[2:]]),
        "box": box,
        "comments": "".join(
            fill("substack/comment", author=esc(said.author), text=said.text)
            for said in post.comments
        ),
    }
    head = fill("substack/head", **words, base=site.base, ld=json.dumps(ld, ensure_ascii=False))
    return _layout(site, words["title"], head, fill("substack/post", **words))


def _login(site: Site) -> str:
    return _layout(site, "Sign in - Substack", "", fill("substack/login", site=esc(site.title)))


def _archive(site: Site) -> str:
    items = "".join(
        f'<div class="post-preview portable-archive-post"><a class="post-preview-title" href="{post.path}">'
        f'{esc(post.title)}</a><div class="post-preview-description">{esc(post.subtitle)}</div></div>\n'
        for post in site.posts
    )
    return _layout(site, esc(site.title), "", f'<div class="portable-archive">{items}</div>')


def _layout(site: Site, title: object, head: str, main: str) -> str:
    return fill(
        "substack/page", title=title, head=head, main=main, base=site.base, site=esc(site.title)
    )
