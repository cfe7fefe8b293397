"""What an address answers is believed to be its post only where two witnesses agree."""

from pathlib import Path

import pytest

import archiver
from archiver import cli, decisions
from archiver.model import Change
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, go, page

HOST = "http://ida.example"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: autumn
    title: The Autumn Challenge
    sources: [{feed: http://ida.example/feed.xml}]
"""
TEXTS = {
    "plums": "We picked plums until the ladder shook, and then my brother told us about the well.",
    "geese": "The geese went over at six, so low that the cat looked up from her dish by the door.",
    "stove": "Nobody lights the stove before the first of October, and nobody in this house is warm.",
    "wagon": "A wagon stood in the lane for three days; its owner slept in the barn and paid in nails.",
}
DAY = 86400.0


def url(name: str) -> str:
    return f"{HOST}/{name}/"


def title(name: str) -> str:
    return f"On the {name}"


def post(name: str, *texts: str, under: str = "", head: str = "") -> Page:
    made = page(under or title(name), *(texts or (TEXTS[name],)))
    assert isinstance(made.body, str)
    return Page(body=made.body.replace("</head>", f"{head}</head>"))


def feed(addresses: dict[str, str]) -> Page:
    items = "".join(
        f"<item><title>{title(name)}</title><link>{at}</link><guid>{at}</guid></item>"
        for name, at in addresses.items()
    )
    body = (
        f"<rss version='2.0'><channel><title>Ida</title><link>{HOST}/</link>{items}</channel></rss>"
    )
    return Page(body=body, type="application/rss+xml")


class Ida:
    """A blog with a few posts, and the archive that looks at it once a day."""

    def __init__(self, path: Path, **pages: Some) -> None:
        self.path, self.clock = path, FakeClock()
        said = feed({name: url(name) for name in TEXTS})
        first: dict[str, Some] = {f"{HOST}/feed.xml": said}
        first |= {url(name): pages.get(name) or post(name) for name in TEXTS}
        self.web = FakeWeb(first, clock=self.clock)
        self.run()

    def run(self, pages: dict[str, Some] | None = None) -> Report:
        self.web.pages |= pages or {}
        self.clock.advance(DAY)
        report = go(self.path, self.web, self.clock, text=SOURCES)
        assert not report.traceback
        return report

    def changes(self, name: str) -> list[str]:
        return [str(v.change) for v in archiver.open(self.path).versions(url(name))]

    def titles(self) -> dict[str, str]:
        return {v.url: v.post.title for v in archiver.open(self.path).posts() if v.post}

    def is_clean(self) -> bool:
        return cli.main(["check", "-a", str(self.path)]) == 0


@pytest.fixture
def ida(tmp_path: Path) -> Ida:
    return Ida(tmp_path)


ERRORS = (
    "Error establishing a database connection",
    "There has been a critical error on this website. Please try again later.",
)


@pytest.mark.parametrize("words", ERRORS)
def test_an_error_under_the_title_of_a_held_post_is_no_edit(ida: Ida, words: str) -> None:
    for _ in range(3):
        report = ida.run({url("geese"): post("geese", words)})
        assert [held.url for held in report.quarantined] == [url("geese")]
    ida.run({url("geese"): post("geese")})
    assert ida.changes("geese") == ["created"]


def test_a_few_other_words_under_the_title_are_believed_at_the_second_look(tmp_path: Path) -> None:
    ida = Ida(tmp_path, geese=post("geese", *TEXTS.values(), PROSE))
    farewell = post("geese", "My sister asked me to take this down. The story is hers to tell.")
    ida.run({url("geese"): farewell})
    assert ida.changes("geese") == ["created"]
    ida.run()
    assert ida.changes("geese") == ["created", "edited"]


def test_another_text_of_some_length_under_the_title_is_an_edit_at_once(ida: Ida) -> None:
    ida.run({url("geese"): post("geese", TEXTS["stove"], TEXTS["wagon"], PROSE)})
    assert ida.changes("geese") == ["created", "edited"]


def test_a_stub_that_sends_on_to_another_post_is_the_end_of_its_own(ida: Ida) -> None:
    stub = f"<html><head><meta http-equiv=refresh content='0; url={url('plums')}'></head></html>"
    ida.run({url("geese"): Page(body=stub)})
    assert ida.changes("geese") == ["created"]
    ida.run()
    assert ida.changes("geese") == ["created", "gone"]
    gone = archiver.open(ida.path).versions(url("geese"))[-1]
    assert gone.change is Change.GONE
    assert f"leads to another page at two looks: {url('plums')}" in (gone.reason or "")
    assert ida.changes("plums") == ["created"]


def test_pages_that_all_name_one_canonical_address_keep_their_own_titles(tmp_path: Path) -> None:
    link = f"<link rel=canonical href='{url('plums')}'>"
    ida = Ida(tmp_path, **{name: post(name, head=link) for name in TEXTS})
    ida.run()
    assert ida.titles() == {url(name): title(name) for name in TEXTS}


def test_a_new_post_that_leads_to_a_stranger_is_not_the_strangers_page(tmp_path: Path) -> None:
    shop = "http://shop.example/sale"
    ida = Ida(tmp_path, geese=Page(status=302, location=shop))
    report = ida.run({shop: page("Shoes for all", *TEXTS.values(), PROSE)})
    assert [held.url for held in report.quarantined] == [url("geese")]
    ida.run()
    assert shop not in ida.titles()
    ida.run({url("geese"): post("geese")})
    assert ida.titles()[url("geese")] == title("geese")


def test_what_a_new_post_leads_to_is_the_post_where_a_person_says_so(tmp_path: Path) -> None:
    other = "http://ida-at-home.example/geese/"
    ida = Ida(tmp_path, geese=Page(status=301, location=other))
    ida.run({other: post("geese", under="Above the roof")})
    assert other not in ida.titles()
    decisions.release(ida.path, url("geese"), now=ida.clock.now)
    assert other in ida.titles()
    assert ida.is_clean()


def test_a_post_that_leads_to_another_address_under_its_title_is_new(tmp_path: Path) -> None:
    other = "http://ida-at-home.example/geese/"
    ida = Ida(tmp_path, geese=Page(status=302, location=other))
    ida.run({other: post("geese")})
    assert other in ida.titles()


def test_the_index_is_whole_after_two_histories_were_joined(ida: Ida) -> None:
    moved = {name: f"http://ida-at-home.example/{name}/" for name in TEXTS}
    ida.run({f"{HOST}/feed.xml": feed(moved)} | {at: post(name) for name, at in moved.items()})
    ida.run({url(name): Page(status=301, location=at) for name, at in moved.items()})
    ida.run()
    assert len(ida.titles()) == len(TEXTS)
    assert ida.is_clean()
    assert all(ida.changes(name)[0] == "created" for name in TEXTS)
