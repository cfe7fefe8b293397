"""``archiver schema``: the JSON Schema of sources.yaml, or of the tables of an export."""

import json
from argparse import ArgumentParser, Namespace

from archiver.console import piece

EXAMPLES = {
    "archiver schema > sources.schema.json": "for an editor that checks YAML",
    "archiver schema --export": "what the tables of an export hold",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--export", action="store_true", help="that of the tables which `archiver export` writes"
    )


def run(args: Namespace) -> int:
    """Print the schema."""
    if args.export:
        from archiver.export.json_schema import schema  # here: editors ask for the other one

        piece(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n")
        return 0
    from archiver import config

    piece(config.schema_text())
    return 0
