"""Pages that are no post: told as what they are, by every way that leads to a post."""

import pickle
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.commands.reading import fetch
from archiver.errors import NotThePage
from archiver.extraction import extract, learn
from archiver.extraction.page_kind import declared
from archiver.model import Candidate, Method
from archiver.pipeline import run
from archiver.web.page import Page
from tests.fakes import FakeClock
from tests.fakes import Page as Answer
from tests.stories import go, scene

POST = "http://ana.example/motivation/"
CASES = Path(__file__).parent / "cases" / "page_kind"
HOME = (CASES / "home" / "teasers" / "page.html").read_text("utf-8")
BLOG = "http://table.example/"


def refused(html: str, url: str) -> NotThePage:
    with pytest.raises(NotThePage) as caught:
        extract(html, url)
    return caught.value


def test_a_list_has_its_addresses_also_from_another_process() -> None:
    error = refused(HOME, BLOG)
    assert error.message == "a list of 10 posts" and len(error.addresses) == 10
    again = pickle.loads(pickle.dumps(error))
    assert (again.addresses, str(again)) == (error.addresses, str(error))


def test_a_feed_that_announces_it_does_not_make_a_list_a_post() -> None:
    entry = Candidate(url=POST, source="s", via=BLOG, how=Method.FEED)
    with pytest.raises(NotThePage, match="a list of 10 posts"):
        extract(HOME, BLOG, feed=entry)


def test_a_list_teaches_nothing() -> None:
    with pytest.raises(NotThePage):
        learn([(HOME, BLOG, None)])


def test_a_page_without_an_address_is_no_home_page() -> None:
    assert declared.read(Page("<p>Words</p>"), announced=False).address == 0
    assert extract("<p>A page that nobody gave an address, and one sentence on it.</p>").text


@pytest.mark.parametrize(
    ("url", "points"),
    [
        ("https://b.example/", 5),
        ("https://b.example/index.html", 5),
        ("https://b.example/page/3/", 5),
        ("https://b.example/?p=12", 0),
        ("https://b.example/?s=soup", 5),
        ("https://b.example/tag/soup/page/2/", 5),
        ("https://b.example/2019/05/", 5),
        ("https://b.example/2019/05/soup/", -2),
        ("https://b.example/soup/page/2/", 0),
        ("https://b.example/blog", 5),
        ("https://b.example/blog/soup-for-eleven", -3),
        ("https://b.example/archives/2562", -3),
        ("https://b.example/a-table-on-three-legs", -5),
        ("https://[b.example/", 0),
    ],
)
def test_the_points_of_an_address(url: str, points: int) -> None:
    assert declared.read(Page("<p>Words</p>", url), announced=False).address == points


def test_a_post_whose_page_becomes_a_list_is_held_back(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    net.pages[POST] = HOME.replace("https://table.example", "http://ana.example")
    clock.advance(5 * 86400)
    (fact,) = go(tmp_path, net, clock).quarantined
    assert fact.url == POST and fact.reason == "a list of 10 posts"
    store = archiver.open(tmp_path)
    held = store.get(POST)
    assert held and held.number == 1 and held.post and held.post.title == "What keeps me going"
    assert fact.capture and b"The kettle that sang" in store.capture(fact.capture).body


def test_fetch_says_that_a_blog_is_no_post(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, net = FakeClock(), scene({BLOG: Answer(body=HOME)})[1]

    def run_once(settings: object, **options: object) -> object:
        return run(settings, transport=net, now=clock.now, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(fetch, "run_once", run_once)
    code = cli.main(["fetch", BLOG, "--contact", "https://example.org/bot"])
    told = capsys.readouterr()
    assert code == 3 and told.out == ""
    assert f"{BLOG}: a list of 10 posts" in told.err
    assert "http://table.example/2019/05/four-legs-and-a-wobble/\n" in told.err
    assert f"and 7 more; fetch one of these, or add `site: {BLOG}`" in told.err


def test_fetch_says_that_a_text_is_doubtful(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    short = "<html><body><div><h1>Snow</h1><p>It fell.</p></div></body></html>"
    clock, net = FakeClock(), scene({POST: Answer(body=short)})[1]

    def run_once(settings: object, **options: object) -> object:
        return run(settings, transport=net, now=clock.now, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(fetch, "run_once", run_once)
    code = cli.main(["fetch", POST, "--contact", "https://example.org/bot", "--format", "text"])
    told = capsys.readouterr()
    assert code == 0 and "It fell." in told.out
    assert f"{POST}: doubtful: only 30% of such pages are right" in told.err


def test_what_is_no_home_page_is_not_told_to_be_a_site() -> None:
    assert fetch._or_add("http://b.test").startswith(", or add `site: http://b.test` to")
    assert fetch._or_add("http://b.test/tag/x/").startswith(", or add `tag: http://b.test/tag/x/` ")
    assert fetch._or_add("http://b.test/?s=words") == ""
