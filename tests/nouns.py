"""Values of any noun, as its types allow them, for properties that hold of all nouns."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from archiver.model import Method

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
stamps = st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
exact = st.one_of(st.dates(), st.datetimes(), st.datetimes(timezones=zones))
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False),
    datetime: stamps,
    date: st.dates(),
    Method: words.filter(bool).map(Method),
}


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if {datetime, date} <= set(members):
        found = exact
    else:
        (kind,) = set(members) - {NoneType}
        found = _of_one(kind)
    return st.none() | found if NoneType in members else found


def _of_one(kind: Any) -> st.SearchStrategy[Any]:
    origin, args = get_origin(kind), get_args(kind)
    if kind in SCALARS:
        return SCALARS[kind]
    if is_dataclass(kind):
        return noun(kind)
    if origin is tuple:
        return st.lists(of(args[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(words, of(args[1]), max_size=2)
    assert issubclass(kind, Enum)
    return st.sampled_from(kind)


def noun(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a dataclass; what has a default is often left at it."""
    hints = get_type_hints(kind)
    ways = {f.name: of(hints[f.name]) for f in fields(kind)}
    free = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    return st.fixed_dictionaries(
        {name: way for name, way in ways.items() if name in free},
        optional={name: way for name, way in ways.items() if name not in free},
    ).map(lambda values: kind(**values))
