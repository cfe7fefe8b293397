"""The HTML of a post from its Markdown: elements of our own only, whatever the Markdown holds."""

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_OURS = re.compile(r"</?su[bp]>|<br>")
"""All HTML that a post's Markdown has, see ``archiver.formats.markdown``."""
_BETWEEN_LISTS = re.compile(r"<!-- -->\s*")


class _Renderer(RendererHTML):
    """Shows any other HTML as words, and writes no line break within a paragraph.

    WordPress would make a break of each.
    """

    def html_inline(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        text = tokens[at].content
        return text if _OURS.fullmatch(text) else escapeHtml(text)

    def html_block(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        text = tokens[at].content
        return "" if _BETWEEN_LISTS.fullmatch(text) else f"<p>{escapeHtml(text.strip())}</p>\n"

    def softbreak(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        return " "

    def hardbreak(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "<br>"


@cache
def _reader() -> MarkdownIt:
    # links to scripts are left as words by the library itself
    return MarkdownIt("commonmark", renderer_cls=_Renderer).enable(["table", "strikethrough"])


def to_html(markdown: str) -> str:
    """A fragment of HTML: paragraphs, lists, tables and so on, without scripts, handlers or styles."""
    return str(_reader().render(markdown))
