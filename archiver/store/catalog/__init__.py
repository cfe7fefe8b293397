"""The derived index: an SQLite file that answers what the plain files would answer slowly.

It remembers which journals it has taken in, so that a run costs what is new. All of it but the
memberships follows from the files, and those follow from the rules.
"""

from collections.abc import Iterator

from archiver.store.catalog.applying import Applying
from archiver.store.catalog.queries import Queries


class Catalog(Applying, Queries):
    """The index over one connection."""


_COMPARED = {
    "journals": "name, run, line",
    "posts": "url, number, change, day, host, title, authors",
    "names": "key, url, own",
    "changes": "journal, url, at, line",
    "fetches": "*",
    "announcements": "*",
    "lessons": "host, line",
    "sources": "*",
    "rests": "*",
}


def differences(held: Catalog, fresh: Catalog) -> Iterator[str]:
    """What is wrong with a catalog, held against one that was made from the files just now."""
    for (line,) in held.db.execute("pragma integrity_check(3)"):
        if line != "ok":
            yield f"the index file is broken: {line}"
    for table, columns in _COMPARED.items():
        sql = f"select {columns} from {table} order by 1, 2"  # noqa: S608 - from the table above
        ours, theirs = (set(c.db.execute(sql).fetchall()) for c in (held, fresh))
        if ours != theirs:
            yield f"{len(ours ^ theirs)} rows of {table!r} differ from what the files say"
    judged = held.db.execute("select value from meta where key='judged'").fetchone()
    if judged and judged[0] != held.verdicts_digest():
        yield "the memberships were changed after they were written"
