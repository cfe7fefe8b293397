"""A WordPress of one's own: block theme markup, a REST link, JSON-LD of an SEO plug-in."""

import json
from datetime import UTC

from archiver.demo.engines import wp
from archiver.demo.pages import Page, day, esc, fill, page
from archiver.demo.sites import Post, Site

JSON = "application/json; charset=UTF-8"


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path."""
    out = wp.skeleton(site, "https://wordpress.org/?v=6.8.2", _listing) | _rest(site)
    for post in site.posts:
        link = f'<{site.base}/wp-json/>; rel="https://api.w.org/"'
        out[post.path] = page(_single(site, post), post.modified, Link=link)
    return out


def _rest(site: Site) -> dict[str, Page]:
    """The REST index, the list of posts and each post, as far as readers of posts ask for them."""
    root = {"name": site.title, "url": site.base, "namespaces": ["wp/v2"], "routes": {}}
    out = {"/wp-json/": page(json.dumps(root), site.modified, JSON)}
    items = [_item(site, post) for post in site.posts]
    total = {"X_WP_Total": str(len(items)), "X_WP_TotalPages": "1"}
    for query in ("", "?per_page=100", "?per_page=100&page=1"):
        out["/wp-json/wp/v2/posts" + query] = page(json.dumps(items), site.modified, JSON, **total)
    for post, item in zip(site.posts, items, strict=True):
        out[f"/wp-json/wp/v2/posts/{post.number}"] = page(json.dumps(item), post.modified, JSON)
    return out


def _item(site: Site, post: Post) -> dict[str, object]:
    return {
        "id": post.number,
        "date": post.published.replace(tzinfo=None).isoformat(),
        "date_gmt": post.published.astimezone(UTC).replace(tzinfo=None).isoformat(),
        "link": site.base + post.path,
        "type": "post",
        "status": "publish",
        "title": {"rendered": esc(post.title)},
        "content": {"rendered": post.body, "protected": False},
        "excerpt": {"rendered": f"<p>{esc(post.summary)}</p>", "protected": False},
    }


def _single(site: Site, post: Post) -> str:
    said = "".join(
        fill("wordpress/comment", id=f"{post.number}{n}", author=esc(c.author), text=c.text)
        for n, c in enumerate(post.comments)
    )
    main = fill(
        "wordpress/post",
        **_words(post),
        author=esc(site.author),
        comments=said,
        neighbours=wp.neighbours(site, post, "wordpress/neighbour"),
    )
    head = fill(
        "wordpress/head",
        base=site.base,
        **_words(post),
        summary=esc(post.summary),
        site=esc(site.title),
        ld=json.dumps(_ld(site, post), ensure_ascii=False),
    )
    return _layout(site, f"{esc(post.title)} &#8211; {esc(site.title)}", head, main)


def _ld(site: Site, post: Post) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "headline": post.title,
                "author": {"@type": "Person", "name": site.author},
                "datePublished": post.published.isoformat(),
                "dateModified": post.modified.isoformat(),
                "mainEntityOfPage": site.base + post.path,
                "keywords": list(post.tags),
                "articleSection": list(post.categories),
                "inLanguage": "en",
            }
        ],
    }


def _listing(site: Site, title: str, path: str, posts: tuple[Post, ...]) -> str:
    main = "".join(
        fill("wordpress/excerpt", **_words(post), summary=esc(post.summary)) for post in posts
    )
    heading = f'<h1 class="wp-block-query-title">{esc(title)}</h1>' if title else ""
    name = f"{esc(title)} &#8211; " if title else ""
    return _layout(site, name + esc(site.title), "", heading + main)


def _layout(site: Site, title: str, head: str, main: str) -> str:
    return fill(
        "wordpress/page",
        title=title,
        head=head,
        main=main,
        base=site.base,
        site=esc(site.title),
        tagline=esc(site.tagline),
        recent=wp.recent(site),
    )


def _words(post: Post) -> dict[str, object]:
    return {
        "path": post.path,
        "id": post.number,
        "title": esc(post.title),
        "published": post.published.isoformat(),
        "modified": post.modified.isoformat(),
        "day": day(post.published),
        "tags": wp.links(post, "tag"),
        "categories": wp.links(post, "category"),
        "body": post.body,
    }
