from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archiver.crawl import due
from archiver.facts import Announced
from archiver.history import announcements
from archiver.model import Candidate, Method
from archiver.model.settings import Pace

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
PACE = Pace(poll=3600, recheck=86400)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def is_due(at: datetime, changed: datetime, pace: Pace = PACE, day: int = 0) -> bool:
    now = NOW + timedelta(days=day)
    return due.post_due(at.timestamp(), changed.timestamp(), pace, now.timestamp())


def test_what_was_kept_is_fresh_until_its_poll_time() -> None:
    assert due.still_fresh(ago(minutes=59), PACE, NOW)
    assert not due.still_fresh(ago(minutes=60), PACE, NOW)
    assert not due.still_fresh(ago(minutes=-1), PACE, NOW), (
        "a time in the future is of a wrong clock"
    )
    assert not due.still_fresh(NOW, Pace(poll=0), NOW)


def test_a_clock_that_went_back_refetches_no_post() -> None:
    soon = NOW + timedelta(hours=5)
    assert not is_due(soon, soon)
    looks = [NOW + timedelta(days=400, seconds=n) for n in range(100)]
    days = [[is_due(at, at, day=n) for at in looks].count(True) for n in range(10)]
    assert max(days) == 10 and sum(days) == 100, "a clock's mistake freezes nothing for ever"


def test_what_failed_is_tried_again_ever_more_rarely() -> None:
    def again(last: datetime, first: datetime) -> bool:
        return due.retry_due((last.timestamp(), first.timestamp()), PACE, NOW.timestamp())

    assert due.retry_due(None, PACE, NOW.timestamp())
    assert not again(ago(hours=2), ago(hours=2))
    assert again(ago(hours=25), ago(hours=25))
    assert not again(ago(days=5), ago(days=200))


def test_the_pause_of_a_post_grows_with_its_age() -> None:
    assert not is_due(ago(hours=23), ago(hours=23))
    assert is_due(ago(hours=25), ago(hours=25))
    assert not is_due(ago(days=5), ago(days=100))
    assert is_due(ago(days=11), ago(days=100))
    assert is_due(ago(days=31), ago(days=4000)), "never slower than monthly"


def test_without_a_recheck_time_every_post_is_due() -> None:
    assert is_due(NOW, ago(days=1000), Pace(recheck=0))


def candidate(
    url: str, how: Method, content: str = "", via: str = "https://hub.example/"
) -> Candidate:
    return Candidate(url=url, via=via, how=how, source="s", content=content)


def test_announcements_of_one_page_meet_richest_first() -> None:
    hub = candidate("http://www.blog.example/a", Method.HUB)
    excerpt = candidate("https://blog.example/a/", Method.FEED)
    whole = candidate("https://blog.example/a/?utm_source=feed", Method.FEED, "<p>all</p>")
    other = candidate("https://blog.example/b/", Method.TAG)
    grouped = announcements.group([hub, other, excerpt, whole])
    assert grouped == {"blog.example/a": [whole, excerpt, hub], "blog.example/b": [other]}
    assert announcements.group(reversed([hub, other, excerpt, whole])) == grouped


def test_only_the_blogs_own_feed_speaks_for_a_post() -> None:
    at = datetime(2017, 5, 1, tzinfo=UTC)
    hub, tag, entry = (
        Announced.of(candidate("https://a.example/", how), at)
        for how in (Method.HUB, Method.TAG, Method.FEED)
    )
    assert announcements.own_announcement([hub, entry, tag]) == entry
    assert (
        announcements.own_announcement([hub, tag]) is None
        and announcements.own_announcement([]) is None
    )
    by_tag = replace(tag, entry_id="7")
    assert announcements.own_announcement([hub, by_tag]) == by_tag, "a tag page's own feed"


def test_announcers_are_named_once() -> None:
    found = [candidate("https://a.example/", Method.HUB, via=via) for via in ("z", "a", "z")]
    assert announcements.announcers(found) == ("a", "z")
