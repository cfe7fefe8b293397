"""Names on the command line: one that nobody has is answered with the one that was meant.

A wrong name must never look like an empty archive, so each is looked up before anything is asked of it.
"""

from argparse import Namespace
from datetime import date

from archiver.console import err
from archiver.errors import ConfigError, unknown_name
from archiver.store import Archive, Reader
from archiver.web import urls


def challenge(archive: Reader, name: str | None) -> str | None:
    """The challenge of this name. Raises ConfigError where the archive has none such."""
    known = {found.id for found in archive.challenges()}
    if name is not None and name not in known:
        raise unknown_name("challenge", name, known, where=str(archive.path))
    return name


def round_of(archive: Reader, challenge: str | None, name: str | None) -> str | None:
    """The round of this name. Raises ConfigError where the challenge has none such, or none is named."""
    if name is None:
        return None
    if challenge is None:
        owners = [c.id for c in archive.challenges() if name in {r.id for r in c.rounds}]
        hint = (
            f"add --challenge {' or '.join(owners)}" if owners else "rounds belong to a challenge"
        )
        raise ConfigError("--round needs --challenge", hint=hint)
    rounds = [r.id for c in archive.challenges() if c.id == challenge for r in c.rounds]
    if name not in rounds:
        raise unknown_name("round", name, rounds, where=challenge)
    return name


def host(archive: Reader, name: str | None) -> str | None:
    """The host of this name or address. Raises ConfigError where the archive has no post of it."""
    if name is None:
        return None
    known = archive.hosts()
    asked = urls.host(name) if "://" in name else name.strip("/").lower()
    if asked not in known:
        raise unknown_name("host", name, known, where=str(archive.path))
    return asked


def author(archive: Reader, name: str | None) -> str | None:
    """The author of this name, in any case. Raises ConfigError where no post is of such a one."""
    if name is None:
        return None
    known = archive.author_names()
    if name.casefold() not in {each.casefold() for each in known}:
        raise unknown_name("author", name, known, where=str(archive.path))
    return name


def participant(archive: Archive, name: str | None) -> frozenset[str] | None:
    """The identities of a person's posts; None where nobody is named.

    Raises ConfigError where nobody is called so.
    """
    if name is None:
        return None
    # here: names are compared there, which few commands need
    from archiver.publishing.by_name import name_key, posts_by_name

    known = posts_by_name(archive)
    of = {name_key(each): posts for each, posts in known.items() if name_key(each)}
    if name_key(name) not in of:
        raise unknown_name("participant", name, known, where=str(archive.path))
    return of[name_key(name)]


_FILTERS = (
    *("challenge", "round", "verdict", "author", "participant", "host"),
    *("since", "after", "until", "before"),
)


def say_none(args: Namespace, what: str = "posts", why: str = "") -> None:
    """Say on stderr that nothing was found, and by what was chosen; ``-q`` says nothing.

    Names were checked before, so this is an answer, and no mistake.
    """
    if args.quiet:
        return
    values = {name: getattr(args, name, None) for name in _FILTERS}
    given = [f"--{name} {_typed(value)}" for name, value in values.items() if value]
    chosen = f"none with {' '.join(given)}" if given else ""
    empty = "the archive holds none yet; `archiver run` fills it"
    err(f"archiver: no {what}: {why or chosen or empty}")


def _typed(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
