"""Every fact is one line of a journal; the lines that are out there stay as they are."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.facts import (
    KINDS,
    Announced,
    Failed,
    Lesson,
    SourceLooked,
    Status,
    Unknown,
    VersionWritten,
)
from archiver.formats import journal
from archiver.model import Candidate, CaptureRef, Change, Method, Witnesses
from tests import nouns
from tests.store_kit import T0

REF = '{"warc": "warc/2026/11/r1-1.warc.gz", "offset": 328, "digest": "sha256:e2"}'
LINES = f"""\
{{"at": "2026-11-21T08:00:00Z", "action": "fetched", "url": "http://b.test/a/", "source": "ann", "status": 200, "etag": "W/\\"e\\"", "last_modified": "Mon, 24 Apr 2017 10:00:00 GMT", "capture": {REF}, "detail": {{"payload": "sha256:aa", "coding": "gzip", "revisit": true, "truncated": "length", "asked": "http://b.test/a"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "fetched", "url": "http://b.test/a", "status": 301, "capture": {REF}, "detail": {{"location": "/a/"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "unchanged", "url": "http://b.test/a", "status": 304, "etag": ""}}
{{"at": "2026-11-21T08:00:00Z", "action": "failed", "url": "http://b.test/a", "source": "ann", "status": 410, "capture": {REF}, "reason": "gone", "detail": {{"error": "Gone", "method": "", "paging": false}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "failed", "url": "http://b.test/page/2/", "source": "ann", "reason": "nothing came in 60 s", "detail": {{"error": "TooSlow", "method": "tag", "paging": true}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "not-read", "url": "http://b.test/feed", "source": "ann", "capture": {REF}, "reason": "a page"}}
{{"at": "2026-11-21T08:00:00Z", "action": "source", "url": "http://b.test/list", "source": "roll", "detail": {{"status": "ok", "counts": {{}}, "dead": ["http://c.test/feed"]}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "created", "url": "http://b.test/a", "version": 1, "sha512": "00ff", "capture": {REF}, "extractor": "wordpress/1", "detail": {{"title": ""}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "re-extracted", "url": "http://b.test/a", "source": "ann", "version": 2, "sha512": "01", "extractor": "x/2", "detail": {{"title": "On \\"words\\" – 日本", "witnesses": {{"feed": {REF}, "lessons": 3}}}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "gone", "url": "http://b.test/a", "version": 3, "sha512": "02", "capture": {REF}, "extractor": "x/2", "reason": "410"}}
{{"at": "2026-11-21T08:00:00Z", "action": "announced", "url": "http://b.test/a", "source": "ann", "detail": {{"via": "http://b.test/feed", "how": "feed", "challenge": "spring", "round": "week-1", "title": "On words", "author": "Ann", "published": "2017-04-24T10:30:00+02:00", "updated": "2017-04-25", "tags": ["é"], "quote": "read this", "entry_id": "tag:1", "content_sha256": "ab"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "announced", "url": "http://b.test/a", "source": "", "capture": {REF}, "detail": {{"via": "http://hub.test/", "how": "hub"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "alias", "url": "http://b.test/?p=1", "detail": {{"of": "http://b.test/a"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "quarantined", "url": "http://b.test/a", "capture": {REF}, "reason": "a wall"}}
{{"at": "2026-11-21T08:00:00Z", "action": "lesson", "url": "http://b.test/a", "capture": {REF}, "detail": {{"host": "b.test", "feed": {REF}}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "asked", "url": "", "detail": {{"only": ["ann"], "urls": [], "force": false}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "asked", "url": "", "detail": {{"only": [], "urls": ["http://b.test/a"], "force": true}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "asked", "url": "", "detail": {{"only": [], "urls": [], "force": false, "judging": true}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "retry-after", "url": "http://b.test/feed", "detail": {{"until": "2026-11-21T10:00:00Z"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "source", "url": "http://b.test/feed", "source": "ann", "reason": "no such host", "detail": {{"status": "failed", "counts": {{}}}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "source", "url": "http://b.test/feed", "source": "ann", "detail": {{"status": "ok", "counts": {{"requests": 2, "created": 1}}}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "polled", "url": "http://b.test/feed", "source": "ann", "reason": "answered 404", "detail": {{"method": "feed", "wish": {{"interval": 3600, "skip_hours": [0, 1], "skip_days": [6], "expired": true}}, "fresh": 600, "rest": 60, "newest": "2026-11-20T08:00:00Z", "failing": "2026-11-21T08:00:00Z", "leads": ["http://b.test/2"]}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "polled", "url": "http://b.test/", "detail": {{"method": "site", "leads": ["http://b.test/feed"]}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "repaired", "url": "", "reason": "run dead was cut short"}}
{{"at": "2026-11-21T08:00:00Z", "action": "adopted", "url": "", "detail": {{"file": "warc/2026/11/r1-1.warc.gz"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "settled", "url": ""}}
{{"at": "2026-11-21T08:00:00Z", "action": "settled", "url": "", "detail": {{"host": "b.test"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "quarantined", "url": "http://b.test/a", "capture": {REF}, "reason": "reading it took more than 10 s of CPU", "detail": {{"unreadable_by": "archiver/3"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "quarantined", "url": "http://b.test/a", "capture": {REF}, "reason": "another text", "detail": {{"doubt": "changed", "post": "http://b.test/a/", "since": "2026-11-20T08:00:00Z", "text": "aa", "together": true}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "released", "url": "http://b.test/a", "capture": {REF}, "detail": {{"doubt": "changed", "text": "aa"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "rejected", "url": "http://b.test/a", "capture": {REF}, "detail": {{"doubt": "changed", "text": "aa"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "joined", "url": "http://b.test/b", "reason": "its old address leads to it", "detail": {{"of": "http://b.test/a"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "repost", "url": "http://c.test/b", "reason": "the same text", "detail": {{"of": "http://b.test/a"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "resolved", "url": "https://wp.me/p1-2", "capture": {REF}, "detail": {{"target": "http://hub.test/spring/"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "resolved", "url": "https://bit.ly/3", "reason": "answered 404"}}
{{"at": "2026-11-21T08:00:00Z", "action": "ruled", "url": "http://b.test/a", "detail": {{"challenge": "spring", "verdict": "member", "round": "week-1", "rules": {{"verdict": "unsure", "round": "week-2", "confidence": 0.4}}}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "ruled", "url": "http://b.test/a", "detail": {{"challenge": "spring"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "climbed", "url": "http://b.test/feed", "source": "ann", "reason": "it has all posts", "detail": {{"rung": "home", "pages": 3, "posts": 30, "news": 20, "order": 2}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "takes-part", "url": "http://lists.test/people.csv", "source": "roll", "detail": {{"challenge": "spring", "name": "Ann Lee", "blogs": ["http://b.test/", "http://b.test/feed"]}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "takes-part", "url": "http://lists.test/people.csv", "source": "roll", "detail": {{"challenge": "spring", "name": "An Lee", "blogs": ["http://b.test/"], "renamed": true}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "hidden", "url": "http://b.test/a", "reason": "she asked for it"}}
{{"at": "2026-11-21T08:00:00Z", "action": "shown", "url": "", "detail": {{"host": "b.test"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "forgotten", "url": "", "detail": {{"salt": "00", "stub": "aa", "addresses": ["bb"], "openings": ["cc"], "names": ["2:dd"]}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "redacted", "url": "", "detail": {{"file": "warc/2026/11/r1-1.warc.gz", "offset": 328, "before": "sha256:e2", "after": "sha256:e3"}}}}
{{"at": "2026-11-21T08:00:00Z", "action": "rewritten", "url": "", "detail": {{"file": "warc/2026/11/r1-1.warc.gz", "before": "e2", "after": "e3"}}}}
""".encode()
NEWER = (
    '{"at": "2026-11-21T08:00:00Z", "action": "translated", "url": "http://b.test/a", "tongue": "fr",'
    f' "capture": {REF}, "detail": {{"words": [1, null]}}}}\n'
).encode()
CAPTURE = CaptureRef(warc="warc/2026/11/r1-1.warc.gz", offset=328, digest="sha256:e2")


def test_the_lines_that_are_out_there_are_written_as_they_were() -> None:
    read = [journal.read(line) for line in LINES.splitlines(keepends=True)]
    assert b"".join(map(journal.write, read)) == LINES
    assert {type(fact) for fact in read} == set(KINDS.values()), "each class is among them"
    assert not any(isinstance(fact, Unknown) for fact in read)


def test_facts_have_typed_fields() -> None:
    read = {fact.action: fact for fact in map(journal.read, LINES.splitlines())}
    edited, failed, looked = read["re-extracted"], read["failed"], read["source"]
    assert isinstance(edited, VersionWritten) and isinstance(failed, Failed)
    assert (edited.change, edited.witnesses) == (
        Change.RE_EXTRACTED,
        Witnesses(feed=CAPTURE, lessons=3),
    )
    assert (failed.method, failed.paging, failed.capture) == (Method.TAG, True, None)
    assert isinstance(looked, SourceLooked)
    assert (looked.status, looked.counts) == (Status.OK, {"requests": 2, "created": 1})


@pytest.mark.parametrize("kind", sorted(set(KINDS.values()), key=str), ids=lambda k: k.__name__)
@settings(max_examples=25)
@given(st.data())
def test_every_fact_is_one_line_and_reads_back(kind: type, data: st.DataObject) -> None:
    fact = data.draw(nouns.noun(kind))
    line = journal.write(fact)
    assert line.endswith(b"}\n") and line.count(b"\n") == 1
    assert journal.read(line) == fact


def test_a_fact_of_a_newer_program_is_kept_as_it_stands() -> None:
    fact = journal.read(NEWER)
    assert isinstance(fact, Unknown)
    assert (fact.action, fact.url, fact.at) == ("translated", "http://b.test/a", T0)
    assert fact.cited == (CAPTURE,), "a fact does not hold without the captures that it cites"
    assert journal.write(fact) == NEWER


def test_what_a_newer_program_says_besides_is_passed_over() -> None:
    line = b'{"at": "2026-11-21T08:00:00Z", "action": "alias", "url": "u", "detail": {"of": "o"}}'
    values = json.loads(line) | {"new": 1, "detail": {"of": "o", "newer": 2, "url": "x"}}
    assert journal.read(json.dumps(values).encode()) == journal.read(line)


def test_a_failure_of_an_older_program_lacks_what_it_did_not_say() -> None:
    line = (
        b'{"at": "2026-11-21T08:00:00Z", "action": "failed", "url": "u", "detail": {"error": "E"}}'
    )
    assert journal.read(line) == Failed(url="u", at=T0, error="E")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"action": "alias", "url": "u", "at": "2026-11-21"}', "Alias lacks of"),
        (b'{"action": "new", "url": "u"}', "not a fact"),
        (b'{"action": "new", "at": "2026-11-21"}', "not a fact"),
        (b'{"action": "repaired", "url": 7, "at": "2026-11-21", "reason": ""}', "url: 7"),
        (b'{"action": "alias", "url": "u", "at": "2026-11-21", "detail": [1]}', "not a fact"),
        (b'{"action": ["alias"], "url": "u", "at": "2026-11-21"}', "not a fact"),
    ],
)
def test_a_damaged_fact_is_an_error(line: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        journal.read(line)


def test_an_announcement_is_a_candidate_but_for_its_content() -> None:
    candidate = Candidate(
        url="http://b.test/a", via="f", how=Method.FEED, source="s", title="T", content="<p>x"
    )
    fact = Announced.of(candidate, T0, CAPTURE)
    assert fact.candidate == replace(candidate, content="")
    assert fact.content_sha256 and fact.capture == CAPTURE
    assert Announced.of(fact.candidate, T0).content_sha256 == ""
    said = {field.name for field in fields(Candidate)} - {"content"}
    assert said <= {field.name for field in fields(Announced)}, "a new field has to be noted too"


def test_all_that_a_fact_cites() -> None:
    other = replace(CAPTURE, offset=0)
    lesson = Lesson(url="u", at=T0, capture=CAPTURE, host="h", feed=other)
    assert lesson.cited == (CAPTURE, other)
    read = journal.read(LINES.splitlines()[8])
    assert read.cited == (CAPTURE,)
