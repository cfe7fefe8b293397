"""What happened, in words and a table, for a terminal of 80 columns."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from archiver.commands.demo.crawls import Crawl
from archiver.console import columns, grid
from archiver.console.text import safe, style
from archiver.demo.blogosphere import DOWN, Blogosphere
from archiver.export.participation import Table, table
from archiver.history import word_diff
from archiver.history.versions import last_text
from archiver.model import Challenge, Evidence, Membership, Post, Verdict, Version
from archiver.store.archive import Archive
from archiver.web.dates import day
from archiver.web.urls import host

WIDTH = 80
"""Columns of the story, where a terminal has so many."""
MARGIN = " " * 2
INDENT = " " * 10
NEAR = 6
"""Words that are shown before and after a change."""
MARKS = {"new": "cyan", "edited": "cyan", "gone": "red"}
"""What happened to a post, and its colour."""

KINDS = {
    "link": "links to",
    "listed": "is listed:",
    "phrase": "says",
    "prompt": "quotes the prompt:",
    "tag": "is tagged",
    "window": "only its date speaks for it,",
    "theme": "shares words of its prompt:",
    "elsewhere": "elsewhere the blog says",
}
"""A kind of evidence, and how one says it."""

CHANGES = {"created": "new", "edited": "edited", "gone": "gone"}
"""A change's name in the archive, and in the story."""


def width() -> int:
    """Columns that the story takes: no more than the terminal has."""
    return min(WIDTH, columns() or WIDTH)


def opening(web: Blogosphere, *, colour: bool) -> str:
    """What is about to happen."""
    title = style("The Kitchen Table Challenge, archived twice", "bold", colour=colour)
    words = (
        f"{len(web.hosts) - 1} made-up blogs, and the blog that called them to write, answer within "
        f"this program; {len(DOWN)} more is down. Between the two runs one post is edited, one is "
        "deleted and one is new."
    )
    return f"{title}\n{textwrap.fill(words, width())}\n"


def crawled(name: str, run: Crawl, *, colour: bool) -> str:
    """One line on a run's requests."""
    conditional = sum(asked.conditional for asked in run.asked)
    unchanged = sum(asked.status == 304 for asked in run.asked)
    words = f"{len(run.asked)} requests in {run.seconds:.1f} s"
    if conditional:
        words += f", {conditional} conditional, {unchanged} answered “not modified”"
    said = textwrap.fill(f"{name}  {words}", width(), subsequent_indent=INDENT)
    return style(name, "bold", colour=colour) + said.removeprefix(name)


@dataclass(frozen=True, kw_only=True)
class Story:
    """Two runs and the archive that they left."""

    challenge: Challenge
    archive: Archive
    first: Crawl
    second: Crawl
    colour: bool

    @cached_property
    def belongs(self) -> list[Membership]:
        """Every judgement, oldest post first."""
        found = self.archive.memberships(self.challenge.id)
        return sorted(found, key=lambda m: str(day(self.posts[m.post].published)))

    @cached_property
    def posts(self) -> dict[str, Post]:
        """The last text of every post, also of those that are gone."""
        texts = ((v.url, last_text(self.archive.versions(v.url))) for v in self.archive.posts())
        return {url: held.post for url, held in texts if held and held.post}

    @cached_property
    def table(self) -> Table:
        """The writers by rounds, and what the second run found of their posts."""
        answers = self.archive.answers(self.challenge.id, Verdict.MEMBER, Verdict.UNSURE)
        people = self.archive.participants(self.challenge)
        return table(self.challenge, answers, self._changes, people)

    def sections(self, folder: str, program: str) -> Iterator[str]:
        """The story, a piece at a time; ``folder`` as one would type it, ``program`` as one would there."""
        yield self._heading("Who answered which prompt")
        yield self.participants()
        yield self._heading("Why the archive thinks so, in three cases")
        yield from self.reasons()
        yield self._heading("What the second run found")
        yield from self.changes()
        yield self._heading("What did not get in")
        yield from self.missing()
        yield self._heading(f"The archive lies in {folder}, {len(self.posts)} posts; have a look:")
        name = self._one("gone").removeprefix("http://").rstrip("/")
        yield f"  cd {shlex.quote(folder)}"
        for command in ("table", "list", f"show {name}", f"log {name}"):
            yield f"  {shlex.quote(program)} {command}"

    def participants(self) -> str:
        """The table, as ``archiver table`` draws it."""
        drawn = grid.grid(self.table, columns=width() - len(MARGIN), colour=self.colour)
        return textwrap.indent(drawn, MARGIN)

    @cached_property
    def _changes(self) -> dict[str, str]:
        return {f["url"]: CHANGES[f["action"]] for f in self.second.facts(*CHANGES)}

    def _one(self, change: str) -> str:
        return next((url for url, word in self._changes.items() if word == change), "URL")

    def reasons(self) -> Iterator[str]:
        """The first that is late, the first that is unsure, the first that is outside."""
        entries = (e for row in self.table.rows for cell in row.cells for e in cell)
        too_late = {e.answer.url for e in entries if e.late}
        late = [m for m in self.belongs if m.post in too_late]
        by_verdict = {m.verdict: m for m in reversed(self.belongs)}
        others = [by_verdict[v] for v in (Verdict.UNSURE, Verdict.OUTSIDE) if v in by_verdict]
        for found in (*late[:1], *others):
            yield _item(f"{self.posts[found.post].title} ({found.verdict})", _because(found))

    def changes(self) -> Iterator[str]:
        """New, edited and gone posts; of an edit the words themselves."""
        order = list(CHANGES.values())
        for url, word in sorted(self._changes.items(), key=lambda item: order.index(item[1])):
            sign = style(f"{word:<7}", MARKS[word], colour=self.colour)
            place = style(host(url), "dim", colour=self.colour)
            yield f"  {sign} {safe(self.posts[url].title)}  {place}"
            if word == "edited":
                yield self._difference(*self.archive.versions(url)[-2:])
            if word == "gone":
                status = self.archive.versions(url)[-1].reason
                words = f"its address answers {status} now; the text stays in the archive"
                yield textwrap.fill(words, width(), initial_indent=INDENT, subsequent_indent=INDENT)
        if self._retold:
            pages = "1 other page was" if self._retold == 1 else f"{self._retold} other pages were"
            yield _item(
                f"same    {pages} sent anew", "their texts are the same, nothing was written"
            )

    @property
    def _retold(self) -> int:
        """Posts that were sent in full again, and read the same."""
        sent = {f"http://{a.host}{a.path}" for a in self.second.asked if a.status == 200}
        return len(sent & self.posts.keys() - self._changes.keys())

    def missing(self) -> Iterator[str]:
        """Pages that are no posts, and sources that failed."""
        for fact in self.first.report["quarantined"]:
            yield _item(f"held back  {fact['url']}", fact["reason"] or "")
        for outcome in self.second.failed:
            yield _item(f"failed     {outcome['source']}", "; ".join(outcome["errors"]))
        if self.second.failed:
            words = f"One source failed, so both runs end with exit code {self.second.code}"
            yield _item(words, "the others are whole.", "; ")

    def _difference(self, old: Version, new: Version) -> str:
        if old.post is None or new.post is None:
            return ""
        pieces = word_diff.words(old.post.text, new.post.text)
        text = " ".join(_piece(n, piece) for n, piece in enumerate(pieces))
        wrapped = textwrap.fill(text, width(), initial_indent=INDENT, subsequent_indent=INDENT)
        return _coloured(wrapped) if self.colour else wrapped

    def _heading(self, text: str) -> str:
        return "\n" + style(text, "bold", colour=self.colour)


def _item(head: str, words: str, between: str = ": ") -> str:
    text = safe(head + between + words)
    return textwrap.fill(text, width(), initial_indent="  ", subsequent_indent="    ")


def _clipped(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _because(found: Membership) -> str:
    """The evidence that says most: first what led to the round, then the rest."""
    against = found.verdict is Verdict.OUTSIDE
    pieces = [e for e in found.evidence if (e.weight < 0) is against]
    telling = sorted(pieces, key=lambda e: (e.kind != "prompt", e.round != found.round))
    quotes = map(_said, telling[:2])
    return "; ".join(quotes) or "nothing in it or around it names the challenge"


def _said(piece: Evidence) -> str:
    if piece.kind == "window" and piece.weight < 0:
        return f"it is of {piece.quote}, {piece.where}"
    return f"{KINDS.get(piece.kind, piece.kind)} “{_clipped(piece.quote, 88)}”"


def _piece(number: int, piece: word_diff.Piece) -> str:
    """A run of words: what changed in brackets, and of what stayed only the words close by."""
    words = safe(piece.text.replace("\n", " ")).split()
    if piece.kind != "same":
        return f"[-{' '.join(words)}-]" if piece.kind == "removed" else f"{{+{' '.join(words)}+}}"
    words = [word for word in words if word != "-"]  # a list's bullets mean nothing in one line
    if number == 0:
        return " ".join(["…", *words[-NEAR:]])
    return " ".join(words if len(words) <= 2 * NEAR else [*words[:NEAR], "…", *words[-NEAR:]])


def _coloured(text: str) -> str:
    """Brackets become colours."""
    text = re.sub(r"\[-((?:(?!\[-).)*?)-\]", lambda m: _lines(m[1], "red"), text, flags=re.DOTALL)
    return re.sub(
        r"\{\+((?:(?!\{\+).)*?)\+\}", lambda m: _lines(m[1], "green"), text, flags=re.DOTALL
    )


def _lines(text: str, name: str) -> str:
    """Words in a colour, line by line, so that the indent stays as it is."""
    return re.sub(r"[^\s].*", lambda m: style(m[0], name, colour=True), text)
