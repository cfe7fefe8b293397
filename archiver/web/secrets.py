"""Hides the secrets of addresses behind marks, and reveals them for a request.

An address in sources.yaml may have an argument that lets its reader in, as ``?token=abc123``. All
over the program, and in all that it writes, a mark stands for its value: ``?token=~hidden-6ca13``.
Only for an exchange the mark becomes the value again, and what comes back is hidden at once.

A mark is stable, and differs where the values differ, so that all that is known of an address stays
known. It is the beginning of a SHA-256 without a salt: the salt would have to lie in the archive, for
whoever reads the marks. It is kept short instead. Of a million guesses about one fits, which neither
finds nor proves a long random value. A short one, such as a PIN, can be narrowed down.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from archiver.errors import ArchiverError
from archiver.web import urls

T = TypeVar("T")

_DIGITS = 5
_ENDS = ("", *"ghijklmnopqrstuvwxyz")
"""Of the marks of a value's further spellings: ``%2F`` is sent as it came, and so is ``/``."""
_MARK = re.compile(r"~hidden-([0-9a-f]{5,64})[g-z]?(?![0-9a-z])")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# words do not look so: only such a value is taken for the secret wherever it stands
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[a-z]).{16,}", re.IGNORECASE | re.ASCII)


class Secrets:
    """The secret values of the configured addresses, as they stand there, by host.

    Without any, everything stays as it is, at no cost. Safe to use from several threads.
    """

    def __init__(self, secrets: Mapping[str, Iterable[str]] = MappingProxyType({})) -> None:
        pairs = sorted((host, value) for host, values in secrets.items() for value in values)
        spellings: dict[str, list[str]] = {}
        for value in dict.fromkeys(value for _, value in pairs):
            spellings.setdefault(_plain(value), []).append(value)
        digests = {plain: _digest(plain) for plain in spellings}
        own: dict[str, str] = {}
        others: dict[str, str] = {}
        for plain, known in spellings.items():
            mark = _unique(digests[plain], digests.values())
            written = dict.fromkeys((*known, *_forms(plain)))
            marked = {one: mark + end for one, end in zip(written, _ENDS, strict=False)}
            own |= {one: marked.pop(one) for one in known}
            others |= marked
        self._marks = others | own
        self._values = {mark: one for one, mark in (others | own).items()}
        self._meant_for = {
            (host.removeprefix("www."), digits)
            for host, value in pairs
            for digits in _MARK.findall(self._marks[value])
        }
        random = [one for one in self._marks if _RANDOM.fullmatch(one)]
        any_of_them = "|".join(map(re.escape, sorted(random, key=len, reverse=True)))
        before = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-F]{2}))"
        self._random = re.compile(f"{before}(?:{any_of_them})(?![A-Za-z0-9])") if random else None

    def hide(self, text: str) -> str:
        """An address, or a text with addresses, with marks for the values that are known here.

        They are sought in arguments that have the name of a secret, also of an address that is
        quoted in another one; a long random value everywhere.
        """
        if not self._marks:
            return text
        text = _each_argument(text, self._mark)
        if self._random:
            text = self._random.sub(lambda match: self._marks[match[0]], text)
        return text

    def _mark(self, value: str) -> str | None:
        return self._marks.get(value) or self._marks.get(_plain(value))

    def reveal(self, text: str, host: str | None) -> str:
        """What is sent to a host, with the values again: for an exchange only.

        Only with those that are meant for it: anybody may have seen a mark, and put it into a link
        to a server of his own. Others stay. With None all are revealed, where nothing is sent.
        """
        if not self._values:
            return text
        return _MARK.sub(lambda m: self._values[m[0]] if self._may_go(m, host) else m[0], text)

    def lost(self, address: str) -> bool:
        """Whether an address has a mark whose value is not known (any more), or not for its host."""
        host = urls.host(address) if has_mark(address) else ""
        return any(not self._may_go(mark, host) for mark in _MARK.finditer(address))

    def _may_go(self, mark: re.Match[str], host: str | None) -> bool:
        """Whether a value is meant for a host: for that of its address, and those below it."""
        if mark[0] not in self._values or host is None:
            return mark[0] in self._values
        names = host.removeprefix("www.").split(".")
        above = (".".join(names[n:]) for n in range(len(names)))
        return any((name, mark[1]) in self._meant_for for name in above)

    def led(self, target: str) -> None:
        """Note that a server which was given a value leads with it to this address."""
        host = urls.host(target).removeprefix("www.")
        given = set(_MARK.findall(self.hide(target))) - set(_MARK.findall(target))
        self._meant_for.update((host, digits) for digits in given)

    def hidden(self, value: T) -> T:
        """A value with all its texts hidden: of dataclasses, tuples and mappings the same again.

        Bytes stay. An error is changed in place.
        """
        return self._hidden(value) if self._marks else value

    def _hidden(self, value: Any) -> Any:
        if type(value) is str:  # and no kind of it, such as an enum's member
            return self.hide(value)
        if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
            return type(value)(self._hidden(one) for one in value)
        if isinstance(value, Mapping):
            return {key: self._hidden(one) for key, one in value.items()}
        if isinstance(value, ArchiverError):
            for name, one in vars(value).items():
                setattr(value, name, self._hidden(one))
        elif is_dataclass(value) and not isinstance(value, type):
            found = {f.name: getattr(value, f.name) for f in fields(value)}
            return replace(value, **{name: self._hidden(one) for name, one in found.items()})
        return value


def found_in(value: object) -> dict[str, tuple[str, ...]]:
    """The secret values in all addresses among the values of tuples and mappings, by host.

    Marks that stand there instead are none: somebody may have copied an address from a list.
    """
    found: dict[str, set[str]] = {}
    for host, secret in _found_in(value):
        found.setdefault(host, set()).add(secret)
    return {host: tuple(sorted(found[host])) for host in sorted(found)}


def _found_in(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if _ADDRESS.fullmatch(value):
            for match in (*urls.SECRET.finditer(value), *urls.QUOTED_SECRET.finditer(value)):
                if not _MARK.fullmatch(match[2]):
                    yield urls.host(value), match[2]
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _found_in(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _found_in(one)


def has_mark(address: str) -> bool:
    """Whether something is hidden in an address."""
    return bool(_MARK.search(address))


def hidden_as_in(addresses: Iterable[str], text: str) -> str:
    """A text with marks for the values that are hidden in these addresses.

    No table of the values is needed, so what is read from an archive, or found of a challenge, does
    not depend on sources.yaml.
    """
    known = {digits for address in addresses for digits in _MARK.findall(address)}
    if not known:
        return text

    def mark(value: str) -> str | None:
        digest = _digest(_plain(value))
        return next((f"~hidden-{d}" for d in known if digest.startswith(d)), None)

    return _each_argument(text, mark)


def _each_argument(text: str, mark: Callable[[str], str | None]) -> str:
    """The text with the marks of its secret arguments' values, where they have one."""

    def told(match: re.Match[str]) -> str:
        return match[1] + (mark(match[2]) or match[2])

    return urls.QUOTED_SECRET.sub(told, urls.SECRET.sub(told, text))


def _plain(value: str) -> str:
    """A value without percent-encoding, however often an address was quoted in another."""
    return unquote(unquote(value))


def _forms(plain: str) -> tuple[str, ...]:
    """How else a value may be written: quoted, quoted within another address, and not at all."""
    once = quote(plain, safe="")
    return once, quote(once, safe=""), plain


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _unique(digest: str, others: Iterable[str]) -> str:
    """The mark of a digest: as short as may be, but no other one begins so."""
    known = list(others)
    lengths = range(_DIGITS, len(digest))
    least = (n for n in lengths if sum(o.startswith(digest[:n]) for o in known) < 2)
    return "~hidden-" + digest[: next(least)]
