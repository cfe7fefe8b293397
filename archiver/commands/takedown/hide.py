"""``archiver hide``: keeps posts in the archive and out of what is published."""

from argparse import ArgumentParser, Namespace

from archiver.commands import names, options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.errors import ConfigError
from archiver.pipeline import clock, new_run_id
from archiver.store.archive import Archive
from archiver.web import urls

EXAMPLES = {
    'archiver hide http://greta.example/posts/a-table-for-one/ --reason "she asked for it"': "a post stays, and is left out of exports",
    "archiver hide": "what is hidden",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "name",
        metavar="URL|HOST",
        nargs="?",
        help="a post, or a host with all its posts; without one, what is hidden is listed",
    )
    options.add_archive(parser)
    parser.add_argument("--undo", action="store_true", help="publish it again")
    parser.add_argument("--reason", metavar="WORDS", help="why, for those who read the journal")


def run(args: Namespace) -> int:
    """Hide, show again, or list."""
    archive = options.opened(args)
    if args.name is None:
        if args.undo or args.reason:
            raise ConfigError("no post or host is named", hint="archiver hide URL")
        return _listed(archive)
    url, host = _meant(archive, args.name, undo=args.undo)
    archive.hide(url, host, new_run_id(), clock(), undo=args.undo, reason=args.reason or "")
    named = url or f"every post of {host}"
    out(f"{named} is {'shown again' if args.undo else 'hidden: kept, and left out of exports'}")
    return 0


def _listed(archive: Archive) -> int:
    rows = [(found.at[:10], found.name, found.reason or "-") for found in archive.hidden_names()]
    if rows:
        head = ("since", "address or host", "reason")
        out(table(head, rows, columns=columns(), colour=colour()))
    else:
        out("nothing is hidden")
    return 0


def _meant(archive: Archive, name: str, *, undo: bool) -> tuple[str, str]:
    """A post's identity, or a host. Raises ConfigError where the archive has neither, or where what is to be shown
    again is not hidden."""
    hidden = {found.name for found in archive.hidden_names()}
    if "/" not in name:
        host = name.lower().removeprefix("www.")
        if undo and host not in hidden:
            raise ConfigError(
                f"the host `{host}` is not hidden", hint="`archiver hide` lists what is"
            )
        if not undo and host not in {h.removeprefix("www.") for h in archive.hosts()}:
            names.host(archive, host)
        return "", host
    url = options.address(name)
    found = archive.identity(url)
    if undo:
        if not {urls.key(u) for u in (url, found or url)} & hidden:
            host = urls.host(url).removeprefix("www.")
            hint = (
                f"its host is: archiver hide --undo {host}"
                if host in hidden
                else "`archiver hide` lists what is"
            )
            raise ConfigError("this post is not hidden", where=url, hint=hint)
        return found or url, ""
    if found is None:
        raise ConfigError(
            "the archive holds no such post", where=url, hint="`archiver list` shows what it holds"
        )
    return found, ""
