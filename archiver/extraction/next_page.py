"""Posts of several pages: the address of the page that follows."""

import re

from archiver.web.page import Page
from archiver.web.urls import resolve

_NUMBER = re.compile(r"(?:/(?:page/)?|[?&]page=)(\d{1,3})/?$")


def next_page(page: Page) -> str | None:
    """The address of this post's next page: the same address with the next number at its end."""
    here = page.base.split("#", 1)[0]
    start, number = _split(here)
    wanted = number + 1
    ends = (str(wanted), f"{wanted}/", " ")
    named = [e.get("href") or "" for e in page.all("link") if e.get("rel") == "next"]
    for href in [target for target in (*named, *page.targets) if target.endswith(ends)]:
        url = resolve(href.strip(), page.base or None)
        if url and url != here and _split(url) == (start, wanted) and start.count("/") > 2:
            return url
    return None


def _split(url: str) -> tuple[str, int]:
    """The address of a post and the number of its page; 1 where there is none."""
    match = _NUMBER.search(url)
    if not match:
        return url.rstrip("/"), 1
    return url[: match.start()].rstrip("/"), int(match[1])
