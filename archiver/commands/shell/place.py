"""Where a command works: the options that may also stand before its name."""

import argparse
import os

SOURCES = "sources.yaml"
"""The file that says what is watched, where no other is named."""


def env(name: str, default: str | None = None) -> str | None:
    """The text of ``ARCHIVER_<NAME>``, which is checked as that of the option; empty is unset."""
    return os.environ.get("ARCHIVER_" + name.upper()) or default


def add_place(parser: argparse.ArgumentParser) -> None:
    """``-c/--config`` and ``-a/--archive``, before the name of a command."""
    _add_config(parser, env("config", SOURCES))
    _add_archive(parser, env("archive"))


def add_config(parser: argparse.ArgumentParser) -> None:
    """``-c/--config``."""
    # no default: what stands before the command's name must hold
    _add_config(parser, argparse.SUPPRESS)


def add_archive(parser: argparse.ArgumentParser) -> None:
    """``-a/--archive`` and ``-c/--config``, which names it otherwise."""
    add_config(parser)
    _add_archive(parser, argparse.SUPPRESS)


def _add_config(parser: argparse.ArgumentParser, default: str | None) -> None:
    what = f"what to watch (default: {SOURCES})"
    parser.add_argument("-c", "--config", metavar="FILE", default=default, help=what)


def _add_archive(parser: argparse.ArgumentParser, default: str | None) -> None:
    what = f"the archive (default: the one that {SOURCES} names, else ./archive)"
    parser.add_argument("-a", "--archive", metavar="DIR", default=default, help=what)
