"""Jekyll: posts in ``_posts``, pages where no day is known. Liquid in a post stays text.

Liquid runs before Markdown is read, also in code and over the excerpt of a post. ``render_with_liquid`` turns it off
from Jekyll 4 on; no text holds a brace that opens a tag, so neither does Jekyll 3 run one. kramdown reads
Markdown otherwise than CommonMark does: a pipe makes a table, ``:`` a definition, ``]:`` in any place another one, ``\\&`` is no escape.
``published: false`` would hide a post, and ``categories`` are folders of its address.
"""

import re

from archiver.export.edition import Edition
from archiver.export.markdown import paths
from archiver.export.markdown.flavour import Flavour, Matter, common, fit_for_folders
from archiver.export.markdown.rewriting import Dialect, code_in_html, spelling
from archiver.formats import markdown as md

_IN_CODE = re.compile(r"[{|]|\]:")
_SIGNS = r"\{|\$(?=\$)|(?<=\$)\$|\\?\](?=:)"


def _start(line: str) -> str:
    if line == "^" or line.startswith((": ", ":\t")):
        return f"&#{ord(line[0])};{line[1:]}"
    return line


def _code(code: str) -> str:
    return code_in_html(code, "{|]") if _IN_CODE.search(code) else md.code_span(code)


def _block(code: str, language: str) -> str:
    if "{" in code:
        return code_in_html(code, "{", block=True, language=language)
    return md.fenced(code, language)


def _matter(edition: Edition) -> Matter:
    matter = common(edition)
    fit_for_folders(matter, "categories")
    return matter | {"render_with_liquid": False}


def _path(edition: Edition) -> str:
    day = edition.day
    return paths.place(edition, posts=f"_posts/{day.isoformat()}-" if day else "")


DIALECT = Dialect(
    special=re.compile(r"[{|]|\]:|\\[&()\n]|\$\$|(?m:^[ >\d.)+*-]*(?::[ \t]|\^$))"),
    words=spelling(rf"{_SIGNS}|\|", "{|&^$"),
    row=spelling(_SIGNS, "{|&^$"),
    start=_start,
    code=_code,
    block=_block,
    line_break="  ",
)
FLAVOUR = Flavour(matter=_matter, path=_path, body=DIALECT)
