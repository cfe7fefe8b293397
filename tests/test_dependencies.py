"""pyproject.toml declares what the package imports, and nothing else."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEWER = {"compression"}
"""In the standard library of a later Python than this one may be."""
FOR_OTHERS = {"lxml-html-clean"}
"""Declared for another library, for the reason that stands beside it in pyproject.toml."""


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: of for name, of in project["optional-dependencies"].items() if name != "dev"}
    wanted = [*project["dependencies"], *(line for lines in extras.values() for line in lines)]
    return {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in wanted}


def imported() -> set[str]:
    """The top-level modules that the package imports, wherever the import stands."""
    names: set[str] = set()
    for path in (ROOT / "archiver").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module))
    tops = {name.partition(".")[0] for name in names}
    return tops - sys.stdlib_module_names - NEWER - {"archiver"}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    owners = packages_distributions()  # not of what is absent
    needed = {normal(owners.get(module, [module])[0]) for module in imported()}
    assert needed - declared() == set(), "imported, and not declared"
    assert declared() - needed == FOR_OTHERS, "declared, and not imported"
