"""Words in, exit code out: the commands as a person types them, over an archive of two runs."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver import cli
from archiver.commands import COMMANDS, options
from archiver.commands.parser import commands_of, whole_parser
from archiver.commands.shell import completion
from archiver.crawl import Work
from archiver.errors import Unreachable
from archiver.facts import Stopped
from archiver.model import Capture, Change
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import run
from tests.fakes import FakeWeb, Page
from tests.store_kit import hours, make_capture, make_post, make_version, new_archive, one_run
from tests.stories import PROSE, SOURCES, go, page, scene

POST = "http://ana.example/motivation/"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources.yaml and an archive: one post edited, one deleted."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "sources.yaml").write_text(SOURCES)
    clock, net = scene()
    go(folder / "archive", net, clock)
    net.pages[POST] = page(
        "What keeps me \x1b[31mgoing\u202e",
        "This is my post for the Spring Writing Challenge.",
        "Other words.",
        PROSE,
        tags="spring challenge",
        day="2017-05-23",
    )
    net.pages["http://ben.example/bread/"] = Page(status=410)
    clock.advance(2 * 86400)
    go(folder / "archive", net, clock)
    return folder


@pytest.fixture
def place(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "copy"
    shutil.copytree(kept, folder)
    monkeypatch.chdir(folder)
    yield folder


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_list(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "list")
    assert code == 0 and POST in out and "1†" not in out and "2†" in out
    assert "\x1b" not in out and "\u202e" not in out, "a title must not steer the terminal"
    _, out, _ = ask(capsys, "list", "--challenge", "spring", "--json")
    assert [json.loads(line)["url"] for line in out.splitlines()] == [POST]
    _, out, _ = ask(capsys, "list", "--before", "2017-05-01")
    assert POST not in out and "bread" in out
    assert ask(capsys, "list", "--round", "week-1")[0] == 2, "--round needs --challenge"
    code, out, err = ask(capsys, "list", "--after", "2030-01-01", "--host", "ana.example")
    assert (code, out) == (0, "")
    assert err == "archiver: no posts: none with --host ana.example --after 2030-01-01\n"


def test_show(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "show", POST)
    assert "Other words." in out and PROSE in out
    _, out, _ = ask(capsys, "show", POST + "@1", "--format", "markdown")
    assert (
        out.startswith("---\ntitle:") and "This is my post for the Spring Writing Challenge." in out
    )
    _, out, _ = ask(capsys, "show", POST, "--format", "html")
    assert "<p>Other words.</p>" in out
    _, out, _ = ask(capsys, "show", POST, "--format", "json")
    assert "Other words." in json.loads(out)["text"]
    _, out, _ = ask(capsys, "show", POST, "--format", "file")
    assert "change: " in out
    _, out, _ = ask(capsys, "show", POST, "--dropped")
    assert "keep" in out and "drop" in out
    _, out, _ = ask(capsys, "show", "http://ben.example/bread/@2")
    assert "gone: 410" in out
    _, out, _ = ask(capsys, "show", "http://ben.example/bread/")
    assert "Flour" in out, "the text of a post that is gone is still shown"
    code, _, err = ask(capsys, "show", "http://ben.example/none/")
    assert code == 2 and "archiver list" in err
    assert "versions 1 to 2" in ask(capsys, "show", POST + "@7")[2]


def test_log(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "log", "http://ben.example/bread/", "--json")
    assert [json.loads(line)["change"] for line in out.splitlines()] == ["created", "gone"]
    _, out, _ = ask(capsys, "log", POST)
    assert "edited" in out


def test_diff(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "diff", POST)
    assert "Other words." in out[out.index("{+") :] and "version 1 -> 2 (edited)" in out
    _, out, _ = ask(capsys, "diff", POST, "2..1", "--html")
    assert "Other words." in out[out.index("<del>") : out.index("</del>")]
    _, out, _ = ask(capsys, "diff", POST, "--json")
    assert {piece["kind"] for piece in json.loads(out)} == {"same", "added", "removed"}
    assert ask(capsys, "diff", POST, "one")[0] == 2
    assert ask(capsys, "diff", "http://ben.example/bread/")[0] == 2, "it has one text"


def test_changes(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "changes", "--since", "2017-04-26")
    assert sorted(json.loads(line)["action"] for line in out.splitlines()) == ["edited", "gone"]
    first = json.loads(
        next((place / "archive" / "runs" / "2017").iterdir()).read_text().splitlines()[0]
    )["run"]
    assert ask(capsys, "changes", "--since", first)[0] == 0
    assert ask(capsys, "changes", "--since", "yesterday")[0] == 2


def test_export(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "export", "-o", "-")
    records = [json.loads(line) for line in out.splitlines()]
    assert {r["change"] for r in records} == {Change.EDITED, Change.GONE}
    assert all(r["text"] for r in records)
    assert ask(capsys, "export", "--format", "csv", "-o", "out", "-q")[0] == 0
    assert (place / "out" / "posts.csv").read_text().count("http://ana.example/motivation/") == 2
    assert ask(capsys, "export", "--format", "markdown", "-o", "tree")[0] == 0
    assert len(list((place / "tree").rglob("*.md"))) == 2
    assert ask(capsys, "export", "--format", "markdown", "-o", "-")[0] == 2
    assert not list(place.rglob("*.part"))


def test_status_check_rebuild(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "status")
    assert "ana" in out and "ben" in out
    _, out, _ = ask(capsys, "status", "--json")
    assert len(out.splitlines()) == 2
    assert ask(capsys, "check")[0] == 0
    assert ask(capsys, "rebuild")[0] == 0
    assert ask(capsys, "list")[0] == 0
    victim = next((place / "archive" / "posts").rglob("v1/content/post.md"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"X")
    code, out, _ = ask(capsys, "check")
    assert code == 5 and "post.md" in out


def test_search_and_repair(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "search", "flour", "salt")
    assert "http://ben.example/bread/" in out and POST not in out
    assert "no posts: none has all of these words" in ask(capsys, "search", "zeppelin")[2]
    _, out, _ = ask(capsys, "search", "FLOUR", "--json")
    assert json.loads(out)["title"] == "Bread"
    victim = next((place / "archive" / "posts").rglob("inventory.json.sha512"))
    victim.unlink()
    assert ask(capsys, "check")[0] == 5
    code, _, err = ask(capsys, "check", "--repair")
    assert code == 0 and "restored:" in err
    assert ask(capsys, "re-extract")[1].startswith("1 posts read again, 0 changed")


def test_a_clone_without_the_derived_files(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(place / "archive" / "derived")
    code, out, _ = ask(capsys, "list", "--challenge", "spring")
    assert code == 0 and POST in out


def test_a_challenge_or_round_that_nobody_knows(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["list"], ["export", "-o", "-"], ["search", "flour"]):
        code, _, err = ask(capsys, *command, "--challenge", "sprnig")
        assert code == 2 and "no challenge `sprnig` (did you mean `spring`?)" in err
    assert "known are: spring" in ask(capsys, "list", "--challenge", "x")[2]
    code, _, err = ask(capsys, "list", "--challenge", "spring", "--round", "x")
    assert code == 2 and "spring: no round `x` (known are: week-1, week-2)" in err


def test_texts_that_deserve_a_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive, names = new_archive(tmp_path), [f"http://b.test/{n:02}" for n in range(23)]
    with one_run(archive, "r1") as writer:
        for number, url in enumerate(names):
            words = "word " * (40 if number else 3)
            post = make_post(url, words.strip(), confidence=0.3 if number < 22 else 0.6)
            capture = writer.keep(make_capture(url)).ref
            writer.add(make_version(url, post=post, capture=capture))
    with one_run(archive, "r2", hours(1)) as writer:
        post = make_post(names[0], "Only three words.", confidence=0.2)
        capture = writer.keep(make_capture(names[0], b"<p>new")).ref
        writer.add(make_version(names[0], 2, post=post, capture=capture, seen_at=hours(1)))
        gone = make_version(names[1], 2, change=Change.GONE, post=None, seen_at=hours(1))
        writer.add(gone)
    _, out, _ = ask(capsys, "status", "-a", str(tmp_path))
    shown = [line.split() for line in out.splitlines() if "http://b.test/" in line]
    assert [row[-1] for row in shown] == [names[0], *reversed(names[3:22])]
    assert " ".join(shown[0]) == f"0.20 only 3 words {names[0]}", "the newest first"
    assert "and 1 more: `archiver status --doubtful` lists them all" in out
    _, out, _ = ask(capsys, "status", "--doubtful", "-a", str(tmp_path))
    assert len([line for line in out.splitlines() if "http" in line]) == 21
    _, out, _ = ask(capsys, "status", "--doubtful", "--json", "-a", str(tmp_path))
    told = [json.loads(line) for line in out.splitlines()]
    assert len(told) == 21 and told[0] == {
        "url": names[0],
        "confidence": 0.2,
        "why": "only 3 words",
        "seen": "2026-11-21T09:00:00Z",
    }


def test_no_text_deserves_a_look(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "status", "--doubtful")[:2] == (0, "no text deserves a look\n")
    assert ask(capsys, "status", "--doubtful", "--json")[:2] == (0, "")


def test_fetch_knows_whom_sources_yaml_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    address = "http://127.0.0.1:9/"
    assert "private address" in ask(capsys, "fetch", address)[2]
    Path("sources.yaml").write_text("allow_private: [127.0.0.1]\n" + SOURCES)
    code, _, err = ask(capsys, "fetch", address)
    assert code == 3 and "private address" not in err and "refused" in err


def test_what_fetch_had_asked_before_it_was_interrupted_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, net = scene()
    other = POST.replace("motivation", "bread")
    net.pages[other] = net.pages["http://ben.example/bread/"]

    work: list[Work] = []

    class Interrupted(FakeWeb):
        def exchange(self, url: str, *args: Any, **more: Any) -> Capture:
            if url == other:
                work[0].stop(Stopped.INTERRUPTED)
                raise Unreachable("hung up", where=url)
            return net.exchange(url, *args, **more)

    def interrupted(settings: Settings, **given: Any) -> Report:
        given = {"transport": Interrupted({})} | given | {"begun": work.append}
        return run(settings, now=clock.now, **given)

    monkeypatch.setattr("archiver.commands.reading.fetch.run_once", interrupted)
    words = ("fetch", POST, other, "-o", str(tmp_path / "out"))
    lost = POST.replace("motivation", "lost")
    words = (words[0], lost, *words[1:])
    code, _, told = ask(capsys, *words, "--contact", "https://example.org/bot")
    assert code == 130
    assert f"{lost}: answered 404" in told and f"{other}: interrupted before" in told
    (written,) = (tmp_path / "out").glob("*.md")
    assert PROSE in written.read_text("utf-8")
    assert net.asked(POST) == 1, "what was fetched is not asked for again"


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(ask(capsys, "schema")[1])["required"] == ["challenges"]


def test_no_archive_is_no_empty_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["list"], ["check"], ["status"], ["export"]):
        code, _, err = ask(capsys, *words)
        assert code == 2 and "there is no such folder" in err and "archiver run" in err
    assert ask(capsys, "run")[0] == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["show"], ["list", "--after", "soon"], ["fetch", "--format", "pdf"]]
)
def test_wrong_words_are_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2 and "usage:" in capsys.readouterr().err


def test_no_address_and_no_such_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "fetch")[0] == 2
    code, _, err = ask(capsys, "fetch", "gopher://ana.example/a")
    assert code == 2 and "only http and https are asked" in err


def test_a_private_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(capsys, "fetch", "http://127.0.0.1:9/")
    assert code == 3 and out == "" and "127.0.0.1" in err


def test_init_does_not_overwrite(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ask(capsys, "init", "http://ana.example/")
    assert code == 2 and "--force" in err
    assert (place / "sources.yaml").read_text() == SOURCES


def test_a_bug_is_called_one(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "opened", lambda args: 1 / 0)
    code, _, err = ask(capsys, "list")
    assert code == 1 and "ZeroDivisionError" in err and "bug" in err


def test_interruption(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(options, "opened", interrupt)
    assert ask(capsys, "list")[0] == 130


def test_options_come_from_variables(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ARCHIVER_ARCHIVE", str(place / "archive"))
    monkeypatch.chdir(tmp_path)
    assert POST in ask(capsys, "list")[1]


def test_the_installed_program(place: Path) -> None:
    program = [sys.executable, "-m", "archiver"]
    done = subprocess.run([*program, "list"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and POST in done.stdout
    piped = f"{sys.executable} -m archiver export -o - | head -c 10"
    done = subprocess.run(["sh", "-c", piped], capture_output=True, text=True, check=False)
    assert done.stderr == "", "a reader that leaves, as `head` does, is no error"


def test_every_command_has_its_help_and_documents_every_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands = commands_of(whole_parser())
    assert list(commands) == list(COMMANDS)
    for name, command in commands.items():
        with pytest.raises(SystemExit) as caught:
            cli.main([name, "--help"])
        told = capsys.readouterr().out
        assert caught.value.code == 0 and f"usage: archiver {name}" in told
        for action in command._actions:
            assert action.help, f"{name}: {action.option_strings or action.dest} says nothing"
            assert all(option in told for option in action.option_strings)


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in told] == []
    documented = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")
    codes = re.findall(r"^\| (\d+) \|", documented, re.MULTILINE)
    assert codes and [code for code in codes if not re.search(rf"^ +{code}  ", told, re.M)] == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["exprot"], "export"),
        (["run", "--forse"], "--force"),
        (["-q", "list", "--challange=x"], "--challenge"),
        (["export", "--format", "josn"], "jsonl"),
        (["lst", "-v"], "list"),
    ],
)
def test_a_typo_is_answered_with_what_was_meant(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    told = capsys.readouterr().err
    assert caught.value.code == 2 and f"did you mean `{meant}`?" in told


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["qqqqqq"], "`archiver help` lists them"),
        (["export", "--format", "qqq"], "choose from bibtex, csl, csv, dataset"),
        (["list", "--qqqqqq"], "`archiver list --help` says more"),
    ],
)
def test_what_is_like_nothing_is_answered_with_where_the_choices_stand(
    words: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(words)
    told = capsys.readouterr().err
    assert "did you mean" not in told and hint in told


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_completion(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, script, _ = ask(capsys, "completion", shell)
    assert all(name in script for name in COMMANDS) and "allow-private" in script
    if program := shutil.which(shell):
        (tmp_path / "script").write_text(script)
        subprocess.run([program, "-n", tmp_path / "script"], check=True)


def test_completion_in_bash(capsys: pytest.CaptureFixture[str]) -> None:
    if not shutil.which("bash"):
        pytest.skip("bash is not on this machine")
    _, script, _ = ask(capsys, "completion", "bash")
    script += """
        complete_words() {
            COMP_WORDS=(archiver "$@"); COMP_CWORD=$#; COMPREPLY=()
            _shtab_archiver archiver "${@: -1}"
            echo "${COMPREPLY[@]}"
        }
        complete_words expo
        complete_words expl
        complete_words judge --r
        complete_words export --form
        complete_words export --format ""
        complete_words run --time
        complete_words tab
        complete_words table --m
        complete_words list --verdict ""
        complete_words -a elsewhere list --verd
        complete_words help expo
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    told = [
        "export",
        "explain",
        "--review",
        "--format",
        "bibtex csl csv dataset jsonl markdown opml parquet sqlite wxr",
        "--time-limit",
    ]
    told += ["table", "--markdown", "member unsure outside"]
    told += ["--verdict", "export"]
    assert done.stdout.splitlines() == told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("elsewhere", "only 1 word"),
        ("Boats before the wind.", "only 4 words"),
        ("毎月続ける理由は何ですか。", "only 13 characters"),
        ("毎月続ける理由は何ですか。" * 20, "two ways of reading it do not agree"),
    ],
)
def test_why_a_text_deserves_a_look_is_counted_in_its_own_script(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with one_run(new_archive(tmp_path), "r1") as writer:
        capture = writer.keep(make_capture(POST, text.encode())).ref
        writer.add(make_version(POST, post=make_post(POST, text, confidence=0.3), capture=capture))
    _, out, _ = ask(capsys, "status", "--doubtful", "-a", str(tmp_path))
    assert " ".join(out.splitlines()[-1].split()) == f"0.30 {why} {POST}"


def test_re_extract_of_an_unknown_host_names_the_known_ones(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(capsys, "re-extract", "--dry-run", "--host", "anna.example")
    assert (code, out) == (2, "")
    assert "no host `anna.example` (did you mean `ana.example`?)" in err
    assert ask(capsys, "re-extract", "--dry-run", "--host", "ana.example")[0] == 0
