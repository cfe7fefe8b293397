"""How long an answer stays fresh, by its headers (RFC 9111)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.fetch import freshness

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOON, EVENING = "Fri, 27 Nov 2026 12:00:00 GMT", "Fri, 27 Nov 2026 18:00:00 GMT"
DAY = freshness.LONGEST


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"cache-control": "private, Max-Age = 600"}, 600),
        ({"Cache-Control": 'public, max-age="600"'}, 600),
        ({"Cache-Control": "max-age=600, max-age=1200"}, 600),
        ({"Cache-Control": "max-age=600", "Age": "450"}, 150),
        ({"Cache-Control": "max-age=600", "Age": "6000"}, 0),
        ({"Cache-Control": "max-age=600", "Expires": EVENING}, 600),
        ({"Cache-Control": "s-maxage=600"}, 0),
        ({"Cache-Control": "s-maxage=60, max-age=600, stale-while-revalidate=9000"}, 600),
        ({"Cache-Control": "max-age=31536000, immutable"}, DAY),
        ({"Cache-Control": "no-cache, max-age=600"}, 0),
        ({"Cache-Control": "no-store", "Expires": EVENING}, 0),
        ({"Cache-Control": 'no-cache="Set-Cookie", max-age=600'}, 600),
        ({"Cache-Control": "max-age=-600"}, 0),
        ({"Cache-Control": "max-age=soon", "Expires": EVENING}, 0),
        ({"Expires": EVENING}, 6 * 3600),
        ({"Expires": EVENING, "Date": "Fri, 27 Nov 2026 17:00:00 GMT"}, 3600),
        ({"Expires": EVENING, "Date": NOON, "Age": "3600"}, 5 * 3600),
        ({"Expires": "Fri, 27 Nov 2026 18:00:00 -0000"}, 6 * 3600),
        ({"Expires": "0"}, 0),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, DAY),
        ({"Expires": "in the evening"}, 0),
    ],
)
def test_what_headers_say(headers: dict[str, str], seconds: int) -> None:
    assert freshness.seconds(headers.items(), AT) == seconds


def test_headers_that_come_twice() -> None:
    twice = [
        ("Cache-Control", "public"),
        ("Cache-Control", "max-age=600"),
        ("Age", "60"),
        ("Age", "9"),
    ]
    assert freshness.seconds(twice, AT) == 540


@given(st.lists(st.tuples(st.sampled_from(["Cache-Control", "Expires", "Age", "Date"]), st.text())))
def test_nothing_makes_it_fail_or_last_longer_than_a_day(headers: list[tuple[str, str]]) -> None:
    assert 0 <= freshness.seconds(headers, AT) <= DAY
