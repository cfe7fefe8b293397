"""Classifies pages by their URL alone."""

import re
from urllib.parse import parse_qsl, unquote

from archiver.web import urls

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp|ico|tiff?|pdf|docx?|pptx?|xlsx?|odt|epub|zip|gz|rar|7z|exe|"
    r"dmg|mp3|m4a|ogg|wav|mp4|m4v|mov|avi|webm|css|js|json|xml|rss|rdf|atom|opml|ics|txt|csv)$",
    re.I,
)
_SERVICE = {
    "about", "about-me", "about-us", "account", "admin", "amp", "archives", "author", "authors", "cart",
    "categories", "category", "checkout", "comments", "contact", "contact-us", "cookies", "feed", "feeds",
    "imprint", "impressum", "join", "label", "legal", "login", "logout", "newsletter", "page", "policies",
    "policy", "privacy", "privacy-policy", "profile", "register", "rss", "search", "sign-in", "sign-up",
    "signin", "signup", "sitemap", "subscribe", "tag", "tagged", "tags", "terms", "topic", "topics", "users",
    "wp-admin", "wp-content", "wp-includes", "wp-json", "wp-login.php", "xmlrpc.php",
}  # fmt: skip
"""First or last parts of a path that lead to a listing or to a service, never to a post."""

_ELSEWHERE = (
    "amazon.com", "amzn.to", "apple.com", "b.hatena.ne.jp", "blogger.com", "cafepress.com", "line.me", "slideshare.net", "bsky.app", "buymeacoffee.com", "creativecommons.org",
    "discord.com", "discord.gg", "disqus.com", "eventbrite.com", "facebook.com", "feedburner.com",
    "flickr.com", "flipboard.com", "getpocket.com", "giphy.com", "github.com", "google.com", "gravatar.com",
    "imdb.com", "imgur.com", "inlinkz.com", "instagram.com", "ko-fi.com", "mailchi.mp", "meetup.com",
    "patreon.com", "paypal.com", "pinterest.com", "reddit.com", "slack.com", "snapchat.com", "soundcloud.com",
    "spotify.com", "stumbleupon.com", "t.me", "telegram.me", "threads.net", "tiktok.com", "twitch.tv",
    "twitter.com", "typeform.com", "unsplash.com", "vimeo.com", "wa.me", "whatsapp.com", "wikipedia.org",
    "wordpress.org", "x.com", "youtu.be", "youtube.com", "zoom.us",
)  # fmt: skip
"""Services whose pages are not blog posts, whatever their path; with all hosts beneath them."""

_POSTS_ELSEWHERE = ("docs.google.com/document/", "linkedin.com/pulse/")
_DATED = re.compile(r"/(?:19|20)\d\d/(?:[01]?\d/)?(?:[0-3]?\d/)?[^/]")
_MONTH = re.compile(r"/(?:19|20)\d\d(?:/[01]?\d(?:/[0-3]?\d)?)?/?(?:page/\d+/?)?$")


def may_be_post(url: str, page: str = "") -> bool:
    """Whether ``url`` may be that of a blog post, by the URL alone.

    Home pages, listings (tags, months, authors, paging), feeds, files, services and social
    networks are none; neither is ``page``, the address of the page that holds the link.
    """
    parsed = urls.parse(url)
    if parsed is None or (page and (urls.same(url, page) or _names(url, page))):
        return False
    path, name = parsed.path, parsed.host.removeprefix("www.")
    query = {key.lower() for key, _ in parse_qsl(parsed.query[1:], keep_blank_values=True)}
    if any(name == host or name.endswith("." + host) for host in (*_ELSEWHERE, "linkedin.com")):
        return any(f"{name}{path}".startswith(good) for good in _POSTS_ELSEWHERE)
    parts = [part.lower() for part in path.split("/") if part]
    if not parts or parts == ["index.html"] or parts == ["index.php"]:
        return bool(query & {"p", "id", "entry", "post"})
    if query & {"replytocom", "share", "s", "cat", "tag", "paged", "feed", "action"}:
        return False
    return not (_FILE.search(path) or _is_service(parts) or _MONTH.search(path))


def _names(url: str, page: str) -> bool:
    """Whether an address carries that of the page itself: a button to share it, or to log in."""
    bare = page.split("://", 1)[-1].split("#")[0].rstrip("/")
    return "/" in bare and bare in unquote(url)[len("https://") + 1 :]


def _is_service(parts: list[str]) -> bool:
    return (
        bool({parts[0], parts[-1]} & _SERVICE)
        or any(
            part
            in ("tag", "tags", "category", "categories", "label", "author", "wp-content", "wp-json")
            for part in parts[:-1]
        )
        or (len(parts) > 1 and parts[-2] in ("page", "feed"))
    )


def is_dated(url: str) -> bool:
    """Whether the path carries a year before its last part, as most blogs' posts do."""
    return bool(_DATED.search(url))
