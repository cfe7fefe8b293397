"""The regular expressions of the package, how they are asked, and strings that they have trouble with."""

import ast
import importlib
import pkgutil
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import archiver
from archiver.web.vocabulary import walls
from archiver.web.vocabulary.phrases import PhraseSet, Table

PACKAGE = Path(archiver.__file__).parent
_ASKED = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_ALONE = "compile"
_EVERY = 10  # repeats that may be longer than this can be grown


@dataclass(frozen=True)
class Regex:
    """A pattern, where it stands, and the ways in which the package asks it."""

    place: str
    pattern: re.Pattern[Any]
    asked: frozenset[str]

    def ask(self, text: str) -> None:
        """Ask in each of the ways; a search stands for all that go on behind a match."""
        given = text if isinstance(self.pattern.pattern, str) else text.encode()
        for way in self.asked:
            match way:
                case "match":
                    self.pattern.match(given)
                case "fullmatch":
                    self.pattern.fullmatch(given)
                case _:
                    for _ in self.pattern.finditer(given):
                        pass


# ---- which there are


def every() -> list[Regex]:
    """All regular expressions of the package, each once."""
    found = [*_held(), *_written()]
    return list({(r.pattern, r.asked): r for r in found}.values())


def modules() -> Iterator[ModuleType]:
    """The modules of the package, but the one that runs it when it is imported."""
    yield archiver
    for info in pkgutil.walk_packages(archiver.__path__, "archiver."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _held() -> Iterator[Regex]:
    """Those that modules, classes, tables and sets of phrases hold."""
    seen: set[int] = set()
    everywhere = _ways([*PACKAGE.rglob("*.py")])
    for module in modules():
        here = _ways([Path(str(module.__file__))])
        for name, value in vars(module).items():
            place = f"{module.__name__}.{name}"
            for found in _within(value, seen):
                if isinstance(found, PhraseSet):
                    yield from _of_phrases(place, found)
                else:
                    yield Regex(
                        place,
                        found,
                        (here if name.startswith("_") else everywhere).get(name)
                        or frozenset({"search"}),
                    )
    for sign in walls.SIGNS:
        for kind, found in walls.kinds(sign):
            yield from _of_phrases(f"{walls.__name__}.{sign} <{kind}>", found)


def _within(value: object, seen: set[int]) -> Iterator[Any]:
    if isinstance(value, re.Pattern | PhraseSet):
        yield value
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    inner: list[object] = []
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif isinstance(value, type) and value.__module__.startswith("archiver"):
        inner = list(vars(value).values())
    elif is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, field.name) for field in fields(value)]
    for one in inner:
        yield from _within(one, seen)


def _of_phrases(place: str, phrases: PhraseSet) -> Iterator[Regex]:
    """All phrases of a set as one, as it is asked, and the rows of each of its tables."""
    ways = frozenset({phrases.asked, "search"} if _cut(place) else {phrases.asked})
    yield Regex(place, phrases.pattern, ways)
    for table in phrases.tables:
        yield Regex(
            f"{place} <{table.file}>", _of_table(phrases, table), frozenset({phrases.asked})
        )


def _cut(place: str) -> bool:
    name = place.rpartition(".")[2]
    return any(f"{name}.without(" in path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))


def _of_table(phrases: PhraseSet, table: Table) -> re.Pattern[str]:
    return phrases._compiled([table.source(table.phrases())])


def _ways(paths: list[Path]) -> dict[str, frozenset[str]]:
    """The methods that are called of each name in some files: ``_DAY.search(``."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in _ASKED:
                holder = node.value
                name = getattr(holder, "id", None) or getattr(holder, "attr", None)
                if isinstance(name, str):
                    found.setdefault(name, set()).add(node.attr)
    return {name: frozenset(ways) for name, ways in found.items()}


def _written() -> Iterator[Regex]:
    """Those that stand as literals where they are asked: ``re.sub(r"...", ``."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in _ASKED
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                yield Regex(place, re.compile(node.args[0].value), frozenset({node.func.attr}))


# ---- what they are tried on


@dataclass(frozen=True)
class Seed:
    """A string that grows: the middle is repeated."""

    before: str
    middle: str
    after: str

    def grown(self, size: int) -> str:
        """The string with so many characters in its repeated part."""
        return self.before + (self.middle * (size // len(self.middle) + 1))[:size] + self.after


_RUNS = (" ", "\n", "a", "A", "1", "-", "_", ".", "<", "(", "é", "あ", "a ", "1 ", "a.", ", ", "/a")
_ENDS = ("", "\0", "!x")


def seeds(pattern: re.Pattern[Any], count: int) -> list[Seed]:
    """Plain runs, and what the pattern itself repeats: behind its own beginning, without its end."""
    rng = random.Random(repr(pattern.pattern))
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    tree = _parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    found = [Seed("", run, rng.choice(_ENDS)) for run in _RUNS]
    tries = 0
    while len(found) < count and tries < 20 * count:
        tries += 1
        pieces = _sample(tree, rng)
        grow = [n for n, (piece, long) in enumerate(pieces) if long and piece]
        whole = "".join(piece for piece, _ in pieces)
        if not whole:
            continue
        way = rng.randrange(4)
        if way == 0 or not grow:  # near misses, again and again
            middle = whole[: rng.randint(max(1, len(whole) // 2), len(whole))]
            seed = Seed("", middle, rng.choice(_ENDS))
        elif way == 1:  # the beginning, up to what may be long
            at = rng.choice(grow)
            middle = "".join(piece for piece, _ in pieces[: at + 1])
            seed = Seed("", middle, rng.choice(_ENDS))
        else:
            at = rng.choice(grow)
            before = "".join(piece for piece, _ in pieces[:at])
            seed = Seed(before, pieces[at][0], rng.choice(_ENDS))
        if seed not in found:
            found.append(seed)
    return found


def _sample(tree: Any, rng: random.Random) -> list[tuple[str, bool]]:
    """A string that the pattern may match, in pieces, and which of them it may repeat."""
    pieces: list[tuple[str, bool]] = []
    for kind, value in tree:
        if kind is c.LITERAL:
            pieces.append((chr(value), False))
        elif kind is c.NOT_LITERAL:
            pieces.append(("b" if value == ord("a") else "a", False))
        elif kind is c.ANY:
            pieces.append((rng.choice("a 1."), False))
        elif kind is c.IN:
            pieces.append((_one_of(value, rng), False))
        elif kind is c.BRANCH:
            pieces += _sample(rng.choice(value[1]), rng)
        elif kind is c.SUBPATTERN:
            pieces += _sample(value[3], rng)
        elif kind is c.ATOMIC_GROUP:
            pieces += _sample(value, rng)
        elif kind is c.ASSERT:
            pieces += _sample(value[1], rng) if value[0] > 0 else []
        elif kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            least, most, inner = value
            least, most = int(least), int(most)
            if most > _EVERY:
                parts = _sample(inner, rng)
                for _ in range(max(least, 1) - 1):
                    pieces += [(piece, False) for piece, _ in parts]
                if any(long for _, long in parts) and rng.random() < 0.5:
                    pieces += parts
                else:
                    pieces.append(("".join(piece for piece, _ in parts), True))
            else:
                for _ in range(rng.randint(least, most)):
                    pieces += _sample(inner, rng)
    return pieces


_CATEGORIES = {
    c.CATEGORY_DIGIT: "17",
    c.CATEGORY_SPACE: " \n",
    c.CATEGORY_WORD: "aB1_",
    c.CATEGORY_NOT_DIGIT: "a .",
    c.CATEGORY_NOT_SPACE: "a.1",
    c.CATEGORY_NOT_WORD: " .-",
}
_POOL = "a 1.-Z\n<\"'/|é\0"


def _one_of(items: Any, rng: random.Random) -> str:
    if items[0][0] is c.NEGATE:
        fits = [char for char in _POOL if not any(_is(char, item) for item in items[1:])]
        return rng.choice(fits or ["\x01"])
    kind, value = rng.choice(items)
    if kind is c.LITERAL:
        return chr(value)
    if kind is c.RANGE:
        return chr(rng.choice(value))
    return rng.choice(_CATEGORIES[value])


def _is(char: str, item: Any) -> bool:
    kind, value = item
    if kind is c.LITERAL:
        return char == chr(value)
    if kind is c.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    return {
        c.CATEGORY_DIGIT: char.isdecimal(),
        c.CATEGORY_SPACE: char.isspace(),
        c.CATEGORY_WORD: char.isalnum() or char == "_",
        c.CATEGORY_NOT_DIGIT: not char.isdecimal(),
        c.CATEGORY_NOT_SPACE: not char.isspace(),
        c.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }[value]
