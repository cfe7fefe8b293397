"""An index of the elements of a tree by tag, attribute, class and id."""

from collections import defaultdict

from lxml.html import HtmlElement

_ASKED = ("aria-modal", "class", "hidden", "id", "itemprop", "rel", "role", "style")


class Index:
    """The elements of a tree in document order, sorted in one walk.

    ``elements`` are all of them; held here, their objects live as long as the index, so that later
    walks find them made. ``classed`` are those with a class, each after the whole attribute, and
    ``identified`` those with an id after it; ``classes`` leads from one class to its elements,
    ``ids`` from an id to its first element.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.elements: list[HtmlElement] = list(root.iter("*"))
        # object: lxml's types allow for names that are no str, which an HTML parser never gives
        self._tags: dict[object, list[HtmlElement]] = defaultdict(list)
        self._attributes: dict[object, list[HtmlElement]] = {name: [] for name in _ASKED}
        self._sort()
        self.classed = [(e.get("class") or "", e) for e in self.having("class")]
        self.identified = [(e.get("id") or "", e) for e in self.having("id")]
        self.classes: dict[str, list[HtmlElement]] = defaultdict(list)
        parts: dict[str, list[list[HtmlElement]]] = {}
        for names, element in self.classed:
            if names not in parts:
                # each once: 24,000 times one name in one attribute made every later look-up quadratic
                parts[names] = [self.classes[name] for name in dict.fromkeys(names.split())]
            for found in parts[names]:
                found.append(element)
        self.ids = {mark: element for mark, element in reversed(self.identified) if mark}

    def _sort(self) -> None:
        tags, attributes = self._tags, self._attributes
        for element in self.elements:
            tags[element.tag].append(element)
            for name in element.keys():  # noqa: SIM118 - an element is no dict: it iterates over its children
                if name in attributes:
                    attributes[name].append(element)

    def sort_again(self, attribute: str) -> None:
        """Find the elements with one of the attributes again, after it was given to some."""
        self._attributes[attribute] = [e for e in self.elements if attribute in e.attrib]

    def all(self, tag: str) -> list[HtmlElement]:
        """The elements of one name, in document order."""
        return self._tags.get(tag, [])

    def having(self, attribute: str) -> list[HtmlElement]:
        """The elements with one of the attributes that are asked for, whatever it says, in document
        order: aria-modal, class, hidden, id, itemprop, rel, role and style.
        """
        return self._attributes[attribute]
