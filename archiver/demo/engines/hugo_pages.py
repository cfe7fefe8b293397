"""Hugo: static pages with taxonomies, RSS with summaries, and a JSON Feed with everything."""

from archiver.demo import feeds
from archiver.demo.pages import Page, day, esc, fill, page, pictures, robots
from archiver.demo.sites import Post, Site


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path."""
    out = {"/": page(_list(site, site.posts, ""), site.modified)} | robots(site) | pictures(site)
    out["/feed.json"] = page(
        feeds.json_feed(site, site.posts, itself="/feed.json"),
        site.modified,
        "application/feed+json; charset=utf-8",
    )
    rss = feeds.rss(site, site.posts, generator="Hugo", itself="/index.xml")
    out["/index.xml"] = page(rss, site.modified, "application/xml; charset=utf-8")
    for tag in sorted({tag for post in site.posts for tag in post.tags}):
        tagged = tuple(post for post in site.posts if tag in post.tags)
        out[f"/tags/{tag}/"] = page(_list(site, tagged, tag), tagged[0].modified)
    return out | {post.path: page(_single(site, post), post.modified) for post in site.posts}


def _single(site: Site, post: Post) -> str:
    words = {
        "title": esc(post.title),
        "path": post.path,
        "base": site.base,
        "author": esc(site.author),
        "published": post.published.isoformat(),
        "day": day(post.published),
        "minutes": max(1, len(post.body.split()) // 200),
        "tags": "".join(f'<li><a href="/tags/{tag}/">{tag}</a></li>' for tag in post.tags),
        "summary": esc(post.summary),
        "body": post.body,
    }
    return _layout(site, words["title"], fill("hugo/head", **words), fill("hugo/post", **words))


def _list(site: Site, posts: tuple[Post, ...], term: str) -> str:
    items = "".join(
        f'<article class="post-entry"><h2><a href="{post.path}">{esc(post.title)}</a></h2>'
        f'<p class="entry-summary">{esc(post.summary)}</p></article>\n'
        for post in posts
    )
    return _layout(site, esc(term or site.title), "", items)


def _layout(site: Site, title: object, head: str, main: str) -> str:
    return fill(
        "hugo/page",
        title=title,
        head=head,
        main=main,
        base=site.base,
        site=esc(site.title),
    )
