"""Screens captures: is it the requested page, or a login wall, a soft 404, a parked domain ...?

The rule of all checks: a page with an article is never rejected for its words, since there are
articles about logging in. Words count only on a page with little else; markup that no article has
(the form for a post's password) counts on every page.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.errors import NotThePage, ParseError
from archiver.model import Capture
from archiver.web.page import Page, page_of
from archiver.web.vocabulary import Role, marks_of, says_body
from archiver.web.vocabulary.walls import NOT_FOUND, NOT_FOUND_SLUG, WALLS

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
_SENTENCE = 20
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
_LONG = 20_000
"""Characters after which the words of a page are first counted."""
SHORT = 200
"""Words: a page with fewer, and without an article, may be a wall."""


class _Visible:
    """The visible content of a page: title, text, number of words, whether there is an article."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title = " ".join((page.root.findtext(".//title") or "").split())
        self.text, self.words = _text(page.root)

    @cached_property
    def has_article(self) -> bool:
        """Whether an element that may hold a post has as many words as a sentence."""
        return any(_count(element) >= _SENTENCE for element in self._articles())

    def _articles(self) -> Iterator[HtmlElement]:
        yield from self.page.all("article")
        yield from (e for e in self.page.having("itemprop") if e.get("itemprop") == "articleBody")
        for names, element in self.page.classed:
            if any(Role.ENTRY in marks_of(name) or says_body(name) for name in names.split()):
                yield element


def screen(capture: Capture, request_url: str) -> Page:
    """The parsed page of a capture, where it is the one at ``request_url``.

    Raises NotThePage with the reason: moved to the home page or a login, not HTML, protected by a
    password, a wall, a parked domain, a block page, a soft 404, a mere redirect, or empty.
    """
    reason = _moved(capture, request_url) or _not_html(capture)
    if reason:
        raise NotThePage(reason, where=capture.final_url)
    try:
        page = page_of(capture)
    except ParseError as error:
        raise NotThePage(error.message, where=capture.final_url, hint=error.hint) from error
    visible = _Visible(page)
    reason = next((found for check in _CHECKS if (found := check(visible))), None)
    if reason:
        raise NotThePage(reason, where=capture.final_url)
    return page


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
    """The reason where the bytes are not HTML. The bytes count before the Content-Type header."""
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


def _text(tree: HtmlElement) -> tuple[str, int]:
    """The visible text of a page and its number of words. Of a long page only the beginning: with
    so many words it is no wall.
    """
    parts: list[str] = []
    size = 0
    for part in _visible_texts(tree):
        parts.append(part)
        size += len(part)
        if size > _LONG:
            text, words = _counted(parts)
            if words >= 2 * SHORT:
                return text, words
            size = 0
    return _counted(parts)


def _counted(parts: list[str]) -> tuple[str, int]:
    text = " ".join("".join(parts).split())
    return text, _words(text)


def _words(text: str) -> int:
    """White-space separated words; two characters of a script without spaces count as one."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text)) // 2
    return len(text.split()) + wide


def _visible_texts(tree: HtmlElement) -> Iterator[str]:
    """The texts of the body without scripts, styles and other invisible elements."""
    body = tree.find("body")
    waiting: list[HtmlElement | str] = [tree if body is None else body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node.tag, str) and node.tag not in _HIDDEN:
            for child in reversed(node):
                waiting.extend((child.tail or " ", child))
            yield node.text or ""
            yield " "


def _count(element: HtmlElement) -> int:
    return _words(element.text_content())


def _password(visible: _Visible) -> str | None:
    return "the post is protected by a password" if visible.page.root.xpath(_PROTECTED) else None


def _refresh(visible: _Visible) -> str | None:
    """A page with only a ``meta refresh`` to another one."""
    for meta in visible.page.all("meta"):
        delay, _, target = (meta.get("content") or "").partition(";")
        is_refresh = (meta.get("http-equiv") or "").lower() == "refresh" and "=" in target
        if (
            is_refresh
            and delay.strip().isdecimal()
            and int(delay.strip()[:6]) <= 10
            and visible.words < 80
        ):
            address = target.partition("=")[2].strip(" '\"")
            return f"the page only sends its reader on to {address[:200]}"
    return None


def _not_found(visible: _Visible) -> str | None:
    """A page with the title of an error page; one whose URL has these words, too, is a post."""
    name = re.split(r"\s[-–—|»·:‹]\s", visible.title, maxsplit=1)[0].strip(" .!")
    short = visible.words < 2 * SHORT
    if short and NOT_FOUND.find(name) and not NOT_FOUND_SLUG.find(visible.page.url):
        return f"a page that says that there is nothing (a soft 404): it is titled {name!r}"
    return None


def _wall(visible: _Visible) -> str | None:
    """A wall by its title or its words, on a page with little text and no article."""
    if visible.has_article and not _error_body(visible):
        return None
    if visible.words >= SHORT and not _error_body(visible):
        return None
    for wall in WALLS:
        if wall.title.find(visible.title):
            return f"{wall.reason}: it is titled {visible.title[:100]!r}"
    for wall in WALLS:
        if match := wall.words.find(visible.text):
            return f"{wall.reason}: it says {match[0]!r}"
    return None


def _error_body(visible: _Visible) -> bool:
    """WordPress marks the body of its 404 page, whatever status a plug-in answers with."""
    body = visible.page.root.find("body")
    return body is not None and "error404" in (body.get("class") or "").split()


def _login_form(visible: _Visible) -> str | None:
    """A form for a password on a page with little else."""
    if (
        visible.words < 120
        and not visible.has_article
        and visible.page.root.xpath("//input[@type='password']")
    ):
        return "a login wall: the page asks for a password and says little else"
    return None


def _scripts(visible: _Visible) -> str | None:
    """A page whose content is loaded by scripts."""
    if visible.words >= 30 or visible.has_article:
        return None
    asks = " ".join(node.text_content() for node in visible.page.all("noscript"))
    return "the page holds no text without its scripts" if "javascript" in asks.lower() else None


def _empty(visible: _Visible) -> str | None:
    return None if visible.words or visible.page.root.xpath(_MEDIA) else "the page holds no text"


_CHECKS: tuple[Callable[[_Visible], str | None], ...] = (
    _password,
    _refresh,
    _not_found,
    _wall,
    _login_form,
    _scripts,
    _empty,
)
