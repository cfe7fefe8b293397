"""What a person says of a post in sources.yaml: it counts before all that the page says."""

from dataclasses import replace

from archiver.extraction.metadata import Metadata
from archiver.model import Override

WITNESS = "override"


def applied(about: Metadata, said: Override | None) -> Metadata:
    """The metadata with the title, authors and date that a person gives."""
    if said is None:
        return about
    given = {"title": said.title, "authors": said.authors, "published": said.published}
    names = [name for name, value in given.items() if value]
    return replace(
        about,
        title=said.title or about.title,
        authors=said.authors or about.authors,
        published=said.published or about.published,
        origins={**about.origins, **dict.fromkeys(names, WITNESS)},
    )
