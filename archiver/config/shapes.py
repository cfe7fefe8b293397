"""Shapes of a YAML file: one description reads it, refuses what is wrong, and is its JSON Schema.

Every mistake is collected with its line and column, so that a person mends a file in one go.
Aliases and duplicate keys are refused: the first can blow up, the second loses a value silently.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

import yaml

from archiver.config import yaml_mistakes
from archiver.web import urls
from archiver.web.plain_text import CONTROLS

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SIZES = {"": 1, "b": 1, "kb": 10**3, "kib": 2**10, "mb": 10**6, "mib": 2**20, "gib": 2**30}
_MEASURE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s{0,4}([a-z]{0,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong. ``line`` and ``column`` count from 1."""

    line: int
    column: int
    message: str
    hint: str = ""

    def at(self, file: str) -> str:
        """``file:line:column: message (hint)``."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{file}:{self.line}:{self.column}: {self.message}{hint}"


@dataclass(slots=True)
class Reading:
    """What is known while a file is read: its lines, the mistakes so far."""

    lines: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, node: yaml.Node, message: str, hint: str = "") -> None:
        """Note a mistake at a node."""
        mark = node.start_mark
        shown = CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", message)
        self.mistakes.append(Mistake(mark.line + 1, mark.column + 1, shown, hint))


class Shape(Protocol):
    """What a value has to look like."""

    def read(self, node: yaml.Node, reading: Reading) -> object:
        """The value, or None with a mistake noted."""
        ...

    def schema(self) -> dict[str, object]:
        """The same as JSON Schema (draft 2020-12)."""
        ...


def _scalar(node: yaml.Node, reading: Reading, wanted: str) -> str | None:
    if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
        return str(node.value)
    kinds = ((yaml.SequenceNode, "a list"), (yaml.MappingNode, "a mapping"))
    found = next((name for kind, name in kinds if isinstance(node, kind)), "nothing")
    hint = ""
    if found == "nothing" and yaml_mistakes.is_comment(node, reading.lines):
        hint = "YAML takes what follows a # for a comment: write it in quotes"
    reading.wrong(node, f"expected {wanted}, found {found}", hint)
    return None


@dataclass(frozen=True, slots=True)
class Text:
    """A line or a paragraph of text without control characters, white space folded. ``pattern``
    restricts it wholly."""

    pattern: str = ""
    wanted: str = "text"

    def read(self, node: yaml.Node, reading: Reading) -> str | None:
        """The folded text."""
        value = _scalar(node, reading, self.wanted)
        if value is None:
            return None
        if CONTROLS.search(value):
            hint = "leave it out: no word is written with one, and a terminal obeys it"
            reading.wrong(node, f"a control character in `{value}`", hint)
            return None
        folded = " ".join(value.split())
        if self.pattern and not re.fullmatch(self.pattern, folded):
            reading.wrong(node, f"expected {self.wanted}, found `{folded}`")
            return None
        return folded

    def schema(self) -> dict[str, object]:
        """A string."""
        pattern: dict[str, object] = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string"} | pattern


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https address."""

    def read(self, node: yaml.Node, reading: Reading) -> str | None:
        """The address in its WHATWG form. A user name in it tells that it cannot be asked for."""
        value = _scalar(node, reading, "an address")
        if value is None:
            return None
        resolved = urls.resolve(value.strip())
        if resolved is None:
            hint = f"write https://{value}" if "." in value and "://" not in value else ""
            hint = "that is an e-mail address" if "@" in value else hint
            reading.wrong(node, f"expected an http or https address, found `{value}`", hint)
        return resolved and urls.with_hidden_user(resolved)

    def schema(self) -> dict[str, object]:
        """A string in the format ``uri``."""
        return {"type": "string", "format": "uri", "pattern": "^https?://"}


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, ``2017-05-01``."""

    def read(self, node: yaml.Node, reading: Reading) -> date | None:
        """The day."""
        value = _scalar(node, reading, "a day such as 2017-05-01")
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            reading.wrong(node, f"expected a day such as 2017-05-01, found `{value}`")
            return None

    def schema(self) -> dict[str, object]:
        """A string in the format ``date``."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Switch:
    """``true`` or ``false``."""

    def read(self, node: yaml.Node, reading: Reading) -> bool:
        """Whether it is on."""
        value = _scalar(node, reading, "true or false")
        if value is not None and value.lower() not in ("true", "false"):
            reading.wrong(node, f"expected true or false, found `{value}`")
        return value is not None and value.lower() == "true"

    def schema(self) -> dict[str, object]:
        """A Boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar day, or a time such as ``2017-05-01T10:30+02:00``."""

    def read(self, node: yaml.Node, reading: Reading) -> datetime | date | None:
        """As exact as it is written."""
        value = _scalar(node, reading, "a day or a time")
        for exact in (date.fromisoformat, datetime.fromisoformat):
            with suppress(ValueError):
                return exact(value) if value is not None else None
        wanted = "a day such as 2017-05-01, or a time such as 2017-05-01T10:30+02:00"
        reading.wrong(node, f"expected {wanted}, found `{value}`")
        return None

    def schema(self) -> dict[str, object]:
        """A string that begins with a day."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit: a time (``90s``, ``1h``, ``2d``) in seconds, or a size in bytes."""

    units: Mapping[str, float]
    wanted: str
    least: float = 0
    whole: bool = False

    def read(self, node: yaml.Node, reading: Reading) -> float | None:
        """Seconds or bytes."""
        value = _scalar(node, reading, self.wanted)
        if value is None:
            return None
        match = _MEASURE.fullmatch(value.strip())
        unit = self.units.get(match[2].lower()) if match else None
        if match is None or unit is None:
            reading.wrong(node, f"expected {self.wanted}, found `{value}`")
            return None
        number = float(match[1]) * unit
        if self.whole and number != int(number):
            reading.wrong(node, f"expected {self.wanted}, found `{value}`")
            return None
        if number < self.least:
            reading.wrong(node, f"expected at least {self.least:g}, found `{value}`")
            return None
        return number

    def schema(self) -> dict[str, object]:
        """A number, or a string of a number and a unit."""
        # JSON Schema's patterns know no flag for case
        either = ("".join(f"[{c}{c.upper()}]" for c in unit) for unit in self.units if unit)
        units = "|".join(sorted(either))
        pattern = rf"^\d+(\.\d+)?\s*({units})?$"
        return {
            "anyOf": [
                {"type": "number", "minimum": self.least},
                {"type": "string", "pattern": pattern},
            ]
        }


def seconds(text: str) -> float | None:
    """A time such as ``50m`` in seconds; None where it is none, or is no time at all (``0``)."""
    match = _MEASURE.fullmatch(text.strip())
    unit = _UNITS.get(match[2].lower()) if match else None
    return float(match[1]) * unit or None if match and unit else None


def duration(least: float = 0) -> Measure:
    """A time; read as seconds."""
    return Measure(_UNITS, "a time such as 30s, 1h or 2d", least)


def size() -> Measure:
    """An amount of data; read as bytes."""
    return Measure(_SIZES, "a size such as 15MiB", 1)


def count() -> Measure:
    """A whole number of at least one."""
    return Measure({"": 1.0}, "a whole number", 1, whole=True)


@dataclass(frozen=True, slots=True)
class Many:
    """A list; a single value stands for a list of one."""

    item: Shape

    def read(self, node: yaml.Node, reading: Reading) -> tuple[object, ...]:
        """The values that could be read."""
        if isinstance(node, yaml.MappingNode) and self._are_named(node):
            what = f"expected a list, each entry {getattr(self.item, 'name', 'of it')}"
            name = node.value[0][0].value
            reading.wrong(node, f"{what}; found a mapping", f"write `- id: {name}`, then its keys")
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        values = [self.item.read(child, reading) for child in nodes]
        return tuple(value for value in values if value is not None)

    def _are_named(self, node: yaml.MappingNode) -> bool:
        """Whether a mapping has entries by their names, where a list of them belongs."""
        known = getattr(self.item, "keys", {})
        named = all(isinstance(value, yaml.MappingNode) for _, value in node.value)
        return bool(known and node.value) and named and node.value[0][0].value not in known

    def schema(self) -> dict[str, object]:
        """An array, or one item."""
        item = self.item.schema()
        array: dict[str, object] = {"type": "array", "items": item}
        return array if item.get("type") == "object" else {"anyOf": [array, item]}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping and what it is for."""

    shape: Shape
    doc: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with known keys. Exactly one of ``one_of`` has to stand in it."""

    keys: Mapping[str, Key]
    name: str
    one_of: tuple[str, ...] = ()

    def read(self, node: yaml.Node, reading: Reading) -> dict[str, object] | None:
        """The values by key, with the node itself under an empty key for later complaints."""
        if not isinstance(node, yaml.MappingNode):
            required = (key for key, spec in self.keys.items() if spec.required)
            key = next(required, next(iter(self.keys)))
            found = "a list" if isinstance(node, yaml.SequenceNode) else "something else"
            what = f"expected {self.name} with keys such as `{key}`, found {found}"
            reading.wrong(node, what, f"write `{key}: ...`, each key in a line of its own")
            return None
        values: dict[str, object] = {"": node}
        for key, child in self._pairs(node, reading):
            values[key] = self.keys[key].shape.read(child, reading)
        # a misspelt key is one mistake, not also a missing one
        if all(str(key.value) in self.keys for key, _ in node.value):
            self._complete(node, values, reading)
        return values

    def _pairs(self, node: yaml.MappingNode, reading: Reading) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key_node, child in node.value:
            key = str(key_node.value)
            if key not in self.keys:
                near = difflib.get_close_matches(key, self.keys, 1, 0.5)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(self.keys)}"
                reading.wrong(key_node, f"unknown key `{key}` in {self.name}", hint)
            elif key in seen:
                reading.wrong(key_node, f"key `{key}` stands twice in {self.name}")
            else:
                seen.add(key)
                yield key, child

    def _complete(self, node: yaml.Node, values: Mapping[str, object], reading: Reading) -> None:
        for key, spec in self.keys.items():
            if spec.required and key not in values:
                reading.wrong(node, f"{self.name} needs the key `{key}`", spec.doc)
        chosen = [key for key in self.one_of if key in values]
        if self.one_of and len(chosen) != 1:
            choice = ", ".join(self.one_of)
            found = f"found {' and '.join(chosen)}" if chosen else "found none"
            hint = "make two of it" if chosen else ""
            reading.wrong(node, f"{self.name} needs exactly one of {choice}; {found}", hint)

    def schema(self) -> dict[str, object]:
        """An object without further properties."""
        properties = {k: {"description": s.doc} | s.shape.schema() for k, s in self.keys.items()}
        required = [key for key, spec in self.keys.items() if spec.required]
        result: dict[str, object] = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        if required:
            result["required"] = required
        if self.one_of:
            result["oneOf"] = [{"required": [key]} for key in self.one_of]
        return result


@dataclass(frozen=True, slots=True)
class Short:
    """A mapping, or only the value of its key ``key`` where nothing else is to be said."""

    table: Table
    key: str

    def read(self, node: yaml.Node, reading: Reading) -> dict[str, object] | None:
        """The values by key, whichever way they are written."""
        if isinstance(node, yaml.MappingNode):
            return self.table.read(node, reading)
        value = self.table.keys[self.key].shape.read(node, reading)
        return None if value is None else {"": node, self.key: value}

    def schema(self) -> dict[str, object]:
        """Either of the two."""
        return {"anyOf": [self.table.keys[self.key].shape.schema(), self.table.schema()]}


def load(text: str, shape: Table) -> tuple[dict[str, object], list[Mistake]]:
    """Read a YAML text by its shape: the values, and every mistake in the order of the file."""
    reading = Reading(text.splitlines())
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                place = (event.start_mark.line + 1, event.start_mark.column + 1)  # type: ignore[union-attr]  # every parsed event has a mark
                hint = "write the value out, or in quotes where a * is meant"
                return {}, [Mistake(*place, "aliases are not allowed", hint)]
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return {}, [Mistake(*yaml_mistakes.told(error, text))]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        hint = "it is no text, or was damaged: write it anew in a text editor"
        return {}, [Mistake(line, 1, f"a control character (U+{error.character:04X})", hint)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return {}, [Mistake(1, 1, f"no YAML: {str(error).splitlines()[0]}")]
    if node is None:
        return {}, [Mistake(1, 1, "the file is empty", "`archiver init URL...` writes one")]
    values = shape.read(node, reading) or {}
    return values, sorted(reading.mistakes, key=lambda m: (m.line, m.column))
