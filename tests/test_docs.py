"""Every command, example and link of the documents works; every command and key is documented."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archiver import config
from archiver.cli import main
from archiver.commands import COMMANDS
from archiver.commands.parser import commands_of, whole_parser

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BESIDE = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "archive/README.md")]
OTHERS = {
    ".",
    "pip",
    "make",
    "git",
    "cd",
    "python",
    "crontab",
    "datasette",
    "sudo",
    "systemctl",
    "cp",
    "warcio",
    "mkdir",
    "pytest",
}

ADDRESSES = """\
http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/
http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html
"""
PAGE = """\
<html lang="en"><head><title>Rain</title></head><body><article><h1>Rain</h1>
<p>It rained on the tin roof for the whole of the night, and nobody in the house could sleep.</p>
<p>In the morning the yard was a lake, and the hens stood on the cart and looked at it.</p>
</article></body></html>
"""
"""Files that the documents read: a list of addresses, and a page that somebody has saved."""


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


OPML = """<opml version="2.0"><head/><body>
<outline type="rss" text="Greta" xmlUrl="http://greta.example/feed.json"/></body></opml>"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `archiver demo` leaves it."""
    folder = tmp_path_factory.mktemp("docs")
    assert main(["demo", "-q", "-o", str(folder)]) == 0
    (folder / "addresses.txt").write_text(f"# two posts\n{ADDRESSES}", "utf-8")
    (folder / "page.html").write_text(PAGE, "utf-8")
    (folder / "subscriptions.opml").write_text(OPML, "utf-8")
    shutil.copytree(folder, untouched(folder))
    return folder


def untouched(place: Path) -> Path:
    """The same folder before the commands of the documents changed it."""
    return place.with_name(f"{place.name}-untouched")


def examples() -> list[tuple[str, str]]:
    return [(path.name, block) for path in (*DOCS, *BESIDE) for block in blocks(path, "sh")]


@pytest.mark.parametrize(("name", "block"), examples(), ids=lambda text: str(text)[:40])
def test_every_command_runs(
    name: str,
    block: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(place)
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line.split(" | ")[0], comments=True)
        if not words:
            continue
        if words[0] != "archiver":
            assert words[0] in OTHERS, f"{name}: what is `{line}`?"
            continue
        command = next(word for word in words[1:] if word in COMMANDS)
        code = main(words[1:])
        told = capsys.readouterr()
        # of the runs that are replayed the first met a blog that was down, which was news then
        assert code == (3 if "--replay" in words else 0), f"{line}: {told}"
        assert told.out or told.err or command in ("rebuild", "run", "fetch")


COMMAND_EXAMPLES = [
    (name, line)
    for name, command in commands_of(whole_parser()).items()
    for line in command.examples
]


def test_every_command_has_examples() -> None:
    """They stand in ``EXAMPLES`` of its module: a line to be typed, and what it does."""
    assert set(COMMANDS) - {name for name, _ in COMMAND_EXAMPLES} == set()


@pytest.mark.parametrize(("name", "line"), COMMAND_EXAMPLES)
def test_every_example_of_a_commands_help_runs(
    name: str,
    line: str,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # a copy: what one example decides or merges is no matter of the next
    shutil.copytree(untouched(place), tmp_path / "here")
    shutil.copytree(untouched(place) / "archive", tmp_path / "other" / "archive")
    outline = '<outline text="Hanna" xmlUrl="http://hanna.example/feed"/>'
    (tmp_path / "here" / "subscriptions.opml").write_text(
        f'<opml version="2.0"><head/><body>{outline}</body></opml>', "utf-8"
    )
    monkeypatch.chdir(tmp_path / "here")
    words = shlex.split(re.split(r" [|>] ", line)[0])
    assert words[:2] == ["archiver", name]
    code = main(words[1:])
    told = capsys.readouterr()
    assert code == 0, f"{line}: {told}"
    assert "no posts:" not in told.err, "it finds nothing"


def typed(lines: list[str], folder: Path) -> str:
    """What a shell says that is given these lines in a folder; each of them has to do well."""
    program = folder / ".venv" / "bin"
    program.mkdir(parents=True)
    (program / "archiver").write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m archiver "$@"\n', "utf-8"
    )
    (program / "archiver").chmod(0o755)
    (program / "activate").write_text("", "utf-8")
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(lines)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": f"{program}:{os.environ['PATH']}", "HOME": str(folder)},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


@pytest.mark.parametrize("by_make", [True, False])
def test_the_readme_can_be_typed_as_it_stands(tmp_path: Path, by_make: bool) -> None:
    """After `make demo` in a checkout, and after `archiver demo` without one."""
    (block,) = blocks(ROOT / "README.md", "sh")
    first, second, *lines = block.splitlines()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.search(r"^demo:.*\n(?:\t.*\n)*?\t@\$\(BIN\)/(.*)$", makefile, re.MULTILINE)
    assert recipe and recipe[1].startswith("archiver demo")
    begun = [recipe[1], first, second] if by_make else ["archiver demo", "cd archiver-demo"]
    if not by_make:
        assert "`archiver demo` and `cd archiver-demo`" in (ROOT / "README.md").read_text("utf-8")
    assert len(lines) >= 8 and all(line.startswith("archiver ") for line in lines)
    said = typed([*begun, *lines], tmp_path)
    told = ("title: Four legs and a wobble", "Ben Osei        ● 5 Sep", "{+Three+} cups of flour")
    assert [words for words in told if words not in said] == []


def test_the_table_that_is_shown_is_the_one_that_is_drawn(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    assert main(["table"]) == 0
    drawn = textwrap.indent(capsys.readouterr().out, " " * 4)
    assert drawn in (ROOT / "docs" / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_python_example_runs(
    path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    examples = blocks(path, "python")
    if examples:  # they may read what the page has exported
        lines = "".join(blocks(path, "sh")).splitlines()
        for words in (shlex.split(line) for line in lines if line.startswith("archiver export")):
            assert "-" in words or main([*words[1:], "-q"]) == 0
    for block in examples:
        exec(compile(block, str(path), "exec"), {})


def test_every_query_runs(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    target = tmp_path / "archive.sqlite"
    assert main(["export", "-q", "--format", "sqlite", "-o", str(target)]) == 0
    with closing(sqlite3.connect(target)) as db:
        shown = "".join(blocks(ROOT / "docs" / "exports.md", "sql"))
        found = [db.execute(q).fetchall() for q in filter(str.strip, shown.split(";"))]
    assert sum(map(bool, found)) >= 2, "no post of the demo links to another"


@pytest.mark.parametrize(
    "path", [*DOCS, *BESIDE, ROOT / "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target, section in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", path.read_text("utf-8")):
        if target.startswith("http"):
            continue
        there = path.parent / target if target else path
        assert there.exists(), target
        assert not section or section in sections(there), f"{target}#{section}"


def sections(path: Path) -> set[str]:
    """The anchors of a document's headings, as the forges make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_platform_that_is_shown_in_pieces_stands_in_the_repository() -> None:
    lines = (ROOT / "archiver" / "web" / "platforms" / "ghost.py").read_text("utf-8").splitlines()
    shown = "".join(blocks(ROOT / "CONTRIBUTING.md", "text")).splitlines()
    rest = iter(lines)
    for line in (line for line in shown if line.strip() != "..."):
        assert line in rest, f"`{line}` does not follow in ghost.py"


def test_every_file_that_the_documents_name_exists() -> None:
    """Paths below archiver/, tests/ and bench/, in full or as architecture.md lists them."""
    for path in (*DOCS, *BESIDE):
        text = path.read_text("utf-8")
        for name in re.findall(r"`((?:archiver|tests|bench)/[\w./-]+)`", text):
            assert (ROOT / name).exists(), f"{path.name}: {name}"
    tree = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    listed = re.findall(r"^      ((?:[\w.]+/? )+) ", tree.partition("## Layers")[0], re.MULTILINE)
    rooms = {name.rstrip("/") for names in listed for name in names.split()}
    there = {p.name for p in (ROOT / "archiver").iterdir() if p.name[0] not in "._"}
    assert there - {"py.typed"} == rooms


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"archiver {name}" not in text] == []


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "sources.md").read_text("utf-8")

    def keys(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from schema.get("properties", {})
            for value in schema.values():
                yield from keys(value)
        elif isinstance(schema, list):
            for value in schema:
                yield from keys(value)

    assert {key for key in keys(config.schema()) if f"`{key}`" not in text} == set()


def test_every_document_is_linked() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [path.name for path in DOCS[1:] if f"docs/{path.name}" not in text] == []


def test_every_target_that_the_documents_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = "".join(path.read_text("utf-8") for path in (ROOT / "README.md", *BESIDE))
    for target in re.findall(r"(?:`|^ +)make (\w+)", told, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
