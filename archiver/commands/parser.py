"""The command line's parser. A command's own options are known once its words are read."""

import argparse
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from archiver.commands import COMMANDS
from archiver.version import __version__

_CODES = """\
exit codes:
    0  all well
    1  a bug; please report it
    2  wrong usage, or a mistake in sources.yaml
    3  some sources failed
    4  no source could be reached
    5  the archive could not be written, or is damaged
   75  another run holds the lock
  130  interrupted (Ctrl-C): a run ended in order, and the next one goes on
  143  the same, by SIGTERM or SIGHUP

Options may also come from variables such as ARCHIVER_ARCHIVE."""


class Parser(argparse.ArgumentParser):
    """A parser that says which word a mistyped one may have meant, and where a wrong one is from."""

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError as error:
            if arg_string is action.default:  # it was not on the command line
                error.message += f" (in the variable ARCHIVER_{action.dest.upper()})"
            raise

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        # argparse itself suggests a word from Python 3.14 on
        if action.choices is not None and value not in action.choices:
            known = list(map(str, action.choices))
            hint = _meant(str(value), known) or f"choose from {', '.join(known)}"
            raise argparse.ArgumentError(action, f"`{value}` is unknown; {hint}")


class CommandParser(Parser):
    """A command's parser, which imports the command's module when its words are to be parsed."""

    def __init__(self, *, module: str, **words: Any) -> None:
        super().__init__(**words)
        self._module: str | None = module

    def parse_known_args(  # type: ignore[override]  # two of its overloads are of no use here
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the command's words; an unknown option ends here, with this command's usage."""
        self.complete()
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            hints = (_meant(word.split("=")[0], self._option_string_actions) for word in unknown)
            hint = "; ".join(filter(None, hints))
            self.error(f"unrecognized arguments: {' '.join(unknown)}" + (hint and f"; {hint}"))
        return found, unknown

    def complete(self) -> None:
        """Add the command's options, once."""
        if self._module is not None:
            module, self._module = import_module(f"archiver.commands.{self._module}"), None
            self.description = str(module.__doc__).replace("``", "`")
            module.add(self)
            _add_common(self, "more", argparse.SUPPRESS)
            self.set_defaults(run=module.run)


def _meant(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # here: a word that is known needs it not

    bare = {name.lstrip("-"): name for name in known}  # the dashes of all options are alike
    near = get_close_matches(word.lstrip("-"), bare, 1)
    return f"did you mean `{bare[near[0]]}`?" if near else ""


def _add_common(parser: argparse.ArgumentParser, verbose: str, default: object = None) -> None:
    """What every command takes, before its name and after it.

    A command's parser has a namespace of its own, which replaces what was said before the name:
    so it has no defaults, and counts ``-v`` under another name.
    """
    parser.add_argument(
        "-v",
        "--verbose",
        dest=verbose,
        action="count",
        default=0,
        help="log requests and decisions to stderr; -vv: everything",
    )
    parser.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        default=default or False,
        help="say nothing when all is well",
    )
    parser.add_argument(
        "--log-file", metavar="FILE", default=default, help="append the log to this file instead"
    )
    parser.add_argument(
        "--log-json",
        action="store_true",
        default=default or False,
        help="log one JSON object a line",
    )


def parser() -> argparse.ArgumentParser:
    """All commands; each knows its options once it is used."""
    top = Parser(
        prog="archiver",
        description="Keeps the blog posts of a writing challenge before they rot away.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"archiver {__version__}")
    _add_common(top, "verbose")
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=CommandParser
    )
    for name, (module, what) in COMMANDS.items():
        commands.add_parser(name, help=what, module=module)
    return top


def whole_parser() -> argparse.ArgumentParser:
    """All commands with all their options, which imports every command."""
    top = parser()
    for command in commands_of(top).values():
        command.complete()
    return top


def commands_of(top: argparse.ArgumentParser) -> dict[str, CommandParser]:
    """The parsers of the commands by their names."""
    (found,) = (a.choices for a in top._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found)


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    """The options of a command line. ``log`` is how much is logged: 0, 1 or 2."""
    args = parser().parse_args(words)
    args.log = args.verbose + args.more or int(bool(args.log_file or args.log_json))
    return args
