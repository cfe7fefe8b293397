import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import model
from archiver.formats import codec
from archiver.model import (
    Candidate,
    Capture,
    CaptureRef,
    Challenge,
    Comment,
    Membership,
    Method,
    Round,
)
from archiver.model.settings import Pace
from archiver.store.types import SourceHealth
from tests import nouns

NOUNS = [kind for kind in vars(model).values() if is_dataclass(kind) and kind is not Capture]
NOON = datetime(2017, 4, 24, 12, tzinfo=UTC)
TOLD = Candidate(
    url="http://b.test/a",
    via="http://b.test/feed",
    how=Method.FEED,
    source="ann",
    published=NOON.replace(tzinfo=timezone(timedelta(hours=2))),
    tags=("é", "日本"),
)


@pytest.mark.parametrize("kind", [*NOUNS, SourceHealth], ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(st.data())
def test_every_noun_is_written_as_json_and_reads_back(kind: type, data: st.DataObject) -> None:
    value = data.draw(nouns.noun(kind))
    for whole in (False, True):
        written = json.dumps(codec.plain(value, whole=whole))
        again = codec.read(kind, json.loads(written))
        assert again == value
        assert json.dumps(codec.plain(again, whole=whole)) == written


def test_what_has_its_default_value_is_left_out_unless_all_is_wanted() -> None:
    assert codec.plain(TOLD) == {
        "url": "http://b.test/a",
        "via": "http://b.test/feed",
        "how": "feed",
        "source": "ann",
        "published": "2017-04-24T12:00:00+02:00",
        "tags": ["é", "日本"],
    }
    whole = codec.plain(TOLD, whole=True)
    assert list(whole) == [field.name for field in fields(Candidate)]
    assert whole["updated"] is None and whole["content"] == ""
    assert codec.plain(Pace()) == {}


def test_times_are_as_exact_as_their_type() -> None:
    comment = Comment(published=date(2017, 4, 24))
    assert codec.plain(comment) == {"published": "2017-04-24"}
    assert codec.plain(replace(comment, published=NOON)) == {
        "published": "2017-04-24T12:00:00+00:00"
    }
    moment = replace(comment, published=NOON)
    assert codec.plain(moment, moment=str) == {"published": "2017-04-24 12:00:00+00:00"}
    rounds = (Round(id="w1", opens=date(2017, 4, 24)),)
    assert codec.plain(Challenge(id="c", title="C", rounds=rounds))["rounds"] == [
        {"id": "w1", "opens": "2017-04-24"}
    ]


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        (CaptureRef, [], "not of type dict"),
        (CaptureRef, {"warc": "w"}, "CaptureRef lacks digest, offset"),
        (CaptureRef, {"warc": "w", "offset": "7", "digest": "d"}, "offset: '7' is not of type int"),
        (CaptureRef, {"warc": "w", "offset": True, "digest": "d"}, "offset: True"),
        (CaptureRef, {"warc": None, "offset": 7, "digest": "d"}, "warc: None"),
        (Comment, {"evil": 1}, "Comment has no 'evil'"),
        (Comment, {"published": "soon"}, "published: 'soon' is no date"),
        (Round, {"id": "w", "opens": "24 April"}, "opens: "),
        (Challenge, {"id": "c", "title": "C", "tags": "ab"}, "tags: 'ab' is not of type list"),
        (Challenge, {"id": "c", "title": "C", "rounds": [{}]}, "rounds: Round lacks id"),
        (Candidate, {**codec.plain(TOLD), "how": 7}, "how: 7 is not of type str"),
        (Membership, {"post": "p", "challenge": "c", "verdict": "perhaps"}, "verdict: 'perhaps'"),
    ],
)
def test_what_is_none_is_an_error_with_its_field(kind: type, values: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        codec.read(kind, values)


@dataclass(frozen=True)
class Odd:
    either: int | str


def test_what_has_no_form_is_a_mistake_of_the_program() -> None:
    for kind in (Capture, Odd):
        with pytest.raises(TypeError, match="no JSON form"):
            codec.read(kind, {})
