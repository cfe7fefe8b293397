"""A list of addresses: each post in its file as soon as it is read, and a list that goes on."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archiver import cli
from archiver.commands.reading import fetch, given
from archiver.commands.reading.output import RECORD
from archiver.commands.reading.rendering import in_stream
from archiver.crawl import Work
from archiver.facts import Stopped
from archiver.model import Capture, Post
from archiver.model.settings import Pace, Settings
from archiver.pipeline import run
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import PROSE, page

NAMES = ("ash", "bay", "cob", "dew")
HOST = "http://wood.example"


def text_of(name: str) -> str:
    return (
        f"The {name} stands at the gate, and nobody in the village knows who had planted it there."
    )


def wood(*names: str) -> FakeWeb:
    return FakeWeb({f"{HOST}/{name}/": page(f"The {name}", text_of(name), PROSE) for name in names})


def wait_for(happens: Callable[[], bool]) -> bool:
    """Whether it happens; where it does not, that is told after half a minute."""
    until = time.monotonic() + 30
    while not happens() and time.monotonic() < until:
        time.sleep(0.01)
    return happens()


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeWeb:
    """A web that `fetch` asks; in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    found = wood(*NAMES)
    clock = FakeClock()

    def run_once(settings: Settings, **options: Any) -> object:
        hurried = replace(settings, pace=Pace(delay=0))
        return run(hurried, now=clock.now, **({"transport": found} | options))

    monkeypatch.setattr(fetch, "run_once", run_once)
    return found


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> tuple[int, str, str]:
        code = cli.main(["fetch", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return asked


def listed(*lines: str) -> str:
    Path("list.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return "list.txt"


ALL = [f"{HOST}/{name}/" for name in NAMES]


def test_each_post_is_in_its_file_while_others_are_asked_for(
    net: FakeWeb, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = net.exchange
    there: dict[str, bool] = {}

    def slow(url: str, *args: Any, **more: Any) -> Capture:
        """Answers once the post that was asked for two before is in its file."""
        if url in ALL[2:]:
            name = NAMES[ALL.index(url) - 2]
            file = Path(f"out/2017-05-02-wood.example-the-{name}.md")
            there[url] = wait_for(file.exists)
        return exchange(url, *args, **more)

    monkeypatch.setattr(net, "exchange", slow)
    code, out, err = ask("-i", listed(*ALL), "-o", "out")
    assert (code, out) == (0, "") and "4 written into out" in err
    assert there == {ALL[2]: True, ALL[3]: True}
    assert sorted(path.name for path in Path("out").glob("*.md")) == [
        f"2017-05-02-wood.example-the-{name}.md" for name in NAMES
    ]


def test_a_post_reads_the_same_whether_it_is_one_of_a_list_or_alone(net: FakeWeb, ask: Ask) -> None:
    assert ask("-i", listed(*ALL), "-o", "out")[0] == 0
    alone = ask(ALL[2])[1]
    assert Path("out/2017-05-02-wood.example-the-cob.md").read_text("utf-8") == alone
    assert text_of("cob") in alone


@pytest.mark.parametrize("form", ["html", "text", "json"])
def test_a_list_in_another_format(form: str, net: FakeWeb, ask: Ask) -> None:
    assert ask("-i", listed(*ALL), "-o", "out", "--format", form)[0] == 0
    suffix = {"text": "txt"}.get(form, form)
    assert text_of("bay") in Path(f"out/2017-05-02-wood.example-the-bay.{suffix}").read_text()
    assert len(list(Path("out").glob(f"*.{suffix}"))) == len(NAMES)
    assert ask("-i", "list.txt", "-o", "out")[0] == 0
    assert len(list(Path("out").glob("*.md"))) == len(NAMES), "another format is another file"


def test_wrong_lines_are_named_and_cost_no_other(net: FakeWeb, ask: Ask) -> None:
    name = listed(
        "# what I want to keep",
        ALL[0],
        "",
        "htp://wood.example/bay/",
        f"  {ALL[1]}   # the second",
        "the third one",
        "file:///etc/passwd",
        "http//wood.example/dew/",
        "wood.example/cob/",
    )
    code, _, err = ask("-i", name, "-o", "out")
    assert code == 2, "a list with a mistake is no success"
    lines = [line for line in err.splitlines() if "list.txt" in line]
    assert [line.split(": ")[1] for line in lines] == [f"list.txt:{n}" for n in (4, 6, 7, 8)]
    assert "`htp://wood.example/bay/` is an address of the kind htp" in lines[0]
    assert len(list(Path("out").glob("*.md"))) == 2 and net.asked(ALL[0]) == 1
    assert "https://wood.example/cob/" in err, "what has no scheme has https"


def test_many_wrong_lines_are_cut_with_a_count(net: FakeWeb, ask: Ask) -> None:
    wrong = [f"line {n}" for n in range(50)]
    code, out, err = ask("-i", listed(*wrong, ALL[0]))
    assert code == 2 and err.count("list.txt:") == 20 and "and 30 more lines" in err
    assert text_of("ash") in out
    code, out, err = ask("-i", listed(*wrong))
    assert (code, out) == (2, "") and "list.txt:1: " in err and err.count("\n") == 1
    assert "none of its 50 lines is an address" in err


def test_a_list_in_other_encodings(tmp_path: Path) -> None:
    for data in (
        ALL[0].encode("utf-16"),
        b"\xef\xbb\xbf" + ALL[0].encode(),
        f"{ALL[0]}\r\n".encode(),
    ):
        (tmp_path / "list").write_bytes(data)
        assert given.listed(str(tmp_path / "list")) == given.Listed((ALL[0],), ())
    (tmp_path / "list").write_bytes(b"\xff\xfa\xfb\n" + ALL[0].encode())
    found = given.listed(str(tmp_path / "list"))
    assert found.addresses == (ALL[0],)
    assert found.wrong == (f"{tmp_path / 'list'}:1: the line is no text in UTF-8",)


def test_a_list_that_is_not_there(net: FakeWeb, ask: Ask) -> None:
    code, _, err = ask("-i", "gone.txt")
    assert code == 2 and "gone.txt: No such file" in err
    assert ask("-i", listed("# nothing"))[0] == 2


def test_an_address_is_asked_for_once(net: FakeWeb, ask: Ask) -> None:
    twice = [ALL[0], ALL[1], ALL[0] + "#more", ALL[0].rstrip("/")]
    code, _, err = ask("-i", listed(*twice), ALL[1], "-o", "out")
    assert code == 0 and "2 written" in err
    assert (net.asked(ALL[0]), net.asked(ALL[1])) == (1, 1)


def test_two_addresses_of_one_post_are_one_file(net: FakeWeb, ask: Ask) -> None:
    net.pages[f"{HOST}/old/"] = Page(status=301, location=ALL[0])
    code, _, err = ask("-i", listed(f"{HOST}/old/", ALL[0]), "-o", "out")
    assert code == 0 and "1 written" in err
    code, _, err = ask("-i", "list.txt", "-o", "out")
    assert code == 0 and "0 written into out; 2 were there" in err
    out = ask(f"{HOST}/old/", ALL[0])[1]
    assert out.count(text_of("ash")) == 1


def test_a_list_goes_on_where_it_ended(net: FakeWeb, ask: Ask) -> None:
    del net.pages[ALL[2]]
    code, _, err = ask("-i", listed(*ALL), "-o", "out")
    assert code == 3 and f"{ALL[2]}: answered 404" in err
    net.pages[ALL[2]] = wood("cob").pages[ALL[2]]
    code, _, err = ask("-i", "list.txt", "-o", "out")
    assert code == 0 and "1 written into out; 3 were there (--force fetches them again)" in err
    assert [net.asked(url) for url in ALL] == [1, 1, 2, 1]
    assert ask("-i", "list.txt", "-o", "out", "--force")[0] == 0
    assert [net.asked(url) for url in ALL] == [2, 2, 3, 2]
    assert len(list(Path("out").glob("*.md"))) == 4, "it takes the place of what was there"
    Path("out/2017-05-02-wood.example-the-ash.md").unlink()
    assert "1 written" in ask("-i", "list.txt", "-o", "out")[2], "what was removed is fetched again"


def test_a_record_that_is_torn_costs_one_address(net: FakeWeb, ask: Ask) -> None:
    ask("-i", listed(*ALL), "-o", "out")
    record = Path("out") / RECORD
    record.write_bytes(record.read_bytes()[:-20] + b"\xc3")
    assert "1 written into out; 3 were there" in ask("-i", "list.txt", "-o", "out")[2]


def test_files_of_others_are_never_written_over(net: FakeWeb, ask: Ask) -> None:
    Path("out").mkdir()
    mine = Path("out/2017-05-02-wood.example-the-ash.md")
    mine.write_text("my own notes")
    net.pages[f"{HOST}/second/"] = page("The ash", text_of("other ash"), PROSE)
    assert ask(ALL[0], "-o", "out")[0] == 0
    assert ask(f"{HOST}/second/", "-o", "out")[0] == 0
    assert mine.read_text() == "my own notes"
    assert text_of("ash") in Path("out/2017-05-02-wood.example-the-ash-2.md").read_text()
    assert text_of("other ash") in Path("out/2017-05-02-wood.example-the-ash-3.md").read_text()


@pytest.mark.parametrize(("why", "code"), [(Stopped.INTERRUPTED, 130), (Stopped.TERMINATED, 143)])
def test_what_was_read_before_it_was_interrupted_is_there(
    why: Stopped, code: int, net: FakeWeb, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[Work] = []
    exchange, once = net.exchange, fetch.run_once

    def interrupted(url: str, *args: Any, **more: Any) -> Capture:
        if url == ALL[3]:
            work[0].stop(why)
        return exchange(url, *args, **more)

    monkeypatch.setattr(net, "exchange", interrupted)
    monkeypatch.setattr(
        fetch,
        "run_once",
        lambda settings, **given: once(settings, **(given | {"begun": work.append})),
    )
    ended, _, err = ask("-i", listed(*ALL), "-o", "out")
    assert ended == code and "run it again to fetch the others" in err
    assert f"{ALL[3]}: interrupted before it was fetched" in err
    assert len(list(Path("out").glob("*.md"))) == 3
    monkeypatch.setattr(net, "exchange", exchange)
    assert "1 written into out; 3 were there" in ask("-i", "list.txt", "-o", "out")[2]


# ---- several posts on stdout

ENDS = [
    "A text.",
    "- a list\n- of two",
    "```\ncode\n```",
    "<div>\nHTML that is not closed",
    "| a |\n| - |\n| b |",
    "> a quote",
    "***",
]


@pytest.mark.parametrize("end", ENDS)
def test_a_rule_between_two_posts_makes_no_heading(end: str) -> None:
    from markdown_it import MarkdownIt

    post = Post(url=f"{HOST}/a/", title="A", text=end, markdown=f"First.\n\n{end}", html="")
    stream = in_stream(post, "markdown", first=True) + in_stream(post, "markdown", first=False)
    second = stream.index("\n---\ntitle: A", 5)
    assert stream[second - 1] == "\n"
    _, _, rest = stream.partition("\n---\n\n")
    tokens = MarkdownIt().parse(rest[: rest.index("title: A")])
    assert not any(t.type == "heading_open" for t in tokens)


def test_several_posts_on_stdout_can_be_told_apart(net: FakeWeb, ask: Ask) -> None:
    wanted = ALL[::-1]
    posts = [json.loads(line) for line in ask(*wanted, "--format", "json")[1].splitlines()]
    assert [post["url"] for post in posts] == wanted, "in the order in which they were asked for"
    out = ask(*wanted, "--format", "html")[1]
    assert out.count("<article>\n<h1><a href=") == out.count("</article>\n") == 4
    out = ask(*wanted, "--format", "text")[1]
    assert out.count("\n" + "-" * 72 + "\n\n") == 3 and out.startswith("The dew\n\n")
    # what is one is whole, what may be several is a line each, whatever becomes of it
    assert json.loads(ask(ALL[0], "--format", "json")[1])["title"] == "The ash"
    code, out, _ = ask(ALL[0], f"{HOST}/lost/", "--format", "json")
    assert code == 3 and len(out.splitlines()) == 1 and json.loads(out)["title"] == "The ash"
