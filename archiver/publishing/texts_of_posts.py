"""Formats that are made of posts alone: trees of Markdown, WordPress's import file, citations."""

from collections.abc import Iterable

from archiver.export import citations, wxr
from archiver.export import markdown as trees
from archiver.publishing.chosen import Chosen
from archiver.publishing.sinks import Sink


def write_markdown(chosen: Chosen, sink: Sink) -> None:
    """A file a post, or a file a version, in folders of challenges, rounds and hosts."""
    wish = chosen.wish
    for holding in chosen:
        for name, page in trees.pages(holding, wish.flavour, wish.all_versions):
            with sink.text(name) as file:
                file.write(page)


def write_wxr(chosen: Chosen, sink: Sink) -> None:
    """``posts.xml``: a site named after the challenge that was asked for, or after the archive."""
    known = {challenge.id: challenge for challenge in chosen.archive.challenges()}
    wanted = known.get(chosen.wish.filter.challenge or "")
    one = wanted or (next(iter(known.values())) if len(known) == 1 else None)
    title = one.title if one else "Posts of writing challenges"
    _write(sink, "posts.xml", wxr.export(chosen, title, (one.hub if one else None) or ""))


def write_csl(chosen: Chosen, sink: Sink) -> None:
    """``posts.csl.json``: for Zotero, pandoc and other users of CSL."""
    _write(sink, "posts.csl.json", citations.csl(chosen))


def write_bibtex(chosen: Chosen, sink: Sink) -> None:
    """``posts.bib``."""
    _write(sink, "posts.bib", citations.bibtex(chosen))


def _write(sink: Sink, name: str, pieces: Iterable[str]) -> None:
    with sink.text(name) as file:
        file.writelines(pieces)
