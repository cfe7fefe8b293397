"""The data card of a data set: what it holds, for people and for ``datasets.load_dataset``."""

import json
from collections.abc import Iterable

from archiver.export.tables import SCHEMA_VERSION, Table

FOLDER = "data"
"""Where the files of the tables lie beside the card."""


def card(
    tables: Iterable[Table],
    rows: dict[str, int],
    challenges: Iterable[str],
    languages: Iterable[str],
    *,
    pseudonymous: bool,
) -> str:
    """README.md: YAML that names a configuration a table, then words.

    ``rows`` is how many each table has; those without a row are no configuration, as there is
    nothing to load. ``challenges`` are the titles, ``languages`` the tags of the posts.
    """
    known = [table for table in tables if rows.get(table.name)]
    lines = ["---", "license: other", "license_name: rights-of-each-author"]
    lines += ["pretty_name: Posts of writing challenges"]
    tags = sorted(set(languages))
    lines += _listed("language", sorted(set(filter(None, map(_language, tags)))))
    lines += _listed("language_details", [tag for tag in tags if tag != _language(tag)])
    lines += _listed("size_categories", [_size(rows.get("posts", 0))])
    lines += [*_listed("task_categories", ["text-classification"]), "configs:"]
    for table in known:
        lines += [
            f"- config_name: {table.name}",
            "  data_files:",
            "  - split: train",
            f"    path: {FOLDER}/{table.name}.parquet",
        ]
        lines += ["  default: true"] if table.name == "posts" else []
    body = _words(known, rows, challenges, pseudonymous=pseudonymous)
    return "\n".join([*lines, "---", "", *body]) + "\n"


def _listed(key: str, values: list[str]) -> list[str]:
    """A list in YAML, whatever stands in it; nothing where it is empty."""
    return [f"{key}:", *(f"- {json.dumps(value)}" for value in values)] if values else []


def _language(tag: str) -> str:
    """The language of a tag of BCP 47 as the Hub knows it: two or three letters of ISO 639."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return first if len(first) in (2, 3) and first.isascii() and first.isalpha() else ""


def _size(posts: int) -> str:
    """The step of size, in the Hub's words."""
    steps = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"))
    return next((name for end, name in steps if posts < end), "1M<n<10M")


def _words(
    known: list[Table], rows: dict[str, int], challenges: Iterable[str], *, pseudonymous: bool
) -> list[str]:
    names = [f"- {' '.join(title.split())}" for title in challenges]
    lines = ["# Posts of writing challenges", "", f"Schema {SCHEMA_VERSION}, made by archiver."]
    lines += ["", *names] if names else []
    lines += [
        "",
        "## Rights",
        "",
        "The posts are their authors'. The column `licence` has what a page says of its licence; where it",
        "says nothing, all rights are reserved. `robots`, `noarchive`, `noindex` and `noai` are what",
        "pages and servers ask of robots.",
        "",
        "## People",
        "",
    ]
    if pseudonymous:
        lines += [
            "People, blogs, sources and addresses have made-up names, in texts as well as far as they are known there.",
            "All other words stay: whoever knows a post, or searches the web for its words, finds it. First names of",
            "others stay, too. This is no anonymous data.",
        ]
    else:
        lines += [
            "Names are those that the pages give. Think of the people before you publish more."
        ]
    for table in known:
        lines += ["", f"## {table.name}", "", f"{table.about}; {rows[table.name]} rows.", ""]
        lines += ["| column | type | what |", "| --- | --- | --- |"]
        for column in table.columns:
            kind = f"list of {column.kind}" if column.many else str(column.kind)
            lines.append(f"| {column.name} | {kind} | {column.about} |")
    return lines
