"""Jekyll: static pages, one Atom feed, and what the SEO plug-in puts into the head."""

import json

from archiver.demo import feeds
from archiver.demo.pages import Page, day, esc, fill, page, pictures, robots
from archiver.demo.sites import Post, Site


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path."""
    out = {"/": page(_index(site), site.modified)} | robots(site) | pictures(site)
    atom = feeds.atom(
        site, site.posts, generator="Jekyll", itself="/feed.xml", identity=f"{site.base}/feed.xml"
    )
    out["/feed.xml"] = page(atom, site.modified, "application/xml")
    return out | {post.path: page(_single(site, post), post.modified) for post in site.posts}


def _single(site: Site, post: Post) -> str:
    ld = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "author": {"@type": "Person", "name": site.author},
        "dateModified": post.modified.isoformat(),
        "datePublished": post.published.isoformat(),
        "headline": post.title,
        "url": site.base + post.path,
    }
    words = {
        "title": esc(post.title),
        "path": post.path,
        "published": post.published.isoformat(),
        "day": day(post.published),
        "body": post.body,
        "author": esc(site.author),
    }
    head = fill("jekyll/head", **words, base=site.base, ld=json.dumps(ld, ensure_ascii=False))
    return _layout(
        site, f"{esc(post.title)} | {esc(site.title)}", head, fill("jekyll/post", **words)
    )


def _index(site: Site) -> str:
    items = "".join(
        f'<li><span class="post-meta">{day(post.published)}</span> '
        f'<h3><a class="post-link" href="{post.path}">{esc(post.title)}</a></h3></li>\n'
        for post in site.posts
    )
    main = f'<div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">{items}</ul></div>'
    return _layout(site, esc(site.title), "", main)


def _layout(site: Site, title: str, head: str, main: str) -> str:
    return fill(
        "jekyll/page",
        title=title,
        head=head,
        main=main,
        base=site.base,
        site=esc(site.title),
        tagline=esc(site.tagline),
    )
