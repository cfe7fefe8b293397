"""The catalog: a derived SQLite index of what the plain files hold.

It records which journals have been applied, so that a run reads only new ones. Everything in it can
be made again: memberships from the rules of the challenges, all else from the files.
"""

from collections.abc import Callable, Iterator

from archiver.store.catalog.applying import Applying
from archiver.store.catalog.summaries import Summaries


class Catalog(Applying, Summaries):
    """The catalog over one SQLite connection."""


_COMPARED = {
    "journals": "name, run, line",
    "posts": "url, number, change, day, host, title, authors, published, words, letters, missed, sha512",
    "names": "key, url, own",
    "changes": "journal, url, at, line",
    "fetches": "*",
    "announcements": "*",
    "lessons": "host, line",
    "sources": "*",
    "clocks": "*",
    "climbs": "*",
    "participants": "*",
    "rests": "*",
    "rejected": "*",
    "unscreened": "url, url",
    "joined": "*",
    "reposts": "*",
    "sketches": "*",
    "resolved": "*",
    "short_links": "*",
    "ruled": "*",
    "hidden": "*",
    "forgotten": "*",
    "redacted": "*",
    "rewritten": "*",
}


def differences(held: Catalog, fresh: Catalog) -> Iterator[str]:
    """The differences of a catalog from one that was just made from the files."""
    for (line,) in held.db.execute("pragma integrity_check(3)"):
        if line != "ok":
            yield f"the index file is broken: {line}"
    for table, columns in _COMPARED.items():
        sql = f"select {columns} from {table} order by 1, 2"  # noqa: S608 - from the table above
        ours, theirs = (set(c.db.execute(sql).fetchall()) for c in (held, fresh))
        if ours != theirs:
            yield f"{len(ours ^ theirs)} rows of {table!r} differ from what the files say"
    if not held.verdicts_hold():
        yield "the memberships were changed after they were written"


def write_to(catalog: Catalog, work: Callable[[Catalog], None]) -> None:
    """Run ``work`` on a catalog in one transaction."""
    catalog.begin()
    try:
        work(catalog)
        catalog.commit()
    finally:
        catalog.rollback()
