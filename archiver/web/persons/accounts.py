"""Whose blog an address is of: a host, an account on a host that many share, or a folder of one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from urllib.parse import parse_qsl, urlsplit

from archiver.web import urls
from archiver.web.address_kinds import home_of, is_elsewhere
from archiver.web.vocabulary import COLUMNS

_REWRITES = tuple(
    (re.compile(pattern), account)
    for pattern, account in (
        # one account under two addresses, or with its feed in another place
        (r"^medium\.com/(?:feed/)?(@[^/]+)", r"medium.com/\1"),
        (r"^(?!(?:about|api|blog|help|policy)\.)([\w-]+)\.medium\.com(?:/feed)?(?=/|$)", r"medium.com/@\1"),
        (r"^substack\.com/@([^/]+)", r"\1.substack.com"),
        (r"^tumblr\.com/(?:blog/(?:view/)?)?(?!(?:tagged|dashboard|search)\b)([\w-]+)", r"\1.tumblr.com"),
        (r"^hashnode\.com/@([^/]+)", r"\1.hashnode.dev"),
        (r"^(?:users\.livejournal\.com|livejournal\.com/users)/([^/]+)", r"\1.livejournal.com"),
        (r"^micro\.blog/([^/]+)", r"\1.micro.blog"),
        (r"^(dev\.to|qiita\.com|zenn\.dev)/feed/([^/]+)", r"\1/\2"),
        (r"^(?:v2\.)?velog\.io/rss/@?([^/]+)", r"velog.io/@\1"),
        (r"^rss\.blog\.naver\.com/([^/]+?)(?:\.xml)?$", r"blog.naver.com/\1"),
    )
)  # fmt: skip
_SITES = "sites.google.com"
"""Its accounts are folders in a folder: ``/view/ana``."""
_SHARED = frozenset(
    ("blog.naver.com", "blogger.com", "blogspot.com", "brunch.co.kr", "dev.to", "github.io", "gitlab.io", "hashnode.com",
     "livejournal.com", "medium.com", "micro.blog", "neocities.org", "netlify.app", "note.com", "qiita.com", _SITES,
     "substack.com", "tistory.com", "tumblr.com", "vercel.app", "velog.io", "wordpress.com", "write.as", "zenn.dev"),
)  # fmt: skip
"""Hosts of many blogs: the host itself is nobody's."""

_OF_TOPICS = frozenset(
    ("categories", "category", "label", "labels", "search", "series", "tag", "tagged", "tags", "topic", "topics"),
)  # fmt: skip
_ROOTS = COLUMNS["site"] | {"posts", "articles", "index", "en", "home", "archive", "archives"}
"""Folders of a blog that are not one of several blogs on their host."""


@lru_cache(maxsize=8192)
def _canonical(url: str) -> str:
    """Host and path as they are compared, an account always by the same of its addresses."""
    found = urls.key(url).partition("?")[0].partition("#")[0].casefold()
    for pattern, account in _REWRITES:
        if pattern.search(found):
            return pattern.sub(account, found)
    return found


@lru_cache(maxsize=8192)
def blog_of(url: str) -> str:
    """The host and, where several people write there, the folder that a blog's home, feed, tag page or
    account stands for; empty where that is nobody's own, as a feed that lies with an agent.

    ``https://www.ana.example/blog/feed/`` is of ``ana.example``, ``https://medium.com/feed/@ana`` of
    ``medium.com/@ana``.
    """
    if any(name in ("author", "author_name") for name, _ in parse_qsl(urlsplit(url).query)):
        return ""
    found = _canonical(url)
    if found == urls.key(url).partition("?")[0].casefold():
        home = home_of(url)
        found = _canonical(home) if home else ""
    name, *path = found.split("/")
    topic = next((n for n, part in enumerate(path) if part in _OF_TOPICS), len(path))
    path = path[:topic]
    while path and path[-1] in _ROOTS:
        path.pop()
    if name in _SHARED:
        path = path[: 2 if name == _SITES else 1]
    if not path and (name in _SHARED or is_elsewhere(f"https://{name}/")):
        return ""
    return "/".join((name, *path))


def is_shared(url: str) -> bool:
    """Whether an address is a host of many blogs as a whole, without the account of one of them."""
    name, *path = (part for part in _canonical(url).split("/") if part)
    own = list(takewhile(lambda part: part not in _OF_TOPICS, path))
    accounts = [part for part in own if part not in _ROOTS and part != "feed"]
    return name in _SHARED and len(accounts) < (2 if name == _SITES else 1)


def of_post(url: str) -> str:
    """What the posts of one blog have in common: their host, and the account where several people
    write there."""
    name, *path = _canonical(url).split("/")
    return "/".join((name, *path[: (2 if name == _SITES else 1) if name in _SHARED else 0]))


def is_on(url: str, blog: str) -> bool:
    """Whether an address is on a blog, as ``blog_of`` tells it; another's account there is not."""
    found = _canonical(url)
    rest = found.removeprefix(blog)
    if not blog or len(rest) == len(found):
        return False
    return not rest or (rest[0] == "/" and not ("/" not in blog and rest[1:2] in ("@", "~")))


def blogs_above(url: str) -> Iterator[str]:
    """The blogs that an address may be on, the longest first; at last those of the domains above its
    host, as that of ``blog.ana.example``."""
    found = name = _canonical(url)
    while found:
        if is_on(url, found):
            yield found
        name, found = found, found.rpartition("/")[0]
    while (name := name.partition(".")[2]) and name not in _SHARED:
        yield name


def labels(url: str) -> tuple[str, ...]:
    """The letters of each name in an address that its owner has chosen, and that may be made of hers:
    ``blog`` and ``kaynguyen`` of ``https://blog.kaynguyen.ca/``, ``kaynguyen`` of
    ``https://medium.com/@kaynguyen/a-post``.
    """
    name, *path = _canonical(url).split("/")
    account = [part for part in path[:1] if name in _SHARED or part[:1] in ("@", "~")]
    above = name.partition(".")[2]
    of_host = [] if name in _SHARED else name.split(".")[: 1 if above in _SHARED else -1]
    return tuple(re.sub(r"[^\w]|_", "", part) for part in (*of_host, *account))
