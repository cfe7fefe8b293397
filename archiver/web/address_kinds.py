"""Classifies pages by their URL alone."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from archiver.web import urls

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp|ico|tiff?|pdf|docx?|pptx?|xlsx?|odt|epub|zip|gz|rar|7z|exe|"
    r"dmg|mp3|m4a|ogg|wav|mp4|m4v|mov|avi|webm|css|js|json|xml|rss|rdf|atom|opml|ics|txt|csv)$",
    re.I,
)
_BRANCHES = {
    "account", "admin", "amp", "author", "authors", "cart", "categories", "category", "checkout", "comments",
    "feed", "feeds", "label", "login", "logout", "newsletter", "page", "register", "rss", "search", "sign-in", "sign-up",
    "signin", "signup", "sitemap", "tag", "tagged", "tags", "topic", "topics", "wp-admin", "wp-content",
    "wp-includes", "wp-json", "wp-login.php", "xmlrpc.php",
}  # fmt: skip
"""First or last parts of a path that lead to a listing or to a service, never to a post."""

_PAGES = {
    "about", "about-me", "about-us", "archives", "contact", "contact-us", "cookies", "imprint", "impressum",
    "join", "legal", "policies", "policy", "privacy", "privacy-policy", "profile", "subscribe",
    "terms", "users",
}  # fmt: skip
"""Pages that a site has beside its posts. A blog may keep posts beneath one: ``/archives/77``."""

_PEOPLE = {"profile", "users"}
"""Those of them beneath which a part of the path names a person."""

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
_FEED_HOSTS = ("feeds.feedburner.com", "feeds2.feedburner.com", "feedproxy.google.com")
_SHORTENERS = frozenset((
    "bit.ly", "bitly.com", "buff.ly", "clck.ru", "cutt.ly", "da.gd", "dlvr.it", "dub.sh", "git.io", "goo.gl",
    "ht.ly", "htn.to", "ift.tt", "is.gd", "j.mp", "kutt.it", "lnkd.in", "naver.me", "ow.ly", "rb.gy",
    "rebrand.ly", "reurl.cc", "s.id", "shorturl.at", "t.cn", "t.co", "t.ly", "t1p.de", "tiny.cc",
    "tinyurl.com", "tmblr.co", "trib.al", "u.to", "urlz.fr", "v.gd", "vk.cc", "wp.me", "x.gd",
))  # fmt: skip
"""Services that make short links for anybody, or for every post of a blog host, and redirect. Chosen by hand;
each is also in the list of github.com/PeterDaveHello/url-shorteners. Those of one firm's own links
(youtu.be, amzn.to) lead to no blog."""
_NUMBERED = re.compile(r"\?(?:p|page_id)=\d+")
"""How WordPress writes the address of a page by its number, which redirects to its own."""
_FEED_PATH = re.compile(
    r"/(?:(?:blog-?|all\.)?(?:feed|feeds|rss2?|atom|rdf|jsonfeed)\.(?:json|php)|"
    r"feeds?|rss|rss2|rss20|atom|rdf|feeds/posts/(?:default|summary)|"
    r"(?!(?:sitemap|opensearch|osd|rsd|wlwmanifest|browserconfig|manifest|foaf))[^/]{1,80}\.(?:xml|rss|rdf|atom))/?$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"[?&](?:feed=|alt=(?:rss|atom)|format=(?:rss|atom|feed)|type=rss)", re.I)
_DATED = re.compile(r"/(?:19|20)\d\d/(?:[01]?\d/)?(?:[0-3]?\d/)?[^/]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[-_.+]")
_SENTENCE = 3
"""A slug of so many words was made of a title; names of pages are shorter."""
_IN_MONTH = re.compile(r"/(?:19|20)\d\d/[01]?\d(?:/[0-3]?\d)?$")
_MONTH = re.compile(
    r"/(?:19|20)\d\d(?:/[01]?\d(?:/[0-3]?\d)?)?(?:/(?:(?:index|default)\.\w{3,5})?|\.\w{3,5})?(?:page/\d+/?)?$|"
    r"/(?:19|20)\d\d[_-]\d\d(?:[_-]\d\d)?(?:_archive\.html?|/)?$"
)
_MONTH_ARGUMENT = re.compile(r"[?&]m=(?:19|20)\d{4}(?:\d\d)?(?:&|$)")


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
    if is_elsewhere(url):
        return any(f"{name}{path}".startswith(good) for good in _POSTS_ELSEWHERE)
    parts = [part.lower() for part in path.split("/") if part]
    if not parts or parts == ["index.html"] or parts == ["index.php"]:
        return bool(query & {"p", "id", "entry", "post"})
    if _MONTH_ARGUMENT.search(parsed.query) or query & {
        "replytocom",
        "share",
        "s",
        "cat",
        "tag",
        "paged",
        "feed",
        "action",
    }:
        return False
    return not (_FILE.search(path) or _is_service(parts) or _MONTH.search(path))


def is_elsewhere(url: str) -> bool:
    """Whether an address is on a social network or another service that holds no blogs."""
    name = urls.host(url).removeprefix("www.")
    return any(name == host or name.endswith("." + host) for host in (*_ELSEWHERE, "linkedin.com"))


def is_shortened(url: str) -> bool:
    """Whether an address is a short link of a service that makes them for anybody."""
    parsed = urls.parse(url)
    return parsed is not None and bool(
        parsed.host.removeprefix("www.") in _SHORTENERS and parsed.path.strip("/")
    )


def is_short(url: str) -> bool:
    """Whether an address is likely to be a short one of a page that has another: by its service, or
    by a number."""
    parsed = urls.parse(url)
    return is_shortened(url) or (parsed is not None and bool(_NUMBERED.fullmatch(parsed.query)))


def is_feed(url: str) -> bool:
    """Whether an address looks like that of a feed of posts."""
    parsed = urls.parse(url)
    return parsed is not None and bool(
        parsed.host.removeprefix("www.") in _FEED_HOSTS
        or _FEED_PATH.search(parsed.path)
        or _FEED_QUERY.search(parsed.query)
    )


def is_file(url: str) -> bool:
    """Whether an address is that of a picture, a document, a feed or another file, by its ending."""
    parsed = urls.parse(url)
    return parsed is not None and bool(_FILE.search(parsed.path))


def _names(url: str, page: str) -> bool:
    """Whether an address carries that of the page itself: a button to share it, or to log in."""
    bare = page.split("://", 1)[-1].split("#")[0].rstrip("/")
    return "/" in bare and bare in unquote(url)[len("https://") + 1 :]


def _is_service(parts: list[str]) -> bool:
    if (
        bool({parts[0], parts[-1]} & _BRANCHES)
        or any(
            part
            in ("tag", "tags", "category", "categories", "label", "author", "wp-content", "wp-json")
            for part in parts[:-1]
        )
        or (len(parts) > 1 and parts[-2] in ("page", "feed"))
    ):
        return True
    if parts[-1] in _PAGES:  # a post may be titled so
        return not _IN_MONTH.search("/" + "/".join(parts[:-1]))
    beneath = parts[2:] if parts[0] in _PEOPLE else parts[1:]
    return parts[0] in _PAGES and not _is_permalink(beneath)


def _is_permalink(parts: list[str]) -> bool:
    """Whether the end of a path is made as only posts' are: a number, a slug of a sentence, or a
    slug behind a month.
    """
    if not parts:
        return False
    words = [word for word in _WORDS.split(parts[-1].removesuffix(".html")) if word]
    if len(words) == 1 and words[0].isdecimal():
        return not _YEAR.fullmatch(words[0])
    dated = _IN_MONTH.search("/" + "/".join(parts[:-1]))
    return bool(dated) or sum(not word.isdecimal() for word in words) >= _SENTENCE


def is_permalink(url: str) -> bool:
    """Whether an address is made as only those of posts are: with a day or month, a number, or a slug
    that was made of a title.
    """
    parsed = urls.parse(url)
    path = [part for part in parsed.path.lower().split("/") if part] if parsed else []
    return is_dated(url) or _is_permalink(path)


def is_dated(url: str) -> bool:
    """Whether the path carries a year before its last part, as most blogs' posts do."""
    return bool(_DATED.search(url))


_PART_FOLDERS = {
    "author", "authors", "categories", "category", "label", "labels", "tag", "tagged", "tags", "topic", "topics",
}  # fmt: skip
_PART_ARGUMENTS = {"author", "author_name", "cat", "category", "category_name", "label", "tag"}


def is_of_part(url: str) -> bool:
    """Whether a listing or feed is that of a tag, a category or one author, not of a whole blog."""
    parsed = urls.parse(url)
    if parsed is None:
        return False
    folders = parsed.path.lower().rstrip("/").split("/")[:-1]
    arguments = {name.lower() for name, _ in parse_qsl(parsed.query[1:])}
    return bool(_PART_FOLDERS & {*folders} or _PART_ARGUMENTS & arguments)


_FEED_WORDS = {
    "all", "atom", "default", "feed", "feeds", "full", "index", "posts", "rdf", "rss", "rss2", "summary",
}  # fmt: skip
_FEED_ENDING = re.compile(r"\.(?:xml|rss|atom|rdf|json|rss2)$", re.I)
_AGENTS = ("feedburner.com", "feedproxy.google.com", "follow.it", "feedpress.me", "rsshub.app")
"""Hosts that pass on feeds of other people's blogs."""


def home_of(feed: str) -> str:
    """The page that a feed's address lies under: where nothing better is known, the blog's home.

    Empty where the feed lies with an agent.
    """
    split = urlsplit(feed)
    if any(urls.host(feed).endswith(agent) for agent in _AGENTS):
        return ""
    parts = [part for part in split.path.split("/") if part]
    while parts and (_FEED_ENDING.search(parts[-1]) or parts[-1].lower() in _FEED_WORDS):
        parts.pop()
    path = "/" + "".join(f"{part}/" for part in parts)
    return urlunsplit((split.scheme, split.netloc, path, "", ""))
