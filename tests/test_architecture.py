"""Imports point down only, siblings never import each other, and the core does no I/O."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "archiver"

LAYERS = (
    {"version"},
    {"errors"},
    {"model"},
    {"facts"},
    {"urls"},
    {
        "addresses",
        "autodiscovery",
        "dates",
        "codings",
        "markdown",
        "terminal",
        "diff",
        "language",
    },
    {"web", "codec"},
    {"feeds", "listings", "warc", "journal", "frontmatter", "shape"},
    {
        "discover",
        "screen",
        "extract",
        "membership",
        "versions",
        "export",
        "report",
        "plan",
        "pages",
    },
    {"config", "fetch", "store", "console", "logs", "progress"},
    {"reading"},
    {"crawl"},
    {"run"},
    {"reextract"},
    {"testing"},
    {"testing"},
    {"commands"},
    {"cli"},
    {"__init__"},
    {"__main__"},
)
CORE = set().union(*LAYERS[:8])

FORBIDDEN = {
    "asyncio",
    "http.client",
    "os",
    "pathlib",
    "random",
    "requests",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
    "urllib3",
}
CLOCKS = {"now", "today", "utcnow", "open", "print", "input"}


def rooms() -> dict[str, list[Path]]:
    """Every module or package directly under archiver/, and its files."""
    found: dict[str, list[Path]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        found.setdefault(room, []).append(path)
    return found


def imported(path: Path) -> set[str]:
    """Full names of all modules that a file imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def level(room: str) -> int:
    return next(n for n, layer in enumerate(LAYERS) if room in layer)


def test_every_room_has_a_place() -> None:
    assert set(rooms()) - set().union(*LAYERS) == set()
    assert set().union(*LAYERS) - set(rooms()) == set()


@pytest.mark.parametrize("room", rooms())
def test_imports_point_down(room: str) -> None:
    for path in rooms()[room]:
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "archiver":
                continue
            other = parts[1] if len(parts) > 1 else "__init__"
            if other not in rooms():  # a name of the package itself, as archiver.__version__
                other = "__init__"
            assert other == room or level(other) < level(room), f"{path.name} imports {name}"


@pytest.mark.parametrize("room", sorted(CORE))
def test_the_core_does_no_io_and_reads_no_clock(room: str) -> None:
    for path in rooms()[room]:
        for name in imported(path):
            assert not any(name == f or name.startswith(f + ".") for f in FORBIDDEN), (
                f"{path}: {name}"
            )
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert called not in CLOCKS, f"{path}:{node.lineno} calls {called}()"
