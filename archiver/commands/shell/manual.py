"""``archiver man``: the manual page of all commands, as `man` reads it.

It is made from the parser, so it cannot fall behind: `archiver man | man -l -` shows it. To install
it, put it where `manpath` says, as `man1/archiver.1`.
"""

import argparse
import re
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping

from archiver.commands import COMMANDS, GROUPS
from archiver.commands.shell import wording
from archiver.console import piece
from archiver.version import __version__

EXAMPLES = {
    "archiver man | man -l -": "read it",
    "archiver man > archiver.1": "keep it, to be installed as man1/archiver.1",
}

_SPECIAL = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
)
"""What roff would take for a command, or print as another sign than the one that is to be typed."""


def add(parser: ArgumentParser) -> None:
    """There are no options."""


def run(args: Namespace) -> int:
    """Print the page."""
    from archiver.commands.parser import whole_parser  # here: it imports this module

    piece(page(whole_parser()))
    return 0


def page(top: ArgumentParser) -> str:
    """The manual page of a parser with all its commands, in the macros of man(7)."""
    from archiver.commands.parser import commands_of  # here: it imports this module

    return "\n".join(_page(top, commands_of(top))) + "\n"


def _page(top: ArgumentParser, commands: Mapping[str, ArgumentParser]) -> Iterator[str]:
    # no day: the same version prints the same page
    yield f'.TH ARCHIVER 1 "" "archiver {_text(__version__)}" "User Commands"'
    yield ".SH NAME"
    yield r"archiver \- " + _lower(_text(str(top.description).rstrip(".")))
    yield ".SH SYNOPSIS"
    yield f".B {_text(str(top.usage))}"
    yield ".SH COMMANDS"
    for title, names in GROUPS.items():
        yield f".SS {_text(title)}"
        for name in names:
            yield from _row(name, COMMANDS[name][1])
    yield ".SH OPTIONS"
    yield "These stand before the command or after it."
    yield from _options(top, top._actions)
    yield ".SH THE COMMANDS, ONE BY ONE"
    for name in sorted(commands):
        yield from _command(name, commands[name])
    yield ".SH EXIT STATUS"
    for code, what in wording.EXIT_CODES.items():
        yield from _row(str(code), what)
    yield ".SH ENVIRONMENT"
    for variable, what in wording.VARIABLES.items():
        yield from _row(variable, what)


def _command(name: str, command: ArgumentParser) -> Iterator[str]:
    yield f".SS archiver {_text(name)}"
    yield f".B {_text(str(command.usage))}"
    for paragraph in str(command.description).split("\n\n"):
        yield ".PP"
        yield _said(paragraph)
    # what every command takes stands under OPTIONS
    common = {option for a in _common() for option in a.option_strings}
    yield from _options(command, (a for a in command._actions if not common & {*a.option_strings}))
    examples: Mapping[str, str] = getattr(command, "examples", {})
    if examples:
        yield ".PP"
        yield "Examples:"
    for line, what in examples.items():
        yield from _row(line, what)


def _common() -> list[argparse.Action]:
    from archiver.commands.parser import parser  # here: it imports this module

    return parser()._actions


def _options(parser: ArgumentParser, actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        if isinstance(action, argparse._SubParsersAction) or action.help is argparse.SUPPRESS:
            continue
        value = "" if action.nargs == 0 else " " + wording.name_of(action)
        forms = ", ".join(f"{option}{value}" for option in action.option_strings)
        what = parser._get_formatter()._expand_help(action)
        yield from _row(forms or wording.name_of(action), what)


def _row(tag: str, what: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_text(tag)}"
    yield _said(what)


def _text(text: str) -> str:
    """A text on one line, nothing of which steers roff."""
    line = re.sub(r"\s+", " ", text).strip().translate(_SPECIAL)
    # a line that begins with a dot is a command, one with a quote as well, had it not become \(aq
    return rf"\&{line}" if line.startswith(".") else line


def _said(text: str) -> str:
    """A paragraph on lines of 79 letters, as mandoc likes them."""
    lines = textwrap.wrap(text, 66, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_text, lines))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
