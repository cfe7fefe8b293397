"""Every command, example and link of the documents works; every command and key is documented."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver import config
from archiver.cli import main
from archiver.commands import COMMANDS
from demo.names import leading
from demo.server import Blogosphere

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BESIDE = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "archive/README.md")]
OTHERS = {
    "pip",
    "make",
    "git",
    "cd",
    "python",
    "crontab",
    "sudo",
    "systemctl",
    "cp",
    "warcio",
    "mkdir",
    "pytest",
}


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the demo's sources.yaml and an archive of two runs, and the demo's web."""
    folder = tmp_path_factory.mktemp("docs")
    text = (ROOT / "demo" / "sources.yaml").read_text("utf-8")
    (folder / "sources.yaml").write_text(text.replace("out/archive", "archive"), "utf-8")
    with Blogosphere() as web, leading(web.ports):
        assert main(["run", "-q", "-c", str(folder / "sources.yaml")]) == 3
        web.flip()
        assert main(["run", "-q", "-c", str(folder / "sources.yaml")]) == 3
        yield folder


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
        if command in ("fetch", "init"):
            words += ["--allow-private", "*.example"]
        code = main(words[1:])
        told = capsys.readouterr()
        # one of the demo's blogs is down
        assert code == (3 if command == "run" and "--only" not in words else 0), f"{line}: {told}"
        assert told.out or told.err or command in ("rebuild", "run", "fetch")


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
    for block in blocks(path, "python"):
        exec(compile(block, str(path), "exec"), {})


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
