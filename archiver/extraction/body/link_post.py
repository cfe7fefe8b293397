"""What a link post is about: the page of another host to which its title leads."""

from lxml.html import HtmlElement

from archiver.extraction.body import edges
from archiver.extraction.document.tree import Node, comparable
from archiver.web.page import Page, is_named
from archiver.web.urls import resolve

_OFTEN = 2


def subject(page: Page, titles: frozenset[str], tree: Node) -> Node | None:
    """The link of the title to another host; None where there is none, or the article has it already.

    A host to which the page links more often is its own: the page may be a copy at another address.
    """
    heading = edges.heading(page, titles)
    if heading is None or not page.url:
        return None
    own = {edges.site(url) for url in (page.url, page.base, *_permalinks(page))}
    for link in heading.iter("a"):
        href = resolve((link.get("href") or "").strip(), page.base or None)
        words = " ".join(link.text_content().split())
        if href and comparable(words) in titles and edges.site(href) not in own:
            said = any(node.attrs.get("href") == href for node in tree.walk())
            if said or _is_linked_often(page, edges.site(href)):
                return None
            return Node("p", [Node("a", [words], attrs={"href": href})], source=heading)
    return None


def _is_linked_often(page: Page, host: str) -> bool:
    hrefs = (link.get("href") or "" for link in page.all("a"))
    return sum(edges.site(href) == host for href in hrefs if href.startswith("http")) > _OFTEN


def _permalinks(page: Page) -> list[str]:
    named: list[HtmlElement] = [e for e in page.having("rel") if "canonical" in e.get("rel", "")]
    found = [element.get("href") for element in named]
    found += [e.get("content") for e in page.all("meta") if is_named(e, "og:url")]
    return [url for given in found if given and (url := resolve(given, page.base or None))]
