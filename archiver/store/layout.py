"""Paths in the archive: names that are valid on every file system."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from archiver.web import urls

ARCHIVE, README, LOCK = "archive.json", "README.txt", ".lock"
STAGING, POSTS, WARC, RUNS, DERIVED = ".staging", "posts", "warc", "runs", "derived"
CATALOG = f"{DERIVED}/catalog.sqlite"
FORGETTING = f"{STAGING}/forgetting"
"""Where new files are made while a post is being forgotten."""
STUBS = f"{POSTS}/_forgotten"
"""Where the objects of posts stand that were taken down: under a hash, as a folder's name has a post's words.
No host begins so."""
REPLACED = f"{STAGING}/was"
"""Where a merge keeps an object until the new one is in its place, by host and name."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_SLUG_LENGTH = 80
_HOST_LENGTH = 200


def object_path(url: str) -> str:
    """The folder of a post within ``posts/``: ``<host>/<path-slug>~<10 hex of sha256>``.

    Only ``a-z 0-9 . _ ~ -`` occur, so that names survive case-folding and normalising disks; no
    part is reserved on Windows, begins with a dot or a hyphen, or is longer than 255 bytes. The
    digest of the whole URL makes URLs with equal slugs distinct.
    """
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{_host(url)}/{slug(_path(url))}~{digest}"


def _host(url: str) -> str:
    name = re.sub(r"[^a-z0-9.-]", "_", urls.host(url).lower())
    name = re.sub(r"\.{2,}", ".", name)[:_HOST_LENGTH].strip(".-") or "_"
    return f"_{name}" if _RESERVED.match(name) else name


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return unquote(f"{parts.path} {parts.query}")


def slug(text: str) -> str:
    """Words of a text in ``a-z 0-9`` with hyphens between, at most 80; ``post`` where none are left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"\.(?:html?|php|aspx?)\b", "", ascii_text)
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:_SLUG_LENGTH].rstrip("-") or "post"
