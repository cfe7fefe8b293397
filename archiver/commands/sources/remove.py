"""``archiver remove``: take sources out of sources.yaml, or retire them. The archive keeps their posts.

A source that is retired is not asked any more, and what it announced stays as it is. One that is
taken out leaves its posts in the archive too, but they are still looked at now and then.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from archiver import config
from archiver.commands import options
from archiver.commands.sources import common
from archiver.config import editing, file_pages
from archiver.config.editing import Written
from archiver.config.saving import change
from archiver.console import err, out
from archiver.errors import ConfigError, unknown_name
from archiver.model import Source
from archiver.model.settings import Settings
from archiver.web import urls

EXAMPLES = {
    "archiver remove greta": "take it out; the archive keeps its posts",
    "archiver remove http://greta.example/feed.json --retire": "leave it there, and ask it no more",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_config(parser)
    parser.add_argument(
        "names", metavar="ID", nargs="+", help="a source's id, or its address (URL)"
    )
    parser.add_argument("--challenge", metavar="ID", help="only of this challenge")
    parser.add_argument(
        "--retire", action="store_true", help="leave it in the file, marked: it is not asked"
    )


def run(args: Namespace) -> int:
    """Change the file, and say what stays."""
    settings = config.read(args.config)
    if args.challenge:
        common.challenge_of(settings, args.challenge)
    chosen: dict[tuple[str, str], Source] = {}
    for name in args.names:
        for source in _named(settings, args, name):
            chosen[source.challenge, source.id] = source
    told: list[tuple[str, str]] = []

    def edit(text: str) -> str:
        found = list(_in_the_file(text, chosen, settings))
        told.extend((one.challenge, _name(one)) for one in found)
        return editing.retired(text, found) if args.retire else editing.without(text, found)

    change(args.config, edit)
    for challenge, name in told:
        what = "retired in" if args.retire else "removed from"
        out(urls.redacted(f"{what} {challenge}: {name}"))
    if not args.quiet:
        err(_what_stays(retired=args.retire))
    return 0


def _what_stays(*, retired: bool) -> str:
    if retired:
        return "its posts stay in the archive as they are, and are not asked for any more"
    return (
        "posts that came of it stay in the archive, and are looked at now and then; --retire in its "
        "place ends that too"
    )


def _named(settings: Settings, args: Namespace, name: str) -> Iterator[Source]:
    """The sources that a word means. Raises ConfigError where there is none."""
    address = common.hidden(urls.resolve(name) or name)
    found = False
    for source in settings.sources:
        if args.challenge and source.challenge != args.challenge:
            continue
        is_address = "://" in name or "/" in name or "." in name
        if source.id == name or (is_address and urls.same(source.url, address)):
            found = True
            yield source
    if not found:
        known = {name for s in settings.sources for name in (s.id, s.url)}
        error = unknown_name("source", urls.redacted(name), known, where=settings.file)
        raise ConfigError(error.message, where=error.where, hint=urls.redacted(error.hint))


def _in_the_file(
    text: str, chosen: dict[tuple[str, str], Source], settings: Settings
) -> Iterator[Written]:
    """Where the chosen sources stand. Raises ConfigError for one that a hub or a round implies."""
    listed = editing.written(text)
    for source in chosen.values():
        here = [one for one in listed if _is(one, source)]
        if not here:
            key = f"`{source.method}:`" + (f" of round `{source.round}`" if source.round else "")
            message = (
                f"`{source.id}` is no entry of `sources`: {key} of `{source.challenge}` says it"
            )
            raise ConfigError(urls.redacted(message), where=settings.file, hint="change it there")
        yield from here


def _is(one: Written, source: Source) -> bool:
    url = common.hidden(urls.resolve(one.keys.get(source.method, "")) or "")
    same_place = url and source.url in (url, file_pages.of_file(url))
    own_id = one.keys.get("id")
    return one.challenge == source.challenge and bool(same_place) and own_id in (None, source.id)


def _name(one: Written) -> str:
    url = next((v for k, v in one.keys.items() if urls.resolve(v) and k != "moved_from"), "")
    return f"{one.keys['id']} ({url})" if "id" in one.keys else url
