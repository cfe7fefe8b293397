"""What an archive takes on disk, and what of it may be pruned, in words."""

from collections.abc import Iterator

from archiver.commands.status.totals import amount, plural
from archiver.console.text import folded, table
from archiver.store.sizes import Repeated, Sizes

_PARTS = {
    "warc": ("warc/", "captures, as they came"),
    "posts": ("posts/", "posts with all their versions"),
    "runs": ("runs/", "what each run did"),
    "derived": ("derived/", "indexes and exports; can be made again"),
    "staging": (".staging/", "what a run is just writing"),
    "other": ("else", "descriptions and the lock"),
}


def text(found: Sizes, *, columns: int | None, colour: bool) -> str:
    """Tables by folder and by host, and what may be pruned."""
    parts = [(what, amount(getattr(found, name)), told) for name, (what, told) in _PARTS.items()]
    rows = [*parts, ("all", amount(found.all), "")]
    shown = [table(("folder", "size", "what"), rows, columns=columns, colour=colour)]
    by_size = sorted(found.hosts.items(), key=lambda item: (-item[1].warc - item[1].posts, item[0]))
    hosts = [
        (name, amount(size.warc + size.posts), amount(size.warc), amount(size.posts))
        for name, size in by_size
    ]
    if hosts:
        head = ("host", "size", "captures", "posts")
        shown.append(table(head, hosts, columns=columns, colour=colour))
    lines = [piece for line in prunable(found) for piece in folded(f"  {line}", columns)]
    shown.append("\n".join(["What may be pruned:", *lines]))
    return "\n\n".join(shown)


def prunable(found: Sizes) -> Iterator[str]:
    """A sentence for each part, with what to do or why it stays."""
    exports = f", {amount(found.exports)} of it exports" if found.exports else ""
    yield f"derived/: {amount(found.derived)}{exports}"
    yield "  delete it while no run is at work; the next command makes the index again"
    if found.staging:
        yield f".staging/: {amount(found.staging)}"
        yield "  unless a run is at work, one was cut off: the next run clears it"
    if found.revisits.captures:
        yield f"answers that were as before, kept by reference: {_captures(found.revisits)}"
    if found.copies.captures:
        yield f"answers that were as before, kept again: {_captures(found.copies)}"
    if found.revisits.captures or found.copies.captures:
        yield "  they are evidence of when: WARC files are never rewritten to save room"


def _captures(found: Repeated) -> str:
    return f"{plural(found.captures, 'capture')}, {amount(found.bytes)}"
