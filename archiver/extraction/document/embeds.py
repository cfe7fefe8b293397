"""What a post embeds: its address and its title, whatever stands in its place until it is loaded."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, tag_of, tidy
from archiver.web.urls import resolve
from archiver.web.vocabulary.forms import Form, forms_of

_SERVICES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tiktok": "https://www.tiktok.com/embed/{}",
}
"""The page of what a service calls by a number or a word."""
_NUMBERS = (
    *("videoid", "data-videoid", "data-video-id", "video-id", "data-youtube-id", "data-youtube"),
    *("data-vimeo-id", "data-tweetid", "data-tweet-id", "data-shortcode", "data-id", "data-embed"),
)
_NUMBERED: frozenset[object] = frozenset(_NUMBERS)
_NUMBER = re.compile(r"[\w-]{5,24}")
_SOURCE = re.compile(r"(?=[\w-]*+$)(?:data-.*)?src(?:-.+)?")
_FILMS = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:watch|embed|v/|shorts)|youtu\.be/|vimeo\.com/(?:video/)?\d|"
    r"dailymotion\.com/|soundcloud\.com/|spotify\.com/|twitch\.tv/|open\.spotify|google\.\w+/maps)"
)
"""Addresses of what is embedded most, where a link stands in its place."""
_FILM = re.compile(r"(?:[?&]v=|/embed/|/v/|youtu\.be/|vimeo\.com/(?:video/)?)([\w-]{6,})")
_PRIVACY = ("privacy", "datenschutz", "confidentialit", "privacidad")
_GIST = re.compile(r"(https?://gist\.github\.com/[\w.-]+(?:/[0-9a-f]+)?)\.js")
_ABOVE = 4
"""Elements around a link that may be the place of a film."""
_MOST_PARTS = 60
"""Elements of a card that are looked at."""
_MOST_WORDS = 900
"""Characters of what asks for consent."""
_AROUND_PLAYER = 200
"""Characters of text in the element of a player: more is content."""


def embed(element: HtmlElement, base: str) -> Node | None:
    """The node of an element that embeds: its address from any of the attributes that hold one."""
    if "wp-embedded-content" in (element.get("class") or ""):
        return None
    source = next(
        (found for given in _sources(element) if (found := resolve(given.strip(), base or None))),
        None,
    )
    return None if source is None else _node(source, element.get("title"))


def _sources(element: HtmlElement) -> Iterator[str]:
    for name in ("src", "data-src", "data"):
        if given := element.get(name):
            yield given
    for name, given in element.attrib.items():
        if _SOURCE.fullmatch(str(name)) and "srcset" not in str(name):
            yield str(given)
    for part in element.iter("source", "param", "embed"):
        if tag_of(part) != "param":
            yield part.get("src") or ""
        elif (part.get("name") or "").lower() in ("movie", "src", "url"):
            yield part.get("value") or ""


def _node(source: str, title: str | None = "") -> Node:
    return Node("embed", attrs={"src": source, "title": tidy(" ".join((title or "").split()))})


def same(one: Node, other: Node) -> bool:
    """Whether two embeds are one film or document, as a script and readers without it show it."""
    sources = [node.attrs["src"] for node in (one, other)]
    films = [match[1] for source in sources if (match := _FILM.search(source))]
    return sources[0] == sources[1] or (len(films) == 2 and films[0] == films[1])


def player(element: HtmlElement, base: str) -> Node | None:
    """The node of a light player (``<lite-youtube videoid=…>``), which a script makes a film of."""
    tag, names = tag_of(element), (element.get("class") or "").lower()
    own = tag.startswith(("lite-", "amp-")) or tag in ("youtube-video", "vimeo-video")
    if own and tag.rpartition("-")[2] in ("iframe", "video", "audio"):
        return embed(element, base)
    if _NUMBERED.isdisjoint(attributes := element.keys()):
        return None
    speaks = tag if own else " ".join((tag, names, *map(str, attributes)))
    service = next((name for name in _SERVICES if name in speaks), None)
    if service is None:
        return None
    number = next((n for a in _NUMBERS if (n := element.get(a)) and _NUMBER.fullmatch(n)), None)
    if number is None or len(element.text_content().strip()) > _AROUND_PLAYER:
        return None
    title = element.get("playlabel") or element.get("title") or element.get("data-title")
    return _node(_SERVICES[service].format(number), title)


def of_script(script: HtmlElement) -> Node | None:
    """The node of a script that writes a document into the post (GitHub's gists)."""
    gist = _GIST.match(script.get("src") or "")
    return _node(gist[1]) if gist else None


def for_no_script(element: HtmlElement, base: str) -> Node | None:
    """What a ``noscript`` that is a single link or film says of the script right before it."""
    previous = element.getprevious()
    frames = [f for f in element.iter("iframe") if _FILMS.search(f.get("src") or "")]
    if frames:
        return embed(frames[0], base)
    links = [link for link in element.iter("a") if link.get("href")]
    if previous is None or tag_of(previous) != "script" or len(links) != 1:
        return None
    words = " ".join(element.text_content().split())
    source = resolve((links[0].get("href") or "").strip(), base or None)
    if source is None or words != " ".join(links[0].text_content().split()):
        return None
    return _node(source, words)


def behind_consent(element: HtmlElement, base: str) -> list[Node] | None:
    """What stands behind words that ask for consent; None where an element is no such place.

    It holds something to press and few words, and the words go. Ask only for what is one by its
    name, or by what stands in it.
    """
    words = element.text_content().strip()
    pressed = _is_pressed(element) or any(_speaks_of_privacy(link) for link in element.iter("a"))
    if not pressed or len(words) > _MOST_WORDS:
        return None
    found = next(_held_back(element, base), None)
    return [] if found is None else [found]


def asking(root: HtmlElement) -> set[HtmlElement]:
    """The small elements with a link to words on privacy, something to press, and a film.

    Such an element asks for consent in the place of a film, whatever it is called.
    """
    found: set[HtmlElement] = set()
    for link in root.iter("a"):
        if not _speaks_of_privacy(link):
            continue
        for around in islice(link.iterancestors(), _ABOVE):
            if around is root or len(around.text_content()) > _MOST_WORDS:
                break
            if _is_pressed(around) and next(_held_back(around, ""), None) is not None:
                found.add(around)
                break
    return found


def _speaks_of_privacy(link: HtmlElement) -> bool:
    href = (link.get("href") or "").lower()
    return any(word in href for word in _PRIVACY)


def _is_pressed(element: HtmlElement) -> bool:
    controls = (e.get("role") == "button" for e in element.iter("a", "div", "span"))
    return next(element.iter("button", "input", "label"), None) is not None or any(controls)


def _held_back(element: HtmlElement, base: str) -> Iterator[Node]:
    for frame in element.iter("iframe", "video", "audio"):
        if node := embed(frame, base):
            yield node
    for part in element.iter("*"):
        said = [str(given) for name, given in part.attrib.items() if str(name).startswith("data-")]
        yield from _films(said, base)
        if node := player(part, base):
            yield node
    yield from _films((link.get("href") or "" for link in element.iter("a")), base)


def _films(given: Iterable[str], base: str) -> Iterator[Node]:
    """The nodes of those addresses that are of a film, a recording or a map."""
    for address in given:
        if _FILMS.search(address[:400]) and (source := resolve(address.strip(), base or None)):
            yield _node(source)


def card(element: HtmlElement, base: str) -> Node | None:
    """The node of a card that announces another post: its link and its title, not its teaser.

    It is one by its name, or since it is a link around a heading that stands alone between two
    paragraphs; of the latter many are set in by a script, so that they are no part of the text.
    """
    named = Form.CARD in forms_of(element.get("class") or "")
    if not named and not (element.tag == "a" and len(element) and _is_between(element)):
        return None
    links = [element] if element.tag == "a" else element.iter("a")
    found = islice(links, _MOST_PARTS)
    sources = {resolve((link.get("href") or "").strip(), base or None) for link in found}
    source = next(iter(sources), None)
    if len(sources) != 1 or source is None or len(element.text_content()) > _MOST_WORDS:
        return None
    title = next(iter(_titles(element, named=named)), None)
    if title is None:
        return None
    link = Node("a", [title], attrs={"href": source})
    return Node("p", [link], source=element) if named else _node(source, title)


def _titles(element: HtmlElement, *, named: bool) -> Iterable[str]:
    tags = (*_HEADINGS, *(("div", "span", "p", "strong") if named else ()))
    for part in islice(element.iter(*tags), _MOST_PARTS):
        said = "title" in re.split(r"\W|_", (part.get("class") or "").lower())
        if (part.tag in _HEADINGS or said) and (
            words := tidy(" ".join(part.text_content().split()))
        ):
            yield words


def _is_between(element: HtmlElement) -> bool:
    """Whether an element, or what holds nothing but it, stands between two blocks of words."""
    top = element
    while (parent := top.getparent()) is not None and len(parent) == 1 and not _loose(parent, top):
        top = parent
    beside = (top.getprevious(), top.getnext())
    return all(one is not None and one.tag in _WORDS for one in beside)


def _loose(parent: HtmlElement, child: HtmlElement) -> str:
    return (parent.text or "").strip() or (child.tail or "").strip()


_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_WORDS = frozenset(("p", "blockquote", "pre", "ul", "ol", "table", "figure", *_HEADINGS))
