"""A blog moves: each post stays one post, whatever its new software shows otherwise."""

from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.model import Change
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, feed, go, page

OLD, NEW = "ana.example", "new.example"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources: [%s]
"""
POSTS = {
    "bread": ("Bread & <butter>", "Flour and water, and what the butter has to do with it.", PROSE),
    "rye": ("Rye", "The dark one takes a day longer, and is worth each hour of it.", PROSE),
    "oats": ("Oats", "Nobody bakes with oats alone, and this is what came of it.", PROSE),
    "note": ("Untitled", "Back on Monday, after the fair."),
}
BLOG = "the blog of Ana"


def blog(host: str, at: str, titles: dict[str, str] | None = None) -> dict[str, Some]:
    """All pages of a blog; its posts at ``at``."""
    shown = {
        name: ((titles or {}).get(name, title), *text) for name, (title, *text) in POSTS.items()
    }
    entries = [(at.format(name), title, text[0]) for name, (title, *text) in shown.items()]
    told = ((path, "" if title == BLOG else title, text) for path, title, text in entries)
    made = feed(host, *told, etag=f'"{at}"')
    pages = {f"http://{host}{at.format(name)}": page(*words) for name, words in shown.items()}
    return {f"http://{host}/feed.xml": made, **pages}


class Story:
    """Runs a day apart over a web that is replaced as a whole."""

    def __init__(
        self, path: Path, source: str = f"{{id: ana, feed: 'http://{OLD}/feed.xml'}}"
    ) -> None:
        self.path, self.source, self.clock = path, source, FakeClock()

    def run(self, *webs: dict[str, Some], source: str = "") -> Report:
        self.source = source or self.source
        self.clock.advance(86400)
        net = FakeWeb({url: page for web in webs for url, page in web.items()}, clock=self.clock)
        report = go(self.path, net, self.clock, text=SOURCES % self.source)
        assert not report.traceback
        assert archiver.open(self.path).check() == []
        return report

    def held(self) -> set[str]:
        return {post.url for post in archiver.open(self.path).posts() if post.post}


def addresses(host: str, at: str) -> set[str]:
    return {f"http://{host}{at.format(name)}" for name in POSTS}


OTHERWISE = {"bread": "Bread & butter", "note": BLOG}
SAYS_SO = {
    "the same source": f"{{id: ana, feed: 'http://{NEW}/feed.xml'}}",
    "moved_from": f"{{feed: 'http://{NEW}/feed.xml', moved_from: 'http://{OLD}/'}}",
}


@pytest.mark.parametrize("source", SAYS_SO.values(), ids=SAYS_SO)
def test_another_software_may_show_titles_otherwise(tmp_path: Path, source: str) -> None:
    story = Story(tmp_path)
    story.run(blog(OLD, "/2017/{}/"))
    report = story.run(blog(NEW, "/posts/{}/", OTHERWISE), source=source)
    assert story.held() == addresses(OLD, "/2017/{}/")
    # that they were missed at their old addresses is no news where they are found at new ones
    assert report.quarantined == ()
    assert not story.run(blog(NEW, "/posts/{}/", OTHERWISE)).changes


def test_on_the_same_host(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run(blog(OLD, "/2017/{}/"))
    assert story.run(blog(OLD, "/posts/{}/", OTHERWISE)).quarantined == ()
    assert story.held() == addresses(OLD, "/2017/{}/")


def test_two_posts_of_a_day_with_a_few_words_are_two(tmp_path: Path) -> None:
    """Below two pictures, say, of which one is taken down."""
    story = Story(tmp_path)
    words = "A picture of each day of the year."
    one, two = f"http://{OLD}/monday/", f"http://{OLD}/tuesday/"
    said = feed(OLD, ("/monday/", "Monday", words), ("/tuesday/", "Tuesday", words))
    web: dict[str, Some] = {f"http://{OLD}/feed.xml": said}
    web |= {one: page("Monday", words), two: page("Tuesday", words)}
    story.run(web)
    for _ in range(2):
        story.run(web | {one: 404})
    assert story.held() == {two}
    assert archiver.open(tmp_path).versions(one)[-1].change is Change.GONE


def test_a_text_of_a_stranger_on_the_same_day_is_another_post(tmp_path: Path) -> None:
    """Without the title nothing but the blog speaks for it."""
    story = Story(tmp_path)
    story.run(blog(OLD, "/2017/{}/"))
    stranger = {name: f"{title}, again" for name, (title, *_) in POSTS.items()}
    story.run(blog(NEW, "/posts/{}/", stranger), source=f"{{feed: 'http://{NEW}/feed.xml'}}")
    assert addresses(NEW, "/posts/{}/") <= story.held()


BOTH = f"{{id: ana, feed: 'http://{OLD}/feed.xml'}}, {{id: ben, feed: 'http://{NEW}/feed.xml'}}"


@pytest.mark.parametrize("gone", [410, 404])
def test_what_two_blogs_have_shown_is_gone_where_one_takes_it_down(
    tmp_path: Path, gone: int
) -> None:
    story = Story(tmp_path, BOTH)
    there = blog(OLD, "/{}/"), blog(NEW, "/{}/")
    story.run(*there)
    for _ in range(2):
        story.run(*there, {f"http://{OLD}/rye/": gone})
    assert story.held() == (addresses(OLD, "/{}/") | addresses(NEW, "/{}/")) - {
        f"http://{OLD}/rye/"
    }
    assert archiver.open(tmp_path).versions(f"http://{OLD}/rye/")[-1].change is Change.GONE


def test_log_tells_where_a_post_is_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = Story(tmp_path)
    story.run(blog(OLD, "/{}/"))
    moved = {f"http://{OLD}/{n}/": Page(status=301, location=f"http://{NEW}/{n}/") for n in POSTS}
    story.run(blog(OLD, "/{}/"), blog(NEW, "/{}/"), moved)
    cli.main(["log", f"http://{OLD}/rye/", "-a", str(tmp_path)])
    first, last = capsys.readouterr().out.splitlines()[2:]
    assert "created" in first and "now at" not in first
    assert "moved" in last and last.endswith(f"Rye (now at http://{NEW}/rye/)")
