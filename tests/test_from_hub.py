"""`archiver init --from-hub` drafts a challenge that is valid as it stands, whatever the hub is."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver import cli, config
from archiver.commands import init
from archiver.config import drafting
from archiver.discover.hubs import round_dates
from archiver.discover.hubs.round_dates import Day, Span
from archiver.model import Challenge, Method, Round
from archiver.model.settings import Settings
from archiver.pipeline import Found, look
from tests.fakes import FakeClock, FakeWeb, Page, Some

WHO = Settings(contact="me@here.example")
HUB = "https://hub.example/2017/04/24/spring/"
TABLE = (
    "<table><tr><th>Week Start</th><th>Topic</th></tr>"
    "<tr><td>May 1st</td><td>Motivation: What keeps you going?</td></tr>"
    '<tr><td>May 15th</td><td>Tone: How do you say "no": never, or #always?</td></tr></table>'
)
LISTED = (
    "<h2>Who wrote</h2><ul><li><a href='https://ana.example/2017/05/mine/'>Mine</a></li>"
    "<li><a href='https://bo.example/2017/05/his/'>His</a></li></ul>"
)


def hub(text: str, title: str = "Kettle Spring 2017 Writing Challenge") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article class='post'><h1>{title}</h1>"
        f"<div class='entry-content'><p>Write with us.</p>{text}</div></article></body></html>"
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs `init` with words against pages; gives its code, its output and its messages."""
    monkeypatch.chdir(tmp_path)

    def ask(pages: dict[str, Some], *words: str) -> tuple[int, str, str]:
        clock = FakeClock()
        net = FakeWeb(pages, clock=clock)

        def looked(
            blogs: list[str], method: Method = Method.SITE, **_: object
        ) -> tuple[Found, ...]:
            return look(blogs, method=method, settings=WHO, transport=net, now=clock.now)

        monkeypatch.setattr(init, "look", looked)
        code = cli.main(["init", *words, "--contact", "me@here.example"])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return ask


def test_a_draft_has_the_rounds_of_the_hub(asked) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = asked({HUB: hub(TABLE + LISTED)}, "--from-hub", HUB, "-o", "-")
    settings = config.parse(out)
    (found,) = settings.challenges
    assert code == 0
    assert (found.id, found.title, found.hub) == (
        "kettle-spring-2017-writing-challenge",
        "Kettle Spring 2017 Writing Challenge",
        HUB,
    )
    assert found.phrases == (
        "Kettle Writing Challenge Spring 2017",
        "Spring 2017 Kettle Writing Challenge",
    )
    assert found.rounds == (
        Round(
            id="round-1",
            title="Motivation",
            prompt="What keeps you going?",
            opens=date(2017, 5, 1),
            closes=date(2017, 5, 14),
        ),
        Round(
            id="round-2",
            title="Tone",
            prompt='How do you say "no": never, or #always?',
            opens=date(2017, 5, 15),
            closes=date(2017, 5, 28),
        ),
    )
    assert [(s.method, s.url) for s in settings.sources] == [(Method.HUB, HUB)]
    assert "# - site: https://ana.example/" in out and "# - site: https://bo.example/" in out


def test_rounds_have_their_pages_and_these_are_sources(asked) -> None:  # type: ignore[no-untyped-def]
    months = "".join(
        f"<li>{month} – Kettle Day #{n} – <a href='https://{who}.example/2012/{n}-call/'>Pots</a> "
        f"(<a href='https://{who}.example/2012/{n}-all/'>round-up</a>)</li>"
        for month, n, who in (("Jan", 26, "ana"), ("Feb", 27, "bo"))
    )
    _, out, _ = asked(
        {HUB: hub(f"<ul>{months}</ul>", "2012 Kettle Days")}, "--from-hub", HUB, "-o", "-"
    )
    settings = config.parse(out)
    first, second = settings.challenges[0].rounds
    assert (first.invitation, second.roundup) == (
        "https://ana.example/2012/26-call/",
        "https://bo.example/2012/27-all/",
    )
    assert [(s.method, s.round) for s in settings.sources] == [
        (Method.HUB, None),
        (Method.INVITATION, "round-26"),
        (Method.ROUNDUP, "round-26"),
        (Method.INVITATION, "round-27"),
        (Method.ROUNDUP, "round-27"),
    ]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (hub("<p>Every day of October.</p>"), "no prompts were found"),
        (404, "could not be looked at"),
        (Page(body="", type="text/html"), "could not be looked at"),
    ],
)
def test_a_hub_without_rounds_gives_a_draft_that_says_so(asked, page: Some, says: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = asked({HUB: page}, "--from-hub", HUB, "-o", "-")
    assert code == 3
    assert says in err and HUB in err
    (found,) = config.parse(out).challenges
    assert (found.hub, found.rounds) == (HUB, ())
    assert "No prompts were found on the hub" in out


def test_blogs_beside_a_hub_are_its_sources(asked) -> None:  # type: ignore[no-untyped-def]
    home = "<html><head><title>Ana</title><link rel=alternate type=application/rss+xml href=/feed></head></html>"
    pages = {HUB: hub(TABLE), "https://ana.example/": home}
    code, out, _ = asked(pages, "https://ana.example/", "--from-hub", HUB, "-o", "-")
    assert code == 0
    assert {(str(s.method), s.url) for s in config.parse(out).sources} == {
        ("hub", HUB),
        ("site", "https://ana.example/"),
    }


def test_a_draft_goes_into_a_file_and_not_over_one(asked) -> None:  # type: ignore[no-untyped-def]
    code, out, err = asked({HUB: hub(TABLE)}, "--from-hub", HUB)
    assert (code, out) == (0, "") and "sources.yaml is written" in err
    assert len(config.read("sources.yaml").challenges[0].rounds) == 2
    assert asked({HUB: hub(TABLE)}, "--from-hub", HUB)[0] == 2


def test_without_a_hub_or_a_blog_there_is_nothing_to_look_at(asked) -> None:  # type: ignore[no-untyped-def]
    code, _, err = asked({})
    assert code == 2 and "--from-hub" in err


@pytest.mark.parametrize("blogs", [(), ("https://cy.example/",)])
def test_a_blog_of_the_draft_is_followed_without_its_mark(asked, blogs: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    home = "<html><head><title>Cy</title></head></html>"
    pages = {HUB: hub(TABLE + LISTED)} | dict.fromkeys(blogs, home)
    _, out, _ = asked(pages, *blogs, "--from-hub", HUB, "-o", "-")
    assert [s.url for s in config.parse(out).sources] == [*blogs, HUB]
    one = config.parse(out.replace("# - site: https://ana", "- site: https://ana"))
    assert {s.url for s in one.sources} == {*blogs, HUB, "https://ana.example/"}
    both = config.parse(out.replace("# - site", "- site"))
    assert {s.url for s in both.sources} == {
        *blogs,
        HUB,
        "https://ana.example/",
        "https://bo.example/",
    }


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
@settings(deadline=None)
@example('a: "b"', "- c #d", "\x85\u2028\x7f\ud800", "{e}")
def test_whatever_a_page_says_the_draft_is_valid(
    title: str, name: str, prompt: str, note: str
) -> None:
    rounds = (Round(id="week-1", title=name, prompt=prompt, opens=date(2017, 5, 1)),)
    challenge = Challenge(
        id=drafting.name_of(title),
        title=title if title.strip() else "x",
        hub=HUB,
        phrases=drafting.phrases_of(title),
        rounds=rounds,
    )
    text = f"contact: me@here.example\nchallenges:\n{drafting.draft(challenge, [HUB], note)}"
    if drafting.folded(challenge.title):
        (found,) = config.parse(text).challenges
        assert found.rounds[0].prompt == drafting.folded(prompt)


# ---- tables


def table(*rows: str) -> str:
    """A table whose cells are parted by ``|``."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        (
            ("Round|Start|End|Theme", "1|December 1, 2017|December 10, 2017|A stranger", "2|December 11, 2017|December 17, 2017|Salt"),
            ("A stranger", "", "2017-12-01", "2017-12-10"),
            ("Salt", "", "2017-12-11", "2017-12-17"),
        ),
        (
            ("#|Opens|Closes|Prompt", "1|May 1|May 10|A stranger", "2|May 20|May 24|What boils?"),
            ("A stranger", "", "2017-05-01", "2017-05-10"),
            ("", "What boils?", "2017-05-20", "2017-05-24"),
        ),
        (
            ("Prompt|Week of|Host", "What boils?|May 1|<a href='https://kay.example/'>Kay</a>", "What keeps?|May 8|Kay"),
            ("", "What boils?", "2017-05-01", "2017-05-07"),
            ("", "What keeps?", "2017-05-08", "2017-05-14"),
        ),
        (
            ("Host|Theme|Description|From|Until", "Kay|Salt|Who gave it to you|12/18|12/24/2017", "Bo|Oil|Tell of a lamp|12/25|1/3/2018"),
            ("Salt", "Who gave it to you", "2017-12-18", "2017-12-24"),
            ("Oil", "Tell of a lamp", "2017-12-25", "2018-01-03"),
        ),
        (
            ("Abgabe|Thema|Beginn|Gastgeber", "7. Mai|Salz|1. Mai|Kay", "20. Mai|Brot|8. Mai|Bo"),
            ("Salz", "", "2017-05-01", "2017-05-07"),
            ("Brot", "", "2017-05-08", "2017-05-20"),
        ),
        (
            ("1|May 1|May 10|A stranger", "2|May 11|May 15|Salt"),
            ("A stranger", "", "2017-05-01", "2017-05-10"),
            ("Salt", "", "2017-05-11", "2017-05-15"),
        ),
        (
            ("Week of|Prompt|Notes", "May 1|Your <a href='https://y.example/'>younger self</a>|bring a picture of them", "May 8|<a href='https://x.example/'>A stranger</a>|"),
            ("Your younger self", "", "2017-05-01", "2017-05-07"),
            ("A stranger", "", "2017-05-08", "2017-05-14"),
        ),
        (
            ("Date|Host's question|Posted by", "May 1|What boils?|Kay", "May 8|What keeps?|Bo"),
            ("", "What boils?", "2017-05-01", "2017-05-07"),
            ("", "What keeps?", "2017-05-08", "2017-05-14"),
        ),
    ],
)  # fmt: skip
def test_a_column_is_what_its_head_and_its_cells_say(
    asked, rows: tuple[str, ...], first: tuple[str, ...], last: tuple[str, ...]
) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = asked({HUB: hub(table(*rows))}, "--from-hub", HUB, "-o", "-")
    found = config.parse(out).challenges[0].rounds
    assert [(r.title, r.prompt, str(r.opens), str(r.closes)) for r in found] == [first, last]


def test_a_link_in_a_line_is_a_part_of_what_it_says_and_a_host_is_none(asked) -> None:  # type: ignore[no-untyped-def]
    lines = (
        "May 1: Your <a href='https://y.example/'>younger self</a>",
        "May 8: <a href='https://y.example/'>Home</a> and what it means",
        "May 15 – Salt – <a href='https://kay.example/'>Kay</a>",
        "May 22: Oil, hosted by <a href='https://kay.example/'>Kay</a>",
    )
    items = "".join(f"<li>{line}</li>" for line in lines)
    _, out, _ = asked({HUB: hub(f"<ul>{items}</ul>")}, "--from-hub", HUB, "-o", "-")
    titles = [r.title for r in config.parse(out).challenges[0].rounds]
    assert titles == ["Your younger self", "Home and what it means", "Salt", "Oil"]


# ---- days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("May 1st", Day(5, 1), None),
        ("1. Mai 2017: Los", Day(5, 1, 2017), None),
        ("1er mai", Day(5, 1), None),
        ("Lundi 30 avril", Day(4, 30), None),
        ("Week of Monday, the 3rd of June", Day(6, 3), None),
        ("1 de mayo de 2018", Day(5, 1, 2018), None),
        ("2017-05-01", Day(5, 1, 2017), None),
        ("5月1日", Day(5, 1), None),
        ("2020年5月4日", Day(5, 4, 2020), None),
        ("5월 1일", Day(5, 1), None),
        ("1.5.", Day(5, 1), None),
        ("29/5/2017", Day(5, 29, 2017), None),
        ("Dec", Day(12), None),
        ("December 2017", Day(12, None, 2017), None),
        ("May 4–10: Pots", Day(5, 4), Day(5, 10)),
        ("May 28 to June 3", Day(5, 28), Day(6, 3)),
        ("4. bis 10. Mai: Los", Day(5, 4), Day(5, 10)),
        ("4-10 May 2020", Day(5, 4, 2020), Day(5, 10, 2020)),
        ("du 4 au 10 mai", Day(5, 4), Day(5, 10)),
        ("Maybe later", None, None),
        ("Marching on", None, None),
        ("32 May", None, None),
        ("13th month", None, None),
        ("", None, None),
    ],
)
def test_days_are_read_as_they_are_written(text: str, first: Day | None, last: Day | None) -> None:
    found = round_dates.read(text)
    assert (found.first, found.last) == (first, last) if found else first is None


def spans(*days: tuple[int, int | None]) -> list[Span | None]:
    return [Span(Day(month, day), None, 0) for month, day in days]


@pytest.mark.parametrize(
    ("days", "year", "near", "opens"),
    [
        ([(12, 18), (1, 1)], None, date(2017, 12, 4), ["2017-12-18", "2018-01-01"]),
        ([(12, 18), (1, 1)], 2017, None, ["2017-12-18", "2018-01-01"]),
        ([(1, 8), (1, 15)], None, date(2017, 12, 20), ["2018-01-08", "2018-01-15"]),
        (
            [(12, None), (11, None), (10, None)],
            2013,
            date(2014, 3, 1),
            ["2013-12-01", "2013-11-01", "2013-10-01"],
        ),
        ([(2, 29), (3, 1)], 2017, None, [None, "2017-03-01"]),
        ([(5, 1), (5, 15)], None, None, [None, None]),
    ],
)
def test_a_year_is_told_by_the_page_and_turns_in_winter(
    days: list[tuple[int, int | None]], year: int | None, near: date | None, opens: list[str | None]
) -> None:
    found = round_dates.placed(spans(*days), year, near)
    assert [when and when[0].isoformat() for when in found] == opens


@given(st.text(max_size=60), st.booleans())
def test_no_text_is_too_odd_for_a_day(text: str, day_first: bool) -> None:
    found = round_dates.read(text, day_first=day_first)
    if found is not None:
        assert 0 < found.end <= len(text)
        round_dates.placed([found], None, date(2017, 5, 1))


@pytest.mark.parametrize("title", ["NULL", "null", "~", "…"])
def test_a_title_that_gives_no_name_gives_a_draft_all_the_same(title: str) -> None:
    assert drafting.name_of(title) == "my-challenge"
