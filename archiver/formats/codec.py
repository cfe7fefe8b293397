"""Dataclasses as plain JSON values and back, as the types of their fields say.

    tuple            a list
    Mapping          an object
    Enum             its value
    datetime         in UTC, to the second: 2026-11-21T08:00:00Z
    datetime | date  as exact as it is: 2017-04-24, 2017-04-24T10:30:00+02:00
    a dataclass      an object; fields that have their default value are left out

There is no form for bytes, for unions but those with None, or for a noun that contains itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from archiver.web import dates

T = TypeVar("T")
Moment = Callable[[Any], str]
Way = Callable[[Any], Any]
Ways = tuple[Way, Way]
"""How values of a type are written, and how they are read."""

_SCALARS: Mapping[Any, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    float: (int, float),
    bool: (bool,),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """What ``plain`` was asked for."""

    whole: bool = False
    moment: Moment | None = None


def plain(value: Any, *, whole: bool = False, moment: Moment | None = None) -> dict[str, Any]:
    """A dataclass as an object.

    With ``whole``, for readers who do not know the defaults, all fields are written. ``moment``
    writes dates and times, where they are not to be written as above.
    """
    kind: Any = type(value)
    write, _ = _ways(kind, _Form(whole, moment))
    written: dict[str, Any] = write(value)
    return written


def read(kind: type[T], values: object) -> T:
    """The inverse of ``plain``; raises ValueError, with the field, for what is none."""
    hint: Any = kind
    _, way = _ways(hint, _Form())
    found: T = way(values)
    return found


@cache
def _ways(hint: Any, form: _Form) -> Ways:
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    write, reading = _ways_of(frozenset(members) - {NoneType}, form)
    return (_or_none(write), _or_none(reading)) if NoneType in members else (write, reading)


def _or_none(way: Way) -> Way:
    return lambda value: None if value is None else way(value)


def _ways_of(members: frozenset[Any], form: _Form) -> Ways:
    if members == {datetime, date}:
        return form.moment or (lambda value: value.isoformat()), _read_exactly
    if len(members) > 1:
        raise _unfit(members)
    (kind,) = members
    if kind is datetime:
        return form.moment or dates.stamp, lambda value: dates.read_stamp(_read_text(value))
    if kind is date:
        return form.moment or date.isoformat, lambda value: date.fromisoformat(_read_text(value))
    if kind in _SCALARS:
        return _same, _checked(kind)
    if is_dataclass(kind):
        return _object_writer(kind, form), _object_reader(kind, form)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda value: value.value), kind
    if isinstance(kind, type) and issubclass(kind, str):
        return str, lambda value: kind(_read_text(value))
    return _items(kind, form)


def _unfit(hint: object) -> TypeError:
    return TypeError(f"no JSON form for {hint}")


def _same(value: Any) -> Any:
    return value


def _checked(kind: Any) -> Way:
    wanted = _SCALARS.get(kind, (kind,))

    def reading(value: Any) -> Any:
        if type(value) not in wanted:  # to isinstance, true is a number
            raise ValueError(f"{value!r:.60} is not of type {kind.__name__}")
        return value

    return reading


_read_text, _read_list, _read_dict = _checked(str), _checked(list), _checked(dict)


def _read_exactly(value: Any) -> datetime | date:
    found = dates.parse(_read_text(value))
    if found is None:
        raise ValueError(f"{value!r:.60} is no date")
    return found


def _items(hint: Any, form: _Form) -> Ways:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Mapping and args[0] is str:
        write, reading = _ways(args[1], form)
        return (
            lambda value: {key: write(item) for key, item in value.items()},
            lambda value: {key: reading(item) for key, item in _read_dict(value).items()},
        )
    if origin is not tuple or args[1:] != (...,):
        raise _unfit(hint)
    write, reading = _ways(args[0], form)
    return (
        list if write is _same else lambda value: [write(item) for item in value],
        lambda value: tuple(reading(item) for item in _read_list(value)),
    )


def _default(field: Field[Any]) -> Any:
    factory = field.default_factory
    return field.default if factory is MISSING else factory()


def _object_writer(kind: Any, form: _Form) -> Way:
    hints = get_type_hints(kind)
    ways = [(f.name, _default(f), _ways(hints[f.name], form)[0]) for f in fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        said = {}
        for name, default, way in ways:
            held = getattr(value, name)
            if form.whole or held != default:
                said[name] = way(held)
        return said

    return write


def _object_reader(kind: Any, form: _Form) -> Way:
    hints = get_type_hints(kind)
    ways = {f.name: _ways(hints[f.name], form)[1] for f in fields(kind)}
    needed = {f.name for f in fields(kind) if _default(f) is MISSING}

    def reading(values: Any) -> Any:
        if not _read_dict(values).keys() >= needed:
            missing = ", ".join(sorted(needed - values.keys()))
            raise ValueError(f"{kind.__name__} lacks {missing}")
        said = {}
        for name, value in values.items():
            if name not in ways:
                raise ValueError(f"{kind.__name__} has no {name!r:.60}")
            try:
                said[name] = ways[name](value)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return kind(**said)

    return reading
