"""What is wrong with a text that is no YAML, in the words of those who write sources.yaml by hand.

The parser tells where it was when it could not go on, which is often the line below the mistake.
"""

import re

import yaml

_IN_LIST = re.compile(r"[\[,][ \t]{0,9}(#[\w-]{1,99})")
"""An id without quotes in a list of one line."""

_QUOTED = "write it in quotes"


def told(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str, str]:
    """Line and column from 1, what is wrong, and what to do, where that is known."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark if error.problem_mark is not None else error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    problem, context = error.problem or "no YAML", error.context or ""
    begun = error.context_mark.line if error.context_mark is not None else line
    here = lines[min(line, len(lines) - 1)]
    before = "\n".join(lines[: line + 1])

    if "'\\t'" in problem:
        return line + 1, column + 1, "a tab", "YAML is indented with spaces, not tabs"
    if "flow" in context and (found := _IN_LIST.findall(before)):
        hint = f'write "{found[-1]}" in quotes: YAML takes the rest of a line for a comment'
        return line + 1, column + 1, problem, hint
    if "but got '?'" in problem:
        hint = "write an address with a question mark in quotes, where it stands in braces"
        return line + 1, column + 1, problem, hint
    if "flow" in context:
        sign = "`]`" if "sequence" in context else "`}`"
        what = f"the list or the braces that begin here are not ended by {sign}, or lack a comma"
        return begun + 1, _column(error), what, "a value with a comma or a bracket stands in quotes"
    if "could not find expected ':'" in problem:
        return _without_colon(lines, begun)
    if "mapping values are not allowed" in problem:
        key = re.match(r"[ ]*(?:- )?[\w.-]+:[ ]", here[:column])
        if key is None:  # this line is right, and goes on with what the one above began
            return _without_colon(lines, _above(lines, line))
        value = here[key.end() :].strip()
        return line + 1, key.end() + 1, "a value with a `:` in it", f'write it in quotes: "{value}"'
    if "quoted scalar" in context:
        what = "a quote that is never closed, or closed too late"
        return begun + 1, _column(error), what, "end the value with the same quote"
    if "cannot start any token" in problem:
        sign = here[column : column + 1]
        return line + 1, column + 1, f"a value that begins with `{sign}`", _QUOTED
    if re.search("scanning an? (anchor|alias|block scalar|tag)", context):
        column = _column(error)
        return begun + 1, column, f"a value that begins with `{lines[begun][column - 1]}`", _QUOTED
    if "sequence entries are not allowed" in problem:
        hint = "begin the list, `- `, in a line of its own"
        return line + 1, column + 1, "a list behind its key", hint
    if "<document start>" in problem:
        return _without_colon(lines, _above(lines, line))
    if "expected <block end>" in problem or "expected the node content" in problem:
        hint = "what belongs together begins in the same column; a list's entries begin with `- `"
        return line + 1, column + 1, "the line is indented otherwise than those above it", hint
    hint = "look at the line above it too; a value with signs in it stands in quotes"
    return line + 1, column + 1, problem, hint


def is_comment(node: yaml.Node, lines: list[str]) -> bool:
    """Whether a value is missing because it begins with ``#``, as in ``title: #spring``."""
    if node.start_mark.line >= len(lines):
        return False
    return lines[node.start_mark.line][node.start_mark.column :].lstrip().startswith("#")


def _column(error: yaml.MarkedYAMLError) -> int:
    return error.context_mark.column + 1 if error.context_mark is not None else 1


def _above(lines: list[str], line: int) -> int:
    """The line above that says something."""
    said = (n for n in range(line - 1, -1, -1) if lines[n].strip() and lines[n].lstrip()[0] != "#")
    return next(said, line)


def _without_colon(lines: list[str], line: int) -> tuple[int, int, str, str]:
    here = lines[min(line, len(lines) - 1)]
    column = len(here) - len(here.lstrip()) + 1
    hint = "write `key: value`, with a colon and a space"
    return line + 1, column, f"no key: `{here.strip()[:60]}`", hint
