"""Dates as feeds write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.web import feeds
from archiver.web.feeds import feed_dates

BERLIN = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    "text",
    [
        "Mo, 04 Mär 2024 08:00:00 +0100",
        "Montag, 4. März 2024, 08:00 +0100",
        "lun., 4 mars 2024 08:00:00 +0100",
        "lunes, 4 de marzo de 2024 08:00:00 +0100",
        "seg, 04 mar 2024 08:00:00 +0100",
        "lun, 4 marzo 2024 08:00:00 +0100",
        "ma, 04 mrt 2024 08:00:00 +0100",
        "pon., 4 marca 2024 08:00:00 +0100",
        "Пн, 04 мар 2024 08:00:00 +0100",
        "понедельник, 4 марта 2024 г. 08:00:00 +0100",
        "mån, 04 mars 2024 08:00:00 +0100",
        "2024. március 4. 08:00:00 +01:00",
        "2024年3月4日 08:00 +0100",
        "2024/3/4 08:00:00 +0100",
    ],
)
def test_months_of_many_languages(text: str) -> None:
    assert feed_dates.read(text) == datetime(2024, 3, 4, 8, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mar, 05 mar 2024 08:00:00", datetime(2024, 3, 5, 8)),  # noqa: DTZ001 - a Tuesday
        ("5 août 2024", date(2024, 8, 5)),
        ("March 5, 2024 at 3:00 pm", date(2024, 3, 5)),
        ("Tue, 05 Mar 2024 25:61:00 GMT", date(2024, 3, 5)),
        ("1678886400", datetime(2023, 3, 15, 13, 20, tzinfo=UTC)),
        ("1678886400000", datetime(2023, 3, 15, 13, 20, tzinfo=UTC)),
        ("1678886400.25", datetime(2023, 3, 15, 13, 20, tzinfo=UTC)),
        ("20240305", date(2024, 3, 5)),
    ],
)
def test_dates_of_other_forms(text: str, found: date) -> None:
    assert feed_dates.read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Sat, 31 Feb 2024 10:00:00 GMT",
        "2024-02-31T10:00:00Z",
        "2024-02-31",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Wed, 31 Dec 1969 16:00:00 -0800",
        "0",
        "-62135596800",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "0000-00-00 00:00:00",
        "Mon, 01 Jan 1 00:00:00 +0000",
        "1601-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2024",
        "soon",
        "",
    ],
)
def test_what_is_no_date_of_a_post(text: str) -> None:
    item = f"<item><title>t</title><link>/a</link><pubDate>{text}</pubDate></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>".encode()
    assert feeds.parse(body, "https://blog.example/feed").entries[0].published is None


def test_what_feedparser_makes_out_counts_where_its_day_is_written() -> None:
    """Dates in the forms of single engines, which it knows."""
    guess = (2024, 3, 4, 23, 0, 0)
    assert feed_dates.read("noon of the 5th, 3/24", guess) == datetime(2024, 3, 4, 23, tzinfo=UTC)
    assert feed_dates.read("noon of the 31st, 2/24", guess) is None


def test_a_json_feed_may_count_seconds() -> None:
    body = (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "https://b.example/a",'
        b' "date_published": 1678886400}]}'
    )
    entry = feeds.parse(body, "https://b.example/feed").entries[0]
    assert entry.published == datetime(2023, 3, 15, 13, 20, tzinfo=UTC)


@given(st.text(max_size=60) | st.text("0123456789 -:/+.T JanMarZ", max_size=40))
def test_any_text_is_a_plausible_date_or_none(text: str) -> None:
    found = feed_dates.read(text, (2024, 3, 4, 23, 0, 0))
    assert found is None or 1971 <= found.year <= 2100
