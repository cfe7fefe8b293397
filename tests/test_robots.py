import json
from pathlib import Path

import pytest

from archiver.errors import Refused, Unreachable
from archiver.fetch import robots
from archiver.fetch.robots import Rules
from tests.fakes import FakeClock, Page
from tests.stories import go, web

SUITE = Path(__file__).parents[1] / ".." / "shared" / "suites" / "robots"
SITE = "https://blog.example"


def allows(text: str, path: str = "/post", agent: str = "archiver") -> bool:
    return Rules.parse(text.encode(), agent=agent).allows(SITE + path)


def suite(name: str) -> list[dict[str, object]]:
    file = SUITE / f"{name}.jsonl"
    if not file.exists():
        pytest.skip(f"the robots suite {name} is not here")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


# 139 of Google's were reached by preparing the text; the five left ask for Google's own reading
# of unescaped addresses and for its limit on the length of a line
@pytest.mark.parametrize(("name", "least", "of"), [("google", 140, 145), ("rfc9309", 42, 42)])
def test_the_public_suites(name: str, least: int, of: int) -> None:
    cases = suite(name)
    right = [
        c
        for c in cases
        if Rules.parse(str(c["robots"]).encode(), agent=str(c["ua"])).allows(str(c["url"]))
        == c["allowed"]
    ]
    assert len(cases) == of
    assert len(right) >= least


def test_the_suite_of_crawl_delays() -> None:
    cases = [c for c in suite("protego_delay") if c["method"] == "crawl_delay"]
    got = [Rules(str(c["robots"]), agent=c["args"][0]).delay for c in cases]  # type: ignore[index]
    assert got == [c["result"] for c in cases] and len(cases) == 6


def test_the_longest_match_wins_and_a_tie_allows() -> None:
    text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /same\nAllow: /same"
    assert not allows(text, "/a/x")
    assert allows(text, "/a/b/x")
    assert allows(text, "/same")


def test_our_own_group_counts_alone() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Archiver\nDisallow: /private"
    assert allows(text) and not allows(text, "/private/x")


@pytest.mark.parametrize("name", ["arch", "archive", "archiver2", "ia_archiver", "archiver-news"])
def test_a_name_that_is_only_like_ours_is_not_ours(name: str) -> None:
    assert allows(f"User-agent: {name}\nDisallow: /")
    assert not allows(f"User-agent: {name}\nAllow: /\nUser-agent: *\nDisallow: /")


@pytest.mark.parametrize("name", ["ARCHIVER", "archiver/1.0", "Archiver the Bot"])
def test_our_name_in_other_clothes_is_ours(name: str) -> None:
    assert not allows(f"User-agent: {name}\nDisallow: /")


def test_lines_that_are_no_rules_do_not_close_a_group() -> None:
    assert not allows("User-agent: archiver\nCrawl-delay: 5\nUser-agent: b\nDisallow: /")
    assert not allows("User-agent: archiver\nNoindex: /x\nUser-agent: b\nDisallow: /")
    assert not allows("User-agent: archiver\nSitemap: /s.xml\nUser-agent: b\nDisallow: /")


def test_a_byte_order_mark_and_odd_line_ends_do_not_hide_a_rule() -> None:
    assert not allows("\ufeffUser-agent: *\r\nDisallow: /")
    assert not allows("User-agent: *\rDisallow: /")
    assert allows("User-agent: *\nDisallow: /x\u2028Disallow: /post")


def test_only_so_much_is_read() -> None:
    filler = "User-agent: *\n" + "Disallow: /aaaaaaaaaaaaaaaaaaaa\n" * 40_000
    assert len(filler) > robots.MAX_BYTES
    assert allows(filler + "Disallow: /\n")
    assert not allows("User-agent: *\nDisallow: /\n" + filler)


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<html><body>User-agent</body></html>"])
def test_rubbish_allows_everything(body: bytes) -> None:
    assert Rules.parse(body).allows(SITE + "/post")


@pytest.mark.parametrize(
    ("value", "delay"), [("3", 3.0), ("0.5", 0.5), ("soon", None), ("-5", None)]
)
def test_crawl_delay(value: str, delay: float | None) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {value}").delay == delay


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_allows_everything(status: int) -> None:
    assert robots.read(status, b"User-agent: *\nDisallow: /").allows(SITE + "/post")


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (503, Unreachable), (429, Refused)]
)
def test_a_server_in_trouble_allows_nothing(status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=str(status)):
        robots.read(status, b"")


def test_where_it_lies() -> None:
    assert robots.address("https://a.example:8443/x/y?z#f") == "https://a.example:8443/robots.txt"


@pytest.mark.parametrize(
    "rule", ["/käse", "/k%C3%A4se", "/k%c3%a4se", "/*äse", "/käse$"], ids=str
)  # fmt: skip
def test_a_rule_and_an_address_beyond_ascii_match_in_either_spelling(rule: str) -> None:
    text = f"User-agent: *\nDisallow: {rule}"
    assert not any(allows(text, path) for path in ("/käse", "/k%C3%A4se", "/k%c3%a4se"))
    assert allows(text, "/kase") and allows(text, "/k%C3%A5se")


# ---- a robots.txt that has been broken for long


def visits(path: Path, answers: dict[int, object]) -> dict[int, int]:
    """How often a feed was asked for by the days of the runs; a day's robots.txt answers that."""
    asked = {}
    for day, answer in answers.items():
        clock = FakeClock()
        clock.advance(day * 86400)
        net = web(clock=clock)
        net.pages["http://ben.example/robots.txt"] = answer  # type: ignore[assignment]
        go(path, net, clock)
        asked[day] = net.asked("http://ben.example/feed.xml")
    return asked


def test_after_thirty_days_of_5xx_it_counts_as_absent(tmp_path: Path) -> None:
    days = dict.fromkeys((0, 10, 29, 31, 32), 503)
    assert visits(tmp_path, days) == {0: 0, 10: 0, 29: 0, 31: 1, 32: 1}  # type: ignore[arg-type]


def test_an_answer_between_begins_the_thirty_days_anew(tmp_path: Path) -> None:
    answers = {
        0: 503,
        10: Page(body="User-agent: *\nDisallow:"),
        20: 500,
        31: 503,
        49: 429,
        51: 500,
    }
    assert visits(tmp_path, answers) == {0: 0, 10: 1, 20: 0, 31: 0, 49: 0, 51: 1}  # type: ignore[arg-type]


def test_a_host_that_was_not_asked_is_not_forgiven(tmp_path: Path) -> None:
    answers = {0: Page(body="User-agent: *\nDisallow:"), 40: 503, 41: 503}
    assert visits(tmp_path, answers) == {0: 1, 40: 0, 41: 0}  # type: ignore[arg-type]


def test_a_host_that_does_not_answer_at_all_is_not_forgiven(tmp_path: Path) -> None:
    answers = {0: 503, 31: Unreachable("no such host")}
    assert visits(tmp_path, answers) == {0: 0, 31: 0}  # type: ignore[arg-type]
