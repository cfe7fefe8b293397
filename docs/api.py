"""Writes docs/api.md from the docstrings: ``python docs/api.py``.

What stands there is what a program needs; the archive has further methods, which the commands and runs
of this program use.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import archiver

PAGE = Path(__file__).parent / "api.md"

FUNCTIONS = ("open", "extract", "read_settings", "run", "replay", "column_types")
METHODS: Mapping[str, tuple[str, ...]] = {
    "Posts": ("posts", "get", "versions", "holdings", "links", "summaries", "search", "identity"),
    "Challenges": (
        "challenges",
        "challenge",
        "rounds",
        "participants",
        "table",
        "memberships",
        "membership",
        "belongings",
        "answers",
        "grounds",
        "verdict",
    ),
    "What happened": ("changes", "runs", "sources", "announcements"),
    "What deserves a look": ("doubtful", "held_back", "hidden", "damage", "check"),
    "Captures": ("capture", "last_capture"),
    "The folder": ("path", "close", "rebuild", "merge"),
}
NOUNS: Mapping[str, tuple[str, ...]] = {
    "Posts": (
        "Version",
        "Change",
        "Post",
        "Link",
        "Image",
        "Comment",
        "Override",
        "Holding",
        "HeldLink",
        "Summary",
        "Hit",
        "Capture",
        "CaptureRef",
    ),
    "Challenges": (
        "Challenge",
        "Round",
        "Participant",
        "Membership",
        "Verdict",
        "Evidence",
        "Grounds",
        "Belonging",
        "Answer",
        "Table",
        "Row",
        "Entry",
        "Tally",
    ),
    "Sources and runs": (
        "Settings",
        "Source",
        "SourceHealth",
        "Status",
        "Candidate",
        "RunInfo",
        "VersionWritten",
        "Report",
    ),
    "What deserves a look": ("Doubt", "Quarantined", "Problem", "Merged"),
}
ERRORS = ("ArchiverError", "ConfigError", "FetchError", "ParseError", "NotThePage", "StoreError")


def page() -> str:
    """The whole document."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield "# The API of archiver\n"
    yield "Made from the docstrings by `python docs/api.py`. [Examples](examples.md) come with pandas, DuckDB and"
    yield "Polars; [exports](exports.md) are for all other programs.\n"
    yield _prose(archiver.__doc__ or "")
    yield "\n## Functions\n"
    for name in FUNCTIONS:
        yield from _function(f"archiver.{name}", getattr(archiver, name))
    yield "## Archive\n"
    yield _prose(archiver.Archive.__doc__ or "")
    for title, names in METHODS.items():
        yield f"\n### Archive: {title.lower()}\n"
        for name in names:
            yield from _function(f"archive.{name}", getattr(archiver.Archive, name))
    for title, names in NOUNS.items():
        yield f"## Nouns: {title.lower()}\n"
        for name in names:
            yield from _class(name, getattr(archiver, name))
    yield "## Errors\n"
    for name in ERRORS:
        yield from _error(name, getattr(archiver, name))


def _function(name: str, found: Any) -> Iterator[str]:
    """A function, a method or a property, with what stands in its source."""
    is_property = isinstance(found, property)
    code = _parsed(found.fget if is_property else found)
    assert isinstance(code, ast.FunctionDef)
    yield f"#### {name}\n"
    returns = f" -> {_type(code.returns)}" if code.returns else ""
    if is_property:
        yield f"```py\n{name}{returns.replace(' ->', ':')}\n```\n"
    else:
        yield f"```py\n{_call(name, code.args)}{returns}\n```\n"
    yield _prose(ast.get_docstring(code) or "") + "\n"


def _call(name: str, args: ast.arguments) -> str:
    """A call as it is written, a parameter a line where one would be long."""
    args.posonlyargs = [arg for arg in args.posonlyargs if arg.arg != "self"]
    args.args = [arg for arg in args.args if arg.arg != "self"]
    parts = list(_parts(args))
    if len(name) + sum(map(len, parts)) < 70:
        return f"{name}({', '.join(parts)})"
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _parts(args: ast.arguments) -> Iterator[str]:
    missing = [None] * (len(args.args) - len(args.defaults))
    for arg, default in zip(args.args, [*missing, *args.defaults], strict=True):
        yield _part(arg, default)
    if args.vararg or args.kwonlyargs:
        yield f"*{_part(args.vararg, None)}" if args.vararg else "*"
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _part(arg, default)
    if args.kwarg:
        yield f"**{_part(args.kwarg, None)}"


def _part(arg: ast.arg, default: ast.expr | None) -> str:
    kind = f": {_type(arg.annotation)}" if arg.annotation else ""
    return arg.arg + kind + (f" = {_code(default)}" if default else "")


def _type(written: ast.expr) -> str:
    """A type; one that is quoted, as it is known later, without the quotes."""
    if isinstance(written, ast.Constant) and isinstance(written.value, str):
        return written.value
    return _code(written)


def _code(node: ast.AST) -> str:
    """Source as it is formatted here, with double quotes."""
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', ast.unparse(node))


def _class(name: str, found: type) -> Iterator[str]:
    """A noun, with its fields or members, and what it can tell of itself."""
    code = _parsed(found)
    assert isinstance(code, ast.ClassDef)
    yield f"### {name}\n"
    yield _prose(ast.get_docstring(code) or "") + "\n"
    if issubclass(found, Enum):
        yield f"Is one of {', '.join(f'`{member.value}`' for member in found)}.\n"
        return
    fields = [_code(part) for part in code.body if isinstance(part, ast.AnnAssign)]
    if fields:
        yield "```py\n" + "\n".join(fields) + "\n```\n"
    for part in code.body:
        told = ast.get_docstring(part) if isinstance(part, ast.FunctionDef) else None
        if isinstance(part, ast.FunctionDef) and told and not part.name.startswith("_"):
            yield f"- `{part.name}`: {' '.join(_prose(told).split())}"
    yield ""


def _error(name: str, found: type[archiver.ArchiverError]) -> Iterator[str]:
    yield f"### {name}\n"
    of = found.__mro__[1].__name__
    yield f"A kind of `{of}`; a command that meets it exits with {found.exit_code}.\n"
    yield _prose(found.__doc__ or "") + "\n"


def _parsed(found: Any) -> ast.stmt:
    return ast.parse(textwrap.dedent(inspect.getsource(found))).body[0]


def _prose(docstring: str) -> str:
    """A docstring as Markdown."""
    return inspect.cleandoc(docstring).replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
