"""Thirty crawls of real engines, whose pages are made anew on their way: no version after the first."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

import archiver
from archiver import config
from archiver.console import report as reports
from archiver.fetch.transport import HttpTransport
from archiver.model import Capture
from archiver.pipeline import clock
from tests import test_noise as noise

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

CRAWLS = 30
SOURCES = """
pace: {delay: 0s, poll: 0s, recheck: 0s, deadline: 30s, pages: 400}
allow_private: ["*.test"]
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - site: http://kay.wp.test/
      - site: http://hugo.test/
      - site: http://jekyll.test/
      - site: http://pelican.test/
"""
HOSTS = 4


class Noisy(HttpTransport):
    """The real network, with what servers and plug-ins make anew around the words of each post."""

    def __init__(self, seed: int) -> None:
        super().__init__(allow_private=["*.test"], now=clock)
        self.seed, self.changed = seed, 0

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """Ask without conditions, as for a page that is never the same, and put the noise in."""
        asked = {k: v for k, v in headers.items() if not k.lower().startswith("if-")}
        got = super().exchange(url, asked, deadline=deadline, max_bytes=max_bytes)
        page = self._made_anew(url, got.body) if got.status == 200 else b""
        if not page:
            return got
        self.changed += 1
        plain = tuple(h for h in got.headers if h[0].lower() not in _OF_THE_BODY)
        return replace(got, body=page, payload=page, headers=plain)

    def _made_anew(self, url: str, body: bytes) -> bytes:
        """The page of a post with noise in its text; empty where it is none."""
        if b"<html" not in body[:2000].lower():
            return b""
        tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        texts = tree.xpath(_TEXTS)
        if len(texts) != 1 or texts[0].find("p") is None:
            return b""
        chance, text = random.Random(f"{self.seed} {url}"), texts[0]
        for piece in lxml.html.fragments_fromstring(noise.below(chance)):
            text.append(piece)
        for piece in lxml.html.fragments_fromstring(noise.within(chance)):
            text.find("p").addnext(piece)
        for piece in reversed(lxml.html.fragments_fromstring(noise.above(chance))):
            text.insert(0, piece)
        return bytes(lxml.html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>"))


_OF_THE_BODY = ("content-encoding", "content-length", "etag", "last-modified")
_NAMES = ("entry-content", "post-content", "e-content", "article-content")
_TEXTS = " | ".join(
    f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" for name in _NAMES
)


def test_thirty_crawls_of_real_engines_make_one_version_of_each_post(
    engines: None, tmp_path: Path
) -> None:
    for number in range(CRAWLS):
        net = Noisy(number)
        report = archiver.run(config.parse(SOURCES), archive=tmp_path, transport=net)
        assert reports.exit_code(report) == 0, [o.errors for o in report.outcomes]
        assert net.changed > 20 * HOSTS / 2
    held = archiver.open(tmp_path)
    assert {post.url: post.number for post in held.posts() if post.number > 1} == {}
