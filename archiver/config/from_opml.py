"""An OPML file -> sources to be written into sources.yaml: what feed readers write, and `archiver sources`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from archiver.discover import opml
from archiver.errors import ConfigError
from archiver.export.source_list import NAMESPACE

_FEEDS = ("rss", "atom", "feed")
_OWN = ("id", "retired", "moved_from", "since", "until", "tags", "limit", "columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source of the list: its kind and address; ``title`` and ``folder`` are for comments.

    ``challenge`` and ``round`` are what its category says, whether it is one of ours or not; ``more``
    are further keys of sources.yaml.
    """

    method: str
    url: str
    line: int
    title: str = ""
    folder: str = ""
    challenge: str = ""
    round: str = ""
    writer: str = ""
    more: Mapping[str, object] = field(default_factory=dict)


def listed(data: bytes, file: str) -> tuple[list[Listed], list[str]]:
    """The sources of an OPML file, and a sentence for each outline that has an address which is none.

    Raises ConfigError with the line where it is broken.
    """
    found, wrong = [], []
    for element, told in opml.outlines(_root(data, file)):
        method, written = _place(told, told.get(f"{{{NAMESPACE}}}as", ""))
        if not written:
            continue
        url = opml.address(written)
        if url is None:
            line = element.sourceline
            wrong.append(f"{file}:{line}: `{written}` is no http or https address")
            continue
        challenge, _, round_id = told.get("category", "").strip("/").partition("/")
        own = {name: told.get(f"{{{NAMESPACE}}}{name}", "") for name in _OWN}
        one = Listed(
            method=method,
            url=url,
            line=element.sourceline or 0,
            title=told.get("text") or told.get("title") or "",
            folder=_folder(element),
            challenge=challenge,
            round=round_id,
            writer=told.get("author", "") if method in ("feed", "site", "tag") else "",
            more={name: _read(name, value) for name, value in own.items() if value},
        )
        found.append(one)
    return found, wrong


def _root(data: bytes, file: str) -> etree._Element:
    """The ``opml`` element; no entity is expanded and nothing is fetched for it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    if b"\0" not in data[:4]:
        data = opml.BARE_SIGN.sub(b"&amp;", data)
    hint = "it is not OPML as it stands; an export of your feed reader is"
    try:
        root = etree.fromstring(data.lstrip(b"\r\n\t "), parser)
    except etree.XMLSyntaxError as error:
        line = (error.lineno or 1) + data[: len(data) - len(data.lstrip(b"\r\n\t "))].count(b"\n")
        said = str(error.msg or "no XML").partition(", line ")[0]
        raise ConfigError(said, where=f"{file}:{line}", hint=hint) from error
    except ValueError as error:
        raise ConfigError(str(error), where=file, hint=hint) from error
    if root.tag != "opml":
        what = f"a <{root.tag!s}> stands where <opml> should"
        raise ConfigError(what, where=f"{file}:{root.sourceline}", hint=hint)
    return root


def _place(told: Mapping[str, str], method: str) -> tuple[str, str]:
    """The kind and the address of an outline; without an address it is a folder, or a note."""
    feed, home, other = told.get("xmlurl", ""), told.get("htmlurl", ""), told.get("url", "")
    kind = told.get("type", "").lower()
    if method == "site":
        return method, home or other
    if method:
        return method, feed or other or home
    if feed or (other and kind in _FEEDS):
        return "feed", feed or other
    if other and (kind == "include" or other.lower().partition("?")[0].endswith(".opml")):
        return "opml", other
    return "site", home or (other if kind == "link" else "")


def _folder(element: etree._Element) -> str:
    """The names of the outlines above one, from the outermost."""
    names: list[str] = []
    while (parent := element.getparent()) is not None and parent.tag == "outline":
        names.insert(0, str(parent.get("text") or parent.get("title") or ""))
        element = parent
    return " / ".join(filter(None, names))


def _read(name: str, value: str) -> object:
    """A value of ours; one that is no such thing stays text, and the reader of the file says so."""
    try:
        if name in ("tags", "columns"):
            return json.loads(value)
        if name in ("since", "until"):
            return date.fromisoformat(value)
        if name in ("retired", "limit"):
            return value.lower() == "true" if name == "retired" else int(value)
    except ValueError:
        pass
    return value
