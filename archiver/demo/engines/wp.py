"""What WordPress.com and a WordPress of one's own have in common: addresses, lists and feeds."""

from collections.abc import Callable

from archiver.demo import feeds
from archiver.demo.pages import Page, fill, moved, page, pictures, robots, slug
from archiver.demo.sites import Post, Site

RSS = "application/rss+xml; charset=UTF-8"
Listing = Callable[[Site, str, str, tuple[Post, ...]], str]
"""Site, title, path and posts in, the HTML of a page with several posts out."""


def skeleton(site: Site, generator: str, listing: Listing) -> dict[str, Page]:
    """All of a blog but its posts' own pages."""
    out = {"/": page(listing(site, "", "/", site.posts), site.modified)}
    out |= robots(site) | pictures(site) | _feeds(site, "/feed/", site.posts, generator)
    for base, name, posts in archives(site):
        out[base] = page(listing(site, name, base, posts), posts[0].modified)
        out |= _feeds(site, base + "feed/", posts, generator)
    words = feeds.comments(site, site.posts, generator=generator, itself="/comments/feed/")
    out["/comments/feed/"] = page(words, site.modified, RSS)
    for post in site.posts:
        said = feeds.comments(site, [post], generator=generator, itself=post.path + "feed/")
        out[post.path + "feed/"] = page(said, post.modified, RSS)
        out[f"/?p={post.number}"] = moved(post.path, post.modified)
    return out


def archives(site: Site) -> list[tuple[str, str, tuple[Post, ...]]]:
    """Address, name and posts of every tag and category."""
    out: dict[str, tuple[str, tuple[Post, ...]]] = {}
    for post in site.posts:
        names = [("tag", tag) for tag in post.tags] + [("category", c) for c in post.categories]
        for kind, name in names:
            path = f"/{kind}/{slug(name)}/"
            out[path] = (name, (*out.get(path, ("", ()))[1], post))
    return [(path, name, posts) for path, (name, posts) in out.items()]


def _feeds(site: Site, path: str, posts: tuple[Post, ...], generator: str) -> dict[str, Page]:
    """A feed of the newest posts, and the older ones behind ``?paged=N``; the rest answers 404."""
    size = site.feed_items
    every = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>\n"
    out = {}
    for number, start in enumerate(range(0, len(posts), size), 1):
        itself = path if number == 1 else f"{path}?paged={number}"
        text = feeds.rss(
            site, posts[start : start + size], generator=generator, itself=itself, extra=every
        )
        out[itself] = page(text, site.modified, RSS)
    return out


def links(post: Post, kind: str) -> str:
    """The links to a post's tags or categories, as themes print them."""
    names = post.tags if kind == "tag" else post.categories
    rel = "tag" if kind == "tag" else "category tag"
    return ", ".join(f'<a href="/{kind}/{slug(name)}/" rel="{rel}">{name}</a>' for name in names)


def neighbours(site: Site, post: Post, template: str) -> str:
    """Links to the post before and the post after."""
    at = site.posts.index(post)
    beside = (("previous", site.posts[at + 1 : at + 2]), ("next", site.posts[:at][-1:]))
    return "".join(
        fill(template, way=way, path=other[0].path, title=other[0].title)
        for way, other in beside
        if other
    )


def recent(site: Site) -> str:
    """The items of the list of recent posts in the sidebar."""
    return "".join(f'<li><a href="{p.path}">{p.title}</a></li>' for p in site.posts[:5])
