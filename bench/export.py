"""What an export costs, in turns with the bare library on the same posts.

    python bench/export.py [posts]      20,000 posts by default, in a challenge, of 400 words each

The peer of a format reads the posts of the same archive (`Archive.posts`) and gives them to the bare
library: `json.dumps` a line, pyarrow a table, sqlite3 an insert with a full-text index. That of a Markdown
tree is our own JSON Lines. Each measure is a process of its own: CPU seconds (user and system, the
best of three), and the most memory that it held, beside that for a quarter of the posts.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from archiver.formats import codec
from archiver.formats.markdown import to_text
from archiver.model import (
    Challenge,
    Change,
    Evidence,
    Image,
    Link,
    Membership,
    Post,
    Round,
    Verdict,
    Version,
)
from archiver.outcomes import Report
from archiver.store import create, open_archive

START = datetime(2026, 1, 1, tzinfo=UTC)
TURNS = 3
BARS = {"jsonl": 1.5, "parquet": 2.0, "sqlite": 2.0, "markdown": 2.0}
"""The most CPU, in that of the peer."""
MEMORY, GROWTH = {"parquet": 220}, 1.15
"""The most MB, 120 where it is not said; and the most in that of a quarter of the posts."""
WORDS = [
    a + b + c + d
    for a in "bdfgklmnprst"
    for b in "aeiou"
    for c in "bdfgklmnprst"
    for d in ("", "ing")
]
"""So many that no two posts look alike: one would be taken to repeat the other."""
CHALLENGE = Challenge(
    id="kitchen",
    title="Kitchen Challenge",
    rounds=(Round(id="one", opens=date(2026, 1, 1), closes=date(2026, 6, 1)),),
)


def version(number: int) -> Version:
    words = random.Random(number).choices(WORDS, k=400)
    sentences = " ".join(words)
    markdown = "\n\n".join(sentences[n : n + 400] for n in range(0, len(sentences), 400))
    url = f"http://blog{number % 50}.test/2026/{number % 12 + 1:02}/a-post-about-{number}/"
    post = Post(
        url=url,
        title=f"A post about {number}",
        text=to_text(markdown),
        markdown=markdown,
        authors=(f"Author {number % 50}",),
        published=START + timedelta(hours=number % 7000),
        tags=("daily", "words"),
        language="en",
        links=tuple(Link(url=f"https://else.test/{number}/{n}", text="a link") for n in range(5)),
        images=(Image(url=f"{url}lamp.jpg", alt="a lamp"),),
        confidence=0.9,
    )
    return Version(
        url=url,
        number=1,
        change=Change.CREATED,
        post=post,
        capture=None,
        first_seen=START,
        seen_at=START,
        extractor="bench/1",
    )


def membership(url: str) -> Membership:
    reasons = tuple(
        Evidence(kind=kind, quote="for the Kitchen Challenge", where="paragraph 1", weight=1.0)
        for kind in ("phrase", "link", "window")
    )
    return Membership(
        post=url,
        challenge="kitchen",
        verdict=Verdict.MEMBER,
        round="one",
        evidence=reasons,
        confidence=0.9,
        writer="Ana",
    )


def fill(folder: Path, posts: int) -> None:
    archive = create(folder, sync=False)
    with archive.writing("bench", START) as writer:
        for number in range(posts):
            writer.add(version(number))
        urls = [version(number).url for number in range(posts)]
        writer.judge([CHALLENGE], map(membership, urls))
        writer.commit(Report(run="bench", started=START, ended=START))
    archive.memberships("kitchen")  # compares the texts, once, as a run does


# ---- one measure: a process of its own


def ours(form: str, archive: str, target: str) -> None:
    from archiver.cli import main

    assert main(["export", "-q", "-a", archive, "--format", form, "-o", target]) == 0


def plain_posts(archive: str) -> Iterable[dict[str, object]]:
    for held in open_archive(archive).posts():
        yield codec.plain(held, whole=True)


def bare_jsonl(archive: str, target: str) -> None:
    import json

    Path(target).mkdir()
    with (Path(target) / "posts.jsonl").open("w", encoding="utf-8") as file:
        for post in plain_posts(archive):
            file.write(json.dumps(post, ensure_ascii=False) + "\n")


def bare_parquet(archive: str, target: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    Path(target).mkdir()
    path, batch = f"{target}/posts.parquet", []
    writer = None
    for number, post in enumerate(plain_posts(archive), 1):
        # Arrow has no type for what is always empty
        del post["witnesses"], post["via"], post["aliases"], post["post"]["origins"]  # type: ignore[attr-defined]
        batch.append(post)
        if number % 500 == 0:
            table = pa.Table.from_pylist(batch, schema=writer.schema if writer else None)
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
            batch.clear()
    assert writer is not None and not batch
    writer.close()


def bare_sqlite(archive: str, target: str) -> None:
    import json
    import sqlite3

    Path(target).mkdir()
    db = sqlite3.connect(f"{target}/posts.sqlite")
    db.execute("create table posts (url text primary key, title text, text text, whole text)")
    for post in plain_posts(archive):
        inner = post["post"]
        assert isinstance(inner, dict)
        row = (post["url"], inner["title"], inner["text"], json.dumps(post))
        db.execute("insert into posts values (?,?,?,?)", row)
    db.execute("create virtual table posts_fts using fts5(title, text, content='posts')")
    db.execute("insert into posts_fts (posts_fts) values ('rebuild')")
    db.commit()
    db.close()


PEERS: dict[str, Callable[[str, str], None]] = {
    "jsonl": bare_jsonl,
    "parquet": bare_parquet,
    "sqlite": bare_sqlite,
    "markdown": lambda archive, target: ours("jsonl", archive, target),
}


def measured(kind: str, form: str, archive: Path) -> tuple[float, float]:
    """CPU seconds and MB of a process that does one of them."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as passing:
        words = [sys.executable, __file__, "--one", kind, form, str(archive), f"{passing}/out"]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
    cpu, memory = done.stdout.split()[-2:]
    return float(cpu), float(memory)


def one(kind: str, form: str, archive: str, target: str) -> None:
    if kind == "ours":
        ours(form, archive, target)
    else:
        PEERS[form](archive, target)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main(posts: int = 20_000, bars: dict[str, float] = BARS) -> int:
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        whole, quarter = Path(folder, "whole"), Path(folder, "quarter")
        fill(whole, posts)
        fill(quarter, posts // 4)
        print(f"{posts} posts; CPU seconds of the best of {TURNS} turns")
        for form, bar in bars.items():
            turns = [
                (measured("ours", form, whole), measured("peer", form, whole)) for _ in range(TURNS)
            ]
            mine = min(turn[0][0] for turn in turns)
            theirs = min(turn[1][0] for turn in turns)
            memory = max(turn[0][1] for turn in turns)
            growth = memory / measured("ours", form, quarter)[1]
            most = MEMORY.get(form, 120)
            bad = mine / theirs > bar or memory > most or growth > GROWTH
            wrong |= bad
            print(
                f"{form:9} {mine:6.2f} s, peer {theirs:6.2f} s: {mine / theirs:4.2f} (bar {bar});"
                f" {memory:4.0f} MB (bar {most}), {growth:4.2f} of a quarter's (bar {GROWTH})"
                + ("   MISSED" if bad else "")
            )
    return int(wrong)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).parents[1]))
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:6])
    else:
        sys.exit(main(*map(int, sys.argv[1:2])))
