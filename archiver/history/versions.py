"""(history, post) -> the next version with its kind of change, or None where nothing changed.

Normalised text and metadata are compared, never pages: a difference that no reader would see is
none, nor is one that comes by itself (see ``steady``). The kinds:

    created        the first time that the post is seen
    edited         other words
    retouched      the same words; typography, white space, links, emphasis or pictures differ
    metadata       the same body; title, authors, publication date, tags, categories or licence differ
    moved          the same post under another canonical address
    re-extracted   the same capture, read by a newer extractor or as a person now says; or the page, at
                   last, of a post whose text was the feed's
    gone           a tombstone: the post was removed from the web; its earlier versions stay
    back           there again after a tombstone
"""

from dataclasses import replace
from datetime import datetime

from archiver.formats.markdown import to_text
from archiver.history import steady
from archiver.history.folding import fold
from archiver.history.likeness import alike
from archiver.model import CaptureRef, Change, Override, Post, Version, Witnesses
from archiver.web import urls
from archiver.web.dates import day

_NO_PAGE = ("override", "feed")
"""Witnesses of a text that was not looked for on its page."""


def next_version(
    history: tuple[Version, ...],
    post: Post,
    *,
    capture: CaptureRef | None,
    seen_at: datetime,
    extractor: str,
    url: str = "",
    via: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    witnesses: Witnesses = Witnesses(),  # noqa: B008 - frozen
) -> Version | None:
    """The version that ``post`` adds to its history (oldest first), or None where it adds none.

    ``url`` is the post's identity where it has no history yet (default: its canonical address);
    ``witnesses`` are what it was read with beside its page.
    """
    if not history:
        return Version(
            url=url or post.url,
            number=1,
            change=Change.CREATED,
            post=post,
            capture=capture,
            first_seen=seen_at,
            seen_at=seen_at,
            extractor=extractor,
            via=via,
            aliases=aliases,
            witnesses=witnesses,
        )
    change = _change(history, post, capture, (extractor, witnesses.override))
    if change is None:
        return None
    held = history[-1]
    return Version(
        url=held.url,
        number=held.number + 1,
        change=change,
        post=post,
        capture=capture,
        first_seen=held.first_seen,
        seen_at=seen_at,
        extractor=extractor,
        via=held.via,
        aliases=held.aliases,
        witnesses=witnesses,
    )


def is_from_feed(post: Post | None) -> bool:
    """Whether a text is that of the feed, as the post's page could not be read."""
    return post is not None and post.origins.get("body") == "feed"


def is_from_copy(post: Post | None) -> bool:
    """Whether a text is that of a copy in a web archive, as the post's own page is dead."""
    return post is not None and post.origins.get("page") == "copy"


def re_extraction(
    held: Version,
    post: Post,
    *,
    seen_at: datetime,
    extractor: str,
    override: Override | None = None,
) -> Version | None:
    """The version for a new extraction of the held capture; None where it gives the same post.

    ``post`` was read with the witnesses of the held version, but for what a person says today.
    """
    if held.post is None or exact_difference(held.post, post) is None:
        return None
    return replace(
        held,
        number=held.number + 1,
        change=Change.RE_EXTRACTED,
        post=post,
        seen_at=seen_at,
        extractor=extractor,
        witnesses=replace(held.witnesses, override=override),
    )


def tombstone(
    history: tuple[Version, ...], *, reason: str, capture: CaptureRef | None, seen_at: datetime
) -> Version | None:
    """The version that says the post is gone; None where it is already known to be."""
    held = history[-1]
    if held.change is Change.GONE:
        return None
    return Version(
        url=held.url,
        number=held.number + 1,
        change=Change.GONE,
        post=None,
        capture=capture,
        first_seen=held.first_seen,
        seen_at=seen_at,
        extractor=held.extractor,
        via=held.via,
        aliases=held.aliases,
        reason=reason,
    )


def last_text(history: tuple[Version, ...]) -> Version | None:
    """The newest version that has a text."""
    return next((v for v in reversed(history) if v.post is not None), None)


def _change(
    history: tuple[Version, ...],
    post: Post,
    capture: CaptureRef | None,
    reader: tuple[str, Override | None],
) -> Change | None:
    if history[-1].change is Change.GONE:
        return Change.BACK
    held = last_text(history)
    if held is None or held.post is None:
        return Change.CREATED
    if is_from_feed(held.post) and not is_from_feed(post):
        return Change.RE_EXTRACTED if alike(held.post, post) else Change.EDITED
    same_capture = capture and held.capture and capture.digest == held.capture.digest
    kind = (exact_difference if same_capture else difference)(held.post, post)
    if kind and same_capture and reader != (held.extractor, held.witnesses.override):
        return Change.RE_EXTRACTED
    return kind


def difference(old: Post, new: Post) -> Change | None:
    """The kind of change between two looks at a post; None where nobody has edited it.

    What changes by itself is no difference: counters, ages, signatures of addresses.
    """
    if old.markdown.strip() == new.markdown.strip():
        return exact_difference(old, new)
    before, now = steady.markdown(old, new)
    if before == now:
        same = replace(new, text=old.text, markdown=old.markdown)
        return exact_difference(old, same)
    if fold(old.text) != fold(new.text) and fold(to_text(before)) != fold(to_text(now)):
        return Change.EDITED
    return Change.RETOUCHED


def exact_difference(old: Post, new: Post) -> Change | None:
    """The kind of change between two readings of a page; None where they say the same."""
    if fold(old.text) != fold(new.text):
        return Change.EDITED
    if old.markdown.strip() != new.markdown.strip():
        return Change.RETOUCHED
    if _metadata(old) != _metadata(new):
        return Change.METADATA
    if not urls.same(old.url, new.url):
        return Change.MOVED
    return None


def _metadata(post: Post) -> tuple[object, ...]:
    """What counts as metadata. ``updated`` does not: engines touch it without any change."""
    return (
        fold(post.title),
        post.authors,
        day(post.published),
        frozenset(map(str.casefold, post.tags)),
        frozenset(map(str.casefold, post.categories)),
        post.licence,
    )


def missed_body(version: Version) -> tuple[str, ...]:
    """The elements that an override names as the text, where none of them was on the page."""
    said = version.witnesses.override
    if version.post is None or not said or version.post.origins.get("body") in _NO_PAGE:
        return ()
    return said.body
