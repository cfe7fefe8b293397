"""The engines that the demo's blogs imitate: each turns a site into the pages that it serves."""

from collections.abc import Callable, Mapping

from archiver.demo.engines import (
    blogger_pages,
    hugo_pages,
    jekyll_pages,
    substack_pages,
    wordpress_com_pages,
    wordpress_pages,
)
from archiver.demo.pages import Page
from archiver.demo.sites import Site

ENGINES: Mapping[str, Callable[[Site], dict[str, Page]]] = {
    "blogger": blogger_pages.pages,
    "hugo": hugo_pages.pages,
    "jekyll": jekyll_pages.pages,
    "substack": substack_pages.pages,
    "wordpress": wordpress_pages.pages,
    "wordpress_com": wordpress_com_pages.pages,
}
