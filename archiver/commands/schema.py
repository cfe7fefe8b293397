"""``archiver schema``: the JSON Schema of sources.yaml, for editors."""

from argparse import ArgumentParser, Namespace

from archiver import config
from archiver.console import piece


def add(parser: ArgumentParser) -> None:
    """There are no options."""


def run(args: Namespace) -> int:
    """Print the schema."""
    piece(config.schema_text())
    return 0
