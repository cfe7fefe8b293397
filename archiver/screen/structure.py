"""What speaks for a post or against it without a word of the text: its markup, and the title that was announced.

A theme prints around each post what it prints around no error: a day, an author, comments, types for
search engines. A page that has a theme's furniture and none of these shows no post, most likely; it is
one sign, and says nothing where a word of the address or of the announced title is in the page's own.
"""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from archiver.screen.standing import Standing, letters, plain
from archiver.web import self_description
from archiver.web.vocabulary import PAGES

_UMLAUT = re.compile("([aou])e")
_WORD = 4
"""Letters of a word that tells one title from another."""
_WORDS = 2
"""Such words of an address that name a post."""
_SHORT = 80
"""Words that a page without a post has of its own, at most."""
_HEADINGS = ("h1", "h2", "h3", "h4")
_FEEDS = ("application/rss+xml", "application/atom+xml")


def of_post(standing: Standing) -> int:
    """How many marks of a post the page has: its type, a place for comments, a day or an author."""
    page = standing.page
    marks = self_description.is_post(page), self_description.has_discussion(page)
    return sum((*marks, standing.is_signed))


def theme(standing: Standing) -> int:
    """How sure it is that a theme printed the page, and no post in it: 0 to 2."""
    if standing.theme is None:
        standing.theme = _theme(standing)
    return standing.theme


def _theme(standing: Standing) -> int:
    page = standing.page
    if standing.words > _SHORT and not standing.lists_others:
        return 0
    feeds = ((e.get("type") or "").lower() in _FEEDS for e in page.all("link"))
    parts = (page.all("nav"), page.all("aside"), page.all("footer"))
    sure = 2 if page.generator or any(feeds) else min(2, sum(map(bool, parts)))
    if not sure or touches(standing) or of_post(standing) or standing.is_named_post:
        return 0
    # themes that are made by hand have no classes; engines print articles around errors, too
    articles = [e.get("class") or "" for e in standing.places if e.tag == "article"]
    return 0 if "" in articles else sure - bool(articles)


def touches(standing: Standing) -> bool:
    """Whether a title of the page has a word of the requested address, or of the announced title."""
    if standing.is_announced or not standing.by_title:
        return standing.is_announced
    title = standing.entry.title if standing.entry else ""
    told = (*_slug(standing), *letters(_folded(title)))
    named = " ".join(title for title in standing.named if standing.host not in title)
    said = [word for word in letters(_folded(named)) if len(word) >= _WORD]
    return any(len(w) >= _WORD and any(_begin_alike(w, other) for other in said) for w in told)


def _begin_alike(some: str, other: str) -> bool:
    return some.startswith(other) or other.startswith(some)


def _slug(standing: Standing) -> frozenset[str]:
    """The words of the last step of the requested address, without those of any post's."""
    steps = [step for step in unquote(urlsplit(standing.asked).path).split("/") if step]
    if not steps:
        return frozenset()
    return letters(_folded(steps[-1].rpartition(".")[0] or steps[-1])) - PAGES["post-address"]


def misses_title(standing: Standing) -> bool:
    """Whether most words of the title that the post's feed announces stand nowhere on the page."""
    title = _folded(standing.entry.title if standing.entry else "")
    said = _said(standing)
    told = letters(title)
    return bool(told) and title not in said and 2 * len(told & letters(said)) < len(told)


def misses_address(standing: Standing) -> bool:
    """Whether hardly a word of the requested address, of several, stands on the page."""
    told = {word for word in _slug(standing) if len(word) >= _WORD}
    said = letters(_said(standing))
    is_transcribed = 2 * sum(map(str.isascii, said)) < len(said)
    return len(told) >= _WORDS and not is_transcribed and 3 * len(told & said) < len(told)


def _said(standing: Standing) -> str:
    """The page's titles and headings, and what was kept."""
    headings = (plain(e.text_content()) for tag in _HEADINGS for e in standing.page.all(tag))
    return _folded(" ".join((standing.head, *headings, standing.text)))


def _folded(text: str) -> str:
    """A text in small letters without their accents, as addresses have them."""
    apart = unicodedata.normalize("NFKD", plain(text).lower().replace("ß", "ss"))
    plainly = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _UMLAUT.sub(r"\1", plainly)
