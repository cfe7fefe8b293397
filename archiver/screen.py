"""Is a capture the page that was asked for, or something else in its place?

The rule of all checks: a page with an article on it is never refused for its words. An article
about logging in is an article; so words count only on a page that has little else, and markup that
no article has (a form for a post's password) counts everywhere.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.errors import NotThePage, ParseError
from archiver.model import Capture
from archiver.walls import NOT_FOUND, NOT_FOUND_SLUG, WALLS
from archiver.web import html

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
)
_HTML_START = re.compile(
    rb"<(?:!doctype\s{1,9}html|html|head|body|!--|title|meta|h[1-6]|div|p)\b|<!--", re.IGNORECASE
)
_XML_ROOT = re.compile(rb"<(?:rss|feed|rdf:rdf|opml|urlset|sitemapindex)\b", re.IGNORECASE)
_OTHER_TYPES = re.compile(
    r"(application/(?:pdf|zip|octet-stream|json|rss\+xml|atom\+xml)|image/|audio/|video/)", re.I
)
_LOGIN_PATH = re.compile(
    r"/(?:wp-login\.php|login|log-in|signin|sign-in|sign_in|sso|oauth2?|accounts?/login|m/signin|session/new|auth)"
    r"(?:[/.]|$)",
    re.I,
)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|cookiewall|privacy-mgmt)\.", re.I)
_ARTICLE = (
    "//article | //*[@itemprop='articleBody'] | //*[contains(concat(' ', normalize-space(@class), ' '), ' hentry ')"
    " or contains(@class, 'h-entry') or contains(@class, 'entry-content') or contains(@class, 'post-body')"
    " or contains(@class, 'post-content')]"
)
_PROTECTED = (
    "//form[contains(@class, 'post-password-form')] | //form[contains(@action, 'action=postpass')]"
    " | //input[@name='post_password']"
)
_HIDDEN = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "select", "textarea", "iframe")
)
_MEDIA = (
    "//body//img | //body//video | //body//audio | //body//iframe | //body//object | //body//embed"
)
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
SHORT = 200
"""A page of fewer words may be a wall; an article on it, and it is not."""


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    tree: HtmlElement
    title: str
    text: str
    words: int
    has_article: bool


def screen(capture: Capture, request_url: str) -> None:
    """Refuse what is not the page at ``request_url``.

    Raises NotThePage with the reason: moved to the home page or a login, not HTML, protected by a
    password, a wall, a parked domain, a block page, a soft 404, a mere redirect, or empty.
    """
    reason = _moved(capture, request_url) or _not_html(capture)
    if reason is None:
        page = _page(capture)
        reason = next((found for check in _CHECKS if (found := check(page))), None)
    if reason:
        raise NotThePage(reason, where=capture.final_url)


def _moved(capture: Capture, request_url: str) -> str | None:
    asked, got = urlsplit(request_url), urlsplit(capture.final_url)
    if _LOGIN_PATH.search(got.path) and not _LOGIN_PATH.search(asked.path):
        return "a login wall: the address leads to a login"
    if _CONSENT_HOST.search(got.hostname or "") and asked.hostname != got.hostname:
        return "a consent wall: the address leads to a consent page"
    asked_for_more = asked.path.strip("/") or asked.query
    if asked_for_more and not got.path.strip("/") and not got.query:
        return "the address leads to the home page of the site"
    return None


def _not_html(capture: Capture) -> str | None:
    """What the bytes are where they are no HTML; the bytes are believed before the header."""
    head = capture.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "the page is empty: not one byte of content"
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if kind:
        return f"{kind}, not HTML"
    root, page = _XML_ROOT.search(head), _HTML_START.search(head)
    if root and (page is None or root.start() < page.start()):
        return "a feed or another XML document, not HTML"
    if page:
        return None
    if head[:1] in b"{[" and _is_json(capture.body):
        return "JSON, not HTML"
    declared = _OTHER_TYPES.match(capture.header("content-type") or "")
    return f"{declared[1].lower().rstrip('/')}, not HTML" if declared else None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _page(capture: Capture) -> _Page:
    try:
        tree = html.parse(html.decode(capture.body, capture.header("content-type")))
    except ParseError as error:
        raise NotThePage(error.message, where=capture.final_url) from error
    text = " ".join(_visible(tree).split())
    title = " ".join((tree.findtext(".//title") or "").split())
    words = len(text.split()) + len(_WIDE.findall(text)) // 2
    article = any(_count(found) >= 20 for found in tree.xpath(_ARTICLE))
    return _Page(capture.final_url, tree, title, text, words, article)


def _visible(tree: HtmlElement) -> str:
    """The text of the body without scripts, styles and what is shown to nobody."""
    parts: list[str] = []
    body = tree.find("body")
    stack: list[HtmlElement | str] = [tree if body is None else body]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node.tag, str) and node.tag not in _HIDDEN:
            for child in reversed(node):
                stack.extend((child.tail or " ", child))
            parts.append(node.text or "")
            parts.append(" ")
    return "".join(parts)


def _count(element: HtmlElement) -> int:
    text = element.text_content()
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def _password(page: _Page) -> str | None:
    return "the post is protected by a password" if page.tree.xpath(_PROTECTED) else None


def _refresh(page: _Page) -> str | None:
    """A page that only sends its reader on."""
    for meta in page.tree.iter("meta"):
        delay, _, target = (meta.get("content") or "").partition(";")
        is_refresh = (meta.get("http-equiv") or "").lower() == "refresh" and "=" in target
        if (
            is_refresh
            and delay.strip().isdecimal()
            and int(delay.strip()[:6]) <= 10
            and page.words < 80
        ):
            address = target.partition("=")[2].strip(" '\"")
            return f"the page only sends its reader on to {address[:200]}"
    return None


def _not_found(page: _Page) -> str | None:
    """A page whose whole title says that there is nothing, unless its address says so too."""
    name = re.split(r"\s[-–—|»·:‹]\s", page.title, maxsplit=1)[0].strip(" .!")
    if page.words < 2 * SHORT and NOT_FOUND.fullmatch(name) and not NOT_FOUND_SLUG.search(page.url):
        return f"a page that says that there is nothing (a soft 404): it is titled {name!r}"
    return None


def _wall(page: _Page) -> str | None:
    """A wall by its title, or by what it says where it says little and shows no article."""
    if page.has_article and not _error_body(page):
        return None
    if page.words >= SHORT and not _error_body(page):
        return None
    for wall in WALLS:
        if wall.title.search(page.title):
            return f"{wall.reason}: it is titled {page.title[:100]!r}"
    for wall in WALLS:
        if match := wall.words.search(page.text):
            return f"{wall.reason}: it says {match[0]!r}"
    return None


def _error_body(page: _Page) -> bool:
    """WordPress marks the body of its 404 page, whatever status a plug-in answers with."""
    body = page.tree.find("body")
    return body is not None and "error404" in (body.get("class") or "").split()


def _login_form(page: _Page) -> str | None:
    """A form for a password on a page with little else."""
    if page.words < 120 and not page.has_article and page.tree.xpath("//input[@type='password']"):
        return "a login wall: the page asks for a password and says little else"
    return None


def _scripts(page: _Page) -> str | None:
    """The shell of a page that scripts would fill."""
    asks = " ".join(node.text_content() for node in page.tree.iter("noscript"))
    if page.words < 30 and not page.has_article and "javascript" in asks.lower():
        return "the page holds no text without its scripts"
    return None


def _empty(page: _Page) -> str | None:
    return None if page.words or page.tree.xpath(_MEDIA) else "the page holds no text"


_CHECKS: tuple[Callable[[_Page], str | None], ...] = (
    _password,
    _refresh,
    _not_found,
    _wall,
    _login_form,
    _scripts,
    _empty,
)
