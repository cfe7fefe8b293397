"""Changes the sources in the text of a sources.yaml; every other character of it stays as it is.

Where to write is told by the marks of the parser. To load the file and write it anew, as ruamel.yaml
does it with all comments, would lay out what was never touched: lists get one indentation, and the
spaces before comments and within braces go. A person who keeps her file in git would see her own edit
among twenty others.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from archiver.errors import ConfigError

_PLAIN_URL = re.compile(r"https?://[\w./~%=&+@:-]*[\w/~%=&+@-]", re.ASCII)
_PLAIN_WORDS = re.compile(r"[^\W\d_](?:[\w .'-]*[\w.'-])?")
_NO_WORDS = ("null", "true", "false", "yes", "no", "on", "off")
"""What YAML takes for something else than a word."""
_STEP = 2
"""Spaces of indentation, where the file shows none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A source to be written: its keys with their values, in order, and the comments above it."""

    keys: Mapping[str, object]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A source as it stands in a ``sources`` list: the id of its challenge, its keys, its line from 1."""

    challenge: str
    keys: Mapping[str, str]
    line: int
    _list: "_List" = field(repr=False, compare=False)
    _node: yaml.MappingNode = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _List:
    """The ``sources`` of a challenge: the key, the list under it."""

    key: yaml.Node
    value: yaml.SequenceNode


def written(text: str) -> list[Written]:
    """All sources that stand in the lists of a valid sources.yaml; not those that hubs and rounds imply."""
    found = []
    for challenge in _challenges(text):
        listed = _sources(challenge)
        if isinstance(listed, _List):
            name = _scalars(challenge).get("id", "")
            for node in listed.value.value:
                keys, line = _scalars(node), node.start_mark.line + 1
                found.append(
                    Written(challenge=name, keys=keys, line=line, _list=listed, _node=node)
                )
    return found


def with_sources(text: str, challenge: str, entries: Iterable[Entry]) -> str:
    """The text with sources at the end of a challenge's list. Raises ConfigError where that has none."""
    new = list(entries)
    (node,) = (n for n in _challenges(text) if _scalars(n).get("id") == challenge)
    listed = _sources(node)
    if listed is None:
        return _with_list(text, node, new)
    if isinstance(listed, yaml.Node):
        line = listed.start_mark.line + 1
        hint = "begin the source with a dash, as in a list of one"
        raise ConfigError(f"line {line}: `sources` is no list", hint=hint)
    items = listed.value.value
    if listed.value.flow_style:
        if items:
            return _inserted(text, _end(text, items[-1]), "".join(f", {_flow(e)}" for e in new))
        return _with_first(text, node, listed, new)
    column = listed.value.start_mark.column
    braces = bool(items) and all(item.flow_style for item in items)
    end = _next_line(text, _end(text, items[-1]))
    at = _after_comments(text, end, column, listed.key.start_mark.column)
    # set apart from comments that are not its own
    apart = [""] if at > end else []
    return _with_lines(text, at, [*apart, *_block(new, column, braces=braces)])


def without(text: str, sources: Collection[Written]) -> str:
    """The text without these sources, which are of ``written(text)``.

    Comments above one go with it where they speak of it alone.
    """
    spans: list[tuple[int, int, str]] = []
    for listed in {id(source._list): source._list for source in sources}.values():
        gone = [source._node for source in sources if source._list is listed]
        if len(gone) == len(listed.value.value):
            spans += _emptied(text, listed)
        elif listed.value.flow_style:
            spans += _flow_spans(listed.value.value, gone)
        else:
            spans += [(*_lines_of(text, listed.value, node), "") for node in gone]
    return _replaced(text, spans)


def retired(text: str, sources: Iterable[Written]) -> str:
    """The text with ``retired: true`` in these sources, which are of ``written(text)``."""
    spans = []
    for source in sources:
        node = source._node
        said = next((value for key, value in node.value if key.value == "retired"), None)
        if said is not None:
            spans.append((said.start_mark.index, said.end_mark.index, "true"))
        elif node.flow_style:
            end = _end(text, node.value[-1][1])
            spans.append((end, end, ", retired: true"))
        else:
            at = _next_line(text, _end(text, node))
            line = " " * node.start_mark.column + "retired: true"
            spans.append((at, at, _as_lines(text, at, [line])))
    return _replaced(text, spans)


def source_text(value: object) -> str:
    """A value as YAML, on one line: in quotes where it would be read as something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {source_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(source_text, value)) + "]"
    said = str(value)
    is_word = _PLAIN_WORDS.fullmatch(said) and said.lower() not in _NO_WORDS
    if is_word or _PLAIN_URL.fullmatch(said):
        return said
    return json.dumps(said, ensure_ascii=False)


# the tree of the file


def _challenges(text: str) -> Iterator[yaml.MappingNode]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # as whoever calls has read it
    for key, value in root.value:
        if key.value == "challenges":
            yield from value.value if isinstance(value, yaml.SequenceNode) else [value]


def _sources(challenge: yaml.MappingNode) -> "_List | yaml.Node | None":
    for key, value in challenge.value:
        if key.value == "sources":
            return _List(key, value) if isinstance(value, yaml.SequenceNode) else value
    return None


def _scalars(node: yaml.MappingNode) -> dict[str, str]:
    return {
        key.value: " ".join(value.value.split())
        for key, value in node.value
        if isinstance(value, yaml.ScalarNode)
    }


def _end(text: str, node: yaml.Node) -> int:
    """Behind the last character of a node; the mark of one in a block lies behind the comments too."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        begin, end = node.start_mark.index, node.end_mark.index
        return begin + len(text[begin:end].rstrip())
    if isinstance(node, yaml.SequenceNode):
        return _end(text, node.value[-1])
    key, value = node.value[-1]
    return max(_end(text, key), _end(text, value))


# lines


def _next_line(text: str, at: int) -> int:
    """Where the line begins that follows a place."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _after_comments(text: str, at: int, column: int, key_column: int) -> int:
    """The line behind a list, and behind the comments that follow it directly and are still its own."""
    least = column if column > key_column else column + 1
    while at < len(text):
        line = text[at : _next_line(text, at)]
        bare = line.lstrip(" ")
        if not bare.startswith("#") or len(line) - len(bare) < least:
            break
        at = _next_line(text, at)
    return at


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _as_lines(text: str, at: int, lines: Iterable[str]) -> str:
    """Lines as they are to be put into a place where a line begins, or where the text ends."""
    end = _newline(text)
    before = end if at and text[at - 1] != "\n" else ""
    return before + "".join(line + end for line in lines)


def _with_lines(text: str, at: int, lines: Iterable[str]) -> str:
    return _inserted(text, at, _as_lines(text, at, lines))


def _inserted(text: str, at: int, more: str) -> str:
    return text[:at] + more + text[at:]


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    for begin, end, more in sorted(spans, reverse=True):
        text = text[:begin] + more + text[end:]
    return text


# writing


def _flow(entry: Entry) -> str:
    told = {key: source_text(value) for key, value in entry.keys.items()}
    return "{" + ", ".join(f"{key}: {said}" for key, said in told.items()) + "}"


def _block(entries: Iterable[Entry], column: int, *, braces: bool) -> Iterator[str]:
    dash = " " * column
    for entry in entries:
        yield from (f"{dash}# {comment}" for comment in entry.comments)
        if braces:
            yield f"{dash}- {_flow(entry)}"
            continue
        for n, (key, value) in enumerate(entry.keys.items()):
            yield f"{dash}{'  ' if n else '- '}{key}: {source_text(value)}"


def _with_list(text: str, challenge: yaml.MappingNode, entries: list[Entry]) -> str:
    """With a ``sources`` list for a challenge that has no such key."""
    end = _end(text, challenge)
    if challenge.flow_style:
        last = _end(text, challenge.value[-1][1])
        return _inserted(text, last, f", sources: [{', '.join(map(_flow, entries))}]")
    column = challenge.start_mark.column
    items = _block(entries, column + _STEP, braces=False)
    return _with_lines(text, _next_line(text, end), [f"{' ' * column}sources:", *items])


def _with_first(text: str, challenge: yaml.MappingNode, listed: _List, entries: list[Entry]) -> str:
    """With the first sources in ``sources: []``."""
    begin, end = listed.value.start_mark.index, listed.value.end_mark.index
    inner = text[begin:end][1:-1]
    if challenge.flow_style or inner.strip():  # a comment stands in it
        return _inserted(text, begin + 1, ", ".join(map(_flow, entries)))
    column = listed.key.start_mark.column + _STEP
    text = _with_lines(text, _next_line(text, end), _block(entries, column, braces=False))
    return text[:begin].rstrip(" ") + text[end:]


# taking out


def _emptied(text: str, listed: _List) -> Iterator[tuple[int, int, str]]:
    """What makes a list empty: without a value its key would be a mistake."""
    nodes = listed.value.value
    if listed.value.flow_style:
        yield nodes[0].start_mark.index, listed.value.end_mark.index - 1, ""
        return
    colon = text.index(":", listed.key.end_mark.index) + 1
    yield colon, colon, " []"
    for node in nodes:
        yield (*_lines_of(text, listed.value, node), "")


def _flow_spans(
    nodes: list[yaml.MappingNode], gone: list[yaml.MappingNode]
) -> Iterator[tuple[int, int, str]]:
    """The spans of items with the commas between them."""
    kept_before = None
    for n, node in enumerate(nodes):
        if node not in gone:
            kept_before = node
        elif any(later not in gone for later in nodes[n + 1 :]):
            yield node.start_mark.index, nodes[n + 1].start_mark.index, ""
        else:  # all the rest of the list goes
            assert kept_before is not None
            yield kept_before.end_mark.index, nodes[-1].end_mark.index, ""
            return


def _lines_of(text: str, listed: yaml.SequenceNode, node: yaml.MappingNode) -> tuple[int, int]:
    """The lines of an item of a block list, and of the comments that speak of it alone."""
    column = listed.start_mark.column
    begin = _line_start(text, node.start_mark.index)
    while not text.startswith(" " * column + "-", begin):  # the dash may stand alone on its line
        begin = _line_start(text, begin - 1)
    end = _next_line(text, _end(text, node))
    before_it = listed.value[listed.value.index(node) - 1] if node is not listed.value[0] else None
    # what looks like a comment may be the end of a folded text
    first = _next_line(text, _end(text, before_it)) if before_it else 0
    comments = begin
    while comments > first and _is_comment(before := _line_before(text, comments)):
        comments -= len(before)
    heads_others = text.startswith(" " * column + "-", end)
    return (begin if heads_others else comments), end


def _line_before(text: str, at: int) -> str:
    return text[_line_start(text, at - 1) : at]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
