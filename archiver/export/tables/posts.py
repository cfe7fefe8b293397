"""The tables of posts and of their versions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archiver.export.holding import MARKS, Holding
from archiver.export.tables.column import Table, boolean, integer, moment, text, thing
from archiver.export.tables.memberships import NESTED, answers
from archiver.export.tables.parts import (
    ABOUT,
    CAPTURE,
    COMMENT,
    IMAGE,
    LINK,
    TEXTS,
    of_text,
)
from archiver.model import Change, Version
from archiver.web.dates import stamp

SCHEMA_VERSION = 1
"""Grows when a column goes, or means something else; columns that are new come without it."""

_CHANGES = ", ".join(Change)
_ABOUT = tuple(
    # to count the words of a text takes as long as ten of the other columns
    replace(column, through=None, value=lambda h: h.words) if column.name == "words" else column
    for column in of_text(ABOUT, lambda h: h.text, optional=False)
)

POSTS = Table(
    name="posts",
    about="a post as it was last seen; one that is gone with its last text",
    key=("url",),
    columns=(
        integer("schema_version", "of these tables", lambda h: SCHEMA_VERSION),
        text("url", "its identity in the archive", lambda h: h.newest.url),
        text("canonical_url", "the address that the page gives for its own", lambda h: h.text.url),
        text("host", "of its address", lambda h: h.host),
        text(
            "participants",
            "who wrote it, as challenges name their people; else its authors",
            lambda h: h.writers,
            many=True,
        ),
        *_ABOUT,
        *(
            boolean(
                mark, f"whether it asks for `{mark}`, in any form", lambda h, m=mark: m in h.marks
            )
            for mark in MARKS
        ),
        boolean("hidden", "whether the archive's owner hides it", lambda h: h.hidden),
        moment("first_seen_at", "when it was first seen", lambda h: stamp(h.newest.first_seen)),
        moment("seen_at", "when its newest version was", lambda h: stamp(h.newest.seen_at)),
        integer("version", "the number of the newest", lambda h: h.newest.number),
        integer("versions", "how many there are", lambda h: len(h.versions)),
        text("change", f"what the newest changed: {_CHANGES}", lambda h: str(h.newest.change)),
        boolean("gone", "whether it is on the web no more", lambda h: h.newest.post is None),
        text(
            "gone_reason",
            "how that is known",
            lambda h: h.newest.reason if h.newest.post is None else None,
            optional=True,
        ),
        boolean(
            "from_feed",
            "whether the text is the feed's, as the page could not be read",
            lambda h: h.text.origins.get("body") == "feed",
        ),
        boolean("partial", "whether only a paid post's beginning", lambda h: h.text.partial),
        text(
            "challenges",
            "those that it is a member of, or may be",
            lambda h: [m.challenge for m in h.belongs],
            many=True,
        ),
        text(
            "rounds",
            "in each of these the round that it answers; empty for no single one",
            lambda h: [m.round or "" for m in h.belongs],
            many=True,
        ),
        text(
            "verdicts",
            "in each of these: member or unsure",
            lambda h: [str(m.verdict) for m in h.belongs],
            many=True,
        ),
        text(
            "repost_of",
            "the post of the challenge that it repeats on another host",
            lambda h: next((m.repost_of for m in h.belongs if m.repost_of), None),
            optional=True,
        ),
        thing(
            "memberships",
            "what is said of it and each challenge, and why",
            answers,
            many=True,
            columns=NESTED,
            table="memberships",
        ),
        thing(
            "links",
            "the links in its text",
            lambda h: h.text.links,
            many=True,
            columns=LINK,
            table="links",
        ),
        thing(
            "images",
            "the pictures in its text",
            lambda h: h.text.images,
            many=True,
            columns=IMAGE,
            table="images",
        ),
        thing(
            "comments",
            "readers' comments, where they are kept",
            lambda h: h.text.comments,
            many=True,
            columns=COMMENT,
        ),
        thing(
            "capture",
            "where the answer lies that the newest version was read from",
            lambda h: h.newest.capture,
            optional=True,
            columns=CAPTURE,
        ),
        text("sha512", "of the newest version's file, in hexadecimal", lambda h: h.digests[-1]),
        text("extractor", "the program that read it", lambda h: h.newest.extractor),
        *of_text(TEXTS, lambda h: h.text, optional=False),
    ),
)


@dataclass(frozen=True, slots=True)
class OneVersion:
    """A version with the SHA-512 of its file; ``texts``: its text is wanted, too."""

    of: Version
    sha512: str
    texts: bool


def versions(holding: Holding, *, texts: bool) -> Iterator[OneVersion]:
    """What the rows of ``versions`` are of."""
    for version, digest in zip(holding.versions, holding.digests, strict=True):
        yield OneVersion(version, digest, texts)


VERSIONS = Table(
    name="versions",
    about="a version of a post; a tombstone has a reason and no text",
    key=("url", "version"),
    refers=((("url",), "posts"),),
    columns=(
        text("url", "the identity of the post", lambda v: v.of.url),
        integer("version", "its number, from 1", lambda v: v.of.number),
        text("change", f"against the one before: {_CHANGES}", lambda v: str(v.of.change)),
        moment("seen_at", "when it was first seen", lambda v: stamp(v.of.seen_at)),
        text("reason", "why it was written, if told", lambda v: v.of.reason or None, optional=True),
        *of_text(ABOUT, lambda v: v.of.post, optional=True),
        thing(
            "capture",
            "where the answer lies that it was read from",
            lambda v: v.of.capture,
            optional=True,
            columns=CAPTURE,
        ),
        text("sha512", "of its file, in hexadecimal", lambda v: v.sha512),
        text("extractor", "the program that read it", lambda v: v.of.extractor),
        *of_text(TEXTS, lambda v: v.of.post if v.texts else None, optional=True),
    ),
)
