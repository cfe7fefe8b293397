"""The authors as the page shows them: by markup first, then by the words of a byline."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from archiver.extraction.metadata import moments, own_part, people, terms
from archiver.extraction.metadata.claims import distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements, around, spaced, split
from archiver.web.vocabulary import Role

_AUTHOR_PAGE = re.compile(
    r"/(?:author|authors|autor|auteur|profile|people|users?|by|writers?|contributors?|contributor)/+[^/]|[?&]author=",
    re.IGNORECASE,
)
_COMMENTER = re.compile(r"comment|commentaire|kommentar|reply|avatar", re.IGNORECASE)
_CARD = re.compile(r"vcard|h-card|author|byline", re.IGNORECASE)
_FILED = re.compile(r"(?:^|\s)(?:in|under|en|dans|su)\W*$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:[•·|/—]|\s[-–]\s)\s*+")
_READING = re.compile(r"^\d++\s?(?:min|\w+ read)|^\d{2,}+ read|^[\W\d]*$", re.IGNORECASE)
_FACE = re.compile(r"avatar", re.IGNORECASE)
_BOX = 900  # characters of a box about an author
_LINE = 150  # characters in a byline
_UP = 3  # levels from a name to the line that holds all names
_NAMES = 8  # words in a picture's text that may be a name


def read(
    page: Elements, heading: Element | None, *, declared: bool
) -> tuple[tuple[str, ...], bool]:
    """The names nearest to the heading, and whether they are guessed: told by no markup, only by
    words, or by the place of a portrait. Never those in comments, in a sidebar or a quotation.
    Where names are ``declared``, none is guessed.
    """
    linked = [e for rels, e in page.links if "author" in rels and e.tag == "a"]
    for group in (linked, page.by_role[Role.AUTHOR]):
        own = [e for e in group if _may_be_byline(page, e)]
        for element in page.nearest(own, heading):
            if _byline(page, element):
                return distinct(n for e in _line_of(element, own) for n in _byline(page, e)), False
    return (() if declared else _first(_guesses(page, heading))), True


def _guesses(page: Elements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """The names that no markup tells, those that are told best first."""
    boxes = [e for e in page.by_role[Role.AUTHOR] if _may_be_byline(page, e)]
    yield from (_boxed(e) for e in page.nearest(boxes, heading))
    metas = page.nearest(page.outside_chrome(page.by_role[Role.META]), heading)
    lines = chain(metas, around(page, heading))
    yield from (_dateline(page, e) for e in lines)
    yield from _linked(page, heading)
    yield _from_comments(page)
    yield from _labelled(page, heading)
    yield from _aside(page, heading)


def _aside(page: Elements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """Persons in marked elements beside the post that stand in its part of the page all the same."""
    part = page.part
    if part is None:
        return
    marked = [e for e in page.by_role[Role.AUTHOR] if page.zone(e) is Role.ASIDE]
    own = (e for e in marked if part in e.iterancestors())
    for element in page.nearest(own, heading):
        if not own_part.of_another(page, element, heading):
            yield tuple(n for n in _byline(page, element) if people.person(n))


def _labelled(page: Elements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """The names right behind a label anywhere in the post's part of the page, the nearest first."""
    part = page.part if page.part is not None else page.root
    texts = ((e, e.text) for e in part.iter("*"))
    found = [e for e, text in texts if text and len(text) < _LINE and people.labels(text.strip())]
    own = (e for e in found if not page.zone(e) and not own_part.of_another(page, e, heading))
    # thousands of labels may stand in one list, whose pieces are no line
    boxes: dict[Element, list[str]] = {}
    for element in page.nearest(own, heading):
        label = one_line(element.text)
        holder = element.getparent() if len(_pieces(element)) == 1 else element
        if holder is None:
            continue
        if holder not in boxes:
            said = _pieces(holder)
            boxes[holder] = said if sum(map(len, said)) <= _BOX else []
        pieces = boxes[holder]
        start = pieces.index(label) if label in pieces else 0
        yield people.in_pieces(pieces[start : start + 2])


def _boxed(element: Element) -> tuple[str, ...]:
    """The name that opens a box about the author."""
    start = islice(_pieces(element), 2) if len(element.text_content()) <= _BOX else ()
    return people.names(piece for piece in start if people.person(piece))


def _line_of(element: Element, others: list[Element]) -> list[Element]:
    """The elements that name authors in the same short line as one of them."""
    line = element
    for above in _take(element.iterancestors(), _UP):
        if len(spaced(above)) > _LINE:
            break
        line = above
    inside = set(line.iter())
    found = [e for e in others if e in inside]
    return [e for e in found if not any(a in found for a in e.iterancestors())] or [element]


def _from_comments(page: Elements) -> tuple[str, ...]:
    """The author of a comment that WordPress marks as the post's author's (``bypostauthor``)."""
    own = (
        e for e in page.by_role[Role.COMMENTS] if "bypostauthor" in (e.get("class") or "").split()
    )
    return _first(people.names([_card(e)]) for e in own)


def _card(comment: Element) -> str:
    cards = comment.find_class("fn")
    return one_line(cards[0].text_content()) if cards else ""


def _first(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((named for named in found if named), ())


def _may_be_byline(page: Elements, element: Element) -> bool:
    """Whether an element may be a byline: no commenter's name, no element around a whole post."""
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _COMMENTER.search(words) or element.tag in ("body", "article", "main") or page.zone(element):
        return False
    if element in page.by_role[Role.BRAND] or people.helped(_before(element)):
        return False
    near = [element, *_take(element.iterancestors(), 3)]
    return "fn" not in words.split() or any(_CARD.search(a.get("class") or "") for a in near)


def _before(element: Element) -> str:
    """The text right before an element, in its parent or in the sibling before it."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return one_line(parent.text) if parent is not None else ""
    within = previous.text_content() if isinstance(previous.tag, str) else ""
    return one_line(previous.tail) or one_line(within[:_LINE])


def _take(elements: Iterator[Element], count: int) -> list[Element]:
    return [element for _, element in zip(range(count), elements, strict=False)]


def _byline(page: Elements, element: Element) -> tuple[str, ...]:
    """The names in an element that is marked as a byline: in cards, in links to authors, after a
    label, else those that its first text is made of.
    """
    text = spaced(element)
    if not text or len(text) > _LINE or people.helped(text):
        return ()
    cards = [one_line(e.text_content()) for e in element.find_class("fn") if e is not element]
    pieces = _pieces(element)
    return (
        people.names(distinct(cards))
        or _author_links(page, element)
        or people.in_pieces(pieces)
        or _first_piece(text, pieces)
    )


def _first_piece(text: str, pieces: list[str]) -> tuple[str, ...]:
    """The names in the first text of a byline; in the whole of it where a name has several parts,
    or where nothing but the line itself divides it."""
    if len(pieces) > 1 and all(len(piece.split()) == 1 for piece in pieces):
        return people.names([text])
    return _first(people.names([people.without_date(piece)]) for piece in pieces)


def _pieces(element: Element) -> list[str]:
    """The texts of a short line, one for each run between its elements."""
    return [piece for part in element.itertext() if (piece := one_line(str(part)))]


def _dateline(page: Elements, element: Element) -> tuple[str, ...]:
    """The names in a line that nothing marks as a byline: only behind a label, in links to
    authors, or as a portrait's own name beside it."""
    if len(spaced(element)) > _LINE:
        return ()
    pieces = _pieces(element)
    return (
        _author_links(page, element)
        or people.in_pieces(pieces)
        or people.signed(" ".join(pieces))
        or _portrait(element, pieces)
        or _beside_date(page, element, pieces)
    )


def _beside_date(page: Elements, element: Element, pieces: list[str]) -> tuple[str, ...]:
    """The name that stands alone with a day in a line: no link leads from it, and there is nothing
    else but how long the reading takes."""
    linked = {one_line(a.text_content()) for a in element.iter("a") if terms.names_a_term(a)}
    filed = {p for before, p in pairwise(pieces) if _FILED.search(before)}
    none = linked | filed
    parts = [p for piece in pieces for p in _BETWEEN.split(piece) if p and p not in none]
    rest = [p for p in parts if p and not _READING.search(p)]
    days = [p for p in rest if moments.visible(p, language=page.language)]
    others = [p for p in rest if p not in days]
    found = [p for p in others if people.person(p)]
    return people.names(found) if len(days) == 1 == len(found) and len(others) < 3 else ()


def _portrait(element: Element, pieces: list[str]) -> tuple[str, ...]:
    """The name beside a picture whose alternative text, or the title around it, is that name."""
    pictures = [*element.iter("img")]
    named = [*pictures, *(a for a in element.iter("a") if a.find(".//img") is not None)]
    texts = {one_line(e.get("alt") or e.get("title")).casefold() for e in named}
    shown = (p for p in pieces if p.casefold() in texts and len(p.split()) in range(2, _NAMES))
    faces = (e for e in pictures if _FACE.search(f"{e.get('class')} {e.get('src')}"))
    return _first(people.names([piece]) for piece in shown) or _first(
        people.names([re.split(r"(?<!\s)\s++in(?:\s|$)", one_line(e.tail))[0]]) for e in faces
    )


def _author_links(page: Elements, element: Element) -> tuple[str, ...]:
    links = [a for a in element.iter("a") if _leads_to_author(page, a)]
    return people.names(one_line(a.text_content()) for a in links)


def _leads_to_author(page: Elements, link: Element) -> bool:
    """Whether a link leads to an author's page: on the blog's own host, since the profiles of
    services look the same."""
    if "author" in (link.get("rel") or ""):
        return True
    href = link.get("href") or ""
    if not _AUTHOR_PAGE.search(href):
        return False
    there = split(href).netloc.lower().removeprefix("www.")
    return not there or _same_site(there, page.host)


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _linked(page: Elements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """Names in links to author pages, in the article (else the nearest block) with the heading."""
    holders = (
        _take(heading.iterancestors("article", "main", "div"), 6) if heading is not None else []
    )
    proper = (e for e in holders if e.tag != "div")
    holder = next(proper, holders[-1] if holders else None)
    for link in holder.iter("a") if holder is not None else ():
        if _leads_to_author(page, link) and _may_be_byline(page, link):
            yield people.names([one_line(link.text_content())])
