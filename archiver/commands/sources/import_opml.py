"""``archiver import``: put the feeds and sites of an OPML file into sources.yaml.

Every feed reader writes OPML. Titles and folders become comments: a tag in sources.yaml would
narrow down which posts are looked for. What `archiver sources --opml` wrote comes back as it was.

    archiver import subscriptions.opml
    archiver import - --challenge kitchen-table < subscriptions.opml
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from archiver import config
from archiver.commands import options
from archiver.commands.sources import common
from archiver.config import drafting, editing, from_opml, scopes
from archiver.config.editing import Entry
from archiver.config.from_opml import Listed
from archiver.config.saving import change
from archiver.console import err, out
from archiver.console.text import safe
from archiver.errors import ConfigError
from archiver.model import Challenge
from archiver.model.settings import Settings
from archiver.web import secrets, urls

_SHOWN = 20

EXAMPLES = {
    "archiver import subscriptions.opml": "the feeds that a feed reader has written",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_config(parser)
    parser.add_argument("file", metavar="FILE", help="an OPML file, or - for stdin")
    parser.add_argument(
        "--challenge", metavar="ID", help="put all into this challenge, whatever the file says"
    )


def run(args: Namespace) -> int:
    """Write the sources, and say how many are new and how many were there."""
    settings = config.read(args.config)
    if args.challenge:
        common.challenge_of(settings, args.challenge)
    name = "stdin" if args.file == "-" else args.file
    listed, wrong = from_opml.listed(_bytes(args.file), name)
    if not (listed or wrong):
        raise ConfigError("it names not one feed or site", where=name)
    new: dict[str, dict[str, Listed]] = {}
    skipped = []
    for one in listed:
        challenge = _challenge(settings, args.challenge, one, name)
        known = common.same_as(settings, challenge.id, one.url)
        if known or urls.key(one.url) in new.get(challenge.id, {}):
            where = f"{known.method} `{known.id}`" if known else "it stands twice in the list"
            skipped.append(f"{one.url}: {where}")
        elif secrets.has_mark(one.url):
            wrong.append(f"{name}:{one.line}: {one.url}: its secret was hidden, so nobody can ask")
        else:
            new.setdefault(challenge.id, {})[urls.key(one.url)] = one
    _write(args.config, settings, new)
    _tell(args, sum(map(len, new.values())), skipped, wrong)
    return 2 if wrong else 0


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=file) from error


def _challenge(settings: Settings, wanted: str | None, one: Listed, file: str) -> Challenge:
    """The challenge of the option, else that of the category, else the only one."""
    known = {challenge.id for challenge in settings.challenges}
    name = wanted or (one.challenge if one.challenge in known else None)
    try:
        return common.challenge_of(settings, name)
    except ConfigError as error:
        raise ConfigError(error.message, where=f"{file}:{one.line}", hint=error.hint) from None


def _write(file: str, settings: Settings, new: Mapping[str, Mapping[str, Listed]]) -> None:
    challenges = {challenge.id: challenge for challenge in settings.challenges}

    def edit(text: str) -> str:
        for name, found in new.items():
            entries = _entries(found.values(), challenges[name])
            text = editing.with_sources(text, name, entries)
        return text

    if new:
        change(file, edit)


def _entries(found: Iterable[Listed], challenge: Challenge) -> Iterator[Entry]:
    rounds = {each.id for each in challenge.rounds}
    for one in found:
        ours = one.challenge == challenge.id and one.round in rounds
        keys = {
            "id": one.more.get("id"),
            one.method: one.url,
            "round": one.round if ours else None,
            "writer": one.writer,
            **_more(one, challenge),
        }
        written = {key: value for key, value in keys.items() if value}
        is_placed = one.challenge == challenge.id and (ours or not one.round)
        yield Entry(keys=written, comments=tuple(_comments(one, is_placed)))


def _more(one: Listed, challenge: Challenge) -> dict[str, object]:
    """Further keys, but for days that hold anyway, by the rounds of the challenge."""
    rounds = [{"opens": each.opens, "closes": each.closes} for each in challenge.rounds]
    usual = scopes.scope_of({}, one.method, rounds)
    days = {"since": usual.since, "until": usual.until}
    told = {key: value for key, value in one.more.items() if key != "id"}
    return {key: value for key, value in told.items() if days.get(key) != value}


def _comments(one: Listed, is_placed: bool) -> Iterator[str]:
    """What the list says of a source and sources.yaml has no key for."""
    said = drafting.folded(one.title)
    known = (one.more.get("id"), one.writer, one.url, urls.spelling(one.url))
    title = said if said not in known else ""
    category = "" if is_placed else f"{one.challenge}/{one.round}".strip("/")
    folder = drafting.folded(one.folder or category)
    told = f"{title} ({folder})" if title and folder else title or folder
    if told:
        yield urls.redacted(told)


def _tell(args: Namespace, added: int, skipped: list[str], wrong: list[str]) -> None:
    if not args.quiet:
        for line in (
            *skipped[:_SHOWN],
            *[f"and {len(skipped) - _SHOWN} more"] * (len(skipped) > _SHOWN),
        ):
            err(safe(urls.redacted(f"there already: {line}")))
    for line in wrong:
        err(safe(urls.redacted(f"archiver: {line}")))
    left = f", {len(wrong)} could not be used" if wrong else ""
    out(f"{added} added, {len(skipped)} skipped as they are there already{left}")
