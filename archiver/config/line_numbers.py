"""In which line of sources.yaml a challenge lists an address, a tag, a phrase or a writer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

_LISTS = ("include", "exclude", "tags", "phrases", "writers")


def line_of(table: yaml.MappingNode, key: str) -> int:
    """The line, from 1, of the value of a key that stands in a mapping."""
    return next(int(v.start_mark.line) + 1 for k, v in table.value if k.value == key)


_NAMES = ("url", "name")
"""The keys that stand for an entry which is a mapping."""


def lines_of(tables: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], int]:
    """The first line, from 1, of each value by challenge, key and value."""
    found: dict[tuple[str, str, str], int] = {}
    for table in tables:
        for key, node in _lists(table[""]):
            nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
            for item, value in zip(nodes, table.get(key) or (), strict=True):
                found.setdefault((table["id"], key, _name(value)), item.start_mark.line + 1)
    return found


def _lists(challenge: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    for key, node in challenge.value:
        if key.value in _LISTS:
            yield key.value, node


def _name(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((str(value[key]) for key in _NAMES if value.get(key)), "")
    return str(value)
