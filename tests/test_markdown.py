import re
import unicodedata
from html import escape as html_escape
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archiver.extraction.document import render
from archiver.extraction.document.build import build
from archiver.extraction.document.tree import Node
from archiver.formats import markdown
from archiver.web import html

READER = MarkdownIt("commonmark").enable("table")
SIGNS = "ab é漢 \\`*_{}[]()#+-.!|<>&;:\"'~=$%^/@1\u00a0"
TEXT = st.text(alphabet=SIGNS, min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", ""),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("one\\\ntwo", "one\ntwo"),
        ("# Head *it*", "Head it"),
        ("## 1. Head", "1. Head"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("1. a\n2. b", "- a\n- b"),
        ("9. a\n10. b", "9. a\n10. b"),
        ("1. a\n   1. b\n2. c\n\nd\n\n3. e", "- a\n   - b\n- c\n\nd\n\n3. e"),
        ("1. a\n2. b\n7. c", "- a\n- b\n7. c"),
        ("> 3. a\n> 4. b", "3. a\n4. b"),
        ("> 1. a\n>\n> 2. b\n>\n> <!-- -->\n>\n> 1. c", "- a\n\n- b\n\n- c"),
        ("- 1. a\n- 1. b\n\n  c\n\n  1. d", "- - a\n- - b\n\n  c\n\n  - d"),
        ("2. a\n1. b", "2. a\n1. b"),
        ("10<sup>6</sup> CO<sub>2</sub> 1911[1](#fn)", "10⁶ CO2 1911¹"),
        ("1911<sup>[1](#fn)</sup>, 2<sup>n</sup>, 1<sup>st</sup>", "1911¹, 2ⁿ, 1st"),
        ("~~a~~ b", "~~a~~ b"),
        ("$`a_b \\c`$", "$a_b \\c$"),
        ("1\\. no list", "1. no list"),
        ("> a\n>\n> > b", "a\n\nb"),
        ("- > quoted\n  >\n  > more", "- quoted\n\n  more"),
        ("**b** *i* `a*b` x<sup>2</sup>", "b i a*b x2"),
        ('[a *b*](http://e.org/x_y_(z\\) "t") c', "a b c"),
        ("![alt](http://e.org/i.png) after", " after"),
        ("a\n\n![alt](http://e.org/i.png)\n\nb", "a\n\nb"),
        ('a\n\n[A film](http://e.org/v "embed")\n\nb', "a\n\nb"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("- a\n\n<!-- -->\n\n1. b", "- a\n\n- b"),
        ("```py\nx = [1]\n\n\n  # y *z*\n```", "x = [1]\n\n\n  # y *z*"),
        ("````\n```\n````", "```"),
        ("> ```\n> a\n>\n> b\n> ```\n>\n> c", "a\n\nb\n\nc"),
        ("- a\n\n  ```\n  b\n    c\n  ```", "- a\n\nb\n  c"),
        ("| a | b \\| c |\n| --- | --- |\n| *d* |  |", "a | b | c\nd"),
        ("|  |  |\n| --- | --- |\n| d | e<br>f |", "d | e f"),
        ("wow\\![a](http://e.org/)", "wow!a"),
        ("\u00a0\u00a0verse", "  verse"),
    ],
)
def test_to_text(written: str, text: str) -> None:
    assert markdown.to_text(written) == text


@given(TEXT)
def test_escaped_words_are_read_back_as_they_were(text: str) -> None:
    line = " ".join(text.split())
    written = markdown.escape_start(markdown.escape(line))
    shown = re.sub(r"<.*?>", "", READER.render(written)).strip("\n")
    assert unescape(shown) == line
    assert markdown.to_text(written) == line


@given(st.text(alphabet=SIGNS + "\n\t", max_size=40))
def test_an_address_stays_within_its_link(url: str) -> None:
    written = f"[x](http://e.org/{markdown.destination(url)}) y"
    assert re.fullmatch(r'<p><a href="[^"]*">x</a> y</p>\n', READER.render(written))
    assert markdown.to_text(written) == "x y"


@given(st.text(alphabet="a` b|*\\", min_size=1, max_size=20).map(lambda s: " ".join(s.split())))
def test_code_within_a_line_is_read_back(code: str) -> None:
    written = f"a {markdown.code_span(code)} b" if code else "a b"
    shown = unescape(re.sub(r"</?(?:p|code)>", "", READER.render(written)).strip())
    assert shown.split() == f"a {code} b".split()
    assert markdown.to_text(written).split() == f"a {code} b".split()


def spans(depth: int = 2) -> st.SearchStrategy[str]:
    word = TEXT.map(lambda t: html_escape(t, quote=False))
    if not depth:
        return word
    inner = st.lists(spans(depth - 1), min_size=1, max_size=3).map("".join)
    tagged = st.builds(
        "<{0}>{1}</{0}>".format, st.sampled_from(["b", "i", "code", "sup", "span", "q"]), inner
    )
    link = inner.map('<a href="http://e.org/a_b">{}</a>'.format)
    return st.one_of(word, tagged, link, st.just("<br>"), st.just('<img src="/i.png" alt="no">'))


def blocks(depth: int = 2) -> st.SearchStrategy[str]:
    line = st.lists(spans(), min_size=1, max_size=4).map("".join)
    plain = st.one_of(
        line.map("<p>{}</p>".format),
        line.map("<h2>{}</h2>".format),
        TEXT.map(lambda t: f"<pre>{html_escape(t)}\n  {html_escape(t)}</pre>"),
        st.just("<hr>"),
        st.tuples(line, line).map(
            lambda c: (
                f"<table><tr><th>{c[0]}</th><th>x</th></tr><tr><td>y</td><td>{c[1]}</td></tr></table>"
            )
        ),
    )
    if not depth:
        return plain
    inner = st.lists(blocks(depth - 1), min_size=1, max_size=3).map("".join)
    return st.one_of(
        plain,
        inner.map("<blockquote>{}</blockquote>".format),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>"
        ),
        st.lists(line, min_size=1, max_size=3).map(
            lambda items: "<ol>" + "".join(f"<li>{i}</li>" for i in items) + "</ol>"
        ),
    )


def shown_words(written: str) -> list[str]:
    """The words that another reader of CommonMark shows."""
    page = re.sub(r"</?(?:em|strong|a|code|sup|sub|img)\b[^>]*>", "", READER.render(written))
    return re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", " ", page)))


def tree_of(source: str) -> Node:
    return build(html.parse(f"<body>{source}</body>"), "http://e.org/", lambda element: False)


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks(), min_size=1, max_size=4).map("".join))
@example("<p><b><code>1</code></b><code>1</code></p>")
@example("<p>1<code><sup> 1</sup></code></p>")
@example("<p><i><code>a</code></i><code>b </code>c</p>")
def test_three_forms_of_one_tree_say_the_same(source: str) -> None:
    tree = tree_of(source)
    words = re.findall(r"\w+", Node("body", tree.children).text())
    written = render.to_markdown(tree)
    # raised digits are characters of their own in the plain text: 1¹ is not 11
    plain = unicodedata.normalize("NFKC", markdown.to_text(written))
    assert re.findall(r"\w+", plain) == words
    assert shown_words(written) == words
    again = tree_of(render.to_html(tree))
    assert re.findall(r"\w+", again.text()) == words
    assert render.to_html(tree_of(render.to_html(again))) == render.to_html(again)
