"""Microformats: h-entry and the older hAtom (``p-author``, ``dt-published``, ``published`` ...)."""

from collections.abc import Iterator

from archiver.extraction.metadata import datelines
from archiver.extraction.metadata.claims import Claims, Moment, distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.web.vocabulary import Role


def read(page: Elements, heading: Element | None) -> Claims:
    """The claims of the entry that holds the post's heading, else of the only entry of the page."""
    root = _entry(page, heading)
    if root is None:
        return Claims(witness="microformats")
    return Claims(
        witness="microformats",
        authors=distinct(_people(page, root)),
        published=_moment(page, root, "dt-published", "published"),
        updated=_moment(page, root, "dt-updated", "updated"),
        tags=distinct(
            one_line(e.text_content()) for e in _within(page, root, Role.TERMS, ("p-category",))
        ),
    )


def _entry(page: Elements, heading: Element | None) -> Element | None:
    roots = [e for e in page.by_role[Role.ENTRY] if e.tag != "body" and not page.zone(e)]
    if heading is not None:
        holding = [e for e in heading.iterancestors() if e in roots]
        if holding:
            return holding[0]
    return roots[0] if len(roots) == 1 else None


def _within(page: Elements, root: Element, role: Role, names: tuple[str, ...]) -> Iterator[Element]:
    """The elements of a role and class within the entry, not in its comments or asides."""
    for element in page.by_role[role]:
        if any(name in (element.get("class") or "").split() for name in names):
            inside = next(
                (a for a in element.iterancestors() if a in page.chrome or a is root), None
            )
            if inside is root and element not in page.chrome:
                yield element


def _people(page: Elements, root: Element) -> Iterator[str]:
    for element in _within(page, root, Role.AUTHOR, ("p-author",)):
        named = element.find_class("p-name")
        yield one_line(named[0].text_content() if named else element.text_content())
    for element in _within(page, root, Role.AUTHOR, ("fn",)):
        if any("author" in (a.get("class") or "") for a in (element, *_near(element, root))):
            yield one_line(element.text_content())


def _near(element: Element, root: Element) -> Iterator[Element]:
    for ancestor in element.iterancestors():
        if ancestor is root:
            return
        yield ancestor


def _moment(page: Elements, root: Element, *names: str) -> Moment | None:
    for element in _within(page, root, Role.DATE, names):
        if "updated" not in names[-1] and datelines.labelled_updated(element):
            continue
        if found := datelines.moment(page, element):
            return found
    return None
