"""What a post or a version is made of, as columns that several tables share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from archiver.export.holding import Holding
from archiver.export.tables.column import Column, Table, integer, moment, number, text
from archiver.export.tables.precision import PRECISIONS, in_utc, precision, written
from archiver.model import Image, Link
from archiver.web import urls

Value = Callable[[Any], Any]

CAPTURE = (
    text("warc", "the WARC file, within the archive", lambda c: c.warc),
    integer("offset", "where its record begins, in bytes", lambda c: c.offset),
    text("digest", "of the decoded body", lambda c: c.digest),
)
LINK = (
    text("url", "where it leads", lambda link: link.url),
    text("text", "its words", lambda link: link.text),
    text("rel", "its `rel`, as it is written", lambda link: link.rel),
)
IMAGE = (
    text("url", "where it lies", lambda image: image.url),
    text("alt", "what is read in its place", lambda image: image.alt),
    text("caption", "the words below it", lambda image: image.caption),
)
COMMENT = (
    text("author", "who wrote it", lambda c: c.author),
    text("text", "its words", lambda c: c.text),
    text(
        "published",
        "when, as it is written, in ISO 8601",
        lambda c: written(c.published),
        optional=True,
    ),
    integer("depth", "0 answers the post, 1 such a comment, and so on", lambda c: c.depth),
)


def _moments(name: str, what: str) -> tuple[Column, ...]:
    """A moment in three columns: as it is written, in UTC, and how exact it is."""
    at, exact = f"{what}, in UTC; what is not exact is taken as UTC", ", ".join(PRECISIONS)

    def of(read: Value) -> Value:
        return lambda post: read(getattr(post, name))

    return (
        text(name, f"{what}, as it is written, in ISO 8601", of(written), optional=True),
        moment(f"{name}_at", at, of(in_utc), optional=True),
        text(f"{name}_precision", f"how exact that is: {exact}", of(precision), optional=True),
    )


ABOUT = (
    text("title", "empty where there is none", lambda p: p.title),
    text("authors", "as the page names them", lambda p: p.authors, many=True),
    *_moments("published", "when it was published"),
    *_moments("updated", "when the page says that it was last changed"),
    text("tags", "as they are written", lambda p: p.tags, many=True),
    text("categories", "as they are written", lambda p: p.categories, many=True),
    text("language", "a tag of BCP 47 such as `en`", lambda p: p.language, optional=True),
    text("site", "the name of the blog", lambda p: p.site, optional=True),
    text("licence", "its address or its name", lambda p: p.licence, optional=True),
    text("robots", "what `meta robots` and `X-Robots-Tag` say", lambda p: p.robots, many=True),
    text("description", "what the page says of itself", lambda p: p.description, optional=True),
    integer("words", "how many the text has", lambda p: p.word_count),
    number(
        "confidence", "0 to 1: how far ways to read it agree", lambda p: p.confidence, optional=True
    ),
)
"""What is known of a text."""

TEXTS = (
    text("text", "the text alone", lambda p: p.text),
    text("markdown", "the text as CommonMark", lambda p: p.markdown),
)
"""The text itself."""


def of_text(columns: tuple[Column, ...], post: Value, *, optional: bool) -> Iterator[Column]:
    """Columns of a text for rows from which ``post`` takes it; ``optional``: there may be none."""
    for column in columns:
        yield replace(
            column,
            through=post,
            optional=column.optional or (optional and not column.many),
        )


# ---- what stands one by one in a table of its own


@dataclass(frozen=True, slots=True)
class Numbered:
    """The link or the picture that is the ``number``-th (from 1) of a post.

    ``held`` is the identity of the post of the archive that the link leads to, if it leads to one.
    """

    post: str
    number: int
    item: Link | Image
    held: str | None = None


def links(holding: Holding) -> Iterator[Numbered]:
    """What the rows of ``links`` are of."""
    for place, link in enumerate(holding.text.links, 1):
        yield Numbered(holding.newest.url, place, link, holding.identity(link.url))


def images(holding: Holding) -> Iterator[Numbered]:
    """What the rows of ``images`` are of."""
    for place, image in enumerate(holding.text.images, 1):
        yield Numbered(holding.newest.url, place, image)


def _numbered(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return (
        text("post", "the address of the post", lambda n: n.post),
        integer("number", "its place in the text, from 1", lambda n: n.number),
        *of_text(columns, lambda n: n.item, optional=False),
    )


LINKS = Table(
    name="links",
    about="a link in the newest text of a post",
    key=("post", "number"),
    refers=((("post",), "posts"),),
    columns=(
        *_numbered(LINK),
        text("host", "of where it leads", lambda n: urls.host(n.item.url)),
        text("held", "the post of the archive that it leads to", lambda n: n.held, optional=True),
    ),
    nested=True,
)
IMAGES = Table(
    name="images",
    about="a picture in the newest text of a post",
    key=("post", "number"),
    refers=((("post",), "posts"),),
    columns=_numbered(IMAGE),
    nested=True,
)
