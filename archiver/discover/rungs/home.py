"""A blog's home page and its older pages, as a reader goes back through them."""

from archiver.discover import site
from archiver.model import Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope


def first(blog: Blog, scope: Scope) -> str | None:
    """The home page."""
    return blog.home or None


def read(capture: Capture, request: Request, source: Source) -> Found:
    """The entries of one page; raises ParseError where it shows none."""
    return site.read_entries(capture, request, source)
