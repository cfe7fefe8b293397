from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.history.folding import fold
from archiver.history.versions import last_text, next_version, re_extraction, tombstone
from archiver.model import CaptureRef, Change, Post, Version, Witnesses

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
REF = CaptureRef(warc="warc/a.warc.gz", offset=0, digest="sha256:" + "0" * 64)
OTHER = replace(REF, digest="sha256:" + "1" * 64)
POST = Post(
    url="https://blog.example/a/",
    title="Why I stay",
    text="It's the people – always.\n\nSecond.",
    markdown="It's the people – always.\n\nSecond.\n",
    authors=("Ana",),
    published=date(2017, 5, 1),
    tags=("motivation",),
)


def after(
    *posts: Post | None, extractor: str = "x/1", capture: CaptureRef = REF
) -> tuple[Version, ...]:
    history: tuple[Version, ...] = ()
    for post in posts:
        version = (
            tombstone(history, reason="404", capture=capture, seen_at=NOW)
            if post is None
            else next_version(history, post, capture=capture, seen_at=NOW, extractor=extractor)
        )
        assert version is not None
        history += (version,)
    return history


CHANGES = {
    "edited": (
        replace(POST, text="It's the people.", markdown="It's the people.\n"),
        Change.EDITED,
    ),
    "a comma is an edit": (
        replace(POST, text=POST.text.replace("people", "people,")),
        Change.EDITED,
    ),
    "typography": (
        replace(POST, text=POST.text.replace("'", "’"), markdown=POST.markdown.replace("'", "’")),
        Change.RETOUCHED,
    ),
    "emphasis": (
        replace(POST, markdown="It's the **people** – always.\n\nSecond.\n"),
        Change.RETOUCHED,
    ),
    "title": (replace(POST, title="Why I left"), Change.METADATA),
    "tags": (replace(POST, tags=("motivation", "cx")), Change.METADATA),
    "authors": (replace(POST, authors=("Ana", "Ben")), Change.METADATA),
    "licence": (
        replace(POST, licence="https://creativecommons.org/licenses/by/4.0/"),
        Change.METADATA,
    ),
    "moved": (replace(POST, url="https://blog.example/b/"), Change.MOVED),
    "the same": (POST, None),
    "updated alone": (replace(POST, updated=NOW), None),
    "order and case of tags": (replace(POST, tags=("Motivation",)), None),
    "scheme and slash": (replace(POST, url="http://www.blog.example/a"), None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_kinds_of_change(name: str) -> None:
    post, kind = CHANGES[name]
    version = next_version(after(POST), post, capture=OTHER, seen_at=NOW, extractor="x/1")
    assert (version and version.change) == kind


def test_first_version() -> None:
    (first,) = after(POST)
    assert (first.number, first.change, first.first_seen) == (1, Change.CREATED, NOW)


def test_a_better_extractor_on_the_same_capture_is_no_edit() -> None:
    better = replace(POST, text="It's the people – always.", markdown="It's the people – always.\n")
    history = after(POST)
    read_again = next_version(history, better, capture=REF, seen_at=NOW, extractor="x/2")
    assert read_again and read_again.change is Change.RE_EXTRACTED
    other_page = next_version(history, better, capture=OTHER, seen_at=NOW, extractor="x/2")
    assert other_page and other_page.change is Change.EDITED


def test_gone_and_back() -> None:
    history = after(POST, None)
    assert [v.change for v in history] == [Change.CREATED, Change.GONE]
    assert history[1].post is None and history[1].reason == "404"
    assert tombstone(history, reason="410", capture=None, seen_at=NOW) is None, "gone only once"
    assert last_text(history) == history[0]
    again = next_version(history, POST, capture=OTHER, seen_at=NOW, extractor="x/1")
    assert again and (again.number, again.change) == (3, Change.BACK)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_same_post_never_makes_a_version(title: str, text: str) -> None:
    post = replace(POST, title=title, text=text, markdown=text)
    assert next_version(after(post), post, capture=OTHER, seen_at=NOW, extractor="x/9") is None


def test_a_version_knows_what_it_was_read_with() -> None:
    first, second = Witnesses(feed=REF), Witnesses(lessons=3)
    told = {"capture": REF, "seen_at": NOW, "extractor": "x/1"}
    one = next_version((), POST, witnesses=first, **told)
    assert one is not None and one.witnesses == first
    edited = replace(POST, text="Other words.")
    two = next_version((one,), edited, witnesses=second, **told)
    assert two is not None and two.witnesses == second
    again = re_extraction(two, replace(edited, text="Yet others."), seen_at=NOW, extractor="x/2")
    assert again is not None and again.witnesses == second, "it was read with those again"
    gone = tombstone((one, two), reason="404", capture=OTHER, seen_at=NOW)
    assert gone is not None and gone.witnesses == Witnesses(), "nothing was read"
