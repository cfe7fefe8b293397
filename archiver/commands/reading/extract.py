"""``archiver extract``: the posts in files, clean, to stdout or a folder; the network is never asked.

It reads HTML and MHTML files in any encoding, folders of them, WARC files of any maker, and stdin.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping

from archiver.commands import options
from archiver.commands.reading import given, output
from archiver.console import err
from archiver.console.text import safe
from archiver.errors import ArchiverError, Bug, ConfigError, NotThePage, ParseError
from archiver.model import Override, Post
from archiver.reading import pool
from archiver.reading.local_files import FileRead, FromFile, ReadFile, Repeat

EXAMPLES = {
    "archiver extract page.html --url https://blog.example/2017/05/rain/": "a page that you have saved, as Markdown",
    "archiver extract page.html --format json -o posts": "as JSON into a folder; also of folders and of WARC files",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="an HTML, MHTML or WARC file (also .gz), a folder of them, or - for stdin",
    )
    options.add_config(parser)
    parser.add_argument(
        "--url", metavar="URL", help="the address of the page, where its file does not tell it"
    )
    output.add(parser)


def run(args: Namespace) -> int:
    """Read the files and write their posts; 3 where a page gave none, with the reason."""
    for word in args.files:
        if "://" in word and not given.is_local(word):
            raise ConfigError("this is an address", where=word, hint="`archiver fetch` asks for it")
    settings = options.settings_at_hand(args)
    with given.opened(args.files) as found:
        if args.url and found.are_several:
            hint = "they have addresses of their own, or name one file"
            raise ConfigError("--url is for one page, and here are several", hint=hint)
        out = output.output(args, several=found.are_several)
        url = options.address(args.url) if args.url else ""
        code = written(found, out, url=url, overrides=settings.overrides if settings else {})
    output.tell(out, args)
    return code


def written(
    files: given.Files, out: output.Output, *, url: str = "", overrides: Mapping[str, Override]
) -> int:
    """Read files and write what is in them, in their order; the exit code, that of a bug first."""
    jobs = [
        ReadFile(path=str(file.path), name=file.name, number=number, url=url, overrides=overrides)
        for number, file in enumerate(files.files)
    ]
    codes = {0}
    payloads: set[str] = set()
    repeats: list[tuple[str, str]] = []
    for found in _in_order(jobs, payloads):
        if isinstance(found.answer, Repeat):
            repeats.append((found.answer.payload, found.where))
        elif isinstance(found.answer, ArchiverError):
            codes.add(_told(found.where, found.answer))
        else:
            names = _names(files.files[found.number], found, found.answer)
            out.add(found.answer, names, safe(found.where))
    for where in (where for payload, where in repeats if payload not in payloads):
        error = ParseError("the page is in another record, which is in none of these files")
        codes.add(_told(where, error))
    return Bug.exit_code if Bug.exit_code in codes else max(codes)


def _names(file: given.File, found: FromFile, post: Post) -> list[str]:
    """By what a page is known wherever the command is given: its file, and the record in it."""
    if file.name == "-":
        return [post.url] if post.url.startswith("http") else []
    return [f"{file.path}{found.where.removeprefix(file.name)}"]


def _in_order(jobs: list[ReadFile], payloads: set[str]) -> Iterator[FromFile]:
    """The answers to jobs, those of the first one first; adds the payloads of all files."""
    waiting: dict[int, list[FromFile]] = {}
    done: set[int] = set()
    turn = 0
    for answer in pool.do(jobs, None):
        if isinstance(answer, FileRead):
            done.add(answer.number)
            payloads |= answer.payloads
        elif isinstance(answer, FromFile) and answer.number == turn:
            yield answer
        elif isinstance(answer, FromFile):
            waiting.setdefault(answer.number, []).append(answer)
        while turn in done:
            turn += 1
            yield from waiting.pop(turn, ())


def _told(where: str, error: ArchiverError) -> int:
    """Say why there is no post; the exit code."""
    hint = f" ({error.hint})" if error.hint else ""
    err(f"archiver: {safe(where)}: {safe(error.message)}{safe(hint)}")
    if isinstance(error, NotThePage):
        output.tell_listed(error.addresses, "`archiver fetch` asks for them")
    if isinstance(error, Bug):
        err(error.traceback.rstrip())
    return error.exit_code
