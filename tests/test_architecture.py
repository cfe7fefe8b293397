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
    {"outcomes"},
    {"web"},
    {"formats"},
    {"discover", "screen", "extraction", "history", "membership", "export"},
    {"config", "fetch", "store", "console", "demo"},
    {"publishing"},
    {"reading"},
    {"crawl"},
    {"pipeline"},
    {"reextraction", "decisions", "rejudging", "dry_run"},
    {"testing"},
    {"commands"},
    {"cli"},
    {"__init__"},
    {"__main__"},
)
CORE = set().union(*LAYERS[: LAYERS.index({"config", "fetch", "store", "console", "demo"})])

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


# ---- a folder that explains itself

FILES = sorted(ROOT.rglob("*.py"))


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in FILES}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_every_function_is_short_enough_to_see_whole() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_a_folder_holds_what_a_person_can_oversee() -> None:
    loose = [path for path in ROOT.iterdir() if path.is_file()]
    assert len(loose) <= 14
    full = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("*.py")))
        for folder in {path.parent for path in FILES}
    }
    assert {name: count for name, count in full.items() if count > 22} == {}


def test_one_file_name_has_one_meaning() -> None:
    rooms_of: dict[str, list[str]] = {}
    for path in FILES:
        # a command is called after what it runs, and each room says in `__init__` what it offers
        if "commands" not in path.parts and path.stem != "__init__":
            rooms_of.setdefault(path.stem, []).append(str(path.parent.relative_to(ROOT)))
    assert {name: found for name, found in rooms_of.items() if len(found) > 1} == {}
