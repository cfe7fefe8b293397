"""Joins posts that are divided over several pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from archiver.model import Post
from archiver.web import urls


def only_own(post: Post, first: str) -> Post:
    """The post without a ``next_page`` that is another post.

    The addresses of its pages begin with that of the first (``/motivation/2/``, ``?page=2``); on a
    blog whose posts are numbered, ``/posts/12`` is followed by another post.
    """
    start, following = urls.key(first), urls.key(post.next_page or "")
    own = following.startswith(start) and following[len(start) :].startswith(("/", "?", "&"))
    return post if own or post.next_page is None else replace(post, next_page=None)


def join(posts: Mapping[str, Post], further: Mapping[str, str]) -> dict[str, Post]:
    """The posts by the address of their first page, each joined from all its pages.

    ``further`` maps each further page to the first page. A post with a missing page is left out:
    half a post must not count as an edit of the whole one.
    """
    whole = {}
    for url, post in posts.items():
        if url in further:
            continue
        parts = list(_following(url, post, posts))
        if parts[-1].next_page is None or parts[-1].next_page in {
            url,
            *(p.next_page for p in parts[:-1]),
        }:
            whole[url] = append(parts)
    return whole


def _following(url: str, post: Post, posts: Mapping[str, Post]) -> Iterator[Post]:
    seen = {url}
    yield post
    while post.next_page and post.next_page not in seen and post.next_page in posts:
        seen.add(post.next_page)
        post = posts[post.next_page]
        yield post


def append(parts: Sequence[Post]) -> Post:
    """The first part with the bodies of the others appended.

    It keeps its ``next_page``, by which a post of several pages is recognised.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    return replace(
        first,
        text="\n\n".join(p.text.strip("\n") for p in parts if p.text),
        markdown="\n\n".join(p.markdown.strip("\n") for p in parts if p.markdown) + "\n",
        html="\n".join(p.html for p in parts if p.html),
        links=tuple(dict.fromkeys(link for p in parts for link in p.links)),
        partial=any(p.partial for p in parts),
        images=tuple(dict.fromkeys(image for p in parts for image in p.images)),
    )
