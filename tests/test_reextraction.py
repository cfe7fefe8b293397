"""Before all posts are read again by a new extractor, a dry run says what gets better and worse."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.model import Candidate, Capture, Method, Post
from archiver.reading.comparison import Comparison, Verdict, compare
from archiver.reading.reading import Reading
from archiver.reextraction import re_extract
from archiver.web.page import Page as ParsedPage
from tests.fakes import NOON, FakeClock, FakeWeb
from tests.stories import PROSE, feed, go, page

URL = "http://eve.example/attic/"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: evenings
    title: The Evening Challenge
    sources: [{feed: http://eve.example/feed.xml}]
"""
LETTERS = (
    "The attic was full of letters that nobody had opened. I read one of them on the ladder, with "
    "the torch between my teeth, and then I put it back where my aunt had left it."
)
CHROME = "Order our lamps today and sit in the light of tomorrow, delivered to every door. " * 6
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
HTML = page("Letters", LETTERS, *(f"{PROSE} {day}." for day in DAYS))
POST = archiver.extract(str(HTML.body), URL)
Extractor = Callable[..., Post]


def losing(parsed: ParsedPage, **hints: object) -> Post:
    """An extractor that loses most of the text."""
    post = archiver.extract(parsed, **hints)  # type: ignore[arg-type]
    return replace(post, text=post.text[:40], markdown=post.markdown[:40], confidence=0.2)


def guessing(parsed: ParsedPage, **hints: object) -> Post:
    """An extractor that takes a button for an author."""
    post = archiver.extract(parsed, **hints)  # type: ignore[arg-type]
    return replace(post, authors=("Bluesky",), origins={**post.origins, "authors": "markup"})


def archive_of(
    path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch, entry: str = "Letters"
) -> FakeClock:
    """An archive of one post, as an older extractor has read it."""
    clock = FakeClock()
    pages = {"http://eve.example/feed.xml": feed("eve.example", ("/attic/", "Letters", entry))}
    with monkeypatch.context() as patch:
        patch.setattr("archiver.reading.reading.extract", extractor)
        patch.setattr("archiver.crawl.versioning.EXTRACTOR", "archiver/0")
        go(path, FakeWeb({**pages, URL: HTML}, clock=clock), clock, text=SOURCES)
    return clock


def test_a_text_that_is_no_longer_lost_is_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive_of(tmp_path, losing, monkeypatch)
    assert cli.main(["re-extract", "--dry-run", "-a", str(tmp_path)]) == 0
    head, row, total = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["likely", "changed", "words"]
    assert (
        row.startswith("better")
        and "text" in row
        and f"8 -> {POST.word_count}" in row
        and row.endswith(URL)
    )
    assert "0.20 -> " in row and "better: trafilatura, confidence" in row
    assert total == ("1 posts read again, 1 would change (1 better, 0 worse, 0 unsure), 0 failed")
    version = archiver.open(tmp_path).get(URL)
    assert version is not None and version.number == 1, "nothing is kept"


def test_a_text_that_would_be_lost_is_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive_of(tmp_path, archiver.extract, monkeypatch)
    monkeypatch.setattr("archiver.reading.reading.extract", losing)
    assert cli.main(["re-extract", "--dry-run", "--json", "-a", str(tmp_path)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["url"], told["likely"], told["changed"]) == (URL, "worse", ["text"])
    assert told["words"] == {"before": POST.word_count, "after": 8}
    assert told["confidence"]["after"] == 0.2 and told["error"] == ""
    assert told["extractor"] == {"before": "archiver/0", "after": archiver.extraction.EXTRACTOR}
    assert {vote["witness"]: vote["likely"] for vote in told["votes"]} == {
        "trafilatura": "worse",
        "confidence": "worse",
    }


def test_one_host_alone_may_be_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = archive_of(tmp_path, losing, monkeypatch)
    assert re_extract(tmp_path, host="other.example", now=clock.now) == ()
    assert len(re_extract(tmp_path, host="eve.example", now=clock.now)) == 1
    version = archiver.open(tmp_path).get(URL)
    assert version is not None and version.number == 2


def test_nobody_knows_whether_a_guess_is_better_than_no_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = archive_of(tmp_path, guessing, monkeypatch)
    (reread,) = re_extract(tmp_path, dry_run=True, now=clock.now)
    assert reread.comparison is not None and reread.comparison.fields == ("authors",)
    assert reread.comparison.verdict is Verdict.UNSURE


# ---- the verdict

LONG = replace(POST, text=f"{CHROME}\n\n{POST.text}", confidence=0.9)
ENTRY = Candidate(
    url=URL,
    via="http://eve.example/feed.xml",
    how=Method.FEED,
    source="eve",
    title="Letters",
    author="Eve Moss",
    content=POST.html,
)


CAPTURE = Capture(
    url=URL,
    final_url=URL,
    status=200,
    headers=(),
    payload=b"",
    body=str(HTML.body).encode(),
    fetched_at=NOON,
)


def judged(before: Post, after: Post, entry: Candidate | None = None) -> Comparison:
    reading = Reading(URL, CAPTURE, entry)
    return compare(reading, before, after)


def test_the_whole_entry_of_the_feed_decides_about_the_text() -> None:
    sure = replace(POST, confidence=0.1)
    assert judged(LONG, sure).verdict is Verdict.UNSURE, "the confidence says something else"
    found = judged(LONG, sure, ENTRY)
    assert (found.verdict, found.votes[0].witness) == (Verdict.BETTER, "feed")
    assert judged(sure, LONG, ENTRY).verdict is Verdict.WORSE


def test_an_excerpt_is_no_witness_of_the_whole_text() -> None:
    excerpt = replace(ENTRY, content=f"<p>{LETTERS[:90]}</p>")
    cut = replace(POST, text=LETTERS[:90])
    found = judged(cut, POST, excerpt)
    assert (found.verdict, [v.witness for v in found.votes]) == (
        Verdict.BETTER,
        ["trafilatura", "confidence"],
    )


@pytest.mark.parametrize(
    ("field", "before", "after", "verdict"),
    [
        ("title", "Eve's attic", "Letters", Verdict.BETTER),
        ("title", "Letters", "Eve's attic", Verdict.WORSE),
        ("authors", ("Bluesky",), ("Eve Moss",), Verdict.BETTER),
        ("authors", ("Eve Moss",), (), Verdict.WORSE),
        ("authors", ("Bluesky",), ("Views: 7",), Verdict.UNSURE),
    ],
)
def test_metadata_is_better_where_the_feed_says_the_same(
    field: str, before: object, after: object, verdict: Verdict
) -> None:
    first, second = (replace(POST, **{field: value}) for value in (before, after))  # type: ignore[arg-type]
    found = judged(first, second, ENTRY)
    assert (found.fields, found.verdict) == ((field,), verdict)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("markup", "json-ld", Verdict.BETTER),
        ("json-ld", "markup", Verdict.WORSE),
        ("meta", "json-ld", Verdict.UNSURE),
    ],
)
def test_without_a_feed_what_a_page_declares_is_better_than_a_guess(
    before: str, after: str, verdict: Verdict
) -> None:
    guess = replace(POST, authors=("Sells them",), origins={"authors": before})
    named = replace(POST, authors=("Eve Moss",), origins={"authors": after})
    assert judged(guess, named).verdict is verdict


def test_the_form_alone_says_nothing_of_the_words() -> None:
    found = judged(POST, replace(POST, markdown=POST.markdown.replace("letters", "*letters*")))
    assert (found.fields, found.verdict, found.votes) == (("form",), Verdict.UNSURE, ())
