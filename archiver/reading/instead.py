"""Reads the feed instead of a page that cannot be read, where the feed alone has the text.

Never where a text of the page is held: a wall of today says nothing of what the author wrote.
"""

from contextlib import suppress

from archiver.errors import ArchiverError, StoreError
from archiver.history.versions import is_from_feed
from archiver.model import Post
from archiver.reading.jobs import Fed, bare
from archiver.reading.known import Known
from archiver.reading.reading import attempt
from archiver.store import Reader


def of_page(archive: Reader, known: Known, url: str) -> Fed | None:
    """The post at an address as its feed gives it; None where that has no whole text of it, or
    where the archive has had the post from its page.
    """
    try:
        held = archive.get(url)
    except StoreError:  # its held copy is damaged; `check` names it
        return None
    if held is not None and not is_from_feed(held.post):
        return None
    reading = None
    with suppress(ArchiverError):  # of the feed; it is told of where that is read
        reading = known.whole_entry(url)
    post = attempt(reading) if reading else None
    if reading is None or not isinstance(post, Post):
        return None
    return Fed(post=post, capture=bare(reading.capture), witnesses=reading.witnesses)
