"""Copies of pages in web archives: of which page one is, and where it stands untouched.

Two families are known: the Wayback Machine and what is built like it, where an address is
``/web/<time>/<page>`` and ``id_`` behind the time asks for the bytes as they were captured (pywb's
"identity" replay); and archive.today with its many names, ``/<time>/<page>``.
"""

import re

_WAYBACK = (
    r"(?P<before>(?:(?:wayback|web)\.archive\.org/web|wayback\.archive-it\.org/\d{1,8}|"
    r"(?:www\.)?webarchive\.org\.uk/wayback/(?:en/)?archive|webarchive\.loc\.gov/all|"
    r"webarchive\.nationalarchives\.gov\.uk(?:/ukgwa)?|(?:www\.)?archive\.org/wayback|"
    r"(?:www\.)?arquivo\.pt/wayback)/)(?:(?P<time>\d{1,14})(?:\*|[a-z]{2}_)?|\*|(?=https?:/))/?"
)
_TODAY = (
    r"(?:www\.)?archive\.(?:is|ph|today|li|vn|fo|md)/"
    r"(?:\d{4,14}|\d{4}\.\d\d\.\d\d-\d{6}|newest|oldest|o/\w{3,8})/"
)
_COPY = re.compile(rf"(?P<scheme>https?://)?(?:{_WAYBACK}|{_TODAY})(?P<page>https?:/.*)", re.DOTALL)


def original(url: str) -> str:
    """The address of the page that a copy is of; empty where ``url`` is no copy's."""
    match = _COPY.fullmatch(url)
    # one slash is left of two where the address was normalised
    return re.sub(r"^(https?:/)(?!/)", r"\1/", match["page"]) if match else ""


def untouched(url: str) -> str:
    """The address of a copy as it was captured, without the archive's own bar and links; that of the
    copy itself where its archive has no such form. Empty where ``url`` is no copy's, or names no time.
    """
    match = _COPY.fullmatch(url)
    if not match or not match["before"]:
        return url if match else ""
    time = match["time"]
    return (
        f"{match['scheme'] or 'https://'}{match['before']}{time}id_/{original(url)}" if time else ""
    )
