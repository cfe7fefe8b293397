"""What may go wrong, drawn as a tree; each error carries the exit code of a command that it ends.

ArchiverError                1
├── Bug                      1   this program's own mistake while it read a page
├── ConfigError              2   sources.yaml or the command's words are wrong
├── FetchError               3   a page could not be had
│   ├── Unreachable              no such host, connection refused or cut, TLS, a server's 5xx
│   ├── Refused                  robots.txt, a private address, 401, 403, 429, Crawl-delay past the cap
│   │   └── Postponed                not asked in this run: the host was asked enough, or wants to rest
│   ├── Gone                     404, 410
│   ├── TooLarge                 more bytes than the cap, also after decoding
│   └── TooSlow                  the deadline of the whole request has passed
├── ParseError               3   the bytes are not what they should be
│   └── TooCostly                reading them took too much CPU, memory or time
├── NotThePage               3   a wall, a login, a parked domain, a soft 404
│   ├── AnotherPage              a page of the site, but no post: its home page, a list, a shop
│   └── SentOn                   a page that only sends its reader on to another one
└── StoreError               5   the archive could not be written, or is damaged
    └── Locked               75  another run holds the lock
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")


class ArchiverError(Exception):
    """The root of all errors that a user is meant to read.

    ``message`` says what went wrong, ``where`` the file and line or the URL, ``hint`` what to do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where, hint)
        self.message, self.where, self.hint = message, where, hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.where, self.hint)


def _rebuild(kind: type[ArchiverError], message: str, where: str, hint: str) -> ArchiverError:
    return kind(message, where=where, hint=hint)


class Bug(ArchiverError):
    """An unexpected exception while a page was read: its page is kept, and the run goes on.

    ``message`` is one line for a person, ``traceback`` the whole for a report.
    """

    def __init__(self, traceback: str, *, where: str = "", hint: str = "") -> None:
        last = traceback.strip().rpartition("\n")[2]
        message = f"a bug in archiver while reading this page: {last}"
        super().__init__(message, where=where, hint=hint)
        self.traceback = traceback

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_bug, (self.traceback, self.where, self.hint)


@contextmanager
def bugs_told(where: str) -> Iterator[None]:
    """Raise whatever is unexpected as a ``Bug`` of ``where``; an ``ArchiverError`` passes as it is.

    The boundary of a page, a post, a source or a challenge: one surprise must not end the others.
    """
    try:
        yield
        return
    except (ArchiverError, MemoryError):  # for want of memory nothing can be told of here
        raise
    except Exception:  # noqa: BLE001 - the one place where what is unexpected becomes a Bug
        import traceback  # here: a command that does well needs no part of it

        trace = traceback.format_exc()
    # out here: raised in the handler it would hold the frames, and with them the page's tree
    raise Bug(trace, where=where)


def tried(where: str, work: Callable[[], T]) -> "T | ArchiverError":
    """What ``work`` returns, or the error that it raises: a ``Bug`` of ``where`` if unexpected."""
    try:
        with bugs_told(where):
            return work()
    except ArchiverError as error:
        return error


def _rebuild_bug(traceback: str, where: str, hint: str) -> Bug:
    return Bug(traceback, where=where, hint=hint)


class ConfigError(ArchiverError):
    """sources.yaml, an option or an argument is wrong."""

    exit_code = 2


_TOLD = 12
"""The most names that are listed where none is near."""


def unknown_name(what: str, name: str, known: Iterable[str], *, where: str = "") -> ConfigError:
    """The error for a name that nobody has: which one was meant, else which there are.

    ``what`` is a noun such as ``challenge``; ``where`` is what has the names: an archive, a file.
    """
    from difflib import get_close_matches  # here: a name that is known needs it not

    names = sorted(known)
    folded = {each.casefold(): each for each in names}
    if near := get_close_matches(name.casefold(), folded, 1):
        hint = f"did you mean `{folded[near[0]]}`?"
    elif names:
        more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
        hint = f"known are: {', '.join(names[:_TOLD])}{more}"
    else:
        hint = f"there is no {what} at all"
    return ConfigError(f"no {what} `{name}`", where=where, hint=hint)


class FetchError(ArchiverError):
    """A page could not be had.

    ``evidence`` is the capture of what had come by then, marked as truncated; None where nothing
    had. It goes into the archive as evidence and is never read as a page.
    """

    exit_code = 3
    evidence: Any = None


class Unreachable(FetchError):
    """No such host, no connection, broken TLS, or a server's own failure (5xx)."""


class Refused(FetchError):
    """Somebody said no: robots.txt, the address guard, 401, 403, 429."""


class Postponed(Refused):
    """Nothing was asked: the host wants to be left alone, or this run has asked it often enough."""


class Gone(FetchError):
    """The server says that there is nothing (404) or nothing any more (410)."""


class TooLarge(FetchError):
    """More bytes than the cap allows, on the wire or after decoding."""


class TooSlow(FetchError):
    """The deadline of the whole request has passed."""


class ParseError(ArchiverError):
    """The bytes are not what they should be."""

    exit_code = 3


class TooCostly(ParseError):
    """Reading a page took more CPU, memory or time than a page may cost, or killed its process.

    It would again: it is not read again before its bytes or the extractor change.
    """


class NotThePage(ArchiverError):
    """The answer is a page, but not the post that was asked for.

    ``addresses`` are those that it lists, where it is a list.
    """

    exit_code = 3

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", addresses: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.addresses = addresses

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_page, (type(self), self.message, self.where, self.hint, self.addresses)


def _rebuild_page(
    kind: type[NotThePage], message: str, where: str, hint: str, addresses: tuple[str, ...]
) -> NotThePage:
    return kind(message, where=where, hint=hint, addresses=addresses)


class AnotherPage(NotThePage):
    """A page of the site that is no post: its home page, a list, a shop's page.

    Where a post's own address leads to one, the post is likely gone.
    """


class SentOn(NotThePage):
    """A page that sends its reader on to another one by a ``meta refresh`` or a ``Refresh`` header.

    The other address is the only one in ``addresses``.
    """


class StoreError(ArchiverError):
    """The archive could not be written, or is damaged."""

    exit_code = 5


class Locked(StoreError):
    """Another run holds the archive's lock."""

    exit_code = 75
