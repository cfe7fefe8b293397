"""Reads ``web/<host>/``: a ``site.yaml`` and one file a post, front matter above its HTML."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

WEB = Path(__file__).parent / "web"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A reader's word under a post; ``text`` is HTML."""

    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post as its author wrote it; ``body`` is HTML, ``path`` its address on the blog.

    ``when`` is ``first`` or ``second`` for a post that only the first or second crawl meets, as an
    edited, a deleted and a new one do. ``number`` is the engine's own id.
    """

    title: str
    path: str
    published: datetime
    body: str
    updated: datetime | None = None
    subtitle: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    access: str = "all"
    when: str = "both"
    number: int = 0

    @property
    def modified(self) -> datetime:
        """When the post was last touched."""
        return self.updated or self.published

    @property
    def summary(self) -> str:
        """The plain words of its first paragraph, cut after the twenty-fifth."""
        words = re.sub(r"<[^<>]+>", "", self.body.split("</p>")[0]).split()
        return " ".join(words[:25]) + (" […]" if len(words) > 25 else "")


@dataclass(frozen=True, kw_only=True)
class Site:
    """One blog at one time, its posts newest first."""

    host: str
    engine: str
    title: str
    tagline: str
    author: str
    robots: str
    feed_items: int = 10
    posts: tuple[Post, ...] = field(default=())

    @property
    def base(self) -> str:
        """The blog's origin, without a slash at the end."""
        return f"http://{self.host}"

    @property
    def modified(self) -> datetime:
        """When anything on the blog was last touched."""
        return max(post.modified for post in self.posts)


def load(host: str, when: str) -> Site:
    """The blog of ``host`` as it stands at the ``first`` or the ``second`` crawl."""
    folder = WEB / host
    words: dict[str, Any] = yaml.safe_load((folder / "site.yaml").read_text("utf-8"))
    written = sorted((_post(file) for file in folder.glob("*.html")), key=lambda p: p.published)
    numbers = {path: 11 + 4 * n for n, path in enumerate(dict.fromkeys(p.path for p in written))}
    posts = tuple(
        Post(**{**vars(post), "number": numbers[post.path]})
        for post in reversed(written)
        if post.when in ("both", when)
    )
    return Site(host=host, posts=posts, **words)


def hosts() -> list[str]:
    """Every host that has a folder."""
    return sorted(path.parent.name for path in WEB.glob("*/site.yaml"))


def _post(file: Path) -> Post:
    _, head, body = file.read_text("utf-8").split("---\n", 2)
    words: dict[str, Any] = yaml.safe_load(head)
    words["comments"] = tuple(Comment(**comment) for comment in words.get("comments", ()))
    for key in ("tags", "categories"):
        words[key] = tuple(words.get(key, ()))
    for key in ("published", "updated"):
        if key in words:
            words[key] = _time(words[key])
    return Post(body=body.strip(), **words)


def _time(value: str | datetime) -> datetime:
    """An aware time; PyYAML turns those with an offset into naive UTC or aware ones by version."""
    time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
