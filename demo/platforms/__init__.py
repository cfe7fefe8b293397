"""The engines that the demo's blogs imitate: each turns a site into the pages that it serves."""

from collections.abc import Callable, Mapping

from demo.pages import Page
from demo.platforms import blogger, hugo, jekyll, substack, wordpress, wordpress_com
from demo.sites import Site

PLATFORMS: Mapping[str, Callable[[Site], dict[str, Page]]] = {
    "blogger": blogger.pages,
    "hugo": hugo.pages,
    "jekyll": jekyll.pages,
    "substack": substack.pages,
    "wordpress": wordpress.pages,
    "wordpress_com": wordpress_com.pages,
}
