"""A real blog moves in eight ways: as many posts as before, one history each.

What WordPress and Hugo can do they do themselves. Names that the engines do not answer to, and what
a provider's server answers for the old ones, they have from a front, as from a proxy before them.
"""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests

import archiver
from archiver import config
from archiver.cli import main
from archiver.fetch.transport import HttpTransport
from archiver.history.likeness import alike
from archiver.model import Capture, Change, Post
from archiver.outcomes import Report
from archiver.pipeline import clock
from archiver.web import urls
from tests.live.conftest import CACHE, RUN

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

HOST, OTHER, STATIC = "kay.wp.test", "kays-blog.test", "hugo.test"
OLD = f"http://{HOST}/"
PROTECTED = "protected by a password"
POSTS = 23  # 24 published, one of them behind a password
SOURCES = """
pace: {delay: 0s, poll: 0s, recheck: 0s, deadline: 30s, pages: 400}
allow_private: ["*.test"]
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {%s}
"""
Wordpress = Callable[..., str]
Told = Callable[[str], str | int | None]
"""What is answered for an address before it comes to the engine: a redirect's target, or a status."""


def _nothing(url: str) -> None:
    """Leave every address to the engine."""


@dataclass(frozen=True)
class Move:
    """What stands before the engines: other ``names`` for them, and what is ``told`` of old addresses.

    ``source`` is the blog as sources.yaml names it from now on.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    told: Told = _nothing
    source: str = f"site: {OLD}"


def leads(old: str, new: str) -> Told:
    """Each old address leads to the new one, for good."""
    return lambda url: new + url.removeprefix(old) if url.startswith(old) else None


def gone(old: str) -> Told:
    """There is nothing any more under the old addresses."""
    return lambda url: 404 if url.startswith(old) else None


class Fronted(HttpTransport):
    """The real network, with a front before the engines."""

    def __init__(self, move: Move) -> None:
        super().__init__(allow_private=["*.test"], now=clock, verify=str(RUN / "tls" / "ca.pem"))
        self._move = move

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """What is told of an address; else the engine's answer, under the name that was asked for."""
        told = self._move.told(url)
        if told is not None:
            return _answer(url, told, headers)
        name = urlsplit(url).netloc
        engine = self._move.names.get(name, name)
        real = url.replace(f"//{name}", f"//{engine}", 1)
        got = super().exchange(real, headers, deadline=deadline, max_bytes=max_bytes)
        return got if name == engine else _renamed(got, url, engine, name)


def _answer(url: str, told: str | int, headers: Mapping[str, str]) -> Capture:
    status, to = (301, told) if isinstance(told, str) else (told, "")
    body = b"<!DOCTYPE html><title>Not here</title><h1>Not here</h1>"
    return Capture(
        url=url,
        final_url=url,
        status=status,
        headers=(("Content-Type", "text/html"), *([("Location", to)] if to else [])),
        payload=body,
        body=body,
        fetched_at=clock(),
        request_headers=tuple(headers.items()),
    )


_OF_THE_BODY = ("content-encoding", "content-length")


def _renamed(got: Capture, url: str, engine: str, name: str) -> Capture:
    """The answer of an engine under another name. The ids of entries stay, as WordPress advises."""
    old, new = re.escape(engine.encode()), name.encode()
    # a slash is escaped in scripts, and again in arguments
    links = re.compile(rb"(<guid[^>]*>http:)?(//|\\/\\/|%2F%2F)" + old + rb"(?![\w.-])")
    body = links.sub(lambda m: m[0] if m[1] else m[2] + new, got.body)
    headers = tuple(
        (key, value.replace(f"//{engine}/", f"//{name}/"))
        for key, value in got.headers
        if key.lower() not in _OF_THE_BODY
    )
    return replace(got, url=url, final_url=url, headers=headers, body=body, payload=body)


def crawl(path: Path, move: Move) -> Report:
    settings = config.parse(SOURCES % move.source)
    return archiver.run(settings, archive=path, transport=Fronted(move))


def held(path: Path) -> dict[str, Post]:
    """The posts that are there, by identity."""
    return {post.url: post.post for post in archiver.open(path).posts() if post.post}


STAYS = Move()


@pytest.fixture(scope="module")
def before(engines: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the blog as it was."""
    path = tmp_path_factory.mktemp("moves") / "archive"
    crawl(path, STAYS)
    assert len(held(path)) == POSTS
    return path


@pytest.fixture
def path(before: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(before, tmp_path / "archive"))


def assert_found_moved(path: Path, move: Move, now: str, *, moved: int = POSTS) -> None:
    """A run finds the blog moved: as many posts as before, one history each; the next finds nothing.

    ``now`` is a pattern of the posts' addresses by now; so many have ``moved`` to such a one.
    """
    first = held(path)
    was = {url: archiver.open(path).versions(url)[-1].number for url in first}
    for report in (crawl(path, move), crawl(path, move)):
        archive, posts = archiver.open(path), held(path)
        assert archive.check() == []
        assert sorted(posts) == sorted(first)
        assert [url for url in posts if not alike(first[url], posts[url])] == []
        assert [held.reason for held in report.quarantined if PROTECTED not in held.reason] == []
        assert [held.reason for held in archive.held_back() if PROTECTED not in held.reason] == []
    assert report.changes == ()
    later = [version.change for url in first for version in archive.versions(url)[was[url] :]]
    assert not {Change.CREATED, Change.GONE, Change.BACK} & set(later)
    at = {url: post.url for url, post in posts.items() if not urls.same(post.url, first[url].url)}
    assert len(at) == moved
    for url, address in at.items():
        assert re.fullmatch(now, urls.key(address)), address
        found = archive.get(address)
        assert found and found.url == url
        assert f"(now at {address})" in log(path, url)


def log(path: Path, url: str) -> str:
    """What ``archiver log`` prints, on one line."""
    with redirect_stdout(StringIO()) as printed:
        assert main(["log", url, "-a", str(path)]) == 0
    return " ".join(printed.getvalue().split())


HOSTS = {
    "another host, to which the old one leads": (
        Move(names={OTHER: HOST}, told=leads(OLD, f"http://{OTHER}/")),
        POSTS,
    ),
    "another host, and the old one is gone": (
        Move(names={OTHER: HOST}, told=gone(OLD), source=f"site: http://{OTHER}/"),
        POSTS,
    ),
    # of these two an address is the old one in another spelling
    "https": (Move(told=leads(OLD, f"https://{HOST}/")), 0),
    "www": (Move(names={f"www.{HOST}": HOST}, told=leads(OLD, f"http://www.{HOST}/")), 0),
}


@pytest.mark.parametrize("host", HOSTS)
def test_another_host(path: Path, host: str) -> None:
    move, moved = HOSTS[host]
    assert_found_moved(path, move, rf"{OTHER}/2017/.*", moved=moved)


def test_other_permalinks_twice(wordpress: Wordpress, tmp_path: Path) -> None:
    path = tmp_path / "archive"
    wordpress(HOST, "permalinks", "")
    crawl(path, STAYS)
    assert {"p="} == {urlsplit(url).query[:2] for url in held(path)}
    wordpress(HOST, "permalinks", "/%year%/%monthnum%/%day%/%postname%/")
    assert_found_moved(path, STAYS, rf"{HOST}/2017/\d\d/\d\d/[^/]+")
    wordpress(HOST, "permalinks", "/%postname%/")
    assert_found_moved(path, STAYS, rf"{HOST}/[^/]+")


def test_other_slugs(path: Path, wordpress: Wordpress) -> None:
    keys = ("quotes", "lists", "roundup", "seed0")
    for key in keys:
        wordpress(HOST, "reslug", key, f"another-{key}")
    assert_found_moved(path, STAYS, rf"{HOST}/.*/another-\w+", moved=len(keys))


def test_another_theme(path: Path, wordpress: Wordpress) -> None:
    wordpress(HOST, "theme", "twentytwentytwo")
    assert_found_moved(path, STAYS, "", moved=0)


@pytest.fixture
def hugo(wordpress: Wordpress, tmp_path: Path) -> None:
    """The same posts as pages of a Hugo."""
    site = tmp_path / "hugo"
    shutil.copytree(RUN / "src" / "hugo", site)
    shutil.rmtree(site / "content")
    with (site / "hugo.toml").open("a") as settings:
        settings.write("[security]\nallowContent = ['.*']\n")  # HTML as WordPress gives it
    (site / "content" / "posts").mkdir(parents=True)
    answer = requests.get(f"{OLD}wp-json/wp/v2/posts?per_page=100&_embed=wp:term", timeout=30)
    for post in answer.json():
        if not post["content"]["protected"]:
            file = site / "content" / "posts" / f"{post['id']}.html"
            file.write_text(as_hugo(post), "utf-8")
    made = subprocess.run(
        [CACHE / "py" / "bin" / "hugo", "--cleanDestinationDir", "-d", RUN / "static" / STATIC],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def as_hugo(post: dict[str, Any]) -> str:
    """A post of WordPress as a source of Hugo."""
    terms = (term for group in post["_embedded"]["wp:term"] for term in group)
    head = {
        "title": html.unescape(post["title"]["rendered"]),
        "date": f"{post['date_gmt']}Z",
        "slug": unquote(post["slug"]),
        "tags": [term["name"] for term in terms if term["taxonomy"] == "post_tag"],
    }
    return f"{json.dumps(head)}\n\n{post['content']['rendered']}"


def to_hugo(url: str) -> str | None:
    """Where an address of the WordPress blog leads by now."""
    if not url.startswith(OLD):
        return None
    post = re.fullmatch(r"/\d{4}/\d\d/\d\d/([^/]+)/", urlsplit(url).path)
    new = f"posts/{post[1]}/" if post else "index.xml" if url == f"{OLD}feed/" else ""
    return f"http://{STATIC}/{new}"


HUGO = f"http://{STATIC}/"
TO_HUGO = {
    "to which the old host leads": Move(told=to_hugo),
    "and the old host is gone": Move(told=gone(OLD), source=f"site: {HUGO}, moved_from: {OLD}"),
    "on the same host": Move(names={HOST: STATIC}),
}


@pytest.mark.parametrize("way", TO_HUGO)
def test_from_wordpress_to_hugo(path: Path, hugo: None, way: str) -> None:
    assert_found_moved(path, TO_HUGO[way], rf"(?:{STATIC}|{HOST})/posts/[^/]+")
