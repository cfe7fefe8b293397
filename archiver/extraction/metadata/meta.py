"""The head's plain meta elements and links: Dublin Core, Highwire, Parsely, author, keywords."""

import re
from collections.abc import Iterator

from archiver.extraction.metadata import moments
from archiver.extraction.metadata.claims import Claims, Moment, distinct, one_line
from archiver.extraction.metadata.elements import Elements
from archiver.extraction.metadata.titles import words
from archiver.web.vocabulary import lists

_TITLE = [
    "parsely-title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "sailthru.title",
    "twitter:title",
    "shareaholic:article_title",
    "title",
]
_AUTHOR = [
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "article.author",
    "shareaholic:article_author_name",
]
_CATALOGUE = [
    "dc.creator",
    "dc:creator",
    "dcterms.creator",
    "citation_author",
    "dc.contributor.author",
]
_PUBLISHED = [
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms:created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dc:created",
    "citation_publication_date",
    "citation_date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "article_date_original",
    "date",
    "datepublished",
    "date.created",
    "shareaholic:article_published_time",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "created",
]
_UPDATED = [
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "datemodified",
    "revised",
    "last-updated",
    "shareaholic:article_modified_time",
]
_SITE = [
    "application-name",
    "apple-mobile-web-app-title",
    "citation_journal_title",
    "dc.publisher",
    "publisher",
    "shareaholic:site_name",
    "twitter:app:name:iphone",
]
_LANGUAGE = ["content-language", "language", "dc.language"]
_LICENCE = ["dcterms.license", "dc.rights", "dcterms.rights"]
_DESCRIPTION = ["description", "dc.description", "twitter:description"]
_IMAGE = ["twitter:image", "twitter:image:src", "parsely-image-url"]
_TAGS = ["parsely-tags", "news_keywords", "sailthru.tags"]
_MANY = 15  # more keywords than this are written for search engines, and are no tags
_INVERTED = re.compile(r"^([\w'’-]+), ([\w.'’ -]+)$")  # a catalogue's "Kaufman, Jeff T."
_WRITTEN_BY = frozenset(lists.words("written-by"))


def read(page: Elements) -> Claims:
    """The claims of meta elements, of the html element and of links in the head."""
    return Claims(
        witness="meta",
        title=page.meta(*_TITLE),
        authors=_authors(page),
        published=_moment(page, _PUBLISHED),
        updated=_moment(page, _UPDATED),
        tags=_tags(page),
        categories=distinct([page.meta("parsely-section", "dc.subject")]),
        language=page.language or page.root.get("xml:lang") or page.meta(*_LANGUAGE),
        sites=distinct([page.meta(*_SITE)]),
        licence=page.resolve(_link(page, "license")) or page.meta(*_LICENCE),
        description=page.meta(*_DESCRIPTION),
        lead_image=page.picture(*_IMAGE) or page.resolve(_link(page, "image_src")),
        canonical=page.resolve(_link(page, "canonical")),
        robots=distinct(word.lower() for word in _listed(page, "robots")),
    )


def _authors(page: Elements) -> tuple[str, ...]:
    """The names of the first field that has any; of one that only repeats the site's name last."""
    site = words(page.meta("og:site_name"))
    labelled = page.meta("twitter:label1").casefold() in _WRITTEN_BY
    fields = [
        *(distinct(page.metas.get(name, ())) for name in _AUTHOR),
        distinct([page.meta("twitter:data1") if labelled else ""]),
        distinct(_INVERTED.sub(r"\2 \1", v) for n in _CATALOGUE for v in page.metas.get(n, ())),
    ]
    named = [found for found in fields if found]
    people = [found for found in named if any(words(name) != site for name in found)]
    return next(iter(people or named), ())


def _moment(page: Elements, names: list[str]) -> Moment | None:
    given = (page.meta(name) for name in names if name in page.metas)
    return next((m for text in given if (m := moments.read(text))), None)


def _tags(page: Elements) -> tuple[str, ...]:
    """Tags in the head; ``keywords`` only if the title or description has one of them."""
    for name in _TAGS:
        if found := distinct(_listed(page, name)):
            return found
    keywords = distinct(_listed(page, "keywords"))
    about = words(f"{page.head_title} {page.meta('description', 'og:description')}")
    of_page = any(words(keyword) in about for keyword in keywords)
    return keywords if of_page and len(keywords) <= _MANY else ()


def _listed(page: Elements, name: str) -> Iterator[str]:
    for content in page.metas.get(name, ()):
        yield from (one_line(part) for part in content.split(","))


def _link(page: Elements, rel: str) -> str:
    """The address of the head's first link of a kind."""
    links = (e for rels, e in page.links if e.tag == "link" and rel in rels)
    return next((e.get("href") or "" for e in links), "")
