"""sources.yaml -> Settings. A mistake is answered with file, line, column and a hint."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import yaml

from archiver import discover
from archiver.config import contacts, file_pages, named_writers, notices
from archiver.config.line_numbers import line_of, lines_of
from archiver.config.opted_out import REFUSE, contradictions
from archiver.config.overrides import OVERRIDE, mistakes, overrides
from archiver.config.placing import INCLUDED, misplaced, placing
from archiver.config.scopes import SCOPE, scope_of
from archiver.config.shapes import (
    Day,
    Key,
    Many,
    Mistake,
    Switch,
    Table,
    Text,
    Url,
    count,
    duration,
    load,
    size,
)
from archiver.errors import ConfigError, unknown_name
from archiver.model import Challenge, Method, Round, Source
from archiver.model.settings import Pace, Settings
from archiver.web import secrets, urls

_NAME = Text(r"[a-z0-9][a-z0-9._-]{0,63}", "a short name of a-z, 0-9, dot, dash or underscore")

_ASCII = Text(r"[\x21-\x7e][\x20-\x7e]*", "an address in plain ASCII, as an HTTP header needs it")

_PROXY = Text(
    r"https?://(?:[^\s/@]+@)?[^\s/@?#]+/?", "the address of an HTTP proxy, such as http://host:3128"
)

_FULL = Text(r"\S.*", "a title")

_ROUND = Table(
    {
        "id": Key(_NAME, "short name of the round, such as week-1", required=True),
        "title": Key(Text(), "the round's title"),
        "prompt": Key(Text(), "the prompt as it was announced; posts that quote it are recognised"),
        "opens": Key(Day(), "first day of the round"),
        "closes": Key(Day(), "last day of the round"),
        "invitation": Key(Url(), "the page that announces this round"),
        "roundup": Key(Url(), "the page that lists this round's answers"),
    },
    "a round",
)

_COLUMNS = Table(
    {
        "feed": Key(Text(), "the column with the blog's feed"),
        "site": Key(Text(), "the column with the blog's home page"),
        "url": Key(Text(), "the column with the address of a post"),
        "title": Key(Text(), "the column with the post's title"),
        "author": Key(Text(), "the column with the name of who wrote it"),
        "published": Key(Text(), "the column with the day of the post"),
        "round": Key(Text(), "the column with the id, title or number of the round"),
    },
    "columns",
)

_TAKES = {str(method): said for method, said in discover.MODULES.keys_take.items()}

_SOURCE = Table(
    {
        **{method: Key(Url(), said) for method, said in _TAKES.items()},
        "id": Key(Text(), "name of the source in reports; its address where left out"),
        "round": Key(_NAME, "the round that this source belongs to"),
        "writer": Key(named_writers.NAME, "the name of the person whose blog it is"),
        "retired": Key(Switch(), "true: it is not asked any more, and what it announced stays"),
        "moved_from": Key(Url(), "the blog's address before it moved to where this source is"),
        **SCOPE,
        "columns": Key(
            _COLUMNS, "what the columns of a roster are called, where that is not plain"
        ),
    },
    "a source",
    one_of=tuple(_TAKES),
)

_CHALLENGE = Table(
    {
        "id": Key(_NAME, "short name of the challenge", required=True),
        "title": Key(_FULL, "its full name; posts that name it are recognised", required=True),
        "hub": Key(Url(), "the page that announces it"),
        "tags": Key(Many(Text()), "tags and categories that its posts carry"),
        "phrases": Key(Many(Text()), "words that its posts say of it"),
        "links": Key(Many(Url()), "further addresses that its posts link to"),
        "include": Key(
            Many(INCLUDED), "posts that belong whatever the rules say, also with a round"
        ),
        "exclude": Key(Many(Url()), "posts that do not belong whatever the rules say"),
        "rounds": Key(Many(_ROUND), "its prompts, in order"),
        "writers": Key(
            Many(named_writers.WRITER), "the people who take part, and where they write"
        ),
        "sources": Key(Many(_SOURCE), "where its posts are announced"),
    },
    "a challenge",
)

_PACE = Table(
    {
        "delay": Key(duration(), "least pause between two requests to a host (2s)"),
        "jobs": Key(count(), "how many hosts are asked at a time (8)"),
        "deadline": Key(duration(1), "longest time for one request, all in all (60s)"),
        "poll": Key(duration(), "least time between two looks at one source (1h)"),
        "recheck": Key(duration(), "least time between two looks at one post (1d)"),
        "page_bytes": Key(size(), "largest page or feed, decoded (15MiB)"),
        "pages": Key(count(), "most requests to one host in one run (200)"),
    },
    "pace",
)

SHAPE = Table(
    {
        "archive": Key(Text(), "folder of the archive, relative to this file (archive)"),
        "contact": Key(_ASCII, "address or e-mail that a blog's owner may write to"),
        "pace": Key(_PACE, "how fast, how much and how often"),
        "allow_private": Key(
            Many(Text()), "hosts (*.test, [::1] too) that may have private addresses"
        ),
        "proxy": Key(_PROXY, "an HTTP proxy that all requests go through (http://host:port)"),
        "demo": Key(Switch(), "true: the made-up blogs of `archiver demo` answer, and nobody else"),
        "notify": Key(notices.NOTIFY, "who is told that a run starts, and how it ends"),
        "refuse": REFUSE,
        "overrides": Key(Many(OVERRIDE), "how posts are read that are read wrongly"),
        "challenges": Key(Many(_CHALLENGE), "what is watched", required=True),
    },
    "sources.yaml",
)

_WHOLE = ("jobs", "page_bytes", "pages")


def schema() -> dict[str, object]:
    """The JSON Schema of sources.yaml, from the same tables that read it."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sources.yaml of archiver",
    }
    return head | SHAPE.schema()


def schema_text() -> str:
    """The schema as it is shipped in ``archiver/config/sources.schema.json``."""
    return json.dumps(schema(), indent=1) + "\n"


def read(path: str | Path) -> Settings:
    """Read a sources.yaml; the archive's folder comes back relative to the file's own folder.

    Raises ConfigError, which lists every mistake with its place.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        hint = "`archiver init URL...` writes one, -c names another"
        raise ConfigError("no such file", where=str(path), hint=hint) from error
    except IsADirectoryError as error:
        raise ConfigError("this is a folder", where=str(path), hint="-c names a file") from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise _not_utf_8(path, error) from error
    settings = parse(text, str(path))
    return replace(settings, archive=str(path.parent / settings.archive), file=str(path))


def _not_utf_8(path: Path, error: UnicodeDecodeError) -> ConfigError:
    line = error.object.count(b"\n", 0, error.start) + 1
    is_wide = error.object.startswith((b"\xff\xfe", b"\xfe\xff"))
    what = "it is in UTF-16" if is_wide else f"byte {error.object[error.start]:#x} is no UTF-8"
    return ConfigError(what, where=f"{path}:{line}", hint="save it as UTF-8")


def parse(text: str, file: str = "sources.yaml") -> Settings:
    """The settings in a YAML text. Raises ConfigError, which lists every mistake."""
    values, wrong = load(text, SHAPE)
    tables = cast("tuple[Mapping[str, Any], ...]", values.get("challenges") or ())
    said = cast("tuple[Mapping[str, Any], ...]", values.get("overrides") or ())
    told = cast("Mapping[str, Any] | None", values.get("notify"))
    wrong = wrong or [
        *notices.mistakes(told),
        *_clashes(tables),
        *named_writers.mistakes(tables),
        *mistakes(said),
        *contradictions(cast("tuple[str, ...]", values.get("refuse") or ()), tables, _TAKES),
        *_contactless(values, tables),
    ]
    if wrong:
        raise ConfigError("\n".join(mistake.at(file) for mistake in wrong))
    hidden = secrets.found_in(tables)
    tables, said = secrets.Secrets(hidden).hidden((tables, said))
    return Settings(
        challenges=tuple(_challenge(table) for table in tables),
        sources=tuple(_unique(source for table in tables for source in _sources(table))),
        contact=cast("str | None", values.get("contact")),
        archive=cast(str, values.get("archive") or "archive"),
        pace=_pace(cast("Mapping[str, Any]", values.get("pace") or {})),
        allow_private=cast("tuple[str, ...]", values.get("allow_private") or ()),
        proxy=cast("str | None", values.get("proxy")),
        demo=bool(values.get("demo")),
        notify=notices.notify_of(told),
        refuse=cast("tuple[str, ...]", values.get("refuse") or ()),
        overrides=overrides(said),
        secrets=hidden,
        lines=lines_of(tables) | _contact_line(values),
    )


def _contact_line(values: Mapping[str, Any]) -> dict[tuple[str, str, str], int]:
    contact = values.get("contact")
    return {("", "contact", contact): line_of(values[""], "contact")} if contact else {}


def _pace(table: Mapping[str, Any]) -> Pace:
    given = {k: int(v) if k in _WHOLE else v for k, v in table.items() if k and v is not None}
    return Pace(**given)


def _challenge(table: Mapping[str, Any]) -> Challenge:
    apart = ("rounds", "sources", "include", "writers")
    fields = {k: v for k, v in table.items() if k and k not in apart}
    people = named_writers.writers_of(table)
    return Challenge(**fields, **placing(table), rounds=_rounds(table), writers=people)


def _rounds(table: Mapping[str, Any]) -> tuple[Round, ...]:
    return tuple(Round(**{k: v for k, v in r.items() if k}) for r in table.get("rounds") or ())


def _sources(table: Mapping[str, Any]) -> Iterable[Source]:
    """The sources that a challenge lists, and those that its hub and rounds imply."""
    challenge = table["id"]
    for entry in table.get("sources") or ():
        method = Method(next(m for m in _TAKES if m in entry))
        written = entry[method]
        is_roster = method == Method.ROSTER
        yield Source(
            id=entry.get("id") or urls.spelling(written),
            url=file_pages.of_file(written) if is_roster or method == Method.OPML else written,
            method=method,
            challenge=challenge,
            round=entry.get("round"),
            retired=bool(entry.get("retired")),
            writer=entry.get("writer") or "",
            moved_from=str(entry.get("moved_from") or ""),
            scope=scope_of(entry, method, table.get("rounds") or ()),
            columns={k: v for k, v in (entry.get("columns") or {}).items() if k and v},
            rounds=_rounds(table) if is_roster else (),
        )
    pages = [(table.get("hub"), Method.HUB, None)]
    for r in table.get("rounds") or ():
        pages += [(r.get("invitation"), Method.INVITATION, r["id"])]
        pages += [(r.get("roundup"), Method.ROUNDUP, r["id"])]
    for url, how, round_id in pages:
        if url:
            yield Source(
                id=urls.spelling(url), url=url, method=how, challenge=challenge, round=round_id
            )


def _unique(sources: Iterable[Source]) -> Iterable[Source]:
    """Each page once a challenge and method, unless another part of it is wanted; ids made different
    where they would clash."""
    seen: set[tuple[object, ...]] = set()
    names: set[str] = set()
    for source in sources:
        what = (source.scope, tuple(sorted(source.columns.items())))
        mark = (urls.spelling(source.url), source.method, source.challenge, *what)
        if mark in seen:
            continue
        seen.add(mark)
        name = source.id
        for suffix in (f" ({source.method})", f" ({source.challenge})", f" ({len(names)})"):
            if name in names:
                name += suffix
        names.add(name)
        yield replace(source, id=name)


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _clashes(tables: Iterable[Mapping[str, Any]]) -> list[Mistake]:
    """Ids that stand twice, rounds that nobody knows, and rounds that close before they open."""
    found = []
    seen: set[str] = set()
    named: set[str] = set()
    for table in tables:
        if table["id"] in seen:
            what = f"two challenges are called `{table['id']}`"
            found.append(Mistake(*_place(table[""]), what, "call one of them otherwise"))
        seen.add(table["id"])
        rounds: set[str] = set()
        for r in table.get("rounds") or ():
            if r["id"] in rounds:
                what = f"two rounds are called `{r['id']}`"
                found.append(Mistake(*_place(r[""]), what, "call one of them otherwise"))
            rounds.add(r["id"])
            if r.get("opens") and r.get("closes") and r["closes"] < r["opens"]:
                message = f"round `{r['id']}` closes before it opens"
                found.append(Mistake(*_place(r[""]), message, "`opens` is its first day"))
        found += misplaced(table, rounds)
        for source in table.get("sources") or ():
            if source.get("id") in named:
                message = f"two sources are called `{source['id']}`"
                hint = "call one of them otherwise"
                found.append(Mistake(*_place(source[""]), message, hint))
            named |= {source["id"]} if source.get("id") else set()
            since, until = source.get("since"), source.get("until")
            if since and until and until < since:
                found.append(Mistake(*_place(source[""]), "`until` is before `since`"))
            if source.get("columns") and "roster" not in source:
                message = "`columns` are those of a roster"
                found.append(Mistake(*_place(source["columns"][""]), message))
            if source.get("round") and source["round"] not in rounds:
                error = unknown_name("round", source["round"], rounds)
                found.append(Mistake(*_place(source[""]), error.message, error.hint))
    return found


def _contactless(
    values: Mapping[str, object], tables: Iterable[Mapping[str, Any]]
) -> list[Mistake]:
    """A crawler that leaves the machine says who runs it."""
    allowed = cast("tuple[str, ...]", values.get("allow_private") or ())
    hosts = {urls.host(source.url) for table in tables for source in _sources(table)}
    strangers = sorted(h for h in hosts if not contacts.is_local(h, allowed))
    if values.get("contact") or values.get("demo") or not strangers:
        return []
    message = f"`contact` is missing, and {strangers[0]} is not on this machine"
    hint = "write contact: https://... or an e-mail address; it is sent as part of the User-Agent"
    return [Mistake(1, 1, message, hint)]
