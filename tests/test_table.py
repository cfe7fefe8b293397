"""The table of a challenge: who stands where in it, how it is drawn, and what is written of it."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from archiver.console.grid import grid, heading
from archiver.export import participation_files
from archiver.export.participation import Entry, Table, Tally, table
from archiver.model import Answer, Challenge, Participant, Round, Verdict

BREAD = Round(id="bread", title="Bread", opens=date(2025, 3, 1), closes=date(2025, 3, 7))
SALT = Round(id="salt", title="Salt", opens=date(2025, 3, 10), closes=date(2025, 3, 16))
WATER = Round(id="water", opens=date(2025, 3, 20))
PEOPLE = (Participant(name="Ann"), Participant(name="Cy"))
KITCHEN = Challenge(id="kitchen", title="A Kitchen", rounds=(BREAD, SALT, WATER), writers=PEOPLE)
HOSTILE = "\x1b[31m=cmd|' /C calc'!A0\u202e\n| [x](javascript:y) <img>\u200b"


def answer(at: str, day: str = "2025-03-02", **changes: object) -> Answer:
    fields = {"title": at.title(), "authors": ("Ann",), "published": date.fromisoformat(day)}
    return Answer(
        **{  # type: ignore[arg-type]
            "url": f"http://{at}.example/",
            "verdict": Verdict.MEMBER,
            "round": "bread",
            **fields,
            **changes,
        }
    )


def days(count: int) -> Challenge:
    rounds = tuple(Round(id=f"d{n}", title=f"Day {n}") for n in range(1, count + 1))
    return Challenge(id="days", title="Days", rounds=rounds, writers=PEOPLE)


def shape(found: Table) -> dict[str, list[str]]:
    """Each person's cells, as the hosts of their posts."""

    def names(cell: tuple[Entry, ...]) -> str:
        return " ".join(entry.answer.url.split("/")[2].removesuffix(".example") for entry in cell)

    return {row.person: [names(cell) for cell in row.cells] for row in found.rows}


def entries(found: Table) -> dict[str, Entry]:
    return {e.answer.url: e for row in found.rows for e in chain.from_iterable(row.cells)}


def drawn(found: Table, columns: int | None = None) -> list[str]:
    return grid(found, columns=columns).splitlines()


# ---- who stands where


def test_a_person_is_the_writer_else_the_first_author_else_the_host() -> None:
    found = table(
        KITCHEN,
        [
            answer("a", writer="Bo Li", authors=("bo",)),
            answer("b", "2025-03-11", round="salt", authors=("Bo  Li", "Ann")),
            answer("c", "2025-03-12", round="salt", authors=("BO LI",)),
            answer("f", "2025-03-13", round="salt", authors=("Li, Bó",)),
            answer("d", authors=()),
            answer("e", authors=(" \u200b",)),
        ],
    )
    assert shape(found) == {
        "Bo Li": ["a", "b c f", ""],
        "d.example": ["d", "", ""],
        "e.example": ["e", "", ""],
    }


def test_a_first_name_alone_is_one_person_on_one_blog_only() -> None:
    answers = [
        answer("ana", authors=("Ben",)),
        answer("ben", authors=("Ben",)),
        answer("ben", "2025-03-11", url="http://www.ben.example/2/", writer="ben", round="salt"),
        answer("w", authors=("Li Bo",)),
        answer("x", authors=("Bo Li",)),
        answer("y", writer="Li Bo"),
        answer("m", url="https://medium.com/@ben/a", authors=("Ben",)),
        answer("n", url="https://medium.com/@eva/a", authors=()),
        answer("o", url="https://medium.com/@eva/b", authors=()),
        answer("p", url="https://medium.com/@uma/b", authors=()),
        answer("q", authors=("Solo",)),
    ]
    found = table(KITCHEN, answers)
    assert [row.person for row in found.rows] == [
        "Ben (ana.example)",
        "Ben (ben.example)",
        "Ben (medium.com/@ben)",
        "Bo Li",
        "Li Bo",
        "medium.com/@eva",
        "medium.com/@uma",
        "Solo",
    ]
    assert found.rows[1].tally == found.rows[5].tally == Tally(2, 0)
    one = table(KITCHEN, answers, people=[Participant(name="Ben")])
    assert next((r.person, r.tally) for r in one.rows) == ("Ben", Tally(4, 0))


def test_a_post_in_two_rounds_stands_in_both_and_is_one_post_of_its_writer() -> None:
    found = table(KITCHEN, [answer("a", "2025-03-12", round="salt", also=("bread", "salt"))])
    assert shape(found) == {"Ann": ["a", "a", ""]}
    (row,) = found.rows
    assert [cell[0].late for cell in row.cells[:2]] == [True, False]
    assert row.tally == found.tally == Tally(1, 0)
    assert found.tallies == (Tally(1, 0), Tally(1, 0), Tally(0, 0))


@pytest.mark.parametrize(
    ("rounds", "day", "late"),
    [
        ((BREAD, SALT), "2025-03-07", False),
        ((BREAD, SALT), "2025-03-08", True),
        ((Round(id="bread", opens=date(2025, 3, 1)), SALT), "2025-03-09", False),
        ((SALT, Round(id="bread", opens=date(2025, 3, 1))), "2025-03-10", True),
        ((Round(id="bread", opens=date(2025, 3, 1)),), "2035-01-01", False),
        ((Round(id="bread"), SALT), "2035-01-01", False),
    ],
)
def test_late_is_what_came_after_the_round(rounds: tuple[Round, ...], day: str, late: bool) -> None:
    found = table(Challenge(id="k", title="K", rounds=rounds), [answer("a", day)])
    assert entries(found)["http://a.example/"].late is late


def test_an_undated_post_is_not_late_and_stands_last() -> None:
    found = table(KITCHEN, [answer("a", published=None), answer("b", "2025-03-20")])
    assert shape(found) == {"Ann": ["b a", "", ""]}
    assert not entries(found)["http://a.example/"].late
    assert "● undated" in "\n".join(drawn(found))


def test_no_round_is_a_column_only_where_there_is_such_a_post() -> None:
    assert None not in table(KITCHEN, [answer("a")]).columns
    found = table(KITCHEN, [answer("a"), answer("b", round=None)])
    assert found.columns == (BREAD, SALT, WATER, None)
    assert shape(found) == {"Ann": ["a", "", "", "b"]}
    assert drawn(found)[0].split("  ")[-2:] == ["no round", "all"]


def test_a_round_that_the_challenge_has_no_more_still_has_its_posts() -> None:
    found = table(KITCHEN, [answer("a", round="milk"), answer("b", round=None)])
    assert [column and column.id for column in found.columns] == [
        "bread",
        "salt",
        "water",
        "milk",
        None,
    ]
    assert shape(found) == {"Ann": ["", "", "", "a", "b"]}


def test_what_is_outside_is_left_out_and_what_is_unsure_is_counted_apart() -> None:
    found = table(
        KITCHEN,
        [
            answer("a"),
            answer("b", verdict=Verdict.UNSURE),
            answer("c", verdict=Verdict.OUTSIDE, round=None),
        ],
    )
    assert shape(found) == {"Ann": ["a b", "", ""]}
    assert found.tally == Tally(1, 1)


@pytest.mark.parametrize(
    ("posts", "counted"),
    [
        ([answer("a", "2025-03-03"), answer("b", repost_of="http://a.example/")], "a"),
        ([answer("b", repost_of="http://a.example/")], "b"),
        (
            [
                answer("b", "2025-03-02", repost_of="http://a.example/"),
                answer("c", "2025-03-03", repost_of="http://a.example/"),
            ],
            "b",
        ),
        (
            [
                answer("c", repost_of="http://b.example/"),
                answer("b", repost_of="http://a.example/"),
                answer("a"),
            ],
            "a",
        ),
        (
            [
                answer("a", repost_of="http://b.example/"),
                answer("b", repost_of="http://a.example/"),
                answer("c", repost_of="http://b.example/"),
            ],
            "a",
        ),
        (
            [
                answer("a", verdict=Verdict.OUTSIDE),
                answer("b", repost_of="http://a.example/"),
            ],
            "b",
        ),
    ],
    ids=["beside it", "alone", "twice", "of a repost", "of each other", "of what is outside"],
)
def test_a_repost_is_shown_and_counts_only_once(posts: list[Answer], counted: str) -> None:
    for order in (posts, posts[::-1]):
        found = table(KITCHEN, order)
        assert [url for url, e in entries(found).items() if e.counted] == [
            f"http://{counted}.example/"
        ]
        assert len(entries(found)) == sum(a.verdict is not Verdict.OUTSIDE for a in posts)
        assert found.tally == Tally(1, 0)


ANSWERS = st.builds(
    Answer,
    url=st.sampled_from([f"http://{letter}.example/" for letter in "abcdef"]),
    verdict=st.sampled_from(Verdict),
    round=st.sampled_from([None, "bread", "salt", "milk"]),
    also=st.lists(st.sampled_from(["bread", "water"])).map(tuple),
    repost_of=st.sampled_from(["", *(f"http://{letter}.example/" for letter in "abz")]),
    authors=st.lists(st.text(max_size=5), max_size=1).map(tuple),
    published=st.none() | st.dates(date(2025, 3, 1), date(2025, 3, 30)),
    gone=st.booleans(),
)


@given(st.lists(ANSWERS, unique_by=lambda a: a.url), st.sampled_from([None, 20, 40, 80]))
def test_nothing_is_lost_and_sums_agree(answers: list[Answer], columns: int | None) -> None:
    found = table(KITCHEN, answers)
    kept = [a for a in answers if a.verdict is not Verdict.OUTSIDE]
    assert entries(found).keys() == {a.url for a in kept}
    placed = sum(len(set(filter(None, (a.round, *a.also))) or {None}) for a in kept)
    assert sum(len(cell) for row in found.rows for cell in row.cells) == placed
    assert sum(row.tally.members for row in found.rows) == found.tally.members
    assert sum(row.tally.unsure for row in found.rows) == found.tally.unsure
    assert bool(grid(found, columns=columns)) is bool(kept)
    assert len(list(participation_files.as_csv([found]))) == placed + 1


# ---- how it is drawn

STORY = table(
    KITCHEN,
    [
        answer("a", authors=("Ann Late",)),
        answer("b", "2025-03-20", authors=("Ann Late",), round="salt"),
        answer("c", "2025-03-03", authors=("日本 太郎",), verdict=Verdict.UNSURE),
        answer("d", "2025-03-21", authors=("日本 太郎",), round="water", gone=True),
        answer("e", "2025-03-22", authors=("Bo",), round="water", repost_of="http://d.example/"),
    ],
    {"http://b.example/": "edited", "http://d.example/": "gone"},
)


def test_a_terminal_that_is_wide_gets_days_and_words() -> None:
    assert heading(STORY) == "A Kitchen (kitchen): 3 people, 3 posts, 1 unsure"
    assert drawn(STORY, 100) == [
        "           1 Bread  2 Salt                  3 water           all",
        "Ann Late   ● 2 Mar  ● 20 Mar, edited, late  ·                 2",
        "Bo         ·        ·                       ○ 22 Mar, repost  0",
        "日本 太郎  ? 3 Mar  ·                       † 21 Mar, gone    1 +1?",
        "all        1 +1?    1                       1                 3 +1?",
        "",
        "● belongs   ? unsure   † gone from the web, kept here   ○ a repost, not counted twice",
        "late: after the round",
    ]


def test_a_terminal_that_is_narrow_gets_signs() -> None:
    assert drawn(STORY, 40) == [
        "          1 2  3  all",
        "Ann Late  ● ◑* ·  2",
        "Bo        · ·  ○  0",
        "日本 太郎 ? ·  †* 1 +1?",
        "all       1 1  1  3 +1?",
        "1 Bread   2 Salt   3 water",
        "",
        "● belongs",
        "◑ belongs, but came after the round",
        "? unsure",
        "† gone from the web, kept here",
        "○ a repost, not counted twice",
        "* new, edited or gone since then",
    ]


def test_a_pipe_gets_it_as_wide_as_it_is() -> None:
    assert drawn(STORY) == drawn(STORY, 1000)
    assert drawn(STORY)[:5] == drawn(STORY, 100)[:5]


def test_colour_changes_nothing_but_colour_and_paints_no_name() -> None:
    painted = grid(STORY, columns=100, colour=True)
    bare = painted
    for code in ("0", "1", "2", "31", "32", "33", "36"):
        bare = bare.replace(f"\x1b[{code}m", "")
    assert bare == grid(STORY, columns=100)
    assert "Ann Late" in painted and "\x1b[33mlate\x1b[0m" in painted


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
@pytest.mark.parametrize("rounds", [24, 100, 177])
def test_many_rounds_stand_in_blocks_that_fit(rounds: int, columns: int) -> None:
    people = ["Ann", "Bo Li", "日本太郎"]
    posts = [
        answer(f"p{n}", round=f"d{n}", authors=(people[n % 3],))
        for n in range(1, rounds + 1)
        if n != 5
    ]
    found = table(days(rounds), posts)
    lines = drawn(found, columns)
    assert max(map(cell_len, lines)) <= columns
    text = " ".join(" ".join(lines).split())
    assert all(f"{n} Day {n}" in text for n in range(1, rounds + 1)), "each round is named"
    heads = [line.removesuffix("all").split() for line in lines if line.endswith(" all")]
    assert [int(n) for head in heads for n in head] == list(range(1, rounds + 1))
    assert len({len(head) for head in heads[:-1]}) <= 1, "blocks are alike"
    signs = [line for line in lines if line.startswith(tuple(people))]
    assert sum(line.count("●") for line in signs) == rounds - 1


@pytest.mark.parametrize("columns", [None, 10, 30, 80])
def test_a_long_name_is_never_cut(columns: int | None) -> None:
    host = "a-subdomain-that-goes-on-and-on-and-on-for-quite-a-while.blog.example"
    posts = [answer(f"p{n}", round=f"d{n}") for n in range(1, 12)]
    url = Answer(url=f"http://{host}/x", verdict=Verdict.MEMBER, round="d3")
    for found in (table(days(12), [*posts, url]), table(Challenge(id="x", title="X"), [url])):
        assert any(host in line for line in drawn(found, columns))


def test_a_title_that_is_long_goes_on_below_and_is_never_cut() -> None:
    words = "What would you tell somebody who begins today"
    one = Challenge(id="x", title="X", rounds=(Round(id="r", title=words), Round(id="s")))
    found = table(one, [answer("a", round="r")])
    assert f"1 {words}" in drawn(found)[0]
    narrow = drawn(found, 40)
    assert max(map(cell_len, narrow)) <= 40
    ahead = [line[5:19].strip() for line in narrow if "●" not in line]
    assert " ".join(filter(None, ahead)) == f"1 {words}"


def test_posts_of_one_cell_stand_below_each_other() -> None:
    found = table(KITCHEN, [answer("a"), answer("b", "2025-03-03"), answer("c", round="salt")])
    assert drawn(found)[1:3] == [
        "Ann  ● 2 Mar  ● 2 Mar  ·        3",
        "     ● 3 Mar",
    ]


def test_days_of_several_years_say_which() -> None:
    found = table(KITCHEN, [answer("a"), answer("b", "2026-03-02")])
    assert "● 2 Mar 2025" in drawn(found)[1] and "● 2 Mar 2026, late" in drawn(found)[2]


def test_without_rounds_people_are_listed_with_their_posts() -> None:
    found = table(
        Challenge(id="x", title="X", writers=PEOPLE),
        [
            answer("a", round=None),
            answer("b", "2025-05-04", round=None),
            answer("c", "2025-05-05", round=None, authors=("Bo",), verdict=Verdict.UNSURE),
            answer("d", round=None, authors=("Cy",), published=None),
        ],
    )
    assert (
        drawn(found)
        == drawn(found, 80)
        == [
            "     posts  first       last",
            "Ann  2      2 Mar 2025  4 May 2025",
            "Bo   1?     5 May 2025  5 May 2025  ?",
            "Cy   1",
            "",
            "? unsure",
        ]
    )


def test_nobody_has_answered_yet() -> None:
    found = table(KITCHEN, [])
    assert heading(found) == "A Kitchen (kitchen): no post answers it yet"
    assert drawn(found, 80) == drawn(found) == []
    assert len(list(participation_files.as_csv([found]))) == 1
    assert "No post answers it yet." in "".join(participation_files.as_markdown([found]))
    assert json.loads(participation_files.as_json([found]))["challenges"][0]["people"] == []


@pytest.mark.parametrize("columns", [None, 30, 80])
def test_strangers_do_not_steer_the_terminal(columns: int | None) -> None:
    rounds = (Round(id="bread", title=HOSTILE), SALT)
    found = table(
        Challenge(id="k\x1b[2J", title=HOSTILE, rounds=rounds), [answer("a", authors=(HOSTILE,))]
    )
    for line in (*drawn(found, columns), heading(found)):
        assert line.isprintable(), repr(line)


# ---- what is written of it


def test_csv_has_a_line_a_person_round_and_post() -> None:
    text = "".join(participation_files.as_csv([STORY, STORY]))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == participation_files.COLUMNS and len(rows) == 10
    assert rows[1] == {
        "challenge": "kitchen",
        "round": "salt",
        "round_title": "Salt",
        "person": "Ann Late",
        "url": "http://b.example/",
        "title": "B",
        "published": "2025-03-20",
        "verdict": "member",
        "confidence": "",
        "late": "true",
        "gone": "false",
        "repost_of": "",
        "change": "edited",
    }
    assert (rows[2]["person"], rows[2]["repost_of"]) == ("Bo", "http://d.example/")
    assert rows[4]["gone"] == "true"


def test_csv_of_two_rounds_and_of_none() -> None:
    posts = [answer("a", also=("salt",), confidence=0.75), answer("b", round=None)]
    rows = list(
        csv.DictReader(io.StringIO("".join(participation_files.as_csv([table(KITCHEN, posts)]))))
    )
    placed = [(r["round"], r["url"], r["confidence"]) for r in rows]
    assert placed == [
        ("bread", "http://a.example/", "0.75"),
        ("salt", "http://a.example/", "0.75"),
        ("", "http://b.example/", ""),
    ]


@pytest.mark.parametrize("write", [participation_files.as_csv, participation_files.as_markdown])
def test_strangers_do_not_steer_a_terminal_that_shows_the_file(
    write: Callable[[list[Table]], Iterator[str]],
) -> None:
    text = "A\x1b[31m\x00\x7f\x85\x9b2J\u202eB\u2069 Zoë\u200d"
    one = Challenge(id="k", title=text, rounds=(Round(id="bread", title=text),))
    shown = "".join(write([table(one, [answer("a", title=text, writer=text)])]))
    assert not any(unicodedata.category(c) == "Cc" for c in shown if c not in "\r\n")
    assert "\u202e" not in shown and "Zoë\u200d" in shown


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\x00=", "\x1b\x9b@"])
def test_no_cell_of_the_csv_begins_a_formula(begin: str) -> None:
    text = f"{begin}HYPERLINK(1)"
    rounds = (Round(id=text, title=text),)
    one = Challenge(id=text, title="X", rounds=rounds)
    lines = list(
        participation_files.as_csv([table(one, [answer("a", title=text, writer=text, round=text)])])
    )
    cells = next(csv.reader([lines[1]]))
    assert [cell for cell in cells if cell.startswith(begin[-1])] == []
    assert cells.count(f"'{begin[-1]}HYPERLINK(1)") == 5


def test_json_has_rounds_people_and_cells() -> None:
    (told,) = json.loads(participation_files.as_json([STORY]))["challenges"]
    assert (told["id"], told["members"], told["unsure"]) == ("kitchen", 3, 1)
    assert [
        (r["id"], r["title"], r["closes"], r["members"], r["unsure"]) for r in told["rounds"]
    ] == [
        ("bread", "Bread", "2025-03-07", 1, 1),
        ("salt", "Salt", "2025-03-16", 1, 0),
        ("water", "", None, 1, 0),
    ]
    assert [(p["name"], p["members"], p["unsure"]) for p in told["people"]] == [
        ("Ann Late", 2, 0),
        ("Bo", 0, 0),
        ("日本 太郎", 1, 1),
    ]
    (cell,) = told["people"][1]["cells"]
    assert cell["round"] == "water"
    assert cell["posts"] == [
        {
            "url": "http://e.example/",
            "title": "E",
            "published": "2025-03-22",
            "verdict": "member",
            "confidence": None,
            "late": False,
            "gone": False,
            "repost_of": "http://d.example/",
            "change": None,
        }
    ]


def test_json_of_posts_without_a_round() -> None:
    (told,) = json.loads(participation_files.as_json([table(KITCHEN, [answer("a", round=None)])]))[
        "challenges"
    ]
    assert told["rounds"][-1] == {
        "id": None,
        "title": "",
        "opens": None,
        "closes": None,
        "members": 1,
        "unsure": 0,
    }
    assert told["people"][0]["cells"][0]["round"] is None


def test_markdown_is_a_table_of_links() -> None:
    assert "".join(participation_files.as_markdown([STORY])).splitlines() == [
        "## A Kitchen",
        "",
        "|  | 1 Bread | 2 Salt | 3 water | all |",
        "| --- | --- | --- | --- | --- |",
        "| Ann Late | [A](http://a.example/) | [B](http://b.example/) (edited, late) |  | 2 |",
        "| Bo |  |  | [E](http://e.example/) (repost) | 0 |",
        "| 日本 太郎 | [C](http://c.example/) (unsure) |  | [D](http://d.example/) (gone) | 1 +1? |",
        "| all | 1 +1? | 1 | 1 | 3 +1? |",
    ]


@pytest.mark.parametrize(
    "text", [HOSTILE, "a|b", "a\\|b", "x\r\n\r\n# y", "[a](b)", "`a|b`", "<b>"]
)
def test_strangers_do_not_break_the_markdown(text: str) -> None:
    one = Challenge(id="k", title=text, rounds=(Round(id="bread", title=text),))
    url = "http://a.example/(x)|y z"
    posts = [answer("a", title=text, authors=(text,), url=url), answer("b", title=text)]
    lines = "".join(participation_files.as_markdown([table(one, posts)])).splitlines()
    assert len(lines) == 7, lines
    for line in lines[2:]:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 4, line
    cells = "".join(lines)
    assert "](javascript" not in cells.replace("\\]", "") and "<img" not in cells.replace("\\<", "")
    assert "](http://a.example/\\(x\\)%7Cy%20z)" in cells
