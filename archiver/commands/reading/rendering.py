"""A post as text: the formats of `fetch`, `extract` and `show`, of one post or of several in a stream."""

import json
import re
from html import escape

from archiver.console import err
from archiver.formats import codec
from archiver.model import Post, Version
from archiver.store import Archive
from archiver.version import EXTRACTOR
from archiver.web import urls
from archiver.web.dates import day

FORMATS = ("markdown", "text", "json", "html")
SUFFIX = {"markdown": "md", "text": "txt", "json": "json", "html": "html"}
_RULE = "-" * 72


def render(post: Post, form: str) -> str:
    """The post in one of ``FORMATS``, ending in a line break."""
    if form == "json":
        return json.dumps(_fields(post), ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        return post.html.rstrip("\n") + "\n"
    if form == "text":
        return (
            f"{post.title}\n\n{post.text.rstrip()}\n" if post.title else post.text.rstrip() + "\n"
        )
    import yaml  # here: no other format needs it

    head = {
        "title": post.title,
        "author": ", ".join(post.authors),
        "date": post.published and post.published.isoformat(),
        "tags": list(post.tags),
        "lang": post.language,
        "canonical_url": post.url,
    }
    matter = yaml.safe_dump(
        {k: v for k, v in head.items() if v}, allow_unicode=True, sort_keys=False, width=10_000
    )
    return f"---\n{matter}---\n\n{post.markdown.rstrip()}\n"


def in_stream(post: Post, form: str, *, first: bool) -> str:
    """The post as one of several that follow each other, so that a reader can tell them apart.

    JSON: an object a line. HTML: an ``article`` with its title. Markdown: what begins with a rule would
    make a heading of the line above it. Text: a rule between two.
    """
    if form == "json":
        return json.dumps(_fields(post), ensure_ascii=False) + "\n"
    if form == "html":
        title = escape(post.title or "untitled")
        # a link to a file of this machine is of no use to anybody else
        if post.url.startswith("http"):
            title = f'<a href="{escape(post.url)}">{title}</a>'
        return f"<article>\n<h1>{title}</h1>\n{render(post, form)}</article>\n"
    between = "\n" if form == "markdown" else f"\n{_RULE}\n\n"
    return ("" if first else between) + render(post, form)


def _fields(post: Post) -> dict[str, object]:
    """All but the HTML, which an archive does not keep: it is a format of its own."""
    fields = codec.plain(post, whole=True) | {"words": post.word_count}
    del fields["html"]
    return fields


def file_stem(post: Post) -> str:
    """A file name of a post's day, host and title."""
    title = re.sub(r"[^\w.]+", "-", post.title.casefold()).strip("-._")[:60] or "untitled"
    published = day(post.published)
    host = urls.host(post.url) if post.url.startswith("http") else ""
    return "-".join(filter(None, [published.isoformat() if published else "", host, title]))


def whole(archive: Archive, version: Version, post: Post, form: str) -> Post:
    """The post; for HTML, which the archive keeps in its captures only, read again from there."""
    if form != "html":
        return post
    from archiver.reading.again import read_again  # here: no other format reads the page

    again = read_again(archive, version)
    if again.text != post.text:
        err(f"archiver: {version.url}: {_otherwise(version)}")
    return again


def _otherwise(version: Version) -> str:
    """Why the HTML is not that of the version's text."""
    if version.extractor == EXTRACTOR:
        return (
            f"the HTML is that of the post's first page only, or read with what is known today; "
            f"version {version.number} is whole as text, markdown and json"
        )
    return (
        f"its page reads otherwise by today's rules ({EXTRACTOR}) than version {version.number} "
        f"({version.extractor}); `archiver re-extract` brings it up to date"
    )
