"""Under which address a post is kept."""

from archiver.model import Capture, Post
from archiver.web import urls


def identity(post: Post, capture: Capture) -> str:
    """The canonical URL of a post if it is on the host that answered, else the one that answered."""
    own = urls.host(capture.final_url).removeprefix("www.")
    if urls.host(post.url).removeprefix("www.") == own:
        return urls.clean(post.url)
    return urls.clean(capture.final_url)
