"""The command line itself: where options may stand, what help and the manual say, what shells and pipes get."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from archiver import cli
from archiver.commands import COMMANDS, GROUPS
from archiver.commands.parser import Parser, commands_of, whole_parser
from archiver.commands.shell import manual, wording
from archiver.config import schema_text
from archiver.console.text import width
from archiver.model import Challenge, Round
from tests.store_kit import make_capture, make_post, make_version, new_archive, one_run

URL = "http://ana.example/four-legs/"
LONG = f"http://ana.example/{'a-long-address-' * 7}"
SPRING = Challenge(id="spring", title="Spring", rounds=(Round(id="week-1"), Round(id="week-2")))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("line") / "archive"
    with one_run(new_archive(folder), "r1") as writer:
        for url, title in (
            (URL, "Four legs and a wobble"),
            (LONG, "Plum cake without numbers " * 4),
        ):
            capture = writer.keep(make_capture(url)).ref
            post = make_post(url, "Words of a café. " * 30, title=title, authors=("Ana Lee",))
            writer.add(make_version(url, post=post, capture=capture))
        writer.judge([SPRING], [])
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = cli.main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


# ---- options


@pytest.mark.parametrize(
    "words",
    [
        ["-a", "X", "list", "--host", "ana.example"],
        ["list", "-a", "X", "--host", "ana.example"],
        ["-aX", "-q", "list", "--host=ana.example"],
        ["--archive=X", "list", "--host", "ana.example", "-q"],
        ["-a", "nowhere", "list", "-a", "X"],
        ["-c", "none.yaml", "list", "-a", "X"],
        ["-qa", "X", "list", "--host", "ana.example"],
        ["search", "-qa", "X", "words", "-v", "--log-file", "log", "café"],
        ["search", "--limit", "5", "words", "-a", "X", "café"],
        ["search", "words", "--limit=5", "café", "-aX"],
        ["search", "-a", "X", "--", "words"],
    ],
)
def test_options_stand_before_or_after(
    words: list[str], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(capsys, *(word.replace("X", str(archive)) for word in words))
    assert (code, err) == (0, "") and URL in out


def test_no_option_is_shortened() -> None:
    top = whole_parser()
    for parser in (top, *commands_of(top).values()):
        assert isinstance(parser, Parser) and not parser.allow_abbrev


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("list --chall spring", "there is no option `--chall`; did you mean `--challenge`?"),
        ("list --ver unsure", "did you mean `--verdict` or `--verbose`? (options are written out)"),
        ("--archi X list", "there is no option `--archi`; did you mean `--archive`?"),
        (
            "--json list",
            "`--json` is an option of `list` and stands after it; write `archiver list",
        ),
        ("--challenge x list", "write `archiver list --challenge ...`"),
        ("-c x.yaml init http://a.example/", "archiver init: it takes no `-c`"),
        ("show --forse", "there is no option `--forse`"),  # and not that its URL is missing
        ("list spring", "it takes no further word: `spring`"),
        ("list help", "`archiver help COMMAND` is for help"),
        ("help lst", "`lst` is unknown; did you mean `list`?"),
        ("-q", "a command is missing; `archiver help` lists them"),
    ],
)
def test_what_is_wrong_with_the_words_comes_first_and_alone(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(capsys, *words.split())
    assert (code, out) == (2, "")
    first, usage, more = err.splitlines()
    assert told in first and first.startswith("archiver")
    assert usage.startswith("usage: archiver") and more.endswith("--help` says more")


# ---- help


def test_archiver_alone_says_what_there_is_and_that_nothing_was_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    overview = ask(capsys, "help")[1]
    assert ask(capsys) == (2, "", overview)
    monkeypatch.setattr(sys, "argv", ["archiver"])
    with pytest.raises(SystemExit):
        cli.main()
    assert ask(capsys, "--help")[1] == overview


def test_every_command_stands_in_one_group() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(COMMANDS)


def test_help_of_a_command_is_asked_in_two_ways(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(capsys, "help", "list")
    assert (code, err) == (0, "") and out == ask(capsys, "list", "--help")[1]


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_help_fits_a_terminal(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name in ("", *COMMANDS):
        told = ask(capsys, "help", *filter(None, [name]))[1]
        for line in told.splitlines():
            long = max(line.split(), key=len, default="")
            assert width(line) <= columns or len(long) > columns - 8, f"{name}: {line}"


def test_examples_are_copied_whole() -> None:
    command = f"archiver search '\"four legs\"' --limit 5 -a {'folder/' * 5}"
    lines = wording.folded_command(command, 40)
    assert all(line.endswith(" \\") for line in lines[:-1]) and len(lines) > 2
    assert " ".join(line.removesuffix("\\").strip() for line in lines) == command


# ---- the manual


@pytest.fixture(scope="module")
def page() -> str:
    return manual.page(whole_parser())


def shown(page: str) -> str:
    """The page as a reader sees it."""
    plain = re.sub(r"(?m)^\.(TP|PP|B|SH|SS|TH) ?", "", page)
    signs = {r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\(dq": '"', r"\(ha": "^", r"\(ti": "~"}
    for written, sign in (*signs.items(), (r"\&", ""), (r"\e", "\\")):
        plain = plain.replace(written, sign)
    return " ".join(plain.split())


def test_the_manual_has_all_commands_options_and_exit_codes(page: str) -> None:
    told = shown(page)
    for name, command in commands_of(whole_parser()).items():
        part = page.partition(f".SS archiver {name.replace('-', chr(92) + '-')}\n")[2]
        part = shown(part.partition(".SS ")[0])
        assert part, name
        for action in command._actions:
            options = [o for o in action.option_strings if o.startswith("--")]
            assert all(o in part or o in told.partition("ONE BY ONE")[0] for o in options), name
        assert all(" ".join(line.split()) in part for line in command.examples)
    assert all(f" {code} {what}" in told for code, what in wording.EXIT_CODES.items())


def test_nothing_in_the_manual_steers_roff() -> None:
    class Hostile(Parser):
        examples: ClassVar = {".so /etc/passwd \\fB": "'br\n.sy touch gone"}

    top = Hostile(prog="archiver", usage=".sy rm", description="\\n[.F] and 'so")
    top.add_argument(
        "--x", metavar=".ds", help="\\*[x]\n.sy rm\n'sy -rf, " + "word " * 15 + ". dot"
    )
    made = "\n".join(manual._page(top, {"list": top}))
    known = {".TH", ".SH", ".SS", ".TP", ".PP", ".B"}
    for line in made.splitlines():
        assert not line.startswith("'")
        assert not line.startswith(".") or line.split()[0] in known, line
        assert re.sub(r"\\(&|-|e|\((aq|ga|dq|ha|ti))", "", line).count("\\") == 0, line


@pytest.mark.parametrize(
    "words",
    [
        ["man", "--warnings", "-l"],
        ["groff", "-man", "-ww", "-z", "-Tutf8"],
        # without a day the same version prints the same page; mandoc would like one
        ["mandoc", "-man", "-Tlint", "-Wwarning"],
    ],
    ids=lambda words: words[0],
)
def test_readers_of_manuals_accept_it(words: list[str], page: str, tmp_path: Path) -> None:
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not on this machine")
    (tmp_path / "archiver.1").write_text(page)
    done = subprocess.run([*words, "archiver.1"], capture_output=True, text=True, check=False)
    told = f"{done.stdout * (words[0] == 'mandoc')}{done.stderr}"
    assert [line for line in told.splitlines() if "missing date" not in line] == []


# ---- terminals, pipes and locales

PROGRAM = [sys.executable, "-m", "archiver"]


def on_terminal(columns: int, *words: str, **more: str) -> str:
    """What a command shows on a terminal of so many columns."""
    pty, fcntl, struct, termios = map(__import__, ("pty", "fcntl", "struct", "termios"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    inherited = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    with subprocess.Popen(
        [*PROGRAM, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=inherited | more
    ) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # so Linux says that the other side has gone
                break
            if not piece:
                break
            told += piece
    os.close(ours)
    assert process.returncode is not None
    return told.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 200])
def test_lists_and_errors_on_a_terminal(columns: int, archive: Path) -> None:
    told = on_terminal(columns, "list", "-a", str(archive))
    assert URL in told and LONG in told and "\x1b[1m" in told
    wrong = on_terminal(columns, "list", "-a", str(archive), "--challenge", "sprin")
    assert "did you mean `spring`?" in " ".join(wrong.split())
    for line in f"{told}\n{wrong}".splitlines():
        shown = re.sub("\x1b.*?m", "", line)
        assert width(shown) <= columns or shown.strip() == LONG or str(archive) in shown


def test_no_color_is_honoured(archive: Path) -> None:
    assert "\x1b" not in on_terminal(80, "list", "-a", str(archive), NO_COLOR="1")


@pytest.mark.parametrize("words", ["list", "export -o -", "man", "help run", "--help"])
def test_a_reader_that_leaves_is_no_error(words: str, archive: Path) -> None:
    place = f"-a {archive}" if words[0] in "le" else ""
    line = f"set -o pipefail; {sys.executable} -m archiver {place} {words} | head -c 1"
    if not shutil.which("bash"):
        pytest.skip("bash is not on this machine")
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, "", 1)


def test_a_closed_stdout_is_told(archive: Path) -> None:
    for words in (f'list -a "{archive}"', "--help", "--version"):
        line = f"{sys.executable} -m archiver {words} >&-"
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        told = "archiver: stdout: it is closed; what was printed is not whole\n"
        assert (done.returncode, done.stderr) == (5, told)
    if Path("/dev/full").exists():
        done = subprocess.run(
            ["sh", "-c", f'{sys.executable} -m archiver list -a "{archive}" > /dev/full'],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "No space left" in done.stderr) == (5, True), done
    quiet = f"{sys.executable} -m archiver nonsense 2>&-"
    done = subprocess.run(["sh", "-c", quiet], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_locale_without_utf_8_loses_no_letter(locale: str, archive: Path) -> None:
    env = os.environ | {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [*PROGRAM, "show", URL, "-a", str(archive)], capture_output=True, check=False, env=env
    )
    assert done.returncode == 0 and "café" in done.stdout.decode("utf-8")
    done = subprocess.run(
        [*PROGRAM, "search", "café", "-a", str(archive)], capture_output=True, check=False, env=env
    )
    assert done.returncode == 0 and URL in done.stdout.decode("utf-8"), done.stderr
    words = ["search", b"caf\xe9", "-a", str(archive)]
    done = subprocess.run([*PROGRAM, *words], capture_output=True, check=False, env=env)
    assert done.returncode == 2 and b"set LC_ALL=C.UTF-8" in done.stderr, done.stderr


def test_the_schema_is_whole_in_a_pipe() -> None:
    done = subprocess.run([*PROGRAM, "schema"], capture_output=True, text=True, check=True)
    assert done.stdout == schema_text()
