"""Blogger: Atom feeds that page by start-index, label pages under /search, posts inside widgets."""

from archiver.demo import feeds
from archiver.demo.pages import Page, day, esc, fill, page, pictures, robots
from archiver.demo.sites import Post, Site

ATOM = "application/atom+xml; charset=UTF-8"
FEED = "/feeds/posts/default"


def pages(site: Site) -> dict[str, Page]:
    """Every page of the blog, by path."""
    out = {"/": page(_listing(site, site.posts), site.modified)} | robots(site) | pictures(site)
    out[FEED] = page(_feed(site, FEED), site.modified, ATOM)
    out[FEED + "?alt=rss"] = page(
        feeds.rss(site, site.posts, generator="Blogger", itself=FEED + "?alt=rss"),
        site.modified,
        "application/rss+xml; charset=UTF-8",
    )
    for label in sorted({tag for post in site.posts for tag in post.tags}):
        tagged = tuple(post for post in site.posts if label in post.tags)
        out[_label(label)] = page(_listing(site, tagged), tagged[0].modified)
    return out | {post.path: page(_single(site, post), post.modified) for post in site.posts}


def _feed(site: Site, itself: str) -> str:
    """The feed that Blogger calls default: up to 25 entries, how many there are in all, and no more."""
    total = len(site.posts)
    more = (
        f"<openSearch:totalResults>{total}</openSearch:totalResults>"
        "<openSearch:startIndex>1</openSearch:startIndex>"
        "<openSearch:itemsPerPage>25</openSearch:itemsPerPage>\n"
    )
    identity = f"tag:blogger.com,1999:blog-{sum(site.host.encode())}"
    return feeds.atom(
        site, site.posts, generator="Blogger", itself=itself, identity=identity, more=more
    )


def _label(name: str) -> str:
    return "/search/label/" + name.replace(" ", "%20")


def _single(site: Site, post: Post) -> str:
    said = "".join(
        fill("blogger/comment", id=f"{post.number}{n}", author=esc(c.author), text=c.text)
        for n, c in enumerate(post.comments)
    )
    at = site.posts.index(post)
    beside = (("newer", site.posts[:at][-1:]), ("older", site.posts[at + 1 : at + 2]))
    pager = "".join(
        fill("blogger/neighbour", way=way, name=way.title(), path=other[0].path)
        for way, other in beside
        if other
    )
    main = _post(site, post) + fill(
        "blogger/below", comments=said, count=len(post.comments), pager=pager, id=post.number
    )
    head = fill(
        "blogger/head",
        base=site.base,
        path=post.path,
        title=esc(post.title),
        summary=esc(post.summary),
    )
    return _layout(site, f"{esc(site.title)}: {esc(post.title)}", head, main)


def _listing(site: Site, posts: tuple[Post, ...]) -> str:
    return _layout(site, esc(site.title), "", "".join(_post(site, post) for post in posts))


def _post(site: Site, post: Post) -> str:
    labels = ",\n".join(f'<a href="{_label(tag)}" rel="tag">{tag}</a>' for tag in post.tags)
    return fill(
        "blogger/post",
        base=site.base,
        path=post.path,
        id=post.number,
        title=esc(post.title),
        author=esc(site.author),
        day=f"{post.published:%A}, {day(post.published)}",
        published=post.published.isoformat(),
        time=f"{post.published:%I:%M %p}".lstrip("0"),
        labels=labels,
        body=post.body,
    )


def _layout(site: Site, title: str, head: str, main: str) -> str:
    return fill(
        "blogger/page",
        base=site.base,
        title=title,
        head=head,
        main=main,
        site=esc(site.title),
        tagline=esc(site.tagline),
        author=esc(site.author),
    )
