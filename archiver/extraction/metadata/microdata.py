"""Microdata: ``itemprop`` on the page's own article (schema.org)."""

from archiver.extraction.metadata import moments
from archiver.extraction.metadata.claims import Claims, distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements

_OURS = (
    "article",
    "posting",
    "blog",
    "webpage",
    "creativework",
    "review",
    "recipe",
    "report",
    "itempage",
)


def read(page: Elements) -> Claims:
    """The claims of ``itemprop`` elements in the first article item, or outside of any item."""
    found: dict[str, list[Element]] = {}
    for props, element in page.items:
        for prop in props.split():
            found.setdefault(prop.rsplit("/", 1)[-1].lower(), []).append(element)
    wanted = {prop: _ours(page, elements) for prop, elements in found.items()}

    def first(*props: str) -> str:
        return next((v for p in props for e in wanted.get(p, ()) if (v := value(e))), "")

    return Claims(
        witness="microdata",
        title=first("headline"),
        authors=distinct(_person(e) for p in ("author", "creator") for e in wanted.get(p, ())),
        published=next(
            (
                m
                for p in ("datepublished", "datecreated")
                for e in wanted.get(p, ())
                if (m := moments.read(value(e)))
            ),
            None,
        ),
        updated=next(
            (m for e in wanted.get("datemodified", ()) if (m := moments.read(value(e)))), None
        ),
        tags=distinct(one_line(t) for e in wanted.get("keywords", ()) for t in value(e).split(",")),
        categories=distinct(value(e) for e in wanted.get("articlesection", ())),
        language=first("inlanguage"),
        licence=first("license"),
        description=first("description"),
        lead_image=page.resolve(first("image", "thumbnailurl", "image_url")),
    )


def _ours(page: Elements, elements: list[Element]) -> list[Element]:
    """The elements in the first article item, or outside of any item (as in Squarespace's head)."""
    kept: list[Element] = []
    item: Element | None = None
    for element in elements:
        scope = next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)
        kind = (scope.get("itemtype") or "").lower() if scope is not None else "article"
        if page.zone(element) or not any(word in kind for word in _OURS) or "comment" in kind:
            continue
        if not kept:
            item = scope
        if scope is item or (
            item is not None and scope is not None and item in scope.iterancestors()
        ):
            kept.append(element)
    return kept


def value(element: Element) -> str:
    """The value of a property: its attribute where the standard names one, else its text."""
    for name in ("content", "datetime"):
        if given := element.get(name):
            return one_line(given)
    if element.tag in ("a", "link", "area"):
        return one_line(element.text_content()) or one_line(element.get("href"))
    if element.tag == "img":
        return one_line(element.get("src"))
    return one_line(element.text_content())


def _person(element: Element) -> str:
    if element.get("itemscope") is None:
        return value(element)
    named = element.xpath(".//*[contains(concat(' ',normalize-space(@itemprop),' '),' name ')]")
    return value(named[0]) if named else value(element)
