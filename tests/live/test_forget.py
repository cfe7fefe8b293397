"""A post of a real WordPress is taken down, and killed 20 times while it is: nothing of it is left, the other posts
of real blogs are whole, and it does not come back."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ocfl as ocfl_py
import pytest

from archiver import config
from archiver.pipeline import rebuild, run
from archiver.reextraction import re_extract
from archiver.store import open_archive
from tests.test_forget import left

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("blogosphere")]

KILLS = 20
URL = "http://kay.wp.test/2017/03/30/read-more-teaser/"
WORDS = ("zymurgicallampwick", "read-more-teaser")
"""A word that stands only in the post, and its address."""
SOURCES = """
pace: {delay: 0s, poll: 0s, recheck: 0s}
allow_private: ["*.test"]
challenges:
  - id: spring
    title: Support Driven Spring 2017 Writing Challenge
    sources:
      - {id: kay, site: "http://kay.wp.test/"}
      - {id: front, tag: "http://kay.wp.test/"}
      - {id: comments, feed: "http://kay.wp.test/comments/feed/"}
      - {id: hugo, site: "http://hugo.test/"}
"""


def forgetting(path: Path) -> subprocess.Popen[bytes]:
    words = ["-m", "archiver", "forget", "-a", str(path), URL, "--yes"]
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def is_clean(path: Path) -> None:
    assert left(path, *WORDS) == {}
    store = open_archive(path)
    assert store.check() == []
    assert store.get(URL) is None
    store.close()
    warcio = str(Path(sys.executable).with_name("warcio"))
    done = subprocess.run(
        [warcio, "check", *map(str, path.glob("warc/*/*/*.warc.gz"))], check=False
    )
    assert done.returncode == 0
    (stub,) = path.glob("posts/_forgotten/*")
    assert ocfl_py.Object().validate(str(stub), log_warnings=False)


@pytest.fixture
def crawled(wordpress: Callable[..., str], tmp_path: Path) -> Path:
    wordpress("kay.wp.test", "append", "more", f"<p>Now the {WORDS[0]} is lit.</p>")
    path = tmp_path / "archive"
    report = run(config.parse(SOURCES), archive=path)
    assert not report.traceback
    found = left(path, *WORDS)
    assert {w for words in found.values() for w in words} == set(WORDS)
    return path


def test_a_post_is_forgotten_whatever_kills_it_and_stays_away(
    crawled: Path, tmp_path: Path
) -> None:
    before = {r.held.url: (r.error, bool(r.version)) for r in re_extract(crawled, dry_run=True)}
    whole = Path(shutil.copytree(crawled, tmp_path / "whole"))
    began = time.monotonic()
    assert forgetting(whole).wait() == 0
    took = time.monotonic() - began
    is_clean(whole)
    begun = 0
    for kill in range(KILLS):
        path = Path(shutil.copytree(crawled, tmp_path / f"killed-{kill}"))
        child = forgetting(path)
        time.sleep(took * (kill + 0.5) / KILLS)
        child.kill()
        child.wait()
        store = open_archive(path)
        held = store.get(URL)
        store.close()
        if held is not None:  # nothing had begun by then
            assert open_archive(path).check() == []
            assert forgetting(path).wait() == 0
        begun += held is None
        is_clean(path)
        shutil.rmtree(path)
    assert begun, "none was killed while it was at work"
    rebuild(whole)
    is_clean(whole)
    after = {r.held.url: (r.error, bool(r.version)) for r in re_extract(whole, dry_run=True)}
    assert after == {url: said for url, said in before.items() if url != URL}
    for _ in range(2):
        report = run(config.parse(SOURCES), archive=whole)
        assert not report.traceback
        assert report.changes == ()
        is_clean(whole)
