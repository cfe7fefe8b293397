"""OpenGraph: ``og:`` and ``article:`` properties (ogp.me)."""

from archiver.extraction.metadata import moments
from archiver.extraction.metadata.claims import Claims, distinct
from archiver.extraction.metadata.elements import Elements


def read(page: Elements) -> Claims:
    """The claims of OpenGraph. ``article:author`` may be a profile URL, which ``weigh`` drops."""
    return Claims(
        witness="opengraph",
        title=page.meta("og:title"),
        authors=distinct(page.metas.get("article:author", page.metas.get("og:article:author", []))),
        published=moments.read(
            page.meta(
                "article:published_time",
                "og:article:published_time",
                "article:published",
                "og:published_time",
                "og:pubdate",
            )
        ),
        updated=moments.read(
            page.meta("article:modified_time", "og:updated_time", "og:article:modified_time")
        ),
        tags=distinct((*page.metas.get("article:tag", ()), *page.metas.get("og:article:tag", ()))),
        categories=distinct(page.metas.get("article:section", ())),
        language=page.meta("og:locale").replace("_", "-"),
        sites=distinct([page.meta("og:site_name")]),
        description=page.meta("og:description"),
        lead_image=page.picture("og:image", "og:image:url", "og:image:secure_url"),
        canonical=page.resolve(page.meta("og:url")),
    )
