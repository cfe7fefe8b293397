"""The three dialects in which the demo's blogs announce their posts."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

from archiver.demo.pages import esc
from archiver.demo.sites import Post, Site


def rss(site: Site, posts: Iterable[Post], *, generator: str, itself: str, extra: str = "") -> str:
    """RSS 2.0 with the content module, as WordPress and Substack write it."""
    items = "\n".join(_rss_item(site, post) for post in posts)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
<title>{esc(site.title)}</title>
<atom:link href="{esc(site.base + itself)}" rel="self" type="application/rss+xml" />
<link>{site.base}/</link>
<description>{esc(site.tagline)}</description>
<lastBuildDate>{_mail(site.modified)}</lastBuildDate>
<language>en</language>
<generator>{esc(generator)}</generator>
{extra}{items}
</channel>
</rss>
"""


def _rss_item(site: Site, post: Post) -> str:
    tags = "".join(f"<category><![CDATA[{t}]]></category>" for t in post.categories + post.tags)
    full = f"<content:encoded><![CDATA[{post.body}]]></content:encoded>"
    return f"""<item>
<title>{esc(post.title)}</title>
<link>{site.base}{post.path}</link>
<dc:creator><![CDATA[{site.author}]]></dc:creator>
<pubDate>{_mail(post.published)}</pubDate>
{tags}<guid isPermaLink="false">{site.base}/?p={post.number}</guid>
<description><![CDATA[{post.subtitle or post.summary}]]></description>
{full if post.access == "all" else ""}<slash:comments>{len(post.comments)}</slash:comments>
</item>"""


def comments(site: Site, posts: Iterable[Post], *, generator: str, itself: str) -> str:
    """The feed of comments that WordPress announces beside the feed of posts."""
    items = "\n".join(
        f"""<item><title>Comment on {esc(post.title)} by {esc(said.author)}</title>
<link>{site.base}{post.path}#comment-{post.number}{n}</link>
<dc:creator><![CDATA[{said.author}]]></dc:creator>
<pubDate>{_mail(post.published)}</pubDate>
<description><![CDATA[{said.text}]]></description></item>"""
        for post in posts
        for n, said in enumerate(post.comments)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Comments for {esc(site.title)}</title>
<atom:link href="{esc(site.base + itself)}" rel="self" type="application/rss+xml" />
<link>{site.base}/</link>
<description>{esc(site.tagline)}</description>
<generator>{esc(generator)}</generator>
{items}
</channel>
</rss>
"""


def atom(
    site: Site,
    posts: Iterable[Post],
    *,
    generator: str,
    itself: str,
    identity: str,
    more: str = "",
) -> str:
    """Atom 1.0 with ``identity`` as its id; ``more`` are further elements of the feed itself."""
    entries = "\n".join(_atom_entry(site, post, identity) for post in posts)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/">
<id>{esc(identity)}</id>
<updated>{site.modified.isoformat()}</updated>
<title type="text">{esc(site.title)}</title>
<subtitle type="html">{esc(site.tagline)}</subtitle>
<link rel="self" type="application/atom+xml" href="{esc(site.base + itself)}" />
<link rel="alternate" type="text/html" href="{site.base}/" />
<author><name>{esc(site.author)}</name></author>
<generator>{esc(generator)}</generator>
{more}{entries}
</feed>
"""


def _atom_entry(site: Site, post: Post, feed_id: str) -> str:
    tags = "".join(f'<category term="{esc(tag)}" />' for tag in post.categories + post.tags)
    return f"""<entry>
<id>{esc(feed_id)}.post-{post.number}</id>
<published>{post.published.isoformat()}</published>
<updated>{post.modified.isoformat()}</updated>
{tags}<title type="html">{esc(esc(post.title))}</title>
<content type="html">{esc(post.body)}</content>
<link rel="alternate" type="text/html" href="{site.base}{post.path}" title="{esc(post.title)}" />
<author><name>{esc(site.author)}</name></author>
</entry>"""


def json_feed(site: Site, posts: Iterable[Post], *, itself: str) -> str:
    """JSON Feed 1.1."""
    items = [
        {
            "id": site.base + post.path,
            "url": site.base + post.path,
            "title": post.title,
            "content_html": post.body,
            "date_published": post.published.isoformat(),
            "date_modified": post.modified.isoformat(),
            "tags": list(post.tags),
        }
        for post in posts
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "home_page_url": site.base + "/",
        "feed_url": site.base + itself,
        "description": site.tagline,
        "authors": [{"name": site.author}],
        "language": "en",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _mail(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC))
