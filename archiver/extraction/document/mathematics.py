"""Formulas: once, as TeX, however often a script has written them into the page."""

import re

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, tidy

_DRAWN = frozenset(
    ["MathJax", "MathJax_SVG", "MathJax_CHTML", "MathJax_Display", "MathJax_SVG_Display"]
)
"""Classes of what MathJax 2 draws beside the script that holds the formula."""
_PREVIEWS = frozenset(("MathJax_Preview",))
_PICTURES = frozenset(
    [
        "latex",
        "tex",
        "ql-img-inline-formula",
        "ql-img-displayed-equation",
        "mwe-math-fallback-image-inline",
    ]
)
"""Classes of pictures of formulas, which have the TeX as their ``alt`` text."""
_DRAWERS = re.compile(r"latex\.php\?|/cgi-bin/mathtex|chart\?cht=tx|latex\.codecogs\.com/")


def formula(element: HtmlElement) -> list[Node] | None:
    """What stands for an element of mathematics: its formula, nothing, or None where it is none."""
    tag = element.tag
    if tag == "script":
        return _of_script(element)
    if tag == "math":
        return _of_math(element)
    if tag == "mjx-container":
        return _of_drawing(element)
    if tag == "img":
        return _of_picture(element)
    classes = element.get("class") or ""
    # what all of these classes hold: most classes are not split
    if "atex" not in classes and "MathJax" not in classes:
        return None
    names = classes.split()
    if "katex" in names:
        return _of_katex(element)
    if "katex-display" in names or "katex--display" in names:
        return _node(_annotated(element), display=True)
    if not _PREVIEWS.isdisjoint(names):
        return []
    if not _DRAWN.isdisjoint(names):
        return [] if _has_script(element) else _of_drawing(element)
    return None


def _of_math(math: HtmlElement) -> list[Node] | None:
    return _node(_annotated(math) or _tex(math, 0), display=math.get("display") == "block")


def _of_drawing(element: HtmlElement) -> list[Node] | None:
    """The formula of the MathML that MathJax writes into its drawing for screen readers."""
    math = next(element.iter("math"), None)
    return None if math is None else _of_math(math)


def _of_script(script: HtmlElement) -> list[Node] | None:
    kind = (script.get("type") or "").lower()
    if not kind.startswith("math/tex"):
        return None
    return _node(script.text or "", display="display" in kind)


def _of_katex(element: HtmlElement) -> list[Node] | None:
    parent = element.getparent()
    display = parent is not None and "katex-display" in (parent.get("class") or "")
    return _node(_annotated(element), display=display)


def _of_picture(image: HtmlElement) -> list[Node] | None:
    named = not _PICTURES.isdisjoint((image.get("class") or "").split())
    alt = (image.get("alt") or "").strip().strip("$").strip()
    if not alt or not (named or _DRAWERS.search(image.get("src") or "")):
        return None
    return _node(alt, display=False)


def _annotated(element: HtmlElement) -> str:
    """The TeX of a formula, where its MathML has an annotation or an ``alttext``; else empty."""
    for note in element.iter("annotation"):
        if "tex" in (note.get("encoding") or "tex").lower() and (note.text or "").strip():
            return note.text or ""
    maths = element.iter("math")
    return next((text for math in maths if (text := math.get("alttext") or "")), "")


def _has_script(element: HtmlElement) -> bool:
    """Whether the script with the formula stands right behind a drawing or around it."""
    following = element.getnext()
    if following is None and (parent := element.getparent()) is not None:
        following = parent.getnext() if parent.tag in ("div", "span") else None
    return following is not None and (following.get("type") or "").startswith("math/")


def _node(tex: str, *, display: bool) -> list[Node] | None:
    tex = tidy(tex).strip()
    if not tex:
        return None
    if display:
        lines = "\n".join(line.rstrip() for line in tex.splitlines() if line.strip())
        return [Node("pre", [lines], attrs={"lang": "math"})]
    return [Node("math", [" ".join(tex.split())])]


_DEEPEST = 30
_TEMPLATES = {
    "msup": (2, "{0}^{{{1}}}"),
    "msub": (2, "{0}_{{{1}}}"),
    "msubsup": (3, "{0}_{{{1}}}^{{{2}}}"),
    "munder": (2, "{0}_{{{1}}}"),
    "mover": (2, "{0}^{{{1}}}"),
    "munderover": (3, "{0}_{{{1}}}^{{{2}}}"),
    "mfrac": (2, "\\frac{{{0}}}{{{1}}}"),
    "mroot": (2, "\\sqrt[{1}]{{{0}}}"),
}
"""What elements of presentation MathML mean, after the number of their parts."""


def _tex(element: HtmlElement, depth: int) -> str:
    """MathML as TeX, as far as raised, lowered and divided parts go."""
    if depth > _DEEPEST or not isinstance(element.tag, str) or element.tag.startswith("annotation"):
        return ""
    parts = [_tex(child, depth + 1) for child in element]
    number, template = _TEMPLATES.get(element.tag, (0, ""))
    if template and len(parts) == number:
        return template.format(*parts)
    inner = " ".join((element.text or "").split()) + "".join(parts)
    if element.tag == "msqrt":
        return f"\\sqrt{{{inner}}}"
    return f" {inner} " if element.tag in ("mtr", "mtext") else inner
