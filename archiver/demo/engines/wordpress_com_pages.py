"""WordPress.com: share bars, likes, related posts and the comment form with its logins."""

from archiver.demo.engines import wp
from archiver.demo.pages import Page, day, esc, fill, page
from archiver.demo.sites import Post, Site


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path."""
    out = wp.skeleton(site, "http://wordpress.com/", _listing)
    return out | {post.path: page(_single(site, post), post.modified) for post in site.posts}


def _single(site: Site, post: Post) -> str:
    said = "".join(
        fill("wordpress_com/comment", id=f"{post.number}{n}", author=esc(c.author), text=c.text)
        for n, c in enumerate(post.comments)
    )
    main = fill(
        "wordpress_com/post",
        **_words(site, post),
        comments=said,
        count=len(post.comments),
        neighbours=wp.neighbours(site, post, "wordpress_com/neighbour"),
        related=wp.recent(site),
    )
    head = fill(
        "wordpress_com/head",
        **_words(site, post),
        base=site.base,
        site=esc(site.title),
        summary=esc(post.summary),
    )
    return _layout(site, f"{esc(post.title)} | {esc(site.title)}", head, main, "single-post")


def _listing(site: Site, title: str, path: str, posts: tuple[Post, ...]) -> str:
    main = "".join(fill("wordpress_com/excerpt", **_words(site, post)) for post in posts)
    head = f'<link rel="canonical" href="{site.base}{path}" />'
    if path != "/":
        head += (
            f'\n<link rel="alternate" type="application/rss+xml" href="{site.base}{path}feed/"'
            f' title="{esc(site.title)} &raquo; {esc(title)} Feed" />'
        )
    return _layout(site, f"{title + ' | ' if title else ''}{site.title}", head, main, "blog")


def _layout(site: Site, title: str, head: str, main: str, kind: str) -> str:
    return fill(
        "wordpress_com/page",
        title=title,
        head=head,
        main=main,
        kind=kind,
        site=esc(site.title),
        tagline=esc(site.tagline),
        base=site.base,
        recent=wp.recent(site),
    )


def _words(site: Site, post: Post) -> dict[str, object]:
    return {
        "path": post.path,
        "id": post.number,
        "title": esc(post.title),
        "author": esc(site.author),
        "published": post.published.isoformat(),
        "modified": post.modified.isoformat(),
        "day": day(post.published),
        "tags": wp.links(post, "tag"),
        "categories": wp.links(post, "category"),
        "body": post.body,
    }
