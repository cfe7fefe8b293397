"""A data set: Parquet with a data card, as ``datasets.load_dataset`` reads it."""

from collections.abc import Iterator

from archiver.export import dataset_card
from archiver.export.holding import Holding
from archiver.publishing.chosen import Chosen
from archiver.publishing.parquet_files import write_parquet
from archiver.publishing.sinks import Sink
from archiver.publishing.table_files import tables


def write_dataset(chosen: Chosen, sink: Sink) -> None:
    """``README.md``, and ``data/posts.parquet`` and the like."""
    languages: set[str] = set()

    def listened() -> Iterator[Holding]:
        for holding in whole:
            if holding.text.language:
                languages.add(holding.text.language)
            yield holding

    whole = iter(chosen)
    counts = write_parquet(chosen, sink, dataset_card.FOLDER + "/", posts=listened())
    titles = [challenge.title or challenge.id for challenge in chosen.archive.challenges()]
    card = dataset_card.card(
        tables(None, flat=False),
        counts,
        titles,
        languages,
        pseudonymous=chosen.wish.pseudonymous,
    )
    with sink.text("README.md") as file:
        file.write(card)
