"""The command line's parser. A command's own options are known once its words are read."""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

from archiver.commands import COMMANDS, GROUPS
from archiver.commands.shell import place, wording
from archiver.console import err
from archiver.errors import ConfigError
from archiver.version import __version__

_ABOUT = "Keeps the blog posts of a writing challenge before they rot away."

_PLAIN = (
    (
        r"the following arguments are required: COMMAND",
        "a command is missing; `archiver help` lists them",
    ),
    (r"the following arguments are required: (.*)", r"\1 is missing"),
    (r"argument (\S+): expected .*argument.*", r"`\1` needs a value"),
    (
        r"argument (\S+): not allowed with argument (\S+)",
        r"`\1` and `\2` exclude each other; leave one of them out",
    ),
    (r"argument (\S+): invalid int value: '(.*)'", r"`\1`: `\2` is no whole number"),
    (r"argument (.+?): ignored explicit argument .*", r"`\1` takes no value"),
    (r"argument (.+?): (.*)", r"`\1`: \2"),
)
"""What argparse says, and the same as this program says it."""

_NEGATIVE = re.compile(r"-\d")


class Parser(argparse.ArgumentParser):
    """A parser that says which word a mistyped one may have meant, and where a wrong one is from."""

    def __init__(self, **words: Any) -> None:
        # no abbreviations: a script that uses one breaks when another option comes to begin so
        super().__init__(formatter_class=wording.Wording, allow_abbrev=False, **words)

    def error(self, message: str) -> NoReturn:
        """Say on stderr what is wrong and how it is used, and end with 2."""
        for pattern, plain in _PLAIN:
            said, count = re.subn(f"(?s)^{pattern}$", plain, message)
            if count:
                message = said
                break
        err(f"{self.prog}: {message}\nusage: {self.usage}\n`{self.prog} --help` says more")
        raise SystemExit(ConfigError.exit_code)

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse passes over what cannot be written
        (file or sys.stderr).write(message)
        (file or sys.stderr).flush()

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        try:
            return super()._get_value(action, arg_string)
        except argparse.ArgumentError as error:
            if arg_string is action.default:  # it was not on the command line
                error.message += f" (in the variable ARCHIVER_{action.dest.upper()})"
            raise

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        # argparse itself suggests a word from Python 3.14 on
        if action.choices is None or value in action.choices:
            return
        known = list(map(str, action.choices))
        hint = wording.meant(wording.near(str(value), known))
        if action.dest == "command":
            told = hint or "`archiver help` lists them"
            self.error(f"there is no command `{value}`; {told}")
        told = hint or f"choose from {', '.join(known)}"
        raise argparse.ArgumentError(action, f"`{value}` is unknown; {told}")

    def _known(self, word: str) -> argparse.Action | None:
        """The option that a word of the command line is."""
        name = word.split("=")[0] if word.startswith("--") else word[:2]
        return self._option_string_actions.get(name)

    def _takes_next(self, word: str) -> bool:
        """Whether the value of an option is the next word: not of ``--host=x``, ``-ax`` or ``-q``."""
        if word.startswith("--"):
            action = self._known(word)
            return "=" not in word and action is not None and action.nargs is None
        for end, letter in enumerate(word[1:], 2):  # as in -qa DIR
            action = self._option_string_actions.get(f"-{letter}")
            if action is None or action.nargs != 0:
                return action is not None and end == len(word)
        return False


class CommandParser(Parser):
    """A command's parser, which imports the command's module when its words are to be parsed."""

    def __init__(self, *, module: str, **words: Any) -> None:
        super().__init__(**words)
        self._module: str | None = module
        self.examples: Mapping[str, str] = {}

    def parse_known_args(  # type: ignore[override]  # two of its overloads are of no use here
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the command's words; an unknown one ends here, with this command's usage."""
        self.complete()
        for word in args or ():
            if word == "--":
                break
            if _is_option(word) and self._known(word) is None:
                self.error(self._unknown(word))
        found, unknown = super().parse_known_args(self._options_first(args or ()), namespace)
        if unknown:
            hint = " (`archiver help COMMAND` is for help)" if unknown == ["help"] else ""
            self.error(f"it takes no further word: `{' '.join(unknown)}`{hint}")
        return found, unknown

    def _unknown(self, word: str) -> str:
        name = word.split("=")[0]
        known = [option for option in self._option_string_actions if option.startswith("--")]
        found = wording.near(name, known, dashes=True)
        short = any(option.startswith(name) for option in found)
        why = " (options are written out)" if short and name.startswith("--") else ""
        hint = wording.meant(found)
        return f"there is no option `{name}`{hint and f'; {hint}'}{why}"

    def _options_first(self, args: Sequence[str]) -> list[str]:
        """The words with the options first: argparse takes words on both sides of one for too many."""
        if any(a.option_strings and a.nargs not in (None, 0) for a in self._actions):
            return list(args)  # who knows where the values of such an option end
        options: list[str] = []
        words = list(args)
        rest: list[str] = []
        while words and words[0] != "--":
            word = words.pop(0)
            action = self._known(word) if _is_option(word) else None
            if action is None:
                rest.append(word)
                continue
            options.append(word)
            if words and self._takes_next(word):
                options.append(words.pop(0))
        return [*options, *rest, *words]

    def complete(self) -> None:
        """Add the command's options, once."""
        if self._module is not None:
            module, self._module = import_module(f"archiver.commands.{self._module}"), None
            said = str(module.__doc__).replace("``", "`").strip()
            self.description = _sentence(said.removeprefix(f"`{self.prog}`: "))
            self.examples = getattr(module, "EXAMPLES", {})
            module.add(self)
            _add_common(self.add_argument_group("options of every command"), own=True)
            self.set_defaults(run=module.run)
            self.usage = wording.usage(self.prog, self._actions)

    def format_help(self) -> str:
        """Usage, what it does, options, examples."""
        self.complete()
        page = wording.Wording(self.prog)
        page.add_text(f"usage: {self.usage}")
        page.add_text(wording.filled(self.description or "", page.columns))
        for group in self._action_groups:
            page.start_section(_TITLES.get(group.title or "", group.title))
            page.add_arguments(group._group_actions)
            page.end_section()
        if self.examples:
            page.start_section("examples")
            page.add_text(wording.examples(self.examples, page.columns))
            page.end_section()
        return page.format_help()


_TITLES = {"positional arguments": "words"}
"""What this program calls a group of argparse."""


class TopParser(Parser):
    """The parser of the whole line: options that all commands take, a command, the command's words."""

    def parse_known_args(  # type: ignore[override]  # two of its overloads are of no use here
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the words. Those before the command may only be options that it takes as well."""
        words = list(args or ())
        count, given = self._before(words)
        command = commands_of(self).get(words[count]) if count < len(words) else None
        if command is not None:
            command.complete()
            dests = {action.dest for action in command._actions}
            for word, action in given:
                if action.dest in ("archive", "config") and action.dest not in dests:
                    command.error(f"it takes no `{word}`")
        return super().parse_known_args(args, namespace)

    def _before(self, words: list[str]) -> tuple[int, list[tuple[str, argparse.Action]]]:
        """How many words stand before the command's name, and the options among them."""
        given: list[tuple[str, argparse.Action]] = []
        count = 0
        while count < len(words) and _is_option(words[count]):
            word = words[count]
            action = self._known(word)
            if action is None:
                self.error(self._misplaced(word, words[count + 1 :]))
            given.append((word, action))
            count += 2 if self._takes_next(word) else 1
        return count, given

    def _misplaced(self, word: str, rest: list[str]) -> str:
        name = word.split("=")[0]
        commands = commands_of(self)
        command = next((each for each in rest if each in commands), None)
        if command is not None:
            commands[command].complete()
            if option := commands[command]._known(word):
                more = " ..." if option.nargs is None else ""
                hint = f"write `archiver {command} {name}{more}`"
                return f"`{name}` is an option of `{command}` and stands after it; {hint}"
        hint = wording.meant(wording.near(name, self._option_string_actions, dashes=True))
        return f"there is no option `{name}`" + (hint and f"; {hint}")

    def format_help(self) -> str:
        """The commands by what people do, the options, the exit codes and the variables."""
        page = wording.Wording(self.prog)
        page.add_text(f"usage: {self.usage}")
        page.add_text(wording.filled(self.description or "", page.columns))
        for title, names in GROUPS.items():
            self._rows(page, title, {name: COMMANDS[name][1] for name in names})
        grouped = {name for names in GROUPS.values() for name in names}
        self._rows(page, "more", {n: c[1] for n, c in COMMANDS.items() if n not in grouped})
        page.start_section("options, before the command or after it")
        page.add_arguments([a for a in self._actions if a.option_strings])
        page.end_section()
        self._rows(page, "exit codes", {str(n): what for n, what in wording.EXIT_CODES.items()})
        self._rows(page, "variables", wording.VARIABLES)
        more = "`archiver help COMMAND` has the options and examples of a command."
        page.add_text(wording.filled(more, page.columns))
        return page.format_help()

    @staticmethod
    def _rows(page: wording.Wording, title: str, said: Mapping[str, str]) -> None:
        page.start_section(title)
        page.add_arguments(wording.rows(said))
        page.end_section()


def _is_option(word: str) -> bool:
    """Whether argparse takes a word for an option: a name with a space in it is none."""
    return len(word) > 1 and word[0] == "-" and not _NEGATIVE.match(word) and " " not in word


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _add_common(parser: argparse._ActionsContainer, *, own: bool = False) -> None:
    """What every command takes, before its name and after it.

    A command's parser (``own``) has a namespace of its own, which replaces what was said before the
    name: so it has no defaults, and counts ``-v`` under another name.
    """
    default = argparse.SUPPRESS if own else None
    parser.add_argument(
        "-v",
        "--verbose",
        dest="more" if own else "verbose",
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


def parser() -> TopParser:
    """All commands; each knows its options once it is used."""
    top = TopParser(prog="archiver", usage="archiver [options] COMMAND ...", description=_ABOUT)
    place.add_place(top)
    _add_common(top)
    top.add_argument("--version", action="version", version=f"archiver {__version__}")
    commands = top.add_subparsers(
        dest="command",
        metavar="COMMAND",
        required=True,
        parser_class=CommandParser,
        prog="archiver",
    )
    for name, (module, what) in COMMANDS.items():
        commands.add_parser(name, help=what, module=module)
    return top


def whole_parser() -> TopParser:
    """All commands with all their options, which imports every command."""
    top = parser()
    for command in commands_of(top).values():
        command.complete()
    return top


def commands_of(top: argparse.ArgumentParser) -> dict[str, CommandParser]:
    """The parsers of the commands by their names."""
    (found,) = (a.choices for a in top._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The options of a command line. ``log`` is how much is logged: 0, 1 or 2.

    Without a command it is answered with all of them, and with 2: nothing was done, which a script
    whose variable is empty must notice.
    """
    top = parser()
    if not words:
        err(top.format_help().rstrip())
        raise SystemExit(ConfigError.exit_code)
    args = top.parse_args(words)
    for option in ("archive", "config"):
        if getattr(args, option) == "":  # as of a variable that is not set
            top.error(f"`--{option}` is empty, where a name is wanted")
    args.log = args.verbose + args.more or int(bool(args.log_file or args.log_json))
    return args
