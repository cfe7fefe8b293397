"""Under which address a post is kept, and which of its addresses are one."""

import re

from archiver.model import Capture, Post
from archiver.web import urls

_TWIN = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_BLOGSPOT = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}$")
_PERMANENT = frozenset((301, 308))
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_SCHEME_AND_HOST = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)


def identity(post: Post, capture: Capture) -> str:
    """The canonical URL of a post if it is on the host that answered, else the one that answered."""
    if site(post.url) == site(capture.final_url):
        return urls.clean(post.url)
    return urls.clean(capture.final_url)


def site(url: str) -> str:
    """The host of an address without what only tells a twin of it: ``www.``, ``m.``, a country of
    Blogger's."""
    return _BLOGSPOT.sub(".blogspot.com", _TWIN.sub("", urls.host(url)))


def is_redirected(capture: Capture) -> bool:
    """Whether another address than the one that was asked for has answered."""
    return not urls.same(capture.url, capture.final_url)


def is_for_good(capture: Capture) -> bool:
    """Whether all redirects on the way to an answer were permanent ones (RFC 9110, 15.4)."""
    return all(hop.status in _PERMANENT for hop in capture.hops)


def whole_entry_key(entry_id: str) -> str:
    """What tells an entry from those of all feeds: its id, without the scheme of an address."""
    return _SCHEME.sub("", entry_id.strip())


def entry_key(entry_id: str) -> str:
    """What tells an entry of a feed from its others: its id, without the scheme and host of one that
    is an address, since a blog that moves takes its ids along."""
    return _SCHEME_AND_HOST.sub("", entry_id.strip()) or entry_id.strip()
