"""Obsidian: notes with properties. What it reads beyond Markdown, and its plugins run, stays text.

``%%`` hides what follows, ``#word`` is a tag, ``^word`` at the end of a line names it, ``==`` and ``$`` are
markup. A block of code in the language of a plugin (``dataview``, ``query``, ``mermaid``) is run, and so is
code within a line that begins with ``=`` or ``$=``, and ``<%`` by Templater: blocks keep their language
only where it is one that programs are written in.
"""

import re

from archiver.export.edition import Edition
from archiver.export.markdown import paths
from archiver.export.markdown.flavour import Flavour, Matter, common
from archiver.export.markdown.rewriting import Dialect, code_in_html, spelling, split_code
from archiver.formats import markdown as md

_SIGNS = r"%(?=%)|(?<=%)%|\\<(?=%)|(?<![\w&/])#(?=\w)|\^(?=[\w-]+\s*$)|=(?==)|(?<==)=|\$"
_RUN = re.compile(r"^\s*\$?=|<(?=%)")
_PROSE = re.compile(r"[^\w/-]+")
_NAMES = """
    asm awk bash basic bat batch c c# c++ clojure cmake cobol conf console cpp cs csharp css csv
    dart diff docker dockerfile elixir elm erb erlang f# fish fortran fsharp gherkin glsl go
    golang graphql groovy haml handlebars haskell hcl html http ini java javascript jinja jinja2
    js json json5 jsonc jsx julia kotlin latex less liquid lisp lua make makefile markdown
    matlab md nginx nim nix njk objc ocaml pascal patch perl php plaintext powershell prolog
    proto ps1 puppet py python r rb regex rs rst ruby rust sass scala scheme scss sh shell sol
    sql svg swift tcl terraform tex text toml ts tsx twig txt typescript vb vhdl vim vue wasm
    xml yaml yml zig zsh
"""
LANGUAGES = frozenset(_NAMES.split())
"""Languages that programs and texts are written in, of which no plugin makes anything else."""


def _code(code: str) -> str:
    return split_code(code, _RUN)


def _block(code: str, language: str) -> str:
    language = language if language.lower() in LANGUAGES else ""
    if "<%" in code:
        return code_in_html(code, "", block=True, language=language)
    return md.fenced(code, language)


def _matter(edition: Edition) -> Matter:
    matter = common(edition)
    terms = matter.pop("tags"), matter.pop("categories")
    tags = [_tag(term) for group in terms if isinstance(group, list) for term in group]
    matter["tags"] = list(dict.fromkeys(filter(None, tags)))
    matter["aliases"] = [edition.title]
    return matter


def _tag(term: str) -> str:
    """A tag has no spaces, and is more than a number."""
    tag = _PROSE.sub("-", term).strip("-/")
    return f"{tag}-" if tag.isdigit() else tag


DIALECT = Dialect(
    special=re.compile(r"%%|<%|#\w|\^[\w-]+\s*$|==|\$|```|`\s*=", re.MULTILINE),
    words=spelling(_SIGNS, "#$%=^"),
    address=lambda url: url.replace("%%", "&#37;&#37;"),
    code=_code,
    block=_block,
)
FLAVOUR = Flavour(matter=_matter, path=paths.readable, body=DIALECT)
