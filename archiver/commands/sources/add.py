"""``archiver add``: put sources into sources.yaml, with its comments and layout as they are.

What an address is, is found out by asking it once, politely; ``--as`` says it instead.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from archiver import config, discover
from archiver.commands import options
from archiver.commands.sources import common
from archiver.config import drafting, editing
from archiver.config.editing import Entry
from archiver.config.saving import change
from archiver.console import err, out
from archiver.console.text import safe
from archiver.errors import ConfigError
from archiver.model import Challenge, Method
from archiver.model.settings import Settings
from archiver.web import urls
from archiver.web.address_kinds import is_permalink

_PEOPLE = (Method.FEED, Method.SITE, Method.TAG)

EXAMPLES = {
    "archiver add http://greta.example/": "ask what it is, and put it in",
    'archiver add --as site --offline hanna.example --writer "Hanna Berg"': "without asking anybody",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_config(parser)
    parser.add_argument("urls", metavar="URL", nargs="+", help="blogs, feeds, lists")
    parser.add_argument("--challenge", metavar="ID", help="of this challenge, if there are several")
    kinds = [str(method) for method in discover.MODULES.keys_take]
    parser.add_argument("--as", dest="kind", choices=kinds, help="what they are; nobody is asked")
    parser.add_argument("--id", metavar="NAME", help="what the source is called in reports")
    parser.add_argument("--round", metavar="ID", help="the round that they belong to")
    parser.add_argument("--writer", metavar="NAME", help="the person whose blog it is")
    parser.add_argument("--offline", action="store_true", help="ask nobody; needs --as")


def run(args: Namespace) -> int:
    """Write the sources; exit code 3 where an address could not be looked at, which leaves it out."""
    settings = config.read(args.config)
    challenge = common.challenge_of(settings, args.challenge)
    _check(args, challenge)
    wanted = _new(settings, challenge, [options.address(text) for text in args.urls])
    entries, failed = _as_said(args, wanted) if args.kind else _looked_at(args, settings, wanted)
    if entries:
        change(args.config, lambda text: editing.with_sources(text, challenge.id, entries))
    for entry in entries:
        out(f"added to {challenge.id}: {common.entry_line(entry)}")
    for sentence in failed:
        err(urls.redacted(f"archiver: {sentence}"))
    return 3 if failed else 0


def _check(args: Namespace, challenge: Challenge) -> None:
    common.round_of(challenge, args.round)
    if args.offline and not args.kind:
        raise ConfigError("--offline needs --as", hint="it says what the address is: --as site")
    if len(args.urls) > 1 and (args.id or args.writer):
        name = "--id" if args.id else "--writer"
        raise ConfigError(f"{name} is for one address", hint="add the others by themselves")
    if args.writer and args.kind and args.kind not in _PEOPLE:
        raise ConfigError("--writer is for one person's blog", hint="a site, a feed or a tag")


def _new(settings: Settings, challenge: Challenge, wanted: Iterable[str]) -> list[str]:
    """The addresses that are not in the file yet, each once."""
    found: dict[str, str] = {}
    for url in wanted:
        known = common.same_as(settings, challenge.id, url)
        if known is None:
            found.setdefault(urls.key(url), url)
        else:
            rests = ", retired" * known.retired
            err(urls.redacted(f"{url} is there already: {known.method} `{known.id}`{rests}"))
    return list(found.values())


def _as_said(args: Namespace, wanted: Iterable[str]) -> tuple[list[Entry], list[str]]:
    return [_entry(args, args.kind, url) for url in wanted], []


def _looked_at(
    args: Namespace, settings: Settings, wanted: list[str]
) -> tuple[list[Entry], list[str]]:
    """The sources that the addresses have shown to be, and a sentence for each that showed none."""
    from archiver.pipeline import recognise  # here: it is not needed offline

    entries, failed = [], []
    for url, found in zip(wanted, recognise(settings, wanted), strict=True):
        is_page = found.method is Method.SITE or bool(found.method and found.error)
        if is_page and is_permalink(url):
            home = f"{urls.origin(url)}/"
            what = "it looks like a post"
            failed.append(f"{url} is not added: {what} (add its blog, {home}, or say --as site)")
        elif found.error:
            why = safe(" ".join(found.error.split())).removeprefix(f"{found.url}: ")
            failed.append(f"{url} is not added: {why}; --as KIND adds it unseen")
        else:
            comments = [drafting.folded(found.title)] if found.title else []
            comments += [f"its feed: {feed}" for feed in found.feeds[:3]]
            told = tuple(urls.redacted(comment) for comment in comments)
            entries.append(_entry(args, str(found.method), url, told))
    return entries, failed


def _entry(args: Namespace, kind: str, url: str, comments: tuple[str, ...] = ()) -> Entry:
    keys = {"id": args.id, kind: url, "round": args.round, "writer": args.writer}
    return Entry(keys={key: value for key, value in keys.items() if value}, comments=comments)
