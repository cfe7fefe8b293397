"""HTML: bytes to text to tree, by the rules that browsers follow where they matter."""

import codecs
import re

import lxml.etree
import lxml.html

from archiver.errors import ParseError
from archiver.web import charsets

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,512}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CONTENT_TYPE = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LONE = re.compile("[\ud800-\udfff]")
_EMPTY = re.compile(r"[\s\x00-\x1f]*+")
_XML_HEAD = re.compile(r"^[\s\x00-\x1f]*<\?xml[^>]*\?>")


class Element(lxml.html.HtmlElement):
    """An element whose text is read without an XPath expression, by the hundred on each page."""

    def text_content(self) -> str:
        """The text of the element and of all in it, without that of comments."""
        if not len(self):
            return self.text or ""
        return lxml.etree.tostring(self, method="text", encoding="unicode", with_tail=False)


_PARSER = lxml.etree.HTMLParser(
    huge_tree=True, remove_pis=True, collect_ids=False, encoding="utf-8"
)
# one class for all elements: lxml.html would ask a Python function for each of them
_PARSER.set_element_class_lookup(
    lxml.etree.ElementDefaultClassLookup(
        element=Element, comment=lxml.html.HtmlComment, entity=lxml.html.HtmlEntity
    )
)
_CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")
"""What XML 1.0 allows in no document."""
_FEW = 2000
"""A page with fewer equals signs than this costs little whatever its elements are."""
_MANY_ATTRIBUTES = re.compile(
    r"<[a-z][\w:.-]{0,60}+"
    r"""(?:\s{1,9}+[^\s<>"'=]{1,200}+\s{0,9}+=\s{0,9}+(?:"[^"]{0,4096}+"|'[^']{0,4096}+'|[^\s<>"']{1,200}+)){300}""",
    re.IGNORECASE,
)


def refuse_many_attributes(text: str, *, url: str = "") -> None:
    """Raises ParseError where one element has 300 attributes and more.

    The time of most parsers grows with the square of their number, and no page has so many.
    """
    if _MANY_ATTRIBUTES.search(text):
        raise ParseError("one element has over 300 attributes: no page is made so", where=url)


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page. Order: BOM, what holds as UTF-8, the HTTP charset, meta, detection.

    Bytes that are valid UTF-8 with multi-byte characters are UTF-8 whatever a header says: a
    mislabelled page is common, a legacy text that happens to be valid UTF-8 is not.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    header = _CONTENT_TYPE.search(content_type or "")
    declared = [header[1]] if header else []
    declared += [m[1].decode("ascii") for p in (_XML, _META) if (m := p.search(body[:4096]))]
    for name in declared:
        text = _decode_as(body, name)
        if text is not None:
            return text
    import charset_normalizer  # here: most pages say what they are

    best = charset_normalizer.from_bytes(body[:65536]).best()
    return body.decode(best.encoding if best else "utf-8", "replace")


def whole(text: str) -> str:
    """A text with halves of surrogate pairs joined, and U+FFFD for those that stand alone."""
    if text.isascii() or not _LONE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode_as(body: bytes, name: str) -> str | None:
    """Decode by a declared label; None where the label is unknown or plainly wrong."""
    codec = charsets.codec(name)
    if codec is None:
        return None
    text = body.decode(codec, "replace")
    return text if text.count("�") <= max(8, len(text) // 200) else None


def raise_for_memory(error: Exception) -> None:
    """Raises MemoryError where that is what a parser met: the page itself may be in order."""
    if getattr(error, "code", None) == lxml.etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError from error


def parse(text: str, *, url: str = "") -> lxml.html.HtmlElement:
    """The tree of a page.

    Raises ParseError where there is no element in it at all, or one made to stop parsers.
    """
    if text.count("=") > _FEW:
        refuse_many_attributes(text, url=url)
    if _EMPTY.fullmatch(text):
        raise ParseError("the page is empty", where=url)
    # bytes, since lxml would hand over a string four bytes a character, which takes longer
    # matched, since a search would go on through the page
    head = _XML_HEAD.match(text)
    encoded = (text[head.end() :] if head else text).encode("utf-8", "replace")
    encoded = encoded.translate(None, _CONTROLS)
    try:
        tree = lxml.etree.fromstring(encoded, parser=_PARSER)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise_for_memory(error)
        raise ParseError("the page holds no HTML", where=url) from error
    if not isinstance(tree, lxml.html.HtmlElement):
        raise ParseError("the page holds no HTML", where=url)
    return tree
