"""Reads a copy in a web archive as the page that it is of."""

from dataclasses import replace

from archiver.model import Capture
from archiver.web import urls, web_archives


def standing_in(capture: Capture) -> Capture:
    """The capture of a copy as if the page itself had answered; any other capture as it is.

    ``copy`` has the address that was read. An archive's redirects to its nearest copy are no
    redirects of the page.
    """
    page = urls.resolve(web_archives.original(capture.final_url))
    if page is None:
        return capture
    url = urls.resolve(web_archives.original(capture.url)) or capture.url
    return replace(capture, url=url, final_url=page, hops=(), copy=capture.final_url)
