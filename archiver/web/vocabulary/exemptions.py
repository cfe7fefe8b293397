"""Where a name is no evidence: asked by extraction of lxml's elements and by discovery of its own."""

from archiver.web.vocabulary.lookup import words_of
from archiver.web.vocabulary.role import Role

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Their ids are made from their text."""
POST_NAMES = frozenset(("hentry", "h-entry", "type-post", "status-publish", "post"))
"""Classes of a post's element: plain words beside them may be the post's tags."""
WHOLE_POST = frozenset(("html", "body", "main", "article"))
"""Elements that hold a whole post: a single word in their id or class does not make them chrome."""
WORDLESS = frozenset((Role.SHARE, Role.RATINGS))
"""Roles of elements that hold no prose."""
SENTENCES = 120
"""Characters: a paragraph of this length is prose and no label of a form."""
KEPT_WITHIN = {"button": HEADINGS, "footer": frozenset(("blockquote", "figure"))}
"""Tags of chrome that are content in these: an accordion's heading, a quotation's author."""


def hides(style: str) -> bool:
    """Whether an attribute ``style`` makes its element invisible."""
    style = style.lower()
    if "none" not in style and "hidden" not in style:
        return False
    # by property, not by substring: `--x-display:none` is a variable, and a value may be any text
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if _HIDING.get(name.strip()) == value.partition("!")[0].strip():
            return True
    return False


_HIDING = {"display": "none", "visibility": "hidden"}


def repeats(name: str, heading: str) -> bool:
    """Whether an id was made from the words of a heading: then it says nothing of the element.

    ``comments`` over a heading "Comments" says what it is.
    """
    if name.startswith(("comment", "respon")):
        return False
    said = words_of("-".join(heading.split()))
    # a plug-in may write its own word before them: `toc_pros-and-cons`
    ends = words_of(name)[-len(said) :] if len(said) > 1 else words_of(name)
    return ends == said
