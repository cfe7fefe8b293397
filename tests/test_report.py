"""The report of a run: what is new by round and writer, how long it gets, as text and as JSON."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.console import report as reports
from archiver.errors import Unreachable
from archiver.facts import Failed, Stopped, VersionWritten
from archiver.model import Change, Verdict
from archiver.outcomes import Joined, Report
from tests.fakes import FakeClock
from tests.stories import ENTRY, PROSE, SOURCES, feed, go, page, scene

START = datetime(2025, 9, 3, 6, tzinfo=UTC)


def made(**more: object) -> Report:
    fields: dict[str, object] = {"run": "r1", "started": START, "ended": START + timedelta(0, 7)}
    return Report(**(fields | more))  # type: ignore[arg-type]


def new(
    post: str, round_: str | None, *authors: str, challenge: str = "spring", sure: bool = True
) -> Joined:
    return Joined(
        post=f"http://{post}",
        challenge=challenge,
        round=round_,
        verdict=Verdict.MEMBER if sure else Verdict.UNSURE,
        authors=authors,
    )


def change(url: str, kind: Change = Change.CREATED) -> VersionWritten:
    return VersionWritten(
        url=url, at=START, change=kind, version=1, sha512="", extractor="1", title="A title"
    )


def groups(joined: Iterable[Joined]) -> str:
    """What the text says of the rounds."""
    text = reports.text(made(joined=tuple(joined)))
    return text.rpartition("\n\nr1: ")[0]


def test_rounds_and_their_writers() -> None:
    told = groups(
        [
            new("a.example/1", "week-1", "Ann Lee"),
            new("b.example/1", "week-1", "Ben"),
            new("a.example/2", "week-1", "Ann Lee"),
            new("c.example/1", "week-2"),
            new("d.example/1", None, "Dan", "Eva"),
            new("e.example/1", "week-2", "Eva", sure=False),
        ]
    )
    assert told == (
        "New in spring\n"
        "  week-1: 3 new (Ann Lee 2, Ben 1)\n"
        "  week-2: 1 new (c.example 1)\n"
        "  no round: 1 new (Dan 1, Eva 1)\n"
        "  unsure: 1 new (Eva 1)"
    )


def test_each_challenge_has_its_own() -> None:
    told = groups(
        [
            new("a.example/1", "week-1", "Ann"),
            new("a.example/1", "week-1", "Ann", challenge="winter"),
        ]
    )
    assert told == (
        "New in spring\n  week-1: 1 new (Ann 1)\n\nNew in winter\n  week-1: 1 new (Ann 1)"
    )


@pytest.mark.parametrize(
    ("writers", "end"),
    [
        (1, "(W00 1)"),
        (6, "(W00 1, W01 1, W02 1, W03 1, W04 1, W05 1)"),
        (7, "(W00 1, W01 1, W02 1, W03 1, W04 1 and 2 others)"),
        (90, "(W00 1, W01 1, W02 1, W03 1, W04 1 and 85 others)"),
    ],
)
def test_many_writers_are_a_few(writers: int, end: str) -> None:
    told = groups(new(f"w.example/{n}", "week-1", f"W{n:02}") for n in range(writers))
    assert told == f"New in spring\n  week-1: {writers} new {end}"


def test_many_rounds_are_a_few() -> None:
    told = groups(new(f"w.example/{n}", f"week-{n}", "W") for n in range(200))
    assert len(told.splitlines()) == 22 and told.endswith("\n  and 180 more")


def test_nothing_of_a_name_steers_a_mail_or_makes_it_wide() -> None:
    told = groups(
        [new("a.example/1", "w", "An\x1b[31mn\nBcc: x"), new("a.example/2", "w", "x" * 900)]
    )
    assert "\x1b" not in told and "\nBcc" not in told
    assert max(map(len, told.splitlines())) < 100


def test_new_posts_of_no_challenge() -> None:
    told = reports.text(made(changes=(change("http://a.example/1"),)))
    assert "\n\nNo new post is of a challenge.\n\nr1: 1 new; " in told
    edited = reports.text(made(changes=(change("http://a.example/1", Change.EDITED),)))
    assert "challenge" not in edited and "challenge" not in reports.text(made())


def test_long_lists_end_by_what_is_left_out() -> None:
    changes = [change(f"http://a.example/{n:03}") for n in range(300)]
    changes += [change(f"http://b.example/{n}", Change.EDITED) for n in range(20)]
    report = made(changes=tuple(changes))
    told = reports.text(report)
    assert "\nand 280 more new\n" in told and "more edited" not in told
    assert "http://a.example/019" in told and "http://a.example/020" not in told
    assert len(told.splitlines()) < 50
    assert len(json.loads(reports.as_json(report))["changes"]) == 320, "JSON is whole"


def test_json_has_the_same() -> None:
    told = json.loads(
        reports.as_json(made(joined=(new("a.example/1", "w", "Ann"), new("a.example/2", "w"))))
    )
    counts = {"Ann": 1, "a.example": 1}
    assert told["rounds"] == [
        {"challenge": "spring", "round": "w", "sure": True, "posts": 2, "authors": counts}
    ]
    first = {"post": "http://a.example/1", "challenge": "spring", "round": "w"}
    assert told["joined"][0] == first | {"verdict": "member", "authors": ["Ann"]}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"sources left": 3, "hosts left": 1}, "3 sources and 1 host are left to the next run"),
        ({"hosts left": 1}, "1 host is left to the next run"),
        ({"hosts left": 2}, "2 hosts are left to the next run"),
        ({"hosts left": 2, "unjudged posts": 600}, "2 hosts and 600 unjudged posts are left"),
        ({"sources left": 0, "hosts left": 0}, "nothing is left"),
    ],
)
def test_what_a_run_that_was_stopped_has_left(counts: dict[str, int], words: str) -> None:
    report = made(stopped=Stopped.TIME, counts=counts)
    assert f"r1: nothing new, its time was over: {words}" in reports.summary(report)
    assert reports.exit_code(report) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (3000, "50 min"),
        (3590, "1 h 0 min"),
        (20000, "5 h 33 min"),
    ],
)
def test_how_long_it_took(seconds: int, words: str) -> None:
    report = made(ended=START + timedelta(seconds=seconds))
    assert reports.summary(report).endswith(f" 0 requests in {words}")


# ---- from whole runs

ANN = "<address>By <a rel=author href=/about>Ann Lee</a></address>"


def rounds_of(report: Report) -> list[tuple[str | None, str]]:
    return [(new.round, new.post) for new in report.joined]


def test_a_post_is_told_of_once(tmp_path: Path) -> None:
    clock, net = scene()
    assert rounds_of(go(tmp_path, net, clock)) == [("week-1", "http://ana.example/motivation/")]
    assert go(tmp_path, net, clock, force=True).joined == ()
    net.pages["http://ana.example/motivation/"] = page(
        "What keeps me going",
        "This is my post for the Spring Writing Challenge, and more.",
        "The prompt: “What keeps you going month after month in your work?”",
        PROSE,
        ANN,
        tags="spring challenge",
        day="2017-05-23",
    )
    edited = go(tmp_path, net, clock, force=True)
    assert len(edited.changes) == 1 and edited.joined == ()


def test_a_post_that_joins_later_is_told_of_with_its_writer(tmp_path: Path) -> None:
    plain = page("What keeps me going", PROSE, day="2017-05-23")
    clock, net = scene({"http://ana.example/motivation/": plain})
    text = SOURCES.replace("tags: [spring challenge]", "tags: [some other tag]")
    first = go(tmp_path, net, clock, text=text)
    assert all(verdict is Verdict.UNSURE for verdict in {new.verdict for new in first.joined})
    include = "tags: [some other tag]\n    include: [http://ana.example/motivation/]"
    later = go(tmp_path, net, clock, text=text.replace("tags: [some other tag]", include))
    assert later.changes == ()
    assert [new.post for new in later.joined] == ["http://ana.example/motivation/"]
    assert later.joined[0].verdict is Verdict.MEMBER


def test_a_catalog_that_is_made_again_makes_no_post_new(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    for file in (tmp_path / "derived").iterdir():
        file.unlink()
    net.pages["http://ana.example/feed.xml"] = feed(
        "ana.example",
        ENTRY,
        ("/tone/", "Tone", "More words"),
        day="Tue, 23 May 2017",
        etag='"2"',
    )
    net.pages["http://ana.example/tone/"] = page(
        "Tone",
        "The prompt: “How do you find the right tone when a stranger is angry?”",
        PROSE[::-1],
        tags="spring challenge",
        day="2017-05-23",
    )
    report = go(tmp_path, net, clock)
    assert rounds_of(report) == [("week-2", "http://ana.example/tone/")]


def test_the_failed_are_a_few_too() -> None:
    missed = tuple(
        Failed(url=f"http://a.example/{n}", at=START, reason="no such host") for n in range(70)
    )
    assert "\n  and 50 more\n" in reports.text(made(missed=missed))


def test_a_run_without_news_says_so_in_one_line(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    told = reports.text(go(tmp_path, net, clock))
    assert "nothing new" in told and len(told.splitlines()) == 1


def test_a_failing_run_leads_to_the_source(tmp_path: Path) -> None:
    _, net = scene({"http://ben.example/feed.xml": Unreachable("no such host")})
    told = reports.text(go(tmp_path, net, FakeClock()))
    assert "Sources that failed\n  ben: " in told and told.index("failed") < told.index("New in")
