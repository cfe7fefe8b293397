"""Mistakes that people make: each is answered with what is wrong, where, and what to do; and with 2.

A row has the words that are typed (``FILE`` stands for a file with the text beside them), and for each of
the three what the message has to say.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import cli, config
from archiver.errors import ConfigError
from archiver.model import Challenge, Round
from tests.store_kit import make_capture, make_post, make_version, new_archive, one_run

POST = "http://ana.example/four-legs/"
GOOD = """\
contact: https://blog.example/bot
challenges:
  - id: spring
    title: The Spring Challenge
    rounds:
      - {id: week-1, opens: 2017-05-01, closes: 2017-05-07}
    sources:
      - {id: ana, site: http://ana.example/}
"""


def edited(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


QUOTES = "in quotes"
KEY = "write `key: value`, with a colon and a space"
SOURCES = {
    "a tab": (edited("    title", "\ttitle"), "a tab", ":4:1", "with spaces, not tabs"),
    "a tab before a dash": (edited("  - id", "\t- id"), "a tab", ":3:1", "spaces"),
    "no colon": (edited("title: The", "title The"), "no key: `title The", ":4:5", KEY),
    "no colon in the first line": (edited("contact: ", "contact "), "no key", ":1:1", KEY),
    "no space": (edited("title: The", "title:The"), "no key: `title:The", ":4:5", KEY),
    "no colon after a list": (edited("    sources:", "    sources"), "no key: `sou", ":7:5", KEY),
    "a list for a mapping": (GOOD + "pace: [2s]\n", "found a list", ":9:7", "write `delay: ...`"),
    "a list alone": ("- ana\n- ben\n", "found a list", ":1:1", "write `challenges: ...`"),
    "a mapping for a list": (
        edited("  - id: spring\n", "  spring:\n"),
        "expected a list, each entry a challenge; found a mapping",
        ":3:3",
        "write `- id: spring`, then its keys",
    ),
    "rounds by their names": (
        edited("      - {id: week-1, ", "      week-1: {"),
        "each entry a round",
        ":6:7",
        "write `- id: week-1`",
    ),
    "another page": ("<!doctype html><p>404</p>", "expected sources.yaml", ":1:1", "challenges"),
    "an unknown key": (edited("title", "titel"), "key `titel`", ":4:5", "did you mean `title`?"),
    "a key twice": (GOOD + "contact: x@blog.example\n", "key `contact` stands twice", ":9:1", ""),
    "no title": (
        edited("    title: The Spring Challenge\n", ""),
        "needs the key `title`",
        ":3:5",
        "",
    ),
    "no such day": (edited("05-01", "13-40"), "`2017-13-40`", ":6:29", "a day such as 2017-05-01"),
    "a day of another form": (
        edited("2017-05-01", "1.5.2017"),
        "`1.5.2017`",
        ":6:29",
        "2017-05-01",
    ),
    "an id twice": (
        GOOD + "  - {id: spring, title: Again}\n",
        "two challenges are called `spring`",
        ":9:5",
        "call one of them otherwise",
    ),
    "a source twice": (
        GOOD + "      - {id: ana, feed: http://ben.example/feed}\n",
        "two sources are called `ana`",
        ":9:9",
        "call one of them otherwise",
    ),
    "an empty file": ("", "is empty", ":1:1", "`archiver init URL...` writes one"),
    "only comments": ("# to do\n", "is empty", ":1:1", "`archiver init URL...` writes one"),
    "Latin-1": (edited("Spring C", "Frühling").encode("latin-1"), "0xfc", ":4", "save it as UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16", ":1", "save it as UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "0x89 is no UTF-8", ":1", "save it as UTF-8"),
    "a null": (GOOD.encode() + b"\0", "control character (U+0000)", ":9:1", "write it anew"),
    "a colon in a title": (
        edited("The Spring", "Spring: the"),
        "a value with a `:` in it",
        ":4:12",
        'in quotes: "Spring: the Challenge"',
    ),
    "a hash in a title": (edited("The Spring Challenge", "#spring"), "nothing", ":4:11", QUOTES),
    "a hash in a list": (GOOD + "    tags: [a, #b]\n", "", ":10:1", 'write "#b" in quotes'),
    "an at in a title": (edited("The Spring", "@spring"), "begins with `@`", ":4:12", QUOTES),
    "a star in a title": (edited("The Spring", "*spring"), "aliases", ":4:12", QUOTES),
    "a bar in a title": (edited("The Spring", "|Spring"), "begins with `|`", ":4:12", QUOTES),
    "an ampersand in a title": (edited("The Spring", "& Spring"), "with `&`", ":4:12", QUOTES),
    "a list behind its key": (
        edited("sources:\n      - {id", "sources: - {id"),
        "a list behind its key",
        ":7:14",
        "in a line of its own",
    ),
    "a heading": ("My blogs\n" + GOOD, "no key: `My blogs`", ":1:1", KEY),
    "an open quote": (
        edited("The Spr", '"The Spr'),
        "a quote that is never closed",
        ":4:12",
        "quote",
    ),
    "an open brace": (edited("05-07}", "05-07"), "not ended by `}`", ":6:9", ""),
    "one space less": (
        edited("    title", "   title"),
        "indented otherwise",
        ":4:4",
        "same column",
    ),
    "no scheme": (
        edited("http://ana", "ana"),
        "found `ana.example/`",
        ":8:25",
        "write https://ana.example/",
    ),
    "a mail address": (
        edited("http://ana", "an@ana"),
        "an e-mail address",
        ":8:25",
        "an http or https",
    ),
    "closes before it opens": (edited("05-07", "04-07"), "before it opens", ":6:9", "first day"),
    "an unknown round": (edited("{id: ana,", "{round: weke-1,"), "`weke-1`", ":8:9", "`week-1`?"),
    "a round to include in": (
        GOOD + f"    include: [{{url: {POST}, round: summer}}]\n",
        "no round `summer`",
        ":9:15",
        "known are: week-1",
    ),
    "two ways at once": (
        edited("{id: ana,", "{feed: http://ana.example/feed,"),
        "found feed and site",
        ":8:9",
        "make two of it",
    ),
    "nobody who asks": (
        edited("contact: https://blog.example/bot\n", ""),
        "`contact` is missing",
        ":1:1",
        "write contact: https://",
    ),
    "a pause in words": (GOOD + "pace: {poll: hourly}\n", "`hourly`", ":9:14", "such as 30s, 1h"),
    "a negative pause": (GOOD + "pace: {delay: -2s}\n", "`-2s`", ":9:15", "such as 30s, 1h"),
    "an id in words": (
        edited("id: spring", "id: Spring 1"),
        "`Spring 1`",
        ":3:9",
        "a short name of a-z",
    ),
}

OPTIONS = {
    "no such command": ("lst", "no command `lst`", "archiver:", "did you mean `list`?"),
    "no such option": ("run --forse", "no option `--forse`", "archiver run:", "`--force`?"),
    "a short form": (
        "list --chal spring",
        "no option `--chal`",
        "archiver list:",
        "`--challenge`?",
    ),
    "in the wrong place": ("--json list", "`--json`", "archiver:", "write `archiver list --json`"),
    "a wrong value": ("list --verdict mmber", "`mmber` is unknown", "--verdict", "`member`?"),
    "no value": ("list --host", "needs a value", "`--host`", "usage: archiver list"),
    "two that exclude each other": (
        "table --csv --json",
        "exclude each other",
        "--csv",
        "leave one",
    ),
    "a negative number": ("search x --limit -3", "`-3`", "--limit", "whole number of at least 1"),
    "no number": ("run -j many", "`many`", "--jobs", "whole number of at least 1"),
    "no such day": ("list --after 2017-13-40", "`2017-13-40`", "--after", "such as 2017-05-01"),
    "a month": ("list --before 2017-05", "`2017-05`", "--before", "such as 2017-05-01"),
    "neither run nor day": (
        "changes --since 2017-05",
        "`2017-05`",
        "--since",
        "written 2017-05-01",
    ),
    "a time in words": ("run --time-limit soon", "`soon`", "--time-limit", "90s, 50m or 2h"),
    "days the wrong way round": (
        "list --after 2017-06-01 --before 2017-05-01",
        "no day is after",
        "--since",
        "--until the last",
    ),
    "a round alone": ("list --round week-1", "needs", "--round", "add --challenge spring"),
    "a challenge": ("list --challenge sprin", "no challenge `sprin`", "archive:", "`spring`?"),
    "a challenge to search": ("search x --challenge sprin", "`sprin`", "archive:", "`spring`?"),
    "a challenge to draw": ("table --challenge x", "no challenge `x`", "archive:", "are: spring"),
    "a challenge to judge": (
        "judge --challenge x",
        "no challenge `x`",
        "good.yaml:",
        "are: spring",
    ),
    "a challenge to explain": (f"explain {POST} --challenge x", "`x`", "archive:", "are: spring"),
    "a round": ("export --challenge spring --round week2", "`week2`", "spring:", "`week-2`?"),
    "a host": ("list --host anna.example", "no host `anna.example`", "archive:", "`ana.example`?"),
    "a host to read again": ("re-extract --host an.example", "`an.example`", "archive:", "`ana."),
    "an author": ("list --author An", "no author `An`", "archive:", "known are: Ana Lee"),
    "a source": ("run --only anna", "no source or challenge `anna`", "good.yaml:", "`ana`?"),
    "a host held back": (
        "reject ana.example",
        "nothing is held back",
        "`ana.",
        "status --held-back",
    ),
    "no word": ("show", "POST[@N] is missing", "archiver show:", "usage: archiver show"),
    "a word too many": ("list spring", "no further word", "`spring`", "archiver list --help"),
    "nothing to search": ('search "', "no word to search for", "", "`archiver search plum cake`"),
    "a version": (f"show {POST}@7", "no version 7", POST, "versions 1 to 1"),
    "a pair of versions": (f"diff {POST} 1-2", "no pair of versions", "`1-2`", "write 1..2"),
}

PAGE = "such as https://blog.example/a-post/"
ADDRESSES = {
    "ftp": ("fetch ftp://ana.example/", "of the kind ftp", "`ftp://ana.example/`", PAGE),
    "mailto": ("fetch mailto:ana@ana.example", "an e-mail address", "`mailto:", PAGE),
    "mail": ("init ana@ana.example", "an e-mail address", "`ana@", PAGE),
    "a script": ("fetch javascript:alert(1)", "of the kind javascript", "`javascript:", PAGE),
    "a word": ("fetch hello", "is no host of the web", "`hello`", PAGE),
    "no host": ("fetch http://", "names no host", "`http://`", PAGE),
    "three slashes": ("fetch http:///four-legs/", "names no host", "`http:///four", PAGE),
    "no such port": ("fetch http://ana.example:99999/", "no http or https", ":99999/`", PAGE),
    "a hub": ("init --from-hub hub", "is no host of the web", "`hub`", PAGE),
}

PATHS = {
    "no archive": ("list -a none", "there is no such folder", "none:", "--archive names another"),
    "an empty folder": ("list -a empty", "no archive here", "empty:", "`archiver run` makes"),
    "a file for an archive": (
        "list -a good.yaml",
        "this is a file",
        "good.yaml:",
        "--archive names",
    ),
    "a file to run into": ("run -a good.yaml/new", "this is a file", "good.yaml:", "name a folder"),
    "an archive to merge": ("merge none", "there is no such folder", "none:", "names another"),
    "itself to merge": (
        "merge archive",
        "cannot be merged with itself",
        "archive:",
        "name another",
    ),
    "an archive to replay": (
        "run --replay none -a new",
        "no such folder",
        "none:",
        "names another",
    ),
    "an archive to rebuild": ("rebuild -a none", "no such folder", "none:", "names another"),
    "no sources.yaml": ("run -c none.yaml", "no such file", "none.yaml:", "`archiver init URL...`"),
    "no sources.yaml to read by": ("status -c none.yaml", "no such file", "none.yaml:", "-c names"),
    "a folder for sources.yaml": ("run -c empty", "this is a folder", "empty:", "-c names a file"),
    "a folder to write a file": (
        "init http://127.0.0.1:9/ -o empty",
        "a folder",
        "empty:",
        "in it",
    ),
    "no folder to write into": (
        "list --log-file none/x",
        "No such file",
        "none/x:",
        "folder there?",
    ),
    "a folder for a log": ("list --log-file empty", "Is a directory", "empty:", "name a file"),
    "an unset variable": ("list --archive=", "is empty", "`--archive`", "a name is wanted"),
}

LISTS = {
    "no list": ("fetch -i none.txt", "", "No such file", "none.txt:", "is its name right"),
    "a folder": ("fetch -i empty", "", "Is a directory", "empty:", "name a file"),
    "nothing in it": ("fetch -i FILE", "# to do\n\n", "no address", "FILE", ""),
    "a picture": ("fetch -i FILE", b"\x89PNG\r\n\xff", "no text in UTF-8", "FILE:1:", ""),
    "a table": ("fetch -i FILE", "title,url\n", "`title,url` is no host", "FILE:1:", PAGE),
    "a page": ("fetch -i FILE", f"\n<a href={POST}>\n", "has a space in it", "FILE:2:", PAGE),
    "a bad line": (
        "fetch -i FILE",
        "\ufeff# mine\nftp://x.example/\n",
        "kind ftp",
        "FILE:2:",
        PAGE,
    ),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mistakes")
    (folder / "good.yaml").write_text(GOOD)
    (folder / "empty").mkdir()
    spring = Challenge(id="spring", title="Spring", rounds=(Round(id="week-1"), Round(id="week-2")))
    with one_run(new_archive(folder / "archive"), "r1") as writer:
        capture = writer.keep(make_capture(POST)).ref
        post = make_post(POST, "Words. " * 30, authors=("Ana Lee",))
        writer.add(make_version(POST, post=post, capture=capture))
        writer.judge([spring], [])
    return folder


@pytest.fixture
def place(kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "here"
    shutil.copytree(kept, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ARCHIVER_CONFIG", "good.yaml")
    yield folder


def answered(
    capsys: pytest.CaptureFixture[str], words: list[str], *wanted: str, place: Path
) -> None:
    """The command ends with 2 and one message that says all that is wanted, and writes nothing."""
    before = files(place)
    try:
        code = cli.main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    assert (code, out) == (2, ""), err
    message, *usage = err.splitlines()
    assert message.startswith("archiver") and err.count("archiver: ") <= 1
    assert not usage or [line.split()[0] for line in usage] == ["usage:", "`archiver"], err
    for said in wanted:
        assert said in err, err
    assert files(place) == before


def files(place: Path) -> list[Path]:
    """All but what the catalog keeps while it is read."""
    return sorted(path for path in place.rglob("*") if "derived" not in path.parts)


@pytest.mark.parametrize("name", SOURCES)
def test_sources_yaml(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, what, where, todo = SOURCES[name]
    (place / "mine.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    answered(capsys, ["run", "-c", "mine.yaml"], what, f"mine.yaml{where}: ", todo, place=place)


@pytest.mark.parametrize("name", [*OPTIONS, *ADDRESSES, *PATHS])
def test_words(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, *wanted = (OPTIONS | ADDRESSES | PATHS)[name]
    answered(capsys, words.split(), *wanted, place=place)


@pytest.mark.parametrize("name", LISTS)
def test_lists(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, content, *wanted = LISTS[name]
    (place / "list.txt").write_bytes(content if isinstance(content, bytes) else content.encode())
    typed = words.replace("FILE", "list.txt").split()
    answered(capsys, typed, *(w.replace("FILE", "list.txt") for w in wanted), place=place)


def test_words_with_spaces(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["fetch", f"{POST} {POST}"], ["fetch", "four legs"], ["init", " "]):
        answered(capsys, words, "`", PAGE, place=place)
    answered(capsys, ["list", "--author", "Ana Lea"], "`Ana Lea`", "`Ana Lee`?", place=place)


def test_a_path_is_no_address(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/etc/passwd", "./good.yaml", "good.yaml", "~/post.html"):
        answered(capsys, ["init", path, "-o", "new.yaml"], f"`{path}`", PAGE, place=place)


def test_what_may_not_be_read(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "mine.yaml").write_text(GOOD)
    (place / "mine.yaml").chmod(0)
    if os.access(place / "mine.yaml", os.R_OK):
        pytest.skip("this user may read everything")
    answered(capsys, ["run", "-c", "mine.yaml"], "Permission denied", "mine.yaml", place=place)


def test_names_where_there_are_none(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An archive without challenges and posts says so, and is not silently empty."""
    new_archive(place / "young").close()
    for words, kind in (
        ("list --challenge spring", "challenge"),
        ("search x --challenge spring", "challenge"),
        ("table --challenge spring", "challenge"),
        ("export --challenge spring -o -", "challenge"),
        ("list --host ana.example", "host"),
        ("list --author ana", "author"),
    ):
        hint = f"there is no {kind} at all"
        answered(
            capsys, [*words.split(), "-a", "young"], f"no {kind} `", "young", hint, place=place
        )


@pytest.mark.parametrize("text", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, "---\n" + GOOD])
def test_what_is_no_mistake(text: str, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(text.encode())
    assert config.read(tmp_path / "mine.yaml").challenges[0].rounds[0].id == "week-1"


SIGNS = st.sampled_from(list("\t\n :-#'\"[]{}&*!|>%@`,?\x00\x85\u2028é"))
EDITS = st.lists(st.tuples(st.integers(0, len(GOOD) - 1), SIGNS, st.booleans()), max_size=3)


@given(EDITS)
def test_whatever_is_typed_by_mistake_has_a_place(edits: list[tuple[int, str, bool]]) -> None:
    letters = list(GOOD)
    for at, sign, instead in edits:
        letters[at : at + instead] = [sign]
    try:
        config.parse("".join(letters), "mine.yaml")
    except ConfigError as error:
        for line in str(error).split("\n"):
            place = re.match(r"mine\.yaml:(\d+):\d+: \S", line)
            assert place and int(place[1]) <= letters.count("\n") + 2, line
