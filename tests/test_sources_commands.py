"""Sources are put into sources.yaml and taken out of it, and nothing else in the file is touched."""

import difflib
import json
import stat
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from archiver import cli, config, pipeline
from archiver.config import editing, saving
from archiver.config.editing import Entry
from archiver.errors import ConfigError
from archiver.export import source_list
from archiver.facts import Polled
from archiver.model import Method
from archiver.pipeline import Found, recognise
from tests.fakes import NOON, FakeClock, FakeWeb, Page, Some
from tests.stories import feed, home, page

HEAD = "contact: me@here.example\n"
LAYOUTS = {
    "usual": """\
challenges:
  - id: spring
    title: The Spring Challenge
    sources:
      - site: https://one.example/   # the first
      - {id: two,  feed: "https://two.example/?feed=rss"}
""",
    "no indentation": """\
challenges:
- id: spring
  title:   The Spring Challenge      # its name
  sources:
  # everybody
  - site: https://one.example/
  - feed: https://two.example/?feed=rss
    id: two

  # ---- what is next ----
- id: other
  title: Another Challenge
""",
    "braces": 'challenges: [{id: spring, title: "Spring", sources: [{site: "https://one.example/"}, {id: two, feed: "https://two.example/?feed=rss"}]}]\n',
    "braces on lines": """\
challenges:
  - id: spring
    title: The Spring Challenge
    sources: [
      {site: "https://one.example/"},    # the first
      {id: two, feed: "https://two.example/?feed=rss"},
    ]
    tags: [ a,  b ]
""",
    "no list of challenges": """\
challenges:
    id: spring
    title: The Spring Challenge
    sources:
        -   site: https://one.example/
        -
            id: two
            feed: https://two.example/?feed=rss
            tags:
            - bread
            - "salt"
""",
    "something behind": """\
challenges:
  - id: spring
    title: The Spring Challenge
    "sources":
      # a blog
      - site: https://one.example/
      # its feed: https://one.example/feed

      # another one
      - id: two
        feed: https://two.example/?feed=rss
        # since the beginning
        since: 2017-05-01
    rounds:
      - id: week-1
        title: First
        prompt: |
          What - would
          you say?
# the end
""",
}
ENDS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "by CRLF": lambda text: text.replace("\n", "\r\n"),
    "without the last line break": lambda text: text.rstrip("\n"),
}


def urls_in(text: str) -> list[str]:
    return [source.url for source in config.parse(text).sources]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    told = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [t[2:] for t in told if t[0] == "-"], [t[2:] for t in told if t[0] == "+"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_source_is_added_and_every_other_line_stays(layout: str, end: str) -> None:
    text = ENDS[end](HEAD + LAYOUTS[layout])
    new = Entry(keys={"id": "new", "site": "https://new.example/a,b?c={d}"})
    after = editing.with_sources(text, "spring", [new])
    assert urls_in(after) == [*urls_in(text), "https://new.example/a,b?c={d}"]
    gone, come = changed_lines(text, after)
    if layout != "braces":  # all on one line
        assert gone == [] or layout == "braces on lines"
        assert 1 <= len(come) <= 2
    assert ("\r\n" in after) == ("\r\n" in text)
    assert after.count("\r") in (0, after.count("\n"))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_added_is_taken_out_again_and_the_file_is_as_before(layout: str, end: str) -> None:
    text = ENDS[end](HEAD + LAYOUTS[layout])
    new = Entry(keys={"site": "https://new.example/", "writer": "A: B"}, comments=("A new one",))
    after = editing.with_sources(text, "spring", [new, new])
    chosen = [w for w in editing.written(after) if w.keys.get("site") == "https://new.example/"]
    assert len(chosen) == 2
    assert editing.without(after, chosen).rstrip("\r\n") == text.rstrip("\r\n")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_source_is_taken_out_and_retired(layout: str, which: int) -> None:
    text = HEAD + LAYOUTS[layout]
    chosen = [editing.written(text)[which]]
    left = urls_in(text)
    out = left.pop(which)
    assert urls_in(editing.without(text, chosen)) == left
    after = editing.retired(text, chosen)
    assert [s.url for s in config.parse(after).sources if s.retired] == [out]
    again = editing.written(after)[which]
    assert editing.retired(after, [again]) == after
    assert yaml.safe_load(editing.without(after, [again])) == yaml.safe_load(
        editing.without(text, chosen)
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_last_source_leaves_an_empty_list_that_takes_sources_again(layout: str) -> None:
    text = HEAD + LAYOUTS[layout]
    bare = editing.without(text, editing.written(text))
    assert urls_in(bare) == []
    again = editing.with_sources(bare, "spring", [Entry(keys={"site": "https://new.example/"})])
    assert urls_in(again) == ["https://new.example/"]


@pytest.mark.parametrize(
    "rest",
    [
        "  - id: spring\n    title: Spring\n",
        "  - {id: spring, title: Spring}\n",
        "  - id: spring\n    title: Spring\n    sources: []   # none yet\n",
        "  - id: spring\n    title: Spring\n    sources: [\n      # none yet\n    ]\n",
        "  - id: spring\n    title: Spring\n    rounds:\n      - id: a\n        title: >-\n          A\n          b\n\n",
    ],
)
def test_the_first_source_of_a_challenge(rest: str) -> None:
    text = f"{HEAD}challenges:\n{rest}  - {{id: other, title: Another}}\n"
    after = editing.with_sources(text, "spring", [Entry(keys={"site": "https://new.example/"})])
    assert urls_in(after) == ["https://new.example/"]
    assert config.parse(after).sources[0].challenge == "spring"
    assert after.count("#") == text.count("#")


def test_comments_go_with_the_source_that_they_are_about_and_stay_where_they_head_a_group() -> None:
    text = (
        HEAD + "challenges:\n  - id: spring\n    title: Spring\n    sources:\n"
        "      # Bakers\n      - site: https://a.example/\n      - site: https://b.example/\n"
        "      # Cleo writes of bread\n      - site: https://c.example/\n"
    )
    a, _, c = editing.written(text)
    assert "# Bakers" in editing.without(text, [a])
    assert "# Cleo" not in editing.without(text, [c])
    assert "# Bakers" in editing.without(text, [c])


def test_what_looks_like_a_comment_and_is_text_stays_with_its_source() -> None:
    text = (
        HEAD + "challenges:\n  - id: spring\n    title: Spring\n    sources:\n"
        "      - site: https://a.example/\n        writer: >-\n          Ana\n          # Löf\n"
        "      - site: https://b.example/\n"
    )
    a, b = editing.written(text)
    assert config.parse(editing.without(text, [b])).sources[0].writer == "Ana # Löf"
    assert urls_in(editing.without(text, [a])) == ["https://b.example/"]
    assert urls_in(editing.without(text, [a, b])) == []


@pytest.mark.parametrize(
    "value",
    [
        "null",
        "Yes",
        "a: b",
        "#one",
        "- x",
        "[x",
        "12",
        "Ana Löf",
        "@me",
        "*",
        "'t",
        'say "no"',
        "a #b",
    ],
)
def test_any_name_is_read_as_it_was_written(value: str) -> None:
    (read,) = yaml.safe_load(f"- {{id: {editing.source_text(value)}, b: c}}")
    assert str(read["id"]) == value


# saving


def test_a_change_that_breaks_the_file_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(HEAD + LAYOUTS["usual"])
    for edit, says in (
        (lambda text: text + "\t- x", "nothing is written"),
        (lambda text: text.replace("The Spring", "The Autumn"), "more than sources would change"),
        (lambda text: text.replace(HEAD, ""), "`contact` is missing"),
    ):
        with pytest.raises(ConfigError, match=says):
            saving.change(file, edit)
        assert file.read_text() == HEAD + LAYOUTS["usual"]
    assert [each.name for each in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_file_that_changes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(HEAD + LAYOUTS["usual"])

    def edit(text: str) -> str:
        file.write_text(text + "# mine\n")
        return text.replace("one.example", "won.example")

    with pytest.raises(ConfigError, match="somebody else"):
        saving.change(file, edit)
    assert file.read_text().endswith("# mine\n")
    assert len(list(tmp_path.iterdir())) == 1


def test_links_modes_and_marks_of_the_file_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("\ufeff" + HEAD + LAYOUTS["usual"], "utf-8")
    real.chmod(0o640)
    link = tmp_path / "sources.yaml"
    link.symlink_to(real)
    saving.change(link, lambda text: text.replace("one.example", "won.example"))
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_text("utf-8").startswith("\ufeffcontact")
    assert "won.example" in real.read_text("utf-8")


# the commands

Desk = Callable[..., tuple[int, str, str]]

PAGES: dict[str, Some] = {
    "https://ana.example/": home("ana.example"),
    "https://ben.example/feed.xml": feed("ben.example", ("/bread/", "Bread", "Flour")),
    "https://cleo.example/tag/spring/": home("cleo.example"),
    "https://lists.example/blogs.opml": Page(
        body='<opml version="2.0"><head/><body><outline text="D" xmlUrl="https://d.example/feed"/>'
        "</body></opml>",
        type="text/xml",
    ),
    "https://lists.example/members.csv": Page(
        body="name,blog\nDora,https://dora.example/\nEmil,https://emil.example/\n", type="text/csv"
    ),
    "https://ana.example/2017/05/what-keeps-me-going/": page("What keeps me going", "x" * 200),
    "https://gone.example/": 410,
}


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """Runs a command in a folder with a sources.yaml and a web; gives code, output and messages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.yaml").write_text(HEAD + LAYOUTS["usual"])

    def looked(settings: object, urls: list[str], **_: object) -> tuple[Found, ...]:
        clock = FakeClock()
        return recognise(settings, urls, transport=FakeWeb(PAGES, clock=clock), now=clock.now)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "recognise", looked)

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def sources() -> dict[str, str]:
    return {s.url: str(s.method) for s in config.read("sources.yaml").sources}


def test_what_an_address_is_is_found_out(desk: Desk) -> None:
    wanted = [url for url in PAGES if "2017" not in url and "gone" not in url]
    code, out, _ = desk("add", *wanted)
    assert code == 0
    assert {url: sources()[url] for url in wanted} == {
        "https://ana.example/": "site",
        "https://ben.example/feed.xml": "feed",
        "https://cleo.example/tag/spring/": "tag",
        "https://lists.example/blogs.opml": "opml",
        "https://lists.example/members.csv": "roster",
    }
    assert len(out.splitlines()) == len(wanted)
    text = Path("sources.yaml").read_text()
    assert (
        "      # its feed: https://ana.example/feed.xml\n      - site: https://ana.example/\n"
        in text
    )


def test_what_cannot_be_had_or_is_a_post_is_not_added_and_the_rest_is(desk: Desk) -> None:
    bad = ["https://gone.example/", "https://ana.example/2017/05/what-keeps-me-going/"]
    code, out, err = desk("add", *bad, "https://ben.example/feed.xml")
    assert code == 3
    assert set(bad).isdisjoint(sources())
    assert "https://ben.example/feed.xml" in sources()
    assert "410" in err
    assert "looks like a post" in err
    assert "https://ana.example/," in err
    assert "ben.example" in out


def test_what_is_there_is_said_and_not_doubled(desk: Desk) -> None:
    before = Path("sources.yaml").read_bytes()
    code, out, err = desk("add", "--as", "site", "http://www.one.example", "https://one.example/")
    assert (code, out) == (0, "")
    assert err.count("is there already: site `one.example`") == 2
    assert Path("sources.yaml").read_bytes() == before
    desk(
        "add", "--as", "feed", "--offline", "https://new.example/feed", "https://new.example/feed/"
    )
    assert sum("new.example" in url for url in sources()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "https://x.example/", "--offline"), "--offline needs --as"),
        (("add", "https://x.example/", "--as", "sight"), "did you mean `site`?"),
        (("add", "https://x.example/", "--as", "site", "--challenge", "sprng"), "`spring`?"),
        (
            ("add", "https://x.example/", "--as", "site", "--round", "week-1"),
            "spring: no round `week-1`",
        ),
        (("add", "ftp://x.example/", "--as", "site"), "only http and https are asked"),
        (("add", "a.example", "b.example", "--as", "site", "--id", "a"), "--id is for one address"),
        (("add", "a.example", "--as", "roster", "--writer", "A"), "one person's blog"),
        (("add", "a.example", "--as", "site", "--id", "two"), "two sources are called `two`"),
        (("add", "a.example", "--as", "site", "-c", "other.yaml"), "no such file"),
        (("remove", "twoo"), "did you mean `two`?"),
        (("remove", "https://two.example/"), "no source `https://two.example/`"),
        (("remove", "two", "--challenge", "summer"), "no challenge `summer`"),
        (("import", "nothing.opml"), "cannot be read"),
    ],
)
def test_a_mistake_changes_nothing(desk: Desk, words: tuple[str, ...], says: str) -> None:
    before = Path("sources.yaml").read_bytes()
    code, _, err = desk(*words)
    assert code == 2
    assert says in err
    assert Path("sources.yaml").read_bytes() == before


def test_a_source_is_removed_or_retired_by_its_id_or_address(desk: Desk) -> None:
    code, out, err = desk("remove", "two", "https://one.example")
    assert code == 0
    assert "removed from spring: two (https://two.example/?feed=rss)" in out
    assert "stay in the archive" in err
    assert sources() == {}
    desk("add", "--as", "site", "https://one.example/")
    code, out, err = desk("remove", "one.example", "--retire")
    assert "retired in spring" in out
    assert config.read("sources.yaml").sources[0].retired
    code, _, err = desk("add", "--as", "site", "https://one.example/")
    assert "retired" in err


def test_what_a_hub_implies_is_told_from_what_is_listed(desk: Desk) -> None:
    text = Path("sources.yaml").read_text()
    Path("sources.yaml").write_text(
        text.replace("    sources:", "    hub: https://hub.example/\n    sources:")
    )
    code, _, err = desk("remove", "hub.example")
    assert code == 2
    assert "`hub:`" in err
    assert "change it there" in err


def test_secrets_are_not_shown_and_are_written(desk: Desk) -> None:
    url = "https://x.example/feed?token=abcdef0123456789abcd"
    code, out, err = desk("add", "--as", "feed", url)
    assert code == 0
    assert "abcdef0123" not in out + err
    assert url in Path("sources.yaml").read_text()
    code, out, err = desk("add", "--as", "feed", url)
    assert "there already" in err
    code, out, err = desk("sources", "--opml")
    assert "x.example" not in out
    assert "1 left out" in err
    code, out, err = desk("remove", url)
    assert code == 0
    assert "abcdef0123" not in out + err
    assert url not in Path("sources.yaml").read_text()


# OPML

OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
 <head><title>Mine</title></head>
 <body>
  <outline text="Bakers">
   <outline text="Ana &amp; Co" type="rss" xmlUrl="https://ana.example/?a=1&b=2" htmlUrl="https://ana.example/"/>
   <outline text="Ben" htmlUrl="http://ben.example/"/>
   <outline text="left out" isComment="true" xmlUrl="https://no.example/feed"/>
  </outline>
  <outline text="One" xmlUrl="feed:https://one.example"/>
  <outline text="More" type="include" url="https://lists.example/more.opml" category="/news,/bread"/>
  <outline text="Ben again" type="link" url="https://www.ben.example"/>
  <outline text="A note"/>
 </body>
</opml>
"""


def test_an_opml_file_of_a_feed_reader(desk: Desk) -> None:
    Path("in.opml").write_text(OPML)
    code, out, err = desk("import", "in.opml")
    assert code == 0
    assert out == "3 added, 2 skipped as they are there already\n"
    found = sources()
    assert found["https://ana.example/?a=1&b=2"] == "feed"
    assert found["http://ben.example/"] == "site"
    assert found["https://lists.example/more.opml"] == "opml"
    assert "# Ana & Co (Bakers)" in Path("sources.yaml").read_text()
    assert "it stands twice in the list" in err
    assert "site `one.example`" in err
    code, out, err = desk("import", "in.opml")
    assert out.startswith("0 added, 5 skipped")


def test_an_opml_file_from_stdin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    text = OPML.replace("UTF-8", "UTF-16").replace("a=1&b", "a=1&amp;b").encode("utf-16")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(text)))
    assert desk("import", "-")[1].startswith("3 added")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OPML.replace("</outline>", ""), "in.opml:"),
        ("\n\n" + OPML.replace('text="Ben"', "text=Ben"), "in.opml:9: AttValue"),
        ("<html><body>x</body></html>", "in.opml:1: a <html> stands where <opml> should"),
        ("", "in.opml:1: "),
        ("name,blog\n", "in.opml:1: "),
        ('<opml version="2.0"><body/></opml>', "in.opml: it names not one feed or site"),
    ],
)
def test_broken_opml_is_told_with_its_line(desk: Desk, text: str, says: str) -> None:
    before = Path("sources.yaml").read_bytes()
    Path("in.opml").write_text(text)
    code, _, err = desk("import", "in.opml")
    assert code == 2
    assert says in err
    assert Path("sources.yaml").read_bytes() == before


def test_an_address_that_is_none_is_told_and_the_rest_is_added(desk: Desk) -> None:
    Path("in.opml").write_text(OPML.replace("http://ben.example/", "ben dot example"))
    code, out, err = desk("import", "in.opml")
    assert code == 2
    assert "in.opml:7: `ben dot example` is no http or https address" in err
    assert out.startswith("3 added")
    assert "1 could not be used" in out


RICH = """\
contact: me@here.example
challenges:
  - id: spring
    title: The Spring Challenge
    hub: https://hub.example/
    rounds:
      - {id: week-1, title: First, opens: 2017-05-01, closes: 2017-05-07, roundup: "https://hub.example/1"}
      - {id: week-2, title: Second, opens: 2017-05-08, closes: 2017-05-14}
    sources:
      - site: https://one.example/
      - {id: null-1, feed: "https://two.example/?feed=rss", round: week-1, writer: "Ana: Löf"}
      - {id: tagged, tag: https://three.example/tag/x/, since: 2017-04-01, until: 2017-06-30, tags: [a, "b, c"], limit: 5}
      - {id: gone, site: https://four.example/, retired: true, moved_from: http://old.example/}
      - {roster: https://lists.example/form.csv, columns: {url: "Where is it?", author: You}}
      - opml: https://lists.example/blogs.opml
  - id: autumn
    title: The Autumn Challenge
    sources:
      - site: https://one.example/
"""


def test_what_is_exported_is_imported_as_the_same_sources(desk: Desk) -> None:
    bare = yaml.safe_load(RICH)
    for challenge in bare["challenges"]:
        del challenge["sources"]
    Path("sources.yaml").write_text(RICH)
    wanted = config.read("sources.yaml").sources
    out = desk("sources", "--opml")[1]
    Path("out.opml").write_text(out)
    Path("sources.yaml").write_text(yaml.safe_dump(bare))
    assert desk("import", "out.opml")[0] == 0
    found = config.read("sources.yaml").sources
    assert sorted(found, key=lambda s: s.id) == sorted(wanted, key=lambda s: s.id)
    assert "since: 2017-04-17" not in Path("sources.yaml").read_text()  # it follows from the rounds
    assert desk("sources", "--opml")[1] == out


def test_an_export_names_the_feeds_that_are_known_of_sites() -> None:
    found = config.parse(RICH).sources
    clock = Polled(
        url="https://one.example/", at=NOON, method=Method.SITE, leads=("https://one.example/rss",)
    )
    text = source_list.opml(found, "A < B", source_list.feeds_of(found, [clock]))
    assert 'xmlUrl="https://one.example/rss" htmlUrl="https://one.example/"' in text
    assert "<title>A &lt; B</title>" in text


def test_sources_are_listed_for_people_and_programs(desk: Desk) -> None:
    Path("sources.yaml").write_text(RICH)
    code, out, _ = desk("sources", "--challenge", "spring")
    assert code == 0
    assert "gone" in out
    assert "site, retired" in out
    assert "autumn" not in out
    lines = [json.loads(line) for line in desk("sources", "--json")[1].splitlines()]
    assert [line["url"] for line in lines] == [s.url for s in config.read("sources.yaml").sources]
    assert lines[1]["writer"] == "Ana: Löf"
    Path("sources.yaml").write_text("challenges: [{id: a, title: B}]")
    assert "archiver add URL" in desk("sources")[1]
