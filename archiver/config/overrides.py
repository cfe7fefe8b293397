"""The overrides of sources.yaml: what a person says of posts that are read wrongly."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import yaml

from archiver.config.shapes import Key, Many, Mistake, Moment, Reading, Table, Text
from archiver.model import Override
from archiver.web import urls

_HOST = re.compile(r"[^\s/:?#@*\[\]]+\.[^\s/:?#@*\[\].]+|localhost")
_OF_ONE_POST = ("title", "published")
_SAID = tuple(f.name for f in fields(Override))


@dataclass(frozen=True, slots=True)
class Where:
    """A host, an address, or the beginning of addresses followed by ``*``."""

    def read(self, node: yaml.Node, reading: Reading) -> str | None:
        """The host in lower case without ``www.``, or the address in its WHATWG form."""
        value = Text().read(node, reading)
        if value is None:
            return None
        if _HOST.fullmatch(value):
            name = urls.host(f"http://{value}").removeprefix("www.")
        else:
            name = urls.resolve(value.removesuffix("*")) or ""
            name += "*" if name and value.endswith("*") else ""
        if not name or "*" in name[:-1]:
            reading.wrong(node, f"`{value}` is no host and no address", _hint(value))
            return None
        return name

    def schema(self) -> dict[str, object]:
        """A string."""
        return {"type": "string", "pattern": rf"^(https?://[^*]+\*?|{_HOST.pattern})$"}


def _hint(value: str) -> str:
    start = value.partition("/")[0]
    if "/" in value and _HOST.fullmatch(start):
        return f"write https://{value}"
    if "*" in value:
        return "`*` stands at the end of an address only; each host has an entry of its own"
    return (
        "write a host such as blog.example, or an address; https://blog.example/2017/* is all below"
    )


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector: steps of ``tag``, ``.class``, ``#id`` and ``[attribute=value]``."""

    def read(self, node: yaml.Node, reading: Reading) -> str | None:
        """The selector, checked."""
        from archiver.web.selectors import compiled  # here: most files have no override

        if isinstance(node, yaml.ScalarNode) and not node.value:
            hint = 'write an id in quotes, as "#story": YAML takes the rest of a line for a comment'
            reading.wrong(node, "expected a selector, found nothing", hint)
            return None
        value = Text(wanted="a selector").read(node, reading)
        if value is None:
            return None
        try:
            return compiled(value).text
        except ValueError as error:
            reading.wrong(node, str(error), _selector_hint(value))
            return None

    def schema(self) -> dict[str, object]:
        """A string."""
        return {"type": "string", "minLength": 1}


def _selector_hint(value: str) -> str:
    if "," in value:
        listed = ", ".join(f'"{part.strip()}"' for part in value.split(","))
        return f"several selectors are a list: [{listed}]"
    if any(sign in value for sign in ">+~:"):
        return "a space stands for `within`; there are no `>`, `+`, `~` and `:`"
    if "=" in value and "[" not in value:
        return f'write "[{value}]", with the quotes'
    return ""


OVERRIDE = Table(
    {
        "for": Key(
            Where(), "a host, an address, or the beginning of addresses and `*`", required=True
        ),
        "body": Key(Many(Selector()), "selectors of the elements that hold the text"),
        "drop": Key(Many(Selector()), "selectors of what is not the author's in it"),
        "title": Key(Text(r"\S.*", "a title"), "the title of the post"),
        "authors": Key(Many(Text(r"\S.*", "a name")), "who wrote it"),
        "published": Key(Moment(), "day or time of publication"),
    },
    "an override",
)


def mistakes(tables: Iterable[Mapping[str, Any]]) -> list[Mistake]:
    """Overrides that say nothing or stand twice, and a title or a date of many posts."""
    found = []
    seen: set[tuple[bool, str]] = set()
    for table in tables:
        where, node = table["for"], table[""]
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        mark = ("/" in where, urls.key(where))
        if mark in seen:
            found.append(Mistake(*place, f"two overrides are for `{where}`", "make them one"))
        seen.add(mark)
        if not any(table.get(name) for name in _SAID):
            hint = f"write one of {', '.join(_SAID)}"
            found.append(Mistake(*place, f"the override for `{where}` says nothing", hint))
        for name in _OF_ONE_POST:
            if table.get(name) and ("/" not in where or where.endswith("*")):
                message = f"`{name}` is of one post, and `{where}` may be many"
                found.append(Mistake(*place, message, "name the post's address in `for`"))
    return found


def overrides(tables: Iterable[Mapping[str, Any]]) -> dict[str, Override]:
    """The overrides by what they are for, in the order of the file."""
    return {
        table["for"]: Override(**{name: table[name] for name in _SAID if table.get(name)})
        for table in tables
    }
