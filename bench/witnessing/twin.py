"""A page as a theme would serve it whose names mean nothing to anybody: its nameless twin."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, tostring

from archiver.extraction.document.tree import comparable
from archiver.web import html

LABEL = 20
"""A short label has so many words at most."""
PLAIN = dict.fromkeys(("article", "main", "section", "nav", "aside", "header", "footer"), "div")
PLAIN |= {"time": "span", "menu": "ul"}
"""What an element becomes: a box a box, a part of a line a part of a line, a list a list."""
TELLING = ("role", "rel", "itemprop", "itemtype", "itemscope", "itemid", "itemref")
INLINE = re.compile(
    "a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|label|mark|q|s|small|span|strong|sub|sup"
    "|tt|u|var|wbr"
)
"""Elements that are part of a line."""

Slot = tuple[HtmlElement, str, str]


def nameless(body: bytes | str, author: str = "", *, cipher: bool = False) -> str:
    """The page as a theme would serve it whose names mean nothing to anybody.

    With ``cipher`` the words of short labels are made up, but for those in ``author``, the author's
    own text, and in the page's title.
    """
    root = html.parse(html.decode(body) if isinstance(body, bytes) else body)
    etree.strip_tags(root, etree.Comment)
    for element in [e for e in root.iter("script", "style", "link", "meta") if _is_telling(e)]:
        element.drop_tree()
    for element in root.iter("*"):
        element.tag = PLAIN.get(str(element.tag), element.tag)
        _forget_names(element)
    if cipher:
        _make_up_labels(root, author)
    return "<!DOCTYPE html>\n" + str(tostring(root, encoding="unicode"))


def _is_telling(element: HtmlElement) -> bool:
    return element.tag != "meta" or (element.get("name") or "").lower() == "generator"


def _forget_names(element: HtmlElement) -> None:
    for name in list(element.attrib):
        if name in TELLING or str(name).startswith(("aria-", "data-")):
            del element.attrib[name]
    named = ("class", "id", "name", "for") if element.tag in ("a", "label") else ("class", "id")
    for name in named:
        if value := element.get(name):
            element.set(name, " ".join(map(hashed, value.split())))
    link, sign, anchor = (element.get("href") or "").partition("#")
    if sign and anchor:
        element.set("href", f"{link}#{hashed(anchor)}")


def hashed(name: str) -> str:
    """A name of eight letters that holds no word, nor anything that a word can be read from.

    A number at the end stays behind it, since that of a post or a comment is no word either.
    """
    stem = name.rstrip("0123456789")
    digest = hashlib.sha256(stem.strip("-_").encode()).digest()
    letters = "".join(_CONSONANTS[byte % len(_CONSONANTS)] for byte in digest[:8])
    return f"{letters}-{name[len(stem) :]}" if stem != name else letters


_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"


def _make_up_labels(root: HtmlElement, author: str) -> None:
    heads = [e.text_content() for e in root.iterfind("head/title")]
    heads += [e.get("content") or "" for e in root.iter("meta") if e.get("property") == "og:title"]
    kept = f" {comparable(author)} | {' | '.join(map(comparable, heads))} "
    for slots in _blocks(root):
        label = comparable("".join(" " * (e.tag == "br") + text for e, _, text in slots))
        if label and label.count(" ") < LABEL and f" {label} " not in kept:
            for element, part, text in slots:
                setattr(element, part, made_up(text))


def _blocks(root: HtmlElement) -> Iterable[list[Slot]]:
    """The texts of a page's body, those of a block together: its element, ``text`` or ``tail``, itself.

    A block is the nearest element around a text that is no part of a line.
    """
    found: dict[HtmlElement, list[Slot]] = defaultdict(list)
    around: list[HtmlElement] = []
    body = root.find("body")
    for event, element in etree.iterwalk(root if body is None else body, events=("start", "end")):
        if event == "start":
            inline = around and INLINE.fullmatch(str(element.tag))
            around.append(around[-1] if inline else element)
            if element.text:
                found[around[-1]].append((element, "text", element.text))
            continue
        around.pop()
        if around and (element.tail or element.tag == "br"):
            found[around[-1]].append((element, "tail", element.tail or ""))
    return found.values()


def made_up(text: str) -> str:
    """Words that no language has: each letter is the next one, vowels and consonants apart.

    Accents, case, digits and signs stay as they are; the same word gives the same word.
    """
    letters = unicodedata.normalize("NFD", text).translate(_NEXT)
    return unicodedata.normalize("NFC", "".join(map(_next_of_others, letters)))


_NEXT = {
    ord(letter): after
    for row in (_VOWELS, _CONSONANTS, _VOWELS.upper(), _CONSONANTS.upper())
    for letter, after in zip(row, row[1:] + row[0], strict=True)
}


def _next_of_others(letter: str) -> str:
    after = letter if letter.isascii() or not letter.isalpha() else chr(ord(letter) + 1)
    return after if after.isalpha() else letter
