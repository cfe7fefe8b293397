"""Markdown for programs that build sites and keep notes: what is written, without those programs."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html import unescape
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archiver.export.edition import editions
from archiver.export.holding import Holding
from archiver.export.markdown import FLAVOURS, hugo, jekyll, obsidian, pages, paths
from archiver.formats import markdown as md
from archiver.model import Change, Post
from tests import hostile_posts

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
RESERVED = {
    "plain": "",
    "hugo": "url type layout slug aliases draft build cascade outputs expirydate published publishdate "
    "pubdate unpublishdate modified markup menu menus weight headless kind path lang resources sitemap "
    "summary translationkey linktitle iscjklanguage params",
    "jekyll": "permalink layout published excerpt excerpt_separator slug ext id url",
    "eleventy": "permalink layout pagination eleventycomputed eleventyexcludefromcollections page pkg "
    "eleventy content collections dynamicpermalink eleventydataschema eleventyimport site",
    "obsidian": "publish permalink cssclasses cssclass tag alias",
}
"""What a program gives a meaning that is none of what we know of a post; in lower case."""


def parts(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and body."""
    _, head, body = text.split("---\n", 2)
    matter = yaml.safe_load(head)
    assert isinstance(matter, dict)
    return matter, body.strip("\n")


def only(holding: Holding, flavour: str) -> tuple[str, dict[str, Any], str]:
    """The path, front matter and body of the one page of a holding."""
    ((path, text),) = pages(holding, flavour)
    return path, *parts(text)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))


def shown(markdown: str) -> list[str]:
    """The words that a reader of CommonMark shows."""
    page = re.sub(r"</?(?:em|strong|a|code|sup|sub|img|del|s)\b[^>]*>", "", READER.render(markdown))
    return words(unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_front_matter_is_yaml_whose_keys_mean_what_they_say(flavour: str) -> None:
    for holding in hostile_posts.holdings():
        _, matter, _ = only(holding, flavour)
        assert not set(RESERVED[flavour].split()) & {key.lower() for key in matter}
        assert isinstance(matter["title"], str) and matter["title"].strip()
        assert matter["canonical_url"] == holding.text.url
        assert matter["description"] == holding.text.description
        assert matter["challenge"] == "Spring {{ x }}" and matter["round"] == "week 1"
        assert matter["authors"] == list(holding.text.authors)
        assert matter["marks"] == ["noai"] and matter["version"] == 1


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_paths_are_names_everywhere(flavour: str) -> None:
    found = [only(holding, flavour)[0] for holding in hostile_posts.holdings()]
    assert len({path.casefold() for path in found}) == len(found)
    for path in found:
        *folders, name = path.split("/")
        assert len(name.encode()) < 200 and name.endswith(".md")
        assert not re.search(r"[\[\]#^|\\:*?\"<>{}%\n]", path)
        assert name.split(".")[0].casefold() not in ("index", "_index")
        for part in (*folders, name):
            assert part and (part == "_posts" or part[0] not in "_.-~ ") and part[-1] not in ". ~"


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_word_is_there(flavour: str) -> None:
    for holding in hostile_posts.holdings():
        _, _, body = only(holding, flavour)
        if flavour == "hugo":  # which takes these away again
            body = re.sub(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})", r"\1\2\3", body, flags=re.DOTALL)
        assert shown(body) == words(holding.text.text), holding.text.title


def test_no_template_code_is_left() -> None:
    for holding in hostile_posts.holdings():
        assert not re.search(r"\{[{%]", only(holding, "jekyll")[2])
        bare = only(holding, "hugo")[2]
        assert not re.search(r"\{\{[<%](?!/\*)", bare) and "<!--more-->" not in bare
        assert only(holding, "eleventy")[1]["templateEngineOverride"] == "md"
        assert only(holding, "jekyll")[1]["render_with_liquid"] is False


HUGO = {
    "a {{\\< x >}} b {% c": "a &#123;&#123;\\< x >}} b &#123;% c",
    "see `{{< x >}}` and `{`": "see &#123;&#123;`< x >}}` and `{`",
    "```go\n{{< a\nb >}} {{% c %}}\n```": "```go\n{{</* a\nb */>}} {{%/* c */%}}\n```",
    "> - ```\n>   {{< x >}}\n>   ```": "> - ```\n>   {{</* x */>}}\n>   ```",
    "```\n{{</a>}}\n  b\n```": "&#123;&#123;`</a>}}`\\\n\u00a0\u00a0`b`",
    "```\n{{</* a */>}}\n```": "&#123;&#123;`</* a */>}}`",
    "10<sup>6</sup>, 1<sup>st</sup>, x<sup>2</sup>": "10⁶, 1st, x2",
    "`a`<sup>`b`</sup> c": "`a`<sup>`b`</sup> c",
    "# [~~a~~](http://e.org/) ~~b~~": "# [&#126;&#126;a&#126;&#126;](http://e.org/) &#126;&#126;b&#126;&#126;",
    "| a<br>b | c |": "| a b | c |",
    "[a](http://e.org/{{%25x}}\\(1\\))": "[a](http://e.org/%7B%7B%25x%7D%7D%281%29)",
    "a \\\\{b": "a \\\\&#123;b",
    "a \\{b": "a &#123;b",
    "`a` {": "`a` &#123;",
    "```goat\n-->\n```": "```\n-->\n```",
}
JEKYLL = {
    "{{ a }} {% b %}": "&#123;&#123; a }} &#123;% b %}",
    "`{{ a }}` `b`": "<code>&#123;&#123; a }}</code> `b`",
    "- ```liquid\n  {% raw %}\n\n  </pre>\n  ```": (
        '- <pre><code class="language-liquid">&#123;% raw %}\n\n  &lt;/pre&gt;</code></pre>'
    ),
    "a | b \\| c": "a &#124; b &#124; c",
    "| a \\| b | `c\\|d` |": "| a &#124; b | <code>c&#124;d</code> |",
    "\\&amp; $$x$$ $1": "&#38;amp; &#36;&#36;x&#36;&#36; $1",
    "one\\\ntwo": "one  \ntwo",
    ": no\n\n^": "&#58; no\n\n&#94;",
    "one {: .a}": "one &#123;: .a}",
}
OBSIDIAN = {
    "a %%b%% 5%": "a &#37;&#37;b&#37;&#37; 5%",
    "#tag, a#b, \\#c, # d": "&#35;tag, a#b, &#35;c, # d",
    "name ^block": "name &#94;block",
    "==a== \\<% b %> $x$": "&#61;&#61;a&#61;&#61; &#60;% b %> &#36;x&#36;",
    "`= this.a` `b = c` `$= d`": "&#61;` this.a` `b = c` &#36;&#61;` d`",
    "```dataview\nLIST\n```": "```\nLIST\n```",
    "```Python\nx %% y\n```": "```Python\nx %% y\n```",
    "```\n<% tp %>\n```": "<pre><code>&lt;% tp %&gt;</code></pre>",
    "\\[\\[a]] !\\[\\[b]]": "\\[\\[a]] !\\[\\[b]]",
}


@pytest.mark.parametrize(
    ("dialect", "written", "spelled"),
    [
        (module.DIALECT, written, spelled)
        for module, cases in ((hugo, HUGO), (jekyll, JEKYLL), (obsidian, OBSIDIAN))
        for written, spelled in cases.items()
    ],
)
def test_spelling(dialect: Any, written: str, spelled: str) -> None:
    assert dialect(written) == spelled


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab {}%<>#|\\`/*$=^\n", max_size=40), st.booleans())
def test_no_words_are_run_whatever_they_are(text: str, in_code: bool) -> None:
    line = " ".join(text.split())
    written = md.fenced(text) if in_code else md.escape_start(md.escape(line))
    assert not re.search(r"\{[{%]", jekyll.DIALECT(written))
    bare = hugo.DIALECT(written)
    assert not re.search(r"\{\{[<%](?!/\*)", bare)
    for comment in re.finditer(
        r"\{\{([<%])/\*", bare
    ):  # each is whole: Hugo fails at one that is not
        end = bare.index("*/", comment.end() - 1)
        close = ">}}" if comment[1] == "<" else "%}}"
        assert bare.startswith(close, end + 2) and end >= comment.end()
    without = re.sub(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})", r"\1\2\3", bare, flags=re.DOTALL)
    assert shown(without) == words(text if in_code else line)


# ---- days


def dated(published: datetime | date | None, flavour: str) -> tuple[str, dict[str, Any]]:
    holding = hostile_posts.holding(1, "On words", hostile_posts.PLAIN)
    last = holding.newest
    assert last.post
    post = replace(last.post, published=published)
    path, matter, _ = only(replace(holding, versions=(replace(last, post=post),)), flavour)
    return path, matter


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(
    ("published", "date_then"),
    [
        (date(2017, 5, 1), "2017-05-01"),
        (datetime(2017, 5, 1, 9, 30), "2017-05-01T09:30:00"),  # noqa: DTZ001
        (datetime(2017, 5, 1, 9, 30, 1, 5, tzinfo=UTC), "2017-05-01T09:30:01+00:00"),
        (
            datetime(2017, 5, 1, 9, tzinfo=timezone(timedelta(hours=-7))),
            "2017-05-01T09:00:00-07:00",
        ),
    ],
)
def test_a_date_is_as_exact_as_it_is(published: date, date_then: str, flavour: str) -> None:
    _, matter = dated(published, flavour)
    assert matter["date"] == date_then and "published_as_written" not in matter


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(
    "published",
    [date(2099, 1, 1), hostile_posts.SEEN.date(), hostile_posts.SEEN + timedelta(seconds=1)],
)
def test_no_post_is_of_the_future(published: date, flavour: str) -> None:
    _, matter = dated(published, flavour)
    assert matter["date"] == "2026-11-21T08:00:00+00:00"
    assert matter["published_as_written"] == published.isoformat()


def test_jekyll_has_posts_and_pages() -> None:
    dated_post, _ = dated(date(2017, 5, 1), "jekyll")
    folder = "spring-x/week-1/blog.example"
    assert re.fullmatch(rf"{folder}/_posts/2017-05-01-on-words-[0-9a-f]{{8}}\.md", dated_post)
    page, matter = dated(None, "jekyll")
    assert re.fullmatch(rf"{folder}/on-words-[0-9a-f]{{8}}\.md", page)
    assert "date" not in matter


# ---- tags, names, versions


def test_terms_that_are_no_folders_are_keywords() -> None:
    _, matter, _ = only(hostile_posts.holding(1, "a", hostile_posts.PLAIN), "hugo")
    terms = [*matter["tags"], *matter["keywords"]]
    assert {"daily", "two words", "漢字", "2017"} <= set(matter["tags"])
    assert {"../../etc", "a/b", "x" * 300} <= set(matter["keywords"])
    assert set(terms) == {term for term in hostile_posts.TERMS if term.strip()}


def test_obsidian_has_tags_and_readable_names() -> None:
    holding = hostile_posts.holding(1, "Notes: [on] #words?", hostile_posts.PLAIN)
    path, matter, _ = only(holding, "obsidian")
    assert re.fullmatch(r"spring-x/week-1/blog\.example/Notes on words [0-9a-f]{8}\.md", path)
    assert matter["aliases"] == ["Notes: [on] #words?"]
    assert {"two-words", "a/b", "2017-", "tag"} <= set(matter["tags"])
    assert not [tag for tag in matter["tags"] if re.search(r"[\s#.{}%]", tag)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("On Words", "on-words"),
        ("नमस्ते दुनिया!", "नमस्ते-दुनिया"),
        ("Straße — Ünïcode", "strasse-ünïcode"),
        ("../..", ""),
        ("_a_.b", "a-b"),
        ("漢" * 99, "漢" * 40),
    ],
)
def test_slug(text: str, slug: str) -> None:
    assert paths.slug(text) == slug


def test_a_gone_post_has_its_last_text() -> None:
    holding = hostile_posts.gone(hostile_posts.holding(1, "a", hostile_posts.PLAIN))
    for flavour in FLAVOURS:
        _, matter, body = only(holding, flavour)
        assert matter["gone"] is True and matter["gone_reason"] == "410" and "herons" in body


def test_all_versions() -> None:
    holding = hostile_posts.holding(1, "First title", hostile_posts.PLAIN)
    first = holding.newest
    assert first.post
    second = replace(
        first, number=2, change=Change.EDITED, post=replace(first.post, title="Second")
    )
    both = hostile_posts.gone(replace(holding, versions=(first, second), digests=("", "")))
    for flavour in FLAVOURS:
        (old, _), (new, text) = pages(both, flavour, all_versions=True)
        assert list(pages(both, flavour)) == [(new, text)]
        assert re.search(r"[ -]v1\.md$", old) and old != new


def test_what_was_never_seen_has_no_page() -> None:
    stone = hostile_posts.gone(hostile_posts.holding(1, "a", hostile_posts.PLAIN)).newest
    never = Holding((stone,), ("",))
    assert not list(pages(never)) and not list(editions(never))


def test_a_post_without_anything_has_a_title_and_a_place() -> None:
    holding = hostile_posts.holding(1, "", "")
    last = holding.newest
    bare = Post(url=last.url, title=" \n", text="", markdown="")
    held = replace(holding, versions=(replace(last, post=bare),), memberships=())
    for flavour in FLAVOURS:
        path, matter, body = only(held, flavour)
        assert matter["title"] == last.url and body == ""
        assert path.startswith("other/no-round/blog.example/")


def test_an_unknown_flavour() -> None:
    with pytest.raises(KeyError):
        next(pages(hostile_posts.holding(1, "a", "b"), "docusaurus"))


def test_pages_are_the_same_each_time() -> None:
    def all_of_them() -> Mapping[str, str]:
        return {
            f"{flavour}/{path}": text
            for flavour in FLAVOURS
            for holding in hostile_posts.holdings()
            for path, text in pages(holding, flavour, True)
        }

    assert all_of_them() == all_of_them()
