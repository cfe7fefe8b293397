"""Whether a document has anything of what is to be blanked: a look that costs a tenth of the work itself."""

import html
import re
from urllib.parse import unquote

from archiver.formats.blanking.body import read
from archiver.formats.blanking.escapes import words
from archiver.formats.blanking.post_matter import OPENING, Hashed, exactly, grams
from archiver.web import urls
from archiver.web.content_coding import unpacked

_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>\\)]+|(?<=href=)[\"']?[^\s\"'<>]+|(?<=[\"'])\.{0,2}/[^\s\"'<>]*"
)
_TAG = re.compile(r"<[^<>]*>")
_CAP = 2**28


def may_have(body: bytes, base: str, content_type: str, matter: Hashed) -> bool:
    """Whether a document names an address of a post, or has a sentence or a title of it where it is of its host."""
    text, _ = read(unpacked(body, _CAP), content_type)
    text = text.replace("\\/", "/")
    for _ in range(2):
        text = html.unescape(text) if "&" in text else text
    tried = {*_ADDRESS.findall(text)}
    if "%2f" in text.lower():
        tried |= {*_ADDRESS.findall(unquote(text))}
    for written in tried:
        value = written.strip("\"'")
        for cut in {value, *(value.split(mark, 1)[0] for mark in "&,;|")}:
            url = urls.resolve(cut, base)
            if url and matter.is_address(url):
                return True
    if not matter.is_host(urls.host(base)):
        return False
    found = words(f"{_TAG.sub(' ', text)} {' '.join(_TAG.findall(text))}")
    lengths = {n for names in matter.names.values() for n in names}
    return any(map(matter.is_mark, grams(found, OPENING))) or any(
        matter.is_mark(gram) for length in lengths for gram in exactly(found, length)
    )
