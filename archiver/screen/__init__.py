"""Screens captures: is it the requested page, or a login wall, a soft 404, a parked domain ...?

Two steps. ``screen`` says what can be said before a page is read: where it came from, what its bytes
are, that it asks for a post's password or only sends its reader on. ``judge`` looks at what the
extractor has kept and at what stands where the article should be; furniture counts for nothing.
Words never decide alone, since there are posts about logging in: see ``witnesses``.
"""

import re

from archiver.errors import AnotherPage, NotThePage, ParseError, SentOn
from archiver.model import Candidate, Capture, Post
from archiver.screen import answered, refresh, witnesses
from archiver.screen.soft_404 import is_soft_404
from archiver.screen.standing import Standing
from archiver.web import html
from archiver.web.page import Page, page_of

__all__ = ["is_soft_404", "judge", "screen", "screen_entry"]

_PROTECTED = (
    "//form[contains(@class, 'post-password-form')] | //form[contains(@action, 'action=postpass')]"
    " | //input[@name='post_password']"
)
_FORM = re.compile("post-password-form|action=postpass|post_password")


def screen(capture: Capture, request_url: str) -> Page:
    """The parsed page of a capture, where it may be the one at ``request_url``.

    Raises NotThePage with the reason: moved to the home page or a login, not HTML, protected by a
    password, or a mere redirect.
    """
    reason = answered.moved(capture, request_url) or answered.not_html(capture)
    if reason:
        raise NotThePage(reason, where=capture.final_url)
    if answered.leads_home(capture, request_url):
        raise AnotherPage("the address leads to the home page of the site", where=capture.final_url)
    try:
        page = page_of(capture)
    except ParseError as error:
        raise NotThePage(error.message, where=capture.final_url, hint=error.hint) from error
    if page.root.xpath(_PROTECTED):
        raise NotThePage("the post is protected by a password", where=capture.final_url)
    if target := refresh.target(page, capture):
        words = f"the page only sends its reader on to {target[:200]}"
        raise SentOn(words, where=capture.final_url, addresses=(target,))
    return page


def screen_entry(content: str, url: str) -> None:
    """Raise NotThePage where the entry of a feed asks for the password of its post."""
    if _FORM.search(content) and html.parse(content, url=url).xpath(_PROTECTED):
        raise NotThePage("the post is protected by a password", where=url)


def judge(
    page: Page,
    post: Post | None = None,
    *,
    asked: str = "",
    entry: Candidate | None = None,
    by_title: bool = True,
) -> None:
    """Raise NotThePage where a wall, an error or a notice stands in the post's place.

    ``post`` is what was extracted; without it what stands on the page beside its furniture is
    judged. ``asked`` is the requested address and ``entry`` the post's entry in its feed: a page
    whose title one of them announces is believed, unless it is not to be ``by_title``.
    """
    standing = Standing(page, post, asked or page.url, entry, by_title=by_title)
    if reason := witnesses.against(standing):
        raise NotThePage(reason, where=page.url)
