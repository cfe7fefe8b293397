"""Chooses the title from what the page shows and what it declares; rules in docs/metadata.md."""

from collections.abc import Iterable

from archiver.extraction.metadata import headings, moments, permalink, titles
from archiver.extraction.metadata.claims import Claims, one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.extraction.metadata.weigh import Claimed, Witnessed, sites, those

_WITNESSES = ("opengraph", "json-ld", "meta", "microdata")
_ARTICLE = 3  # letters


def choose(page: Elements, claims: Claimed, heading: Element | None) -> Witnessed[str]:
    """The feed's title, else the heading, where something declared speaks of the same, else a
    declared title; empty where the page only says whose it is, as for a post without a title.
    """
    shown, announced = claims["markup"].title, claims["feed"].title
    if announced and not _cut_short(announced, shown):
        return announced, "feed"
    known = sites(claims)
    found, witness = _of_page(page, claims, heading, (*known, *page.labels))
    if page.is_home:
        return found, witness
    if witness == "markup":
        # a heading that is all that the title element says may be the site's, on each of its pages
        own = heading is None or headings.marked(heading)
        doubtful = not own and titles.words(found) == titles.words(page.head_title)
        return ("", "") if doubtful and _is_untitled(found, page, claims) else (found, witness)
    named = [*known, *_names_of_home(page)]
    if _is_untitled(found, page, claims) or _says_whose(found, page, claims, named):
        return "", ""
    return found, witness


def _names_of_home(page: Elements) -> Iterable[str]:
    """What the page calls the site where it links to its home."""
    return (
        one_line(element.text_content())
        for element in page.root.iter("a")
        if headings.leads_home(page, element.get("href") or "")
    )


def _is_untitled(found: str, page: Elements, claims: Claimed) -> bool:
    """Whether the feed has the post without a title, and its address does not repeat the one found.

    Then that is the engine's: it says whose the page is, or how the post begins.
    """
    said = claims["feed"]
    announced = said.published or said.updated or said.authors or said.tags
    slug, own = permalink.slug(page.url), {*titles.words(found).split()}
    return bool(announced) and not (slug and slug <= own)


def _of_page(
    page: Elements, claims: Claimed, heading: Element | None, names: tuple[str, ...]
) -> Witnessed[str]:
    """The title that the page shows or declares, without the site's names."""
    shown, slug = claims["markup"].title, permalink.slug(page.url)
    named = {titles.words(name) for name in sites(claims)}
    declared = [
        c
        for c in those(claims, _WITNESSES)
        if c.title and _credible(c.title, page, slug) and titles.words(c.title) not in named
    ]
    texts = (*(c.title for c in declared), page.head_title, claims["feed"].title)
    if heading is not None and _is_title(page, heading, shown, declared, texts, sites(claims)):
        return titles.strip_site(shown, names), "markup"
    if declared and shown and _slug_prefers(shown, declared[0].title, slug):
        return shown, "markup"
    if declared:
        repeated = (c for c in declared if slug <= {*titles.words(c.title).split()})
        best = next(repeated, declared[0]) if len(slug) > 2 else declared[0]
        return titles.strip_site(best.title, names), best.witness
    if piece := next((p for p in titles.parts(page.head_title) if _most_of(p, shown)), ""):
        return piece, "title"
    if shown and heading is not None and (heading.tag == "h1" or headings.marked(heading)):
        return shown, "markup"
    return titles.of_element(page.head_title, names, slug), "title"


def _is_title(
    page: Elements,
    heading: Element,
    shown: str,
    declared: list[Claims],
    texts: tuple[str, ...],
    known: Iterable[str],
) -> bool:
    """Whether the heading is the title: it stands in a declared one, or is the page's only ``h1``
    and speaks of the same. A heading of a section says a part of what is declared.
    """
    whole = any(titles.words(shown) == titles.words(text) for text in texts)
    if heading is headings.only_h1(page, texts, known) and (
        whole or not _enlarged(shown, declared)
    ):
        return True
    if not any(titles.words(shown) in titles.words(text) for text in texts if shown):
        return False
    proper = whole or heading.tag == "h1" or headings.marked(heading)
    return proper or not any(_is_whole(c.title, shown, page.head_title) for c in declared)


def _is_whole(declared: str, part: str, head_title: str) -> bool:
    """Whether a declared title says more than its part, and has not the site's name in it, since
    the title element adds that."""
    said, more = titles.words(declared), titles.words(head_title)
    return (
        titles.words(part) in said
        and said != more
        and (more.startswith(said) or more.endswith(said))
    )


def _enlarged(shown: str, declared: list[Claims]) -> bool:
    """Whether a heading adds to the declared title more than an article."""
    whole = titles.words(declared[0].title) if declared else ""
    before, found, after = titles.words(shown).partition(whole) if whole else ("", "", "")
    return bool(found) and any(len(word) > _ARTICLE for word in f"{before} {after}".split())


def _slug_prefers(shown: str, declared: str, slug: frozenset[str]) -> bool:
    """Whether the slug repeats the heading and not the declared title, made for search engines."""
    if len(slug) < 3:
        return False
    repeated = [len(slug & {*titles.words(text).split()}) / len(slug) for text in (shown, declared)]
    return repeated[0] > 0.7 > 0.4 > repeated[1]


def _credible(declared: str, page: Elements, slug: frozenset[str]) -> bool:
    """Whether a declared title is that of this page: some sites declare one title on all pages."""
    own = {*titles.words(declared).split()}
    known = {*titles.words(page.head_title).split()} | slug
    return not known or bool(own & known)


def _most_of(piece: str, shown: str) -> bool:
    """Whether a part of the title element is most of a heading, which may add a date or a count."""
    return titles.words(piece) in titles.words(shown) and len(piece) > len(shown) / 2


def _cut_short(announced: str, shown: str) -> bool:
    """Whether a feed's title is truncated, and the page shows the whole one."""
    cut = announced.endswith(("…", "...", "[…]"))
    return cut and titles.words(shown).startswith(titles.words(announced))


def _says_whose(found: str, page: Elements, claims: Claimed, known: Iterable[str]) -> bool:
    """Whether a title is only the site's name, or a name and a day: engines make such titles for
    posts that have none."""
    text = titles.words(found)
    if text in {titles.words(site) for site in known}:
        return True
    day = moments.visible(found, language=page.language)
    names = {word for c in claims.values() for n in c.authors for word in titles.words(n).split()}
    rest = [w for w in text.split() if w not in names and not w.isdigit() and len(w) > _ARTICLE]
    return day is not None and all(moments.is_month(word) for word in rest)
