import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.store.layout import object_path, slug

SLUGS = Path(__file__).parents[1] / ".." / "shared" / "suites" / "faults" / "slugs.json"
SAFE = re.compile(r"(?:[a-z0-9_][a-z0-9._-]*)/(?:[a-z0-9][a-z0-9-]*~[0-9a-f]{10})")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def assert_safe(path: str) -> None:
    assert SAFE.fullmatch(path), path
    for part in path.split("/"):
        assert len(part.encode()) <= 255
        assert part == unicodedata.normalize("NFC", part).casefold()
        assert not RESERVED.match(part) and not part.endswith((".", " "))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://b.test/2017/04/24/on-words/", "b.test/2017-04-24-on-words~"),
        ("https://b.test/?p=12", "b.test/p-12~"),
        ("https://b.test/", "b.test/post~"),
        ("https://b.test/a/index.html", "b.test/a-index~"),
        ("https://b.test/caf%C3%A9-Ω", "b.test/cafe~"),
        ("https://aux.test/x", "_aux.test/x~"),
        ("https://[2001:db8::1]/x", "_2001_db8__1_/x~"),
        ("https://bücher.test/x", "xn--bcher-kva.test/x~"),
    ],
)
def test_a_posts_folder_is_named_after_its_address(url: str, path: str) -> None:
    assert object_path(url).startswith(path)
    assert_safe(object_path(url))


def test_addresses_that_differ_a_little_have_folders_of_their_own() -> None:
    spellings = ["http://b.test/A", "http://b.test/a", "http://b.test/a/", "https://b.test/a"]
    spellings += ["http://b.test/é", "http://b.test/e%CC%81", "http://b.test/" + "a" * 4000]
    assert len({object_path(url) for url in spellings}) == len(spellings)


@given(st.text())
def test_any_text_makes_a_safe_name(text: str) -> None:
    assert_safe(object_path("http://b.test/" + text))
    assert_safe(object_path(text))
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", slug(text))


@pytest.mark.skipif(not SLUGS.exists(), reason="the suite of hostile slugs is not here")
def test_hostile_slugs() -> None:
    cases = json.loads(SLUGS.read_text("utf-8"))
    assert len(cases) > 100
    for case in cases:
        own = "http://b.test/" + quote(case["title"], errors="surrogatepass")
        assert_safe(object_path(own))
        assert_safe(object_path("http://b.test/" + case["title"]))
        if other := case.get("collides_with"):
            assert object_path(own) != object_path("http://b.test/" + quote(other))
