"""A post whose short links are replaced by what they lead to, so that links to a challenge are seen."""

from collections.abc import Mapping
from dataclasses import replace

from archiver.model import Post
from archiver.web import urls

_MOST = 5
"""Short links that lead to short links are followed so far; people make chains of two or three."""


def expanded(post: Post, targets: Mapping[str, str]) -> Post:
    """The post with its links to the addresses that they lead to. ``targets`` maps the key
    (``urls.key``) of an address to another one."""
    links = tuple(replace(link, url=target_of(link.url, targets)) for link in post.links)
    return post if links == post.links else replace(post, links=links)


def target_of(url: str, targets: Mapping[str, str]) -> str:
    """Where an address leads to in the end; the address itself where that is not known. A circle ends
    where it has led round, or after a few steps."""
    there, seen = url, set[str]()
    for _ in range(_MOST):
        key = urls.key(urls.without_fragment(there))
        if key in seen or key not in targets:
            break
        seen.add(key)
        there = targets[key]
    return there
