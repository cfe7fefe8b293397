"""How the commands' help is laid out: in columns of a terminal, without a word cut."""

import argparse
import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_MOST = 100
"""Columns: a longer line is hard to read, however wide the terminal is."""

EXIT_CODES = {
    0: "all well, also where nothing was found",
    1: "a bug; please report it",
    2: "wrong usage, or a mistake in sources.yaml",
    3: "some sources failed",
    4: "no source could be reached",
    5: "the archive could not be written, or is damaged",
    75: "another run holds the lock",
    130: "interrupted (Ctrl-C): a run ended in order, and the next one goes on",
    143: "the same, by SIGTERM or SIGHUP",
}
"""What a command answers its caller with."""

VARIABLES = {
    "ARCHIVER_CONFIG": "for -c",
    "ARCHIVER_ARCHIVE": "for -a",
    "ARCHIVER_JOBS": "for -j of run",
    "ARCHIVER_TIME_LIMIT": "for --time-limit of run",
    "ARCHIVER_CONTACT": "for --contact of fetch and init",
    "NO_COLOR": "turns colours off",
}
"""The variables of the environment that stand for options."""


class Wording(argparse.RawTextHelpFormatter):
    """Lines as wide as the terminal, up to 100 columns; raw text is that of examples alone."""

    def __init__(self, prog: str, **more: Any) -> None:
        columns = min(shutil.get_terminal_size().columns, _MOST)
        super().__init__(prog, **{"width": columns, **more})

    def _split_lines(self, text: str, width: int) -> list[str]:
        # RawText would leave the help of an option in one line
        return argparse.HelpFormatter._split_lines(self, text, width)

    @property
    def columns(self) -> int:
        """The columns of a line."""
        return self._width


def rows(said: Mapping[str, str]) -> list[argparse.Action]:
    """Rows of two columns, as the help of options has them."""
    return [_Row(word, what) for word, what in said.items()]


class _Row(argparse.Action):
    """A word and what it means: of a command, or an exit code."""

    def __init__(self, word: str, what: str) -> None:
        super().__init__([], dest=word, help=what.replace("%", "%%"), metavar=word)

    def __call__(self, *args: object, **more: object) -> None:
        """A row is never on a command line."""


def filled(text: str, columns: int) -> str:
    """The paragraphs of a text in lines of so many columns."""
    import textwrap  # here: a command that does well needs no help

    parts = text.split("\n\n")
    return "\n\n".join(
        textwrap.fill(p, max(columns, 20), break_long_words=False, break_on_hyphens=False)
        for p in parts
    )


def examples(given: Mapping[str, str], columns: int) -> str:
    """Each command below what it does, to be copied whole: a long one goes on after a backslash."""
    said: list[str] = []
    for command, what in given.items():
        said += [f"# {line}" for line in filled(what, columns - 4).splitlines()]
        said += folded_command(command, columns - 2)
    return "\n".join(said)


def folded_command(command: str, columns: int) -> list[str]:
    """A command line in as many as it takes to fit; no word of it is ever cut."""
    made = [""]
    for word in _words(command):
        joined = f"{made[-1]} {word}" if made[-1] else word
        if len(joined) + 2 <= columns or not made[-1].strip():
            made[-1] = joined
        else:
            made[-1] += " \\"
            made.append(f"    {word}")
    return made


def _words(command: str) -> list[str]:
    """The words as they are written, with their quotes."""
    import shlex

    reader = shlex.shlex(command, posix=False, punctuation_chars=False)
    reader.whitespace_split, reader.commenters = True, ""
    return list(reader)


def usage(prog: str, actions: Iterable[argparse.Action]) -> str:
    """What a command needs, in one line; what it may be given besides stands in its help."""
    parts = [prog, "[options]"]
    for action in actions:
        if not action.option_strings:
            parts.append(_places(action))
        elif action.required:
            parts.append(f"{action.option_strings[-1]} {action.metavar or action.dest.upper()}")
    return " ".join(parts)


def name_of(action: argparse.Action) -> str:
    """What a place on the command line is called."""
    if action.metavar:
        return str(action.metavar)
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper()


def _places(action: argparse.Action) -> str:
    name = name_of(action)
    forms = {"?": f"[{name}]", "*": f"[{name} ...]", "+": f"{name} [{name} ...]"}
    return forms.get(str(action.nargs), name)


def near(word: str, known: Iterable[str], dashes: bool = False) -> list[str]:
    """The known words that a mistyped or shortened one may have meant; with ``dashes`` options."""
    from difflib import get_close_matches  # here: a word that is known needs it not

    bare = {name.lstrip("-") if dashes else name: name for name in known}
    typed = word.lstrip("-") if dashes else word
    begun = [full for name, full in bare.items() if len(typed) > 1 and name.startswith(typed)]
    return begun or [bare[name] for name in get_close_matches(typed, bare, 1)]


def meant(found: Sequence[str]) -> str:
    """``did you mean `a` or `b`?``; empty where nothing is near."""
    return f"did you mean {' or '.join(f'`{name}`' for name in found)}?" if found else ""
