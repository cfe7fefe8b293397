"""Who wrote a post that an announcement links: by the words around the link, as organisers put them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from archiver.discover.hubs.flow import Line
from archiver.discover.hubs.link_roles import Placed
from archiver.web.vocabulary import lists

_NAME = r"[^\W\d_a-zà-ÿ][\w.’'-]{0,30}"
"""A word that no small letter begins."""
_NAMES = (
    rf"(?P<name>{_NAME}(?:\s(?:(?:van|von|de|del|della|der|den|da|di|du|la|le)\s)?{_NAME}){{0,3}})"
)
_BRACKETS = re.compile(rf"\s?\({_NAMES}\)")
_BEFORE = re.compile(rf"[\W\d_]{{0,6}}{_NAMES}(?:[’']s)?\s?(?:[:–—-]|\(.{{0,60}}\))")
_OWNED = re.compile(rf"(?<!\w){_NAMES}[’']s(?:\s\([^()]{{0,80}}\))?$")
_SPOKEN = frozenset(
    ("A", "After", "Also", "An", "And", "As", "At", "But", "Das", "Der", "Die", "Est", "First", "For", "From", "He",
     "Here", "How", "I", "If", "In", "It", "La", "Last", "Le", "Les", "My", "Next", "On", "One", "Our", "Read", "See",
     "She", "So", "That", "The", "Then", "There", "These", "They", "This", "Three", "Today", "Two", "We", "What",
     "When", "Who", "Why", "With", "You", "Your"),
)  # fmt: skip
"""Words that begin sentences, and no names."""


def authors(lines: Sequence[Line], links: Sequence[Placed]) -> Mapping[int, str]:
    """The author of each linked post, by the ``id`` of the link, where the words around it name one."""
    beneath = {id(line): after.text for line, after in pairwise(lines) if line.kind == "heading"}
    found = {}
    for p in links:
        under = beneath.get(id(p.line), "")
        name = _by(p.after) or _by(under) or _bracketed(p.after) or teller(under) or _in_front(p)
        if name:
            found[id(p.link)] = name
    return found


def teller(line: str) -> str:
    """Who is told of at the beginning of a line: "Ana writes", "Sebastian Meine (blog) shows"."""
    match = _telling().match(line.lstrip(" .,:–—-*•0123456789)"))
    return _checked(match["name"]) if match else ""


def _by(words: str) -> str:
    """The name behind "by"; one in small letters where it is all that stands there."""
    if match := _credited().match(words):
        return _checked(match["name"])
    match = _nicknamed().match(words)
    return match["name"] if match else ""


def _bracketed(words: str) -> str:
    match = _BRACKETS.match(words)
    return _checked(match["name"]) if match and " " in match["name"] else ""


def _in_front(p: Placed) -> str:
    """The name before a link: of who is told of, of whom it is said to be, or of whom it stands behind."""
    if match := _BEFORE.fullmatch(p.before):
        return _checked(match["name"])
    for pattern in (_telling(), _credited(), _OWNED):
        found = [name for m in pattern.finditer(p.before) if (name := _checked(m["name"]))]
        if found:
            return found[-1]
    return ""


def _checked(name: str) -> str:
    """A name as far as it is one: a full stop ends it behind more than initials."""
    first = name.split()[0]
    if first in _SPOKEN or first.casefold() in {*lists.months(), *lists.words("round-units")}:
        return ""
    name = re.split(r"(?<=\w{3})[.,;:!?](?:\s|$)", name, maxsplit=1)[0]
    return re.sub(r"[’']s$|(?<=\w\w)\.$", "", name)


@cache
def _credited() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[\W_]{{0,6}}(?i:{lists.any_of('by')}|from)\s{_NAMES}")


@cache
def _telling() -> re.Pattern[str]:
    verbs = lists.any_of("tells")
    return re.compile(
        rf"(?<!\w){_NAMES}(?:\s\([^()]{{0,80}}\))?\s(?:also |then |has |hat |a )?{verbs}\b"
    )


@cache
def _nicknamed() -> re.Pattern[str]:
    return re.compile(
        rf"[\W_]{{0,6}}(?i:{lists.any_of('by')})\s(?P<name>[\w.-]{{2,30}})(?=\s?\(|\W?$)"
    )
