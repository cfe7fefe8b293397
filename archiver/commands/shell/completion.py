"""``archiver completion``: a script that lets a shell complete commands, options and files."""

from argparse import ArgumentParser, Namespace

from archiver.console import out

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = {
    "archiver completion bash > archiver.bash": "for bash: `. archiver.bash` in ~/.bashrc",
    "archiver completion zsh > _archiver": "for zsh: in a folder of its `fpath`",
    "archiver completion fish > archiver.fish": "for fish: in ~/.config/fish/completions",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("shell", choices=SHELLS, help="whose script is wanted")


def run(args: Namespace) -> int:
    """Print the script."""
    # here, as all options of all commands need this module, but not what it needs
    import shtab

    from archiver.commands.parser import commands_of, whole_parser

    paths = {"FILE": shtab.FILE, "PATH": shtab.FILE}
    paths |= dict.fromkeys(("DIR", "ARCHIVE", "OTHER"), shtab.DIRECTORY)
    top = whole_parser()
    for parser in (top, *commands_of(top).values()):
        for action in parser._actions:
            if action.metavar in paths:
                action.complete = paths[str(action.metavar)]  # type: ignore[attr-defined]  # shtab's own way
    out(shtab.complete(top, args.shell))
    return 0
