"""What is imported when: nobody waits for a library that the command does not use."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import archiver
from tests.stories import SOURCES, go, scene

INIT = Path(archiver.__file__)
HEAVY = {
    "bs4",
    "ada_url",
    "charset_normalizer",
    "feedparser",
    "lxml",
    "requests",
    "rich",
    "shtab",
    "trafilatura",
    "urllib3",
    "warcio",
    "yaml",
}


def loaded(script: str) -> set[str]:
    """The modules that a fresh Python has loaded at the end of a script."""
    end = "import sys; sys.stderr.write('\\n'.join(sys.modules))"
    words = [
        sys.executable,
        "-c",
        f"import atexit\natexit.register(lambda: exec({end!r}))\n{script}",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines())


def running(*words: str) -> str:
    return f"from archiver.cli import main\nmain({list(words)})"


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("completion", "--help")])
def test_help_needs_no_library(words: tuple[str, ...]) -> None:
    modules = loaded(running(*words))
    assert "archiver.cli" in modules
    assert modules & HEAVY == set()
    assert {name for name in modules if name.startswith("archiver.commands.")} <= {
        "archiver.commands.parser",
        "archiver.commands.shell",
        "archiver.commands.shell.completion",
        "archiver.commands.shell.place",
        "archiver.commands.shell.wording",
    }


def test_the_help_of_a_command_imports_that_command_alone() -> None:
    modules = loaded(running("merge", "--help"))
    commands = {name for name in modules if name.startswith("archiver.commands.")}
    needed = ("parser", "merge", "names", "options", "shell", "shell.place", "shell.wording")
    assert commands == {f"archiver.commands.{name}" for name in needed}


@pytest.mark.parametrize(
    ("cell", "needed"), [("plain", set()), ("caf\u00e9, \u65e5\u672c", {"rich.cells"})]
)
def test_a_pipe_needs_no_rich_tables(cell: str, needed: set[str]) -> None:
    """Only how wide a letter beyond ASCII is has to be looked up."""
    modules = loaded(f"from archiver.console.text import table\ntable(('a',), [({cell!r},)])")
    assert modules & {"rich.cells", "rich.console", "rich.table"} == needed


IDLE = """
import sys
begun = []
def hears(event, args):
    if event in ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec"):
        begun.append(event)
sys.addaudithook(hears)
from functools import partial
from archiver import cli, pipeline
from archiver.commands import run
from tests.fakes import FakeClock
from tests.stories import SOURCES, web
clock = FakeClock()
clock.advance(7200)
net = web(clock=clock)
run.run_once = partial(pipeline.run, transport=net, now=clock.now)
assert cli.main(["run", "-q", "-c", "CONFIG", "-a", "ARCHIVE"]) == 0
assert net.asked("http://ben.example/feed.xml") == 1, "it was not asked"
assert begun == [], begun
"""


def test_a_run_without_news_reads_nothing_and_starts_nothing(tmp_path: Path) -> None:
    text = SOURCES.replace("site: http://ana.example/", "feed: http://ana.example/feed.xml")
    config, archive = tmp_path / "sources.yaml", tmp_path / "archive"
    config.write_text(text)
    clock, net = scene()
    go(archive, net, clock, text=text)
    modules = loaded(IDLE.replace("CONFIG", str(config)).replace("ARCHIVE", str(archive)))
    reading = {"lxml", "bs4", "feedparser", "trafilatura", "rich"}
    assert modules & reading == set()
    assert "archiver.pipeline" in modules and "archiver.extraction" not in modules


def test_a_public_name_is_loaded_when_it_is_used() -> None:
    assert not loaded("import archiver; dir(archiver)") & {"archiver.model", "archiver.pipeline"}
    modules = loaded("import archiver; archiver.Post")
    assert "archiver.model" in modules and "archiver.extraction" not in modules


def test_a_file_is_parsed_in_a_worker_and_nowhere_else(tmp_path: Path) -> None:
    words = "<p>" + "It rained on the tin roof for the whole of the night. " * 5
    (tmp_path / "page.html").write_text(f"<html><body><article><h1>Rain</h1>{words}")
    page = str(tmp_path / "page.html")
    modules = loaded(running("extract", page, "--format", "text", "-o", str(tmp_path / "out")))
    # yaml: where the suite runs there is a sources.yaml, whose overrides count
    assert modules & HEAVY <= {"ada_url", "yaml"} and "archiver.reading.pool" in modules
    assert [path.suffix for path in (tmp_path / "out").glob("*.txt")] == [".txt"]


@pytest.mark.parametrize("first", ["archiver.pipeline", "archiver.extraction", "archiver.cli"])
def test_a_function_keeps_its_name_whatever_was_imported_before(first: str) -> None:
    loaded(
        f"import {first}, archiver\n"
        "from archiver import extract, run\n"
        "import archiver.pipeline, archiver.extraction, archiver.reextraction\n"
        "assert archiver.run is run and archiver.extract is extract\n"
        "assert run.__name__ == 'run' and extract.__name__ == 'extract'\n"
    )


def test_all_public_names_are_there_for_programs_and_for_type_checkers() -> None:
    assert sorted(archiver.__all__) == sorted({*archiver._HOMES, "__version__"})
    told = {
        alias.asname or alias.name: f"{node.module}:{alias.name}"
        for block in ast.parse(INIT.read_text("utf-8")).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert told == archiver._HOMES
    assert all(getattr(archiver, name) is not None for name in archiver.__all__)
    assert set(archiver.__all__) <= set(dir(archiver))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        archiver.nothing  # noqa: B018
