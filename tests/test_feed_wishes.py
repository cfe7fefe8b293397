"""What a feed says of when to ask for it."""

import json

import pytest

from archiver.model.wish import Wish
from archiver.web import feeds

SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
ITEM = "<item><title>A</title><link>https://a.example/1/</link>{}</item>"


def wish(channel: str, item: str = "", after: str = "") -> Wish:
    text = (
        f"<rss version='2.0' {SY}><channel><title>A</title><link>https://a.example/</link>"
        f"{channel}{ITEM.format(item)}{after}</channel></rss>"
    )
    return feeds.parse(text.encode(), "https://a.example/feed").wish


def hours(*numbers: object) -> str:
    return f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in numbers)}</skipHours>"


def days(*names: str) -> str:
    return f"<skipDays>{''.join(f'<day>{n}</day>' for n in names)}</skipDays>"


@pytest.mark.parametrize(
    ("channel", "interval"),
    [
        ("", 0),
        ("<ttl>180</ttl>", 3 * 3600),
        ("<ttl> 180 </ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3 * 3600),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>-60</ttl>", 0),
        ("<sy:updatePeriod> Daily </sy:updatePeriod>", 86400),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            21600,
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            86400,
        ),
        ("<sy:updatePeriod>when I like</sy:updatePeriod>", 0),
    ],
)
def test_the_pause_is_the_longest_that_is_said(channel: str, interval: int) -> None:
    assert wish(channel).interval == interval


@pytest.mark.parametrize(
    ("channel", "skipped"),
    [
        (hours(0, 1, 23), (0, 1, 23)),
        (hours("05", " 6 ", "\n7\n"), (5, 6, 7)),
        (hours(24, 5), (0, 5)),
        (hours(*range(24)), ()),
        (hours(*range(1, 25)), ()),
        (hours("noon", -5, 123), ()),
        ("<SKIPHOURS><HOUR>3</HOUR></SKIPHOURS>", (3,)),
        ("<skipHours/>", ()),
        ("<skipHours>", ()),
    ],
)
def test_hours(channel: str, skipped: tuple[int, ...]) -> None:
    assert wish(channel).skip_hours == skipped
    assert wish("", after=channel).skip_hours == skipped, "they may stand behind the items"


@pytest.mark.parametrize(
    ("channel", "skipped"),
    [
        (days("Saturday", "Sunday"), (5, 6)),
        (days(" monday ", "TUE"), (0, 1)),
        (days("Monday", "Someday", ""), (0,)),
        (days(*["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]), ()),
    ],
)
def test_days(channel: str, skipped: tuple[int, ...]) -> None:
    assert wish(channel).skip_days == skipped


@pytest.mark.parametrize("quoted", ["<!--{}-->", "<description><![CDATA[{}]]></description>", "{}"])
def test_what_a_post_tells_of_is_no_wish(quoted: str) -> None:
    assert wish("", quoted.format(hours(3, 4) + days("Sunday"))) == Wish()


def test_a_comment_is_no_wish() -> None:
    assert wish(f"<!-- {hours(3)} --><description><![CDATA[{hours(4)}]]></description>") == Wish()


@pytest.mark.parametrize(("said", "expired"), [(True, True), (False, False), ("true", False)])
def test_a_json_feed_that_has_expired(said: object, expired: bool) -> None:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "items": [],
        "expired": said,
    }
    feed = feeds.parse(json.dumps(data).encode(), "https://a.example/feed.json")
    assert feed.wish == Wish(expired=expired)
