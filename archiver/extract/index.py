"""Where the elements of a tree stand, by their tags, classes and ids."""

from collections import defaultdict

from lxml.html import HtmlElement


class Index:
    """The elements of a tree in document order, sorted in one walk.

    ``elements`` are all of them; held here, their objects live as long as the index, so that later
    walks find them made. ``classed`` are those with a class, each after the whole attribute;
    ``classes`` leads from one class to its elements, ``ids`` from an id to its first element.
    """

    def __init__(self, elements: list[HtmlElement]) -> None:
        self.elements = elements
        self.classed: list[tuple[str, HtmlElement]] = []
        self.classes: dict[str, list[HtmlElement]] = defaultdict(list)
        self.ids: dict[str, HtmlElement] = {}
        self._tags: dict[str, list[HtmlElement]] = defaultdict(list)
        self._sort()

    def _sort(self) -> None:
        tags, classed, classes, ids = self._tags, self.classed, self.classes, self.ids
        for element in self.elements:
            tags[str(element.tag)].append(element)
            if names := element.get("class"):
                classed.append((names, element))
                for name in names.split():
                    classes[name].append(element)
            if mark := element.get("id"):
                ids.setdefault(mark, element)

    def all(self, tag: str) -> list[HtmlElement]:
        """The elements of one name, in document order."""
        return self._tags.get(tag, [])
