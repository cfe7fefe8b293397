"""What a machine reads wrongly a person says once, in sources.yaml, and it stays said."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.commands import init
from archiver.extraction import audit, extract, learn
from archiver.model import Change, Override, Post, Witnesses
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.reading.comparison import Verdict
from archiver.reading.matching import misfits, override_for
from archiver.reextraction import Reread, re_extract
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import PROSE, feed, go

URL = "http://eve.example/attic/"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: evenings
    title: The Evening Challenge
    sources: [{feed: http://eve.example/feed.xml}]
"""
HAND = SOURCES + "overrides: [{for: eve.example, body: .story, drop: .bookshop}]\n"
STORY = Override(body=(".story",), drop=(".bookshop",))
WRONG = (
    "The guest house by the lake has eleven rooms, a boat that leaks and a cook who sings. Guests "
    "come back for the singing, says the owner, and stay for the soup that she will not explain."
)
RIGHT = (
    "The attic was full of letters that nobody had opened. I read one of them on the ladder, with "
    "the torch between my teeth, and then I put it back where my aunt had left it."
)
PROMO = "My new book of attics is out on Friday, and you may order it in every small shop."


def attic(story: str = RIGHT, *, title: str = "Letters", more: str = "", views: int = 1) -> Page:
    """A theme that calls its advertisement the entry, and the post something of its own."""
    paragraphs = "".join(f"<p>{text}</p>" for text in (story, PROSE))
    return Page(
        body=f"<!doctype html><html lang=en><head><title>{title}</title></head><body><main>"
        f"<h1>{title}</h1><div class='entry-content'><p>{WRONG}</p><p>{WRONG} Twice.</p>"
        f"<p>{WRONG} Thrice.</p></div><div class='story'>{paragraphs}<aside class='note bookshop'>"
        f"<p>{PROMO}</p></aside></div>{more}</main><footer>{views} views</footer></body></html>"
    )


def scene(extra: Mapping[str, Page] | None = None) -> tuple[FakeClock, FakeWeb]:
    clock = FakeClock()
    entries = feed("eve.example", ("/attic/", "Letters", ""))
    pages = {"http://eve.example/feed.xml": entries, URL: attic()}
    return clock, FakeWeb(pages | dict(extra or {}), clock=clock)


def said(text: str = HAND) -> Mapping[str, Override]:
    return archiver.config.parse(text).overrides


def later(path: Path, net: FakeWeb, clock: FakeClock, text: str = HAND) -> Report:
    clock.advance(2 * 86400)
    return go(path, net, clock, text=text)


def again(path: Path, clock: FakeClock, text: str | None = HAND) -> Reread:
    clock.advance(86400)
    (reread,) = re_extract(path, overrides=None if text is None else said(text), now=clock.now)
    return reread


def held(path: Path) -> tuple[list[Change], Post]:
    versions = archiver.open(path).versions(URL)
    post = versions[-1].post
    assert post is not None
    return [version.change for version in versions], post


def test_a_wrong_text_is_mended_once_and_stays_mended(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock, text=SOURCES)
    assert held(tmp_path)[1].text.startswith(WRONG)

    net.pages[URL] = attic(views=2)
    report = later(tmp_path, net, clock)
    assert report.changes == (), "a person's word is no edit of the author"
    assert report.warnings == (
        f"{URL}: its override is new; `archiver re-extract` keeps it as sources.yaml says now",
    )
    (trial,) = re_extract(tmp_path, overrides=said(), dry_run=True, now=clock.now)
    assert trial.comparison is not None and trial.comparison.verdict is Verdict.BETTER
    assert held(tmp_path)[0] == [Change.CREATED]

    again(tmp_path, clock)
    changes, post = held(tmp_path)
    assert changes == [Change.CREATED, Change.RE_EXTRACTED]
    assert post.text.split("\n\n") == [RIGHT, PROSE]
    assert (post.confidence, post.origins["body"]) == (1.0, "override")
    version = archiver.open(tmp_path).get(URL)
    assert version is not None and version.witnesses.override == STORY

    net.pages[URL] = attic(views=3)
    report = later(tmp_path, net, clock)
    assert report.changes == report.warnings == ()
    assert again(tmp_path, clock).version is None

    net.pages[URL] = attic(RIGHT + " She never asked.", views=4)
    assert [fact.change for fact in later(tmp_path, net, clock).changes] == [Change.EDITED]
    assert archiver.open(tmp_path).check() == []


def test_it_is_kept_where_sources_yaml_is_not_at_hand_and_goes_with_its_rule(
    tmp_path: Path,
) -> None:
    clock, net = scene()
    go(tmp_path, net, clock, text=HAND)
    assert held(tmp_path)[1].text.startswith(RIGHT), "a new post is read so from the beginning"
    assert again(tmp_path, clock, None).version is None
    other = HAND.replace(".bookshop", ".nothing")
    assert again(tmp_path, clock, other).version is not None, "a changed one is noticed"
    assert PROMO in held(tmp_path)[1].text
    again(tmp_path, clock, SOURCES)
    changes, post = held(tmp_path)
    assert changes == [Change.CREATED, Change.RE_EXTRACTED, Change.RE_EXTRACTED]
    assert post.text.startswith(WRONG)


def test_a_text_that_was_read_so_is_restored_byte_for_byte(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock, text=HAND)
    (file,) = tmp_path.glob("posts/*/*/v1/content/post.md")
    whole = file.read_bytes()
    file.unlink()
    assert cli.main(["check", "--repair", "-q", "-a", str(tmp_path)]) == 0
    assert file.read_bytes() == whole


def test_what_a_person_says_is_named_beside_the_blocks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, net = scene()
    text = HAND + f"  - {{for: '{URL}', authors: Eve Moss, drop: [.bookshop, .absent]}}\n"
    text = text.replace("[{for: eve.example, body: .story, drop: .bookshop}]", "")
    text = text.replace("overrides: \n", "overrides:\n  - {for: eve.example, body: .story}\n")
    go(tmp_path, net, clock, text=text)
    assert cli.main(["show", URL, "--dropped", "-a", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line[:48].strip(): line[48:] for line in lines}
    assert told["said  override in sources.yaml: authors"].strip() == "Eve Moss"
    assert "matches nothing" in told["none  override in sources.yaml: drop .absent"]
    assert PROMO in told["drop  override in sources.yaml: drop .bookshop"]
    assert [line for line in lines if RIGHT in line] == [
        f"keep  {'override in sources.yaml: body .story':40}  {RIGHT}"
    ]


def test_a_body_that_is_not_there_loses_no_post_and_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, net = scene()
    text = HAND.replace(".story", ".tale").replace(".bookshop", ".ad")
    report = go(tmp_path, net, clock, text=text)
    assert report.warnings == (
        f"{URL}: nothing is `.tale` there; its text was found in the usual way",
        "`.ad`, to be dropped, is not on the page that was read with its override",
    )
    _, post = held(tmp_path)
    assert post.text.startswith(WRONG) and post.unmatched == (".tale", ".ad")
    assert post.confidence is not None and post.confidence < 0.5
    assert cli.main(["status", "-a", str(tmp_path)]) == 0
    assert "its override's body .tale is not on the page" in capsys.readouterr().out
    assert cli.main(["status", "--doubtful", "--json", "-a", str(tmp_path)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["url"] == URL


def test_further_pages_are_read_as_the_first_one(tmp_path: Path) -> None:
    second = "http://eve.example/attic/2/"
    pager = f"<div class='page-links'>Pages: 1 <a rel=next href='{second}'>2</a></div>"
    first = attic(more=pager, views=1)
    clock, net = scene({URL: first, second: attic("The second letter was from a boy.")})
    text = HAND.replace("eve.example, body", f"'{URL}', body")
    go(tmp_path, net, clock, text=SOURCES)
    assert RIGHT not in held(tmp_path)[1].text
    net.pages[URL] = attic(more=pager, views=2)
    net.pages[second] = attic("The second letter was from a boy.", views=2)
    assert later(tmp_path, net, clock, text).changes == ()
    again(tmp_path, clock, text)
    changes, post = held(tmp_path)
    assert changes == [Change.CREATED, Change.RE_EXTRACTED]
    assert RIGHT in post.text and "The second letter" in post.text and WRONG not in post.text
    assert later(tmp_path, net, clock, text).changes == ()
    assert again(tmp_path, clock, text).version is None


def test_the_command_reads_sources_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    clock, net = scene()
    go(tmp_path / "archive", net, clock, text=SOURCES)
    assert cli.main(["re-extract", "--dry-run"]) == 0
    assert capsys.readouterr().out == "1 posts read again, 0 would change, 0 failed\n"
    Path("sources.yaml").write_text(HAND.replace(".bookshop", ".absent"))
    assert cli.main(["re-extract", "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert "better: override" in out and "1 would change (1 better, 0 worse, 0 unsure)" in out
    assert err.startswith("archiver: `.absent`, to be dropped, is not on the page")
    assert cli.main(["re-extract", "-q"]) == 0
    assert held(tmp_path / "archive")[1].text.startswith(RIGHT)


@pytest.mark.parametrize("source", ["docs", "init"])
def test_the_examples_are_right(source: str) -> None:
    if source == "docs":
        text = (Path(__file__).parents[1] / "docs" / "sources.md").read_text("utf-8")
        example = text.partition("```yaml\n")[2].partition("```")[0]
    else:
        lines = init.document((), Settings(contact="https://example.org/bot")).splitlines()
        start = lines.index("# overrides:")
        example = "\n".join(line.removeprefix("# ") for line in lines[start : start + 4])
    assert said(SOURCES + example)["blog.example"].body == (".story",)


# ---- which one is meant

HOST = Override(body=(".host",), authors=("Eve",))
YEAR = Override(body=(".year",))
MONTH = Override(body=(".month",), drop=(".ad",))
POST = Override(title="Attic")
ALL = {
    "https://eve.example/2017/attic/": POST,
    "https://eve.example/2017/05/*": MONTH,
    "eve.example": HOST,
    "https://eve.example/2017/*": YEAR,
}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.eve.example/", HOST),
        ("https://eve.example/2017/x", replace(HOST, body=(".year",))),
        ("https://eve.example/20170/x", HOST),
        ("https://www.eve.example/2017/05/x?utm_source=a", replace(HOST, body=(".month",), drop=(".ad",))),
        ("http://eve.example/2017/attic", replace(HOST, body=(".year",), title="Attic")),
        ("https://me.eve.example/2017/x", None),
        ("https://other.example/2017/attic/", None),
    ],
)  # fmt: skip
def test_of_each_key_the_most_specific_override_counts(url: str, expected: object) -> None:
    assert override_for(ALL, [url]) == expected


def test_any_address_of_a_post_may_name_it(tmp_path: Path) -> None:
    """The address in a feed, the one that it leads to, and the one under which the post is kept."""
    moved = "http://eve.example/?p=7"
    entries = feed("eve.example", ("/?p=7", "Letters", ""))
    clock, net = scene({"http://eve.example/feed.xml": entries})
    net.pages[moved] = Page(status=301, location="/attic/")
    for url in (moved, URL):
        text = HAND.replace("eve.example, body", f"'{url}', body")
        folder = tmp_path / str(len(url))
        go(folder, net, FakeClock(), text=text)
        assert held(folder)[1].text.startswith(RIGHT), url
        assert again(folder, clock, text).version is None


def test_a_post_that_has_moved_to_another_host_is_still_the_one_that_was_meant(
    tmp_path: Path,
) -> None:
    clock, net = scene()
    go(tmp_path, net, clock, text=HAND)
    net.pages[URL] = Page(status=301, location="http://eve.other.example/attic/")
    net.pages["http://eve.other.example/attic/"] = attic(views=2)
    report = later(tmp_path, net, clock)
    assert [fact.change for fact in report.changes] == [Change.MOVED] and report.warnings == ()
    assert held(tmp_path)[1].text.startswith(RIGHT)
    assert again(tmp_path, clock).version is None
    net.pages["http://eve.other.example/attic/"] = attic(views=3)
    report = later(tmp_path, net, clock)
    assert report.changes == report.warnings == ()


# ---- on one page

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

ODD = attic(title="Untitled - Eve").body


def test_title_authors_and_date_are_taken_from_the_person() -> None:
    by_hand = Override(title="Letters", authors=("Eve Moss", "A. Lind"), published=date(2017, 5, 1))
    post = extract(ODD, URL, override=by_hand)
    usual = extract(ODD, URL)
    assert (post.title, post.authors, post.published) == (
        *("Letters", ("Eve Moss", "A. Lind")),
        date(2017, 5, 1),
    )
    fields = ("title", "authors", "published")
    assert [post.origins[name] for name in fields] == ["override"] * 3
    assert (post.text, post.confidence) == (usual.text, usual.confidence)


def test_all_that_the_selectors_name_is_the_body_in_the_order_of_the_page() -> None:
    page = (
        "<title>A walk</title><body><h1>A walk</h1><div class=menu><p>{0} One.</p><div class=part>"
        "<p>{0} Two.</p></div></div><div class=rest>{1}</div><div class=part><p>{0} Three.</p></div>"
    ).format(PROSE, f"<p>{WRONG}</p>" * 9)
    post = extract(page, URL, override=Override(body=(".part", ".menu", ".absent")))
    assert post.text.split("\n\n") == [f"{PROSE} {word}." for word in ("One", "Two", "Three")]
    assert post.unmatched == (".absent",)


def test_what_a_person_names_as_body_is_no_chrome() -> None:
    page = (
        f"<title>A walk</title><body><h1>A walk</h1><article><p>{PROSE}</p>"
        f"<div class=comments><p>{RIGHT}</p></div></article>"
    )
    assert RIGHT not in extract(page, URL, override=Override(body=("article",))).text
    assert RIGHT in extract(page, URL, override=Override(body=("article", ".comments"))).text


def test_one_name_for_the_post_and_for_the_comments_in_it_means_the_post() -> None:
    page = (
        f"<title>A walk</title><body><h1>A walk</h1><article><p>{PROSE}</p>"
        f"<article id=comments><p>{RIGHT}</p></article></article>"
    )
    assert extract(page, URL, override=Override(body=("article",))).text == PROSE


def test_an_aside_without_links_is_a_remark_unless_a_person_drops_it() -> None:
    kept = [block for block in audit(ODD, URL, override=Override(body=(".story",))) if block.kept]
    assert PROMO in [block.text for block in kept]
    assert PROMO not in extract(ODD, URL, override=STORY).text


def test_what_an_author_says_in_every_post_stays_in_a_body_that_is_named() -> None:
    """The habits of a host take it, as they would take a plug-in's advertisement."""
    blurb = "Eve writes of attics and of what is found in them, on most days before breakfast."
    pages = [
        f"<title>Day {day}</title><body><h1>Day {day}</h1><div class=story><p>{PROSE} {day}.</p>"
        f"<p>{RIGHT} {day}.</p><p>{blurb}</p></div>"
        for day in DAYS
    ]
    habits = learn([(page, f"{URL}{day}", None) for page, day in zip(pages, DAYS, strict=True)])
    assert blurb not in extract(pages[0], URL, chrome=habits).text
    assert blurb in extract(pages[0], URL, chrome=habits, override=Override(body=(".story",))).text


def test_an_empty_body_is_none() -> None:
    page = ODD.replace("<main>", "<main><div class=hollow> </div>")  # type: ignore[arg-type]
    post = extract(page, URL, override=Override(body=(".hollow",)))
    assert post.text == extract(page, URL).text
    assert post.confidence is not None and post.confidence < 0.5 and "body" not in post.origins


def test_what_is_to_be_dropped_may_be_missing_from_some_pages() -> None:
    post = extract(ODD, URL, override=STORY)
    without = replace(post, unmatched=(".bookshop",))
    assert misfits([("a", STORY, post), ("b", STORY, without)]) == ()
    (told,) = misfits([("a", STORY, without), ("b", STORY, without)])
    assert (
        told
        == "`.bookshop`, to be dropped, is not on any of the 2 pages that were read with its override"
    )


def test_no_override_is_no_witness() -> None:
    assert Witnesses().override is None and override_for({}, [URL]) is None
