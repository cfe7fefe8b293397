"""Lists in JSON and YAML: a list of mappings at any depth is a table, a mapping in it a row."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import yaml

from archiver.discover.rosters.columns import is_known
from archiver.discover.rosters.table import Cell, Row, Table, headed, is_address, refuse_masses
from archiver.errors import ParseError

_DEEPEST = 40
_MOST_VALUES = 500_000
_MOST_YAML = 2**20
"""Bytes of YAML; more would take longer to read than a page may."""
_SCRIPT = re.compile(
    r"(?:export\s{1,9}default|(?:var|let|const)?\s{0,9}[\w.$\[\]\"']{1,80}\s{0,9}=)"
)
_NULL = ("", "~", "null", "Null", "NULL")


def json_value(text: str, url: str) -> object:
    """The value of a JSON text, of lines of JSON, or of a script that assigns one. Raises ParseError."""
    script = _SCRIPT.match(text)
    text = text[script.end() :].strip().rstrip(";") if script else text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.startswith("{") and "\n{" in text:
            with suppress(ValueError, RecursionError):
                return [json.loads(line) for line in text.splitlines() if line.strip()]
        raise ParseError(f"this is broken JSON: {error}", where=url) from error


def yaml_value(text: str, url: str) -> object:
    """The value of a YAML text, each scalar as it is written. Raises ParseError.

    The nodes are read, and no object is made of them: a value that aliases repeat counts each time.
    """
    if len(text) > _MOST_YAML:
        raise ParseError(f"the YAML has over {_MOST_YAML:,} characters", where=url)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        told = " ".join(str(error).split())[:200]
        raise ParseError(f"this is no YAML that can be read: {told}", where=url) from error
    return _Unfolding(url).value(node, 0) if node else None


@dataclass(slots=True)
class _Unfolding:
    url: str
    count: int = 0

    def value(self, node: yaml.Node, depth: int) -> object:
        """The plain value of a node."""
        self.count += 1
        if self.count > _MOST_VALUES or depth > _DEEPEST:
            raise ParseError("the YAML unfolds into more than any list has", where=self.url)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            return {
                str(key.value) if isinstance(key, yaml.ScalarNode) else "": self.value(
                    child, depth + 1
                )
                for key, child in node.value
            }
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if plain and node.value in _NULL else node.value


def tables(value: object, url: str) -> tuple[Table, ...]:
    """The tables in a value, outer ones first. Raises ParseError where it is larger than any list."""
    walk = _Walk(url)
    walk.into(value, "", "", (), None, 0)
    return tuple(walk.tables)


@dataclass(slots=True)
class _Walk:
    url: str
    tables: list[Table] = field(default_factory=list)
    rows: int = 0
    values: int = 0

    def into(
        self,
        value: object,
        name: str,
        where: str,
        groups: tuple[str, ...],
        outer: Row | None,
        depth: int,
    ) -> None:
        """Find the tables in what stands at ``where``, under the key ``name``."""
        self.values += 1
        if depth > _DEEPEST or self.values > _MOST_VALUES:
            raise ParseError("the values are nested deeper than in any list", where=self.url)
        if isinstance(value, list):
            places = [(f"{where}[{n}]", "", item) for n, item in enumerate(value)]
            if value and all(isinstance(item, list) for item in value):
                self._records(value, name, where)
            else:
                self._table(places, name, groups, outer, depth)
        elif isinstance(value, Mapping):
            places = [(f"{where}.{key}".lstrip("."), str(key), item) for key, item in value.items()]
            if _is_index(value) or _is_of_addresses(value):
                self._table(places, name, groups, outer, depth)
                return
            for place, key, item in places:
                if isinstance(item, list | Mapping):
                    self.into(item, key, place, (*groups, key), outer, depth + 1)

    def _records(self, value: Sequence[Sequence[object]], name: str, where: str) -> None:
        """A table written as lists in a list, as spreadsheets give it."""
        self.rows += len(value)
        refuse_masses(self.rows, self.url)
        records = (
            (f"{where}[{n}]", ["" if v is None else str(v) for v in item])
            for n, item in enumerate(value)
        )
        self.tables.append(Table(rows=headed(records).rows, name=name))

    def _table(
        self,
        places: Sequence[tuple[str, str, object]],
        name: str,
        groups: tuple[str, ...],
        outer: Row | None,
        depth: int,
    ) -> None:
        rows: list[Row] = []
        within: list[tuple[object, str, str, Row]] = []
        at = len(self.tables)
        for place, key, item in places:
            own = [Cell("", key)] if key else []
            nested: list[tuple[object, str, str]] = []
            if isinstance(item, Mapping):
                own += self._cells(item, "", place, nested, depth)
            elif isinstance(item, list):
                self.into(
                    item, key or name, place, (*groups, key) if key else groups, outer, depth + 1
                )
                continue
            elif item is not None and (key or is_address(str(item))):
                own.append(Cell(name if not key else "", str(item)))
            if not (own or nested):
                continue
            row = Row(where=place, cells=tuple(own), groups=groups, outer=outer)
            rows.append(row)
            within += [(*child, row) for child in nested]
        self.rows += len(rows)
        refuse_masses(self.rows, self.url)
        for child, key, place, row in within:
            self.into(child, key, place, (*groups, key), row, depth + 1)
        if rows:
            self.tables.insert(at, Table(rows=tuple(rows), name=name))

    def _cells(
        self,
        item: Mapping[str, object],
        way: str,
        place: str,
        nested: list[tuple[object, str, str]],
        depth: int,
    ) -> Iterator[Cell]:
        """The scalars of a mapping and of the mappings in it; tables in it go to ``nested``."""
        for key, value in item.items():
            self.values += 1
            name = f"{way}.{key}".lstrip(".")
            if self.values > _MOST_VALUES or depth > _DEEPEST:
                raise ParseError("the values are nested deeper than in any list", where=self.url)
            if isinstance(value, Mapping) and not _is_index(value):
                yield from self._cells(value, name, place, nested, depth + 1)
            elif isinstance(value, Mapping) or (
                isinstance(value, list) and any(isinstance(part, list | Mapping) for part in value)
            ):
                nested.append((value, str(key), f"{place}.{name}"))
            elif isinstance(value, list):
                yield from (Cell(name, str(part)) for part in value if part is not None)
            elif value is not None:
                yield Cell(name, _written(value))


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_index(value: Mapping[str, object]) -> bool:
    """Whether a mapping is a table whose rows are named by their keys: most have a key in common."""
    items = [item for item in value.values() if isinstance(item, Mapping)]
    if not items or len(items) < len(value):
        return False
    if all(map(is_address, map(str, value))):
        return True
    plain = [
        [part for part in item.values() if not isinstance(part, list | Mapping)] for item in items
    ]
    if not any(plain):
        return False  # mappings of mappings: the rows stand a level below
    if len(items) == 1:
        alone = len(plain[0]) == len(items[0])
        return alone and any(is_address(str(part)) for part in plain[0])
    keys = Counter(key for item in items for key in item)
    return keys.most_common(1)[0][1] * 2 > len(items)


def _is_of_addresses(value: Mapping[str, object]) -> bool:
    """Whether a mapping names addresses by people or titles, and not by what they are."""
    return (
        bool(value)
        and all(isinstance(item, str) and is_address(item) for item in value.values())
        and not any(is_known(str(key)) for key in value)
    )
