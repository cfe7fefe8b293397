"""One text on two hosts is two posts, of which one says that it repeats the other."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archiver import cli
from archiver.export.holding import Holding
from archiver.export.tables.posts import POSTS
from archiver.formats.markdown import to_text
from archiver.history import reposts
from archiver.history.reposts import may_repeat, repeat, sketch
from archiver.model import Challenge, Membership, Verdict, Version
from archiver.pipeline import rebuild
from archiver.store import Archive, comparing, open_archive
from archiver.store.catalog import Catalog
from archiver.store.catalog.same_texts import FRAME
from tests.store_kit import hours, make_post, make_version, new_archive, one_run
from tests.stories import feed, go, page, scene

OWN, THERE = (
    "https://lena.example/2024/05/harbour/",
    "https://medium.com/@lena/harbour-1f2e3d4c5b6a",
)
HARBOUR = (
    "Every morning before work I walk down to the harbour and count the boats that are still there.",
    "My grandfather did the same, though he counted for the insurance company and I only count for "
    "myself. He kept the numbers in a green ledger, a column for each berth, and when a fisherman "
    "sold up he drew a thin line through the rest of the page.",
    "Last week I found that ledger in a box of Christmas decorations. The final entry is from a "
    "Tuesday in November, four boats and a dinghy, written in a hand that had begun to shake.",
    "I have started a new page. Nine boats, two of them for sale, one with a cat asleep on the nets.",
)
BREAD = (
    "It took me eleven loaves to understand what the recipe meant by a lively dough.",
    "The first ones were bricks. My neighbour was polite about the fourth, and by the seventh her "
    "children asked for the crust before it had cooled, which I took for a review.",
    "What changed was not the flour but the kitchen: in October I moved the bowl to the shelf above "
    "the radiator, and for once the whole thing rose while I slept.",
    "Now I feed the jar on Sundays, and on the days between I try to leave it alone.",
)
NOTE = f"*Originally published at [lena.example]({OWN}) on May 3, 2024.*"


def post(
    *paragraphs: str, url: str = OWN, day: date | None = date(2024, 5, 3), **more: object
) -> Version:
    markdown = "\n\n".join(paragraphs) + "\n"
    told = {"title": "Counting boats", "authors": ("Lena Vogt",), **more}
    canonical = str(told.pop("canonical", url))
    made = make_post(canonical, markdown, text=to_text(markdown), published=day, **told)
    return make_version(url, post=made)


def there(*paragraphs: str, **more: object) -> Version:
    told: dict[str, object] = {"url": THERE, "day": date(2024, 5, 9), **more}
    return post(*paragraphs, **told)  # type: ignore[arg-type]


def pair(one: Version, other: Version) -> tuple[str, str] | None:
    """Which of two repeats which; the same whichever is asked first."""
    found, turned = repeat(one, other), repeat(other, one)
    assert found == turned
    return (found.url, found.of) if found else None


def changed(text: str) -> str:
    return text.replace("harbour", "port", 1).replace("Tuesday", "Thursday").replace("thin ", "")


SAME: dict[str, Version] = {
    "to the word": there(*HARBOUR),
    "another title": there(*HARBOUR, title="What a green ledger taught me"),
    "a note below": there(*HARBOUR, NOTE),
    "a note above, and a call to subscribe": there(
        NOTE, *HARBOUR, "If you like what you read here, follow me and sign up for my letter."
    ),
    "a few words changed": there(*map(changed, HARBOUR)),
    "a sentence less": there(*HARBOUR[1:]),
    "a handle for a name": there(*HARBOUR, authors=("boatcounter",)),
    "other typography": there(*(text.replace(" and ", " — and ") for text in HARBOUR)),
    "headings and another wrapping": there("## Counting", " ".join(HARBOUR[:2]), *HARBOUR[2:]),
}


@pytest.mark.parametrize("variant", SAME)
def test_the_same_text_on_another_host_is_a_repost_of_the_earlier(variant: str) -> None:
    assert pair(post(*HARBOUR), SAME[variant]) == (THERE, OWN)
    assert_is_found(post(*HARBOUR), SAME[variant])


def assert_is_found(one: Version, other: Version) -> None:
    assert one.post
    assert other.post
    assert set(sketch(one.post)) & set(sketch(other.post))


FRAME_TEXT = (
    "Welcome to my log of a year of reading, which I keep for the challenge of our library. The rules "
    "are simple: a book a week, no book twice, and nothing that I would be ashamed to be seen with on "
    "the tram. If you would like to join, write a line to the front desk, and they will put your name "
    "on the board by the window, where everybody can see how far we all have come.",
    "Thank you for coming by. The board is brought up to date on Mondays, and there is tea.",
)
SHORT = ("I am in! A post a week until June, wish me luck, and see you all on the other side.",)
TEMPLATE = (
    "**Where did you write today?** {}. **What did you leave out?** {}. **Who would you like to read "
    "it?** {}. **What will you write tomorrow, and where, and with which pen?** {}. **Whose post in "
    "this challenge made you laugh this week, and did you tell them so?** {}.",
)
ANSWERS = ("In bed", "My mother's voice", "Nobody so far", "A letter, by hand", "Jo's, and yes")
OTHERS = ("At the station", "The end", "My old teacher", "The same again", "None, I was too busy")

OTHER: dict[str, tuple[Version, Version]] = {
    "another text": (post(*HARBOUR), there(*BREAD)),
    "a quotation of a long passage": (
        post(*HARBOUR),
        there(BREAD[0], *(f"> {text}" for text in HARBOUR[1:3]), *BREAD[1:]),
    ),
    "a quotation of all of it, with a short comment": (
        post(*HARBOUR),
        there("I have read this three times now:", *(f"> {text}" for text in HARBOUR)),
    ),
    "a quotation of all of it that is not marked, with a comment": (
        post(*HARBOUR),
        there(BREAD[0], *HARBOUR, *BREAD[1:], authors=("Jo Marsh",)),
    ),
    "a series with a common frame": (
        post(FRAME_TEXT[0], *HARBOUR[2:], FRAME_TEXT[1], title="Reading log, week 3"),
        there(FRAME_TEXT[0], *BREAD[2:], FRAME_TEXT[1], title="Reading log, week 4"),
    ),
    "a series that does not count, of a long frame and a sentence": (
        post(FRAME_TEXT[0], HARBOUR[0], FRAME_TEXT[1]),
        there(FRAME_TEXT[0], BREAD[0], FRAME_TEXT[1]),
    ),
    "a series of all but the same words": (
        post(*FRAME_TEXT, "This week: Middlemarch.", title="Reading log 12"),
        there(*FRAME_TEXT, "This week: Emma.", title="Reading log 13"),
    ),
    "a template that two people fill in": (
        post(TEMPLATE[0].format(*ANSWERS)),
        there(TEMPLATE[0].format(*OTHERS), authors=("Jo Marsh",)),
    ),
    "a template that one fills in twice": (
        post(TEMPLATE[0].format(*ANSWERS)),
        there(TEMPLATE[0].format(*OTHERS)),
    ),
    "a form letter with another name in it": (
        post(*FRAME_TEXT, "I am Ann, and I will read by the sea.", authors=("Ann Tal",)),
        there(*FRAME_TEXT, "Call me Bo, I do it on the train.", authors=("Bo Reeve",)),
    ),
    "two short posts": (post(*SHORT), there(*SHORT, authors=("Jo Marsh",))),
    "a translation": (
        post(*HARBOUR),
        there(
            "Jeden Morgen vor der Arbeit gehe ich zum Hafen und zähle die Boote, die noch da sind.",
            "Mein Großvater tat dasselbe, nur zählte er für die Versicherung und ich für mich. Er hielt "
            "die Zahlen in einem grünen Heft fest, eine Spalte für jeden Liegeplatz, und wenn ein "
            "Fischer aufgab, zog er einen dünnen Strich durch den Rest der Seite.",
            "Letzte Woche fand ich das Heft in einer Kiste mit Weihnachtsschmuck.",
            NOTE,
        ),
    ),
    "an excerpt": (post(*HARBOUR), there(*HARBOUR[:2], "Read on at my own place.")),
    "an excerpt that says where it is from": (post(*HARBOUR), there(*HARBOUR[2:], NOTE)),
    "an answer that repeats the prompt": (
        post(FRAME_TEXT[0], *HARBOUR),
        there(FRAME_TEXT[0], *BREAD, authors=("Jo Marsh",)),
    ),
    "pictures without a word": (
        post("![](https://lena.example/a.jpg)"),
        there("![](https://x.example/b.jpg)"),
    ),
    "one host": (post(*HARBOUR), there(*HARBOUR, url="https://www.lena.example/print/harbour/")),
}


@pytest.mark.parametrize("variant", OTHER)
def test_what_is_no_repost(variant: str) -> None:
    assert pair(*OTHER[variant]) is None


def test_who_names_the_original_repeats_it_whatever_the_days() -> None:
    earlier = date(2024, 5, 1)  # it came onto the own blog later, or its theme says so
    for named in (
        there(*HARBOUR, day=earlier, canonical=OWN),
        there(*HARBOUR, NOTE, day=earlier),
        there(*HARBOUR, "Zuerst erschienen auf lena.example.", day=earlier),
        there(*HARBOUR, f"*Cross-posted from <{OWN}>*", day=earlier),
    ):
        assert pair(post(*HARBOUR), named) == (THERE, OWN)
    for not_named in (
        there(*HARBOUR, day=earlier),
        there(*HARBOUR, f"More of me at [lena.example]({OWN}).", day=earlier),
        there(
            *HARBOUR, "Originally published at [another place](https://z.example/).", day=earlier
        ),
    ):
        assert pair(post(*HARBOUR), not_named) == (OWN, THERE)


def test_each_names_the_other_and_the_days_decide() -> None:
    one = post(*HARBOUR, canonical=THERE)
    assert pair(one, there(*HARBOUR, canonical=OWN)) == (THERE, OWN)


def test_a_short_text_counts_where_it_names_its_original() -> None:
    assert pair(post(*SHORT), there(*SHORT)) is None
    assert pair(post(*SHORT), there(*SHORT, canonical=OWN)) == (THERE, OWN)


def test_which_of_two_was_first() -> None:
    morning, evening = (datetime(2024, 5, 3, hour, tzinfo=UTC) for hour in (7, 21))
    assert pair(post(*HARBOUR, day=evening), there(*HARBOUR, day=morning)) == (OWN, THERE)
    # a day alone is no earlier than a time on it: then it is what was seen first
    seen = replace(there(*HARBOUR, day=date(2024, 5, 3)), first_seen=hours(5))
    assert pair(post(*HARBOUR, day=evening), seen) == (THERE, OWN)
    unknown = replace(there(*HARBOUR, day=None), first_seen=hours(5))
    assert pair(post(*HARBOUR), unknown) == (THERE, OWN)


def test_one_host_under_two_names_repeats_nothing() -> None:
    assert not may_repeat("https://a.blogspot.com/x", "https://a.blogspot.co.uk/x")
    assert may_repeat("https://a.example/x", "https://dev.to/a/x")


def test_a_sketch_is_of_words_and_small() -> None:
    made = post(*HARBOUR).post
    assert made
    louder = replace(made, markdown=made.markdown.upper().replace(".", " !"))
    assert sketch(made) == sketch(louder)
    assert len(sketch(made)) == reposts.SKETCH
    assert sketch(replace(made, markdown="> " + HARBOUR[0])) == ()
    assert sketch(replace(made, markdown="")) == ()
    japanese = replace(made, markdown="毎朝、仕事の前に港まで歩いて、まだ残っている船を数える。")
    assert len(sketch(japanese)) == reposts.SKETCH


# ---- in an archive

SPRING = Challenge(id="spring", title="Spring")


def keep(archive: Archive, run: str, *versions: Version, at: float = 0) -> None:
    """A run that writes these versions and judges them as members."""
    with one_run(archive, run, hours(at)) as writer:
        for version in versions:
            writer.add(version)
        posts = [version.url for version in versions]
        writer.describe([SPRING])
        writer.rejudge(SPRING.id, posts, map(member, posts))
        writer.all_judged()


def member(url: str, verdict: Verdict = Verdict.MEMBER) -> Membership:
    return Membership(post=url, challenge=SPRING.id, verdict=verdict)


def told(archive: Archive) -> dict[str, str]:
    return {m.post: m.repost_of for m in archive.memberships(SPRING.id) if m.repost_of}


def test_a_post_repeats_another_in_whatever_order_they_come(tmp_path: Path) -> None:
    one, two = new_archive(tmp_path / "one"), new_archive(tmp_path / "two")
    keep(one, "r1", post(*HARBOUR))
    assert told(one) == {}
    keep(one, "r2", there(*HARBOUR, NOTE), at=1)
    keep(two, "r1", there(*HARBOUR, NOTE))
    keep(two, "r2", post(*HARBOUR), at=1)
    assert told(one) == told(two) == {THERE: OWN}
    assert one.check() == two.check() == []


def test_an_edited_post_repeats_nothing_any_more(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    keep(archive, "r1", post(*HARBOUR), there(*HARBOUR))
    assert told(archive) == {THERE: OWN}
    edited = there(*BREAD)
    keep(archive, "r2", replace(make_version(THERE, 2), post=edited.post), at=1)
    assert told(archive) == {}


def test_of_several_with_one_text_the_first_is_the_original(tmp_path: Path) -> None:
    archive, third = new_archive(tmp_path), "https://dev.to/lena/harbour"
    last = there(*HARBOUR, url=third, day=date(2024, 6, 1))
    keep(archive, "r1", last, there(*HARBOUR), post(*HARBOUR))
    assert told(archive) == {THERE: OWN, third: OWN}


def test_only_posts_of_one_challenge_repeat_each_other(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    keep(archive, "r1", post(*HARBOUR), there(*HARBOUR))
    for verdict, found in ((Verdict.OUTSIDE, {}), (Verdict.UNSURE, {THERE: OWN})):
        archive.judge([member(OWN, verdict), member(THERE)])
        assert told(archive) == found
    archive.judge([member(THERE), replace(member(OWN), challenge="autumn")])
    assert told(archive) == {}


def many(count: int, text: Callable[[int], tuple[str, ...]]) -> list[Version]:
    return [
        there(*text(n), url=f"https://blog{n:03}.example/post/", authors=(f"Name{n}",))
        for n in range(count)
    ]


def own_words(number: int) -> str:
    return " ".join(f"w{number * 100 + place}" for place in range(60))


def test_an_archive_that_grew_knows_what_one_made_again_knows(tmp_path: Path) -> None:
    """Also where a text has come to be that of a frame, and has ceased to be it."""
    archive = new_archive(tmp_path / "a")
    copies = many(FRAME + 2, lambda n: HARBOUR)
    known = []
    for n, version in enumerate(copies):
        keep(archive, f"r{n:02}", version, at=n)
        known.append(told(archive))
        archive.rebuild()
        archive.judge(member(v.url) for v in copies[: n + 1])
        assert told(archive) == known[-1]
    assert [len(found) for found in known] == [*range(FRAME), 0, 0]
    for n, version in enumerate(copies[:2]):
        other = replace(make_version(version.url, 2), post=post(*BREAD, url=version.url).post)
        keep(archive, f"s{n}", other, at=20 + n)
    # eight with the text of the harbour are left, and the two loaves are another pair
    assert len(told(archive)) == FRAME - 1 + 1
    keep_before = told(archive)
    archive.rebuild()
    archive.judge(member(v.url) for v in copies)
    assert told(archive) == keep_before


def test_a_merge_finds_what_neither_archive_could_know(tmp_path: Path) -> None:
    ours, theirs = new_archive(tmp_path / "ours"), new_archive(tmp_path / "theirs")
    keep(ours, "r1", post(*HARBOUR, "My post for the Spring challenge."))
    keep(theirs, "r2", there(*HARBOUR, "My post for the Spring challenge.", NOTE), at=1)
    assert told(ours) == told(theirs) == {}
    ours.merge(tmp_path / "theirs", "m1", hours(2))
    ours.judge(member(url) for url in (OWN, THERE))
    assert told(ours) == {THERE: OWN}


def test_a_text_is_compared_with_few_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 120 posts in one frame, two of which repeat each other: a handful of 7,140 pairs."""
    compared: list[tuple[str, str]] = []

    def counted(one: Version, other: Version) -> reposts.Repeat | None:
        compared.append((one.url, other.url))
        return repeat(one, other)

    monkeypatch.setattr(comparing, "repeat", counted)
    frame = many(120, lambda n: (FRAME_TEXT[1], own_words(min(n, 118))))
    frame[-1] = replace(frame[-1], post=replace(frame[-1].post or make_post(OWN), authors=()))
    archive = new_archive(tmp_path)
    keep(archive, "r1", *frame)
    assert told(archive) == {frame[119].url: frame[118].url}
    few = len(compared)
    assert few < 10
    assert told(archive)
    assert len(compared) == few


def test_a_damaged_post_repeats_nothing_and_stops_nobody(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    other = (
        there(*BREAD, url="https://b.example/bread/"),
        post(*BREAD, url="https://c.example/loaf/"),
    )
    keep(archive, "r1", post(*HARBOUR), there(*HARBOUR), *other)
    for place in tmp_path.glob("posts/medium.com/*/v1/content/post.md"):
        place.write_text("---\nbroken", "utf-8")
    archive.close()
    archive = open_archive(tmp_path)
    archive.rebuild()
    archive.judge(member(url) for url in (OWN, *(v.url for v in other)))
    assert told(archive) == {"https://b.example/bread/": "https://c.example/loaf/"}


def test_the_catalog_forgets_a_post_that_became_another() -> None:
    catalog = Catalog.open(None)
    catalog.begin()
    catalog.sketched("http://a.test/", (1, 2))
    catalog.sketched("http://b.test/", (2, 3))
    assert catalog.like("http://a.test/") == ["http://b.test/"]
    catalog.forget_text("http://b.test/")
    assert catalog.like("http://a.test/") == []
    assert catalog.uncompared() == ["http://a.test/"]
    catalog.close()


# ---- in a run

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {id: lena, feed: http://lena.example/feed.xml}
      - {id: elsewhere, feed: http://medium.example/feed.xml}
"""
MINE = "This is my post for the Spring Writing Challenge."


def test_a_run_keeps_both_posts_and_export_tells_which_repeats_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, copy = "http://lena.example/harbour/", "http://medium.example/boats/"
    second = page("Boats", MINE, *HARBOUR, "First published on lena.example.", day="2017-05-01")
    named = str(second.body).replace("<title>", f"<link rel=canonical href={mine}><title>")
    clock, net = scene(
        {
            "http://lena.example/feed.xml": feed("lena.example", ("/harbour/", "Harbour", "x")),
            mine: page("Harbour", MINE, *HARBOUR, day="2017-05-02"),
            "http://medium.example/feed.xml": feed("medium.example", ("/boats/", "Boats", "x")),
            copy: replace(second, body=named),
        }
    )
    report = go(tmp_path, net, clock, text=SOURCES)
    assert {m.post: m.repost_of for m in report.memberships} == {mine: "", copy: mine}
    archive = open_archive(tmp_path)
    assert len(archive.versions(mine)) == len(archive.versions(copy)) == 1
    before = archive.memberships("spring")
    archive.close()
    rebuild(tmp_path)
    assert open_archive(tmp_path).memberships("spring") == before
    assert cli.main(["export", "-a", str(tmp_path), "--format", "jsonl", "-o", "-"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["url"]: row["repost_of"] for row in rows} == {mine: None, copy: mine}


def test_the_table_counts_a_repost_once_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, copy = "http://lena.example/harbour/", "http://medium.example/boats/"
    clock, net = scene(
        {
            "http://lena.example/feed.xml": feed("lena.example", ("/harbour/", "Harbour", "x")),
            mine: page("Harbour", MINE, *HARBOUR, day="2017-05-02"),
            "http://medium.example/feed.xml": feed("medium.example", ("/boats/", "Boats", "x")),
            copy: page("Boats", MINE, *HARBOUR, day="2017-05-03"),
        }
    )
    go(tmp_path, net, clock, text=SOURCES)

    def shown(*form: str) -> str:
        assert cli.main(["table", "-a", str(tmp_path), *form]) == 0
        return capsys.readouterr().out

    for begin in (lambda: None, lambda: rebuild(tmp_path)):
        begin()
        rows = {row["url"]: row["repost_of"] for row in csv.DictReader(io.StringIO(shown("--csv")))}
        assert rows == {mine: "", copy: mine}
        (told,) = json.loads(shown("--json"))["challenges"]
        assert told["members"] == 1
        assert "(repost)" in shown("--markdown") and "2 people, 1 post" in shown()
    assert [a.repost_of for a in open_archive(tmp_path).answers("spring", Verdict.MEMBER)] == [
        "",
        mine,
    ]


def test_a_record_names_what_its_post_repeats() -> None:
    version = there(*HARBOUR)
    assert version.post
    outside = Membership(post=THERE, challenge="a", verdict=Verdict.OUTSIDE, repost_of="x")
    found = replace(member(THERE), repost_of=OWN)
    assert POSTS.row(Holding((version,), ("",), (outside, found)))["repost_of"] == OWN
    assert POSTS.row(Holding((version,), ("",), (outside,)))["repost_of"] is None
