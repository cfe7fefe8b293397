"""The file that WordPress imports, read by an XML parser and by feedparser."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import feedparser
import lxml.html
from lxml import etree

from archiver.export import wxr
from archiver.export.holding import Holding
from archiver.export.html_of_markdown import to_html
from archiver.model import Comment, Membership, Post, Verdict
from tests import hostile_posts

NAMES = {
    "wp": "http://wordpress.org/export/1.2/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
}
SCRIPTS = Path(__file__).parent / "cases"


def told(**said: Any) -> Holding:
    """A post of which this is said, and little else."""
    held = hostile_posts.holding(1, "On words", hostile_posts.PLAIN)
    last = held.newest
    assert last.post
    url = said.get("url", last.url)
    bare: Post = replace(last.post, tags=(), categories=(), description=None)
    version = replace(last, url=url, post=replace(bare, **said))
    return replace(held, versions=(version,), memberships=())


def text(holdings: Iterable[Holding]) -> str:
    return "".join(wxr.export(holdings, "Spring & more", "https://blog.example/?a=1&b=2"))


def channel(*holdings: Holding) -> Any:
    return etree.fromstring(text(holdings).encode()).find("channel")


def item(holding: Holding) -> dict[str, str]:
    """What the one item has, by the names of its elements."""
    (found,) = channel(holding).findall("item")
    return {re.sub(r"\{.*\}", "", str(e.tag)): e.text or "" for e in found}


def words(said: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", said))


def shown(content: str) -> list[str]:
    """The words of HTML as a page shows them."""
    content = re.sub(r"</?(?:em|strong|a|code|sup|sub|s)\b[^>]*>", "", content)
    return words(
        lxml.html.fromstring(f"<div>{re.sub(r'(?=<)', ' ', content)}</div>").text_content()
    )


def test_the_head() -> None:
    head = channel()
    assert head.findtext("title") == "Spring & more"
    assert head.findtext("link") == "https://blog.example/?a=1&b=2"
    assert head.findtext("wp:wxr_version", namespaces=NAMES) == "1.2"
    assert head.findtext("wp:base_site_url", namespaces=NAMES) == head.findtext("link")


def test_an_item() -> None:
    found = item(
        told(
            url="https://blog.example/2017/05/on-words.html",
            title='Words & "signs" ]]> <b>',
            published=datetime(2017, 5, 1, 23, 30, tzinfo=timezone(timedelta(hours=-7))),
            description="About\nwords",
        )
    )
    assert found["title"] == 'Words &amp; "signs" ]]&gt; &lt;b&gt;'  # HTML, as WordPress keeps it
    assert found["link"] == found["guid"] == "https://blog.example/2017/05/on-words.html"
    assert found["post_name"] == "on-words"
    assert found["pubDate"] == "Tue, 02 May 2017 06:30:00 +0000"
    assert found["post_date"] == "2017-05-01 23:30:00"
    assert found["post_date_gmt"] == "2017-05-02 06:30:00"
    assert (found["status"], found["post_type"], found["post_id"]) == ("publish", "post", "1")
    assert found["creator"] == "ana-site-title"
    assert found["encoded"] == "About\nwords"  # the last of the name: the excerpt


def test_every_word_is_there_and_nothing_runs() -> None:
    for holding in hostile_posts.holdings():
        (found,) = channel(holding).findall("item")
        content = found.findtext("content:encoded", namespaces=NAMES)
        assert shown(content) == words(holding.text.text), holding.text.title
        assert "[" not in content, "WordPress would run a shortcode"
        assert not re.search(
            r"<(?!/?(?:p|h\d|ul|ol|li|pre|code|blockquote|a|img|em|strong|s|"
            r"sup|sub|br|hr|table|thead|tbody|tr|th|td)\b)",
            content,
        )
        assert not re.search(r"<p>[^<]*\n[^<]*</p>", content), "WordPress would break the line"


def test_authors_and_terms() -> None:
    found = channel(
        told(
            authors=("Ana Lee",),
            tags=("two words", "c", "c#", '"<&', "漢字", " "),
            categories=("a/b",),
        ),
        told(authors=("Ána Lee",), url="https://blog.example/2/", title="Other"),
        told(authors=("Ana Lee", "Ben"), url="https://blog.example/3/", title="Third"),
        told(authors=(), url="https://blog.example/4/", title="Fourth"),
        told(authors=("漢字",), url="https://blog.example/5/", title="Fifth"),
    )
    authors = {
        e.findtext("wp:author_login", namespaces=NAMES): e.findtext(
            "wp:author_display_name", namespaces=NAMES
        )
        for e in found.findall("wp:author", NAMES)
    }
    assert list(authors.values()) == ["Ana Lee", "Ána Lee", "blog.example", "漢字"]
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", login) for login in authors)
    creators = [e.findtext("dc:creator", namespaces=NAMES) for e in found.findall("item")]
    assert [authors[login] for login in creators] == [
        "Ana Lee", "Ána Lee", "Ana Lee", "blog.example", "漢字",
    ]  # fmt: skip
    terms = {
        (e.get("domain"), e.text): e.get("nicename") for e in found.find("item").findall("category")
    }
    assert {name for domain, name in terms if domain == "post_tag"} == {
        "two words", "c", "c#", '"&lt;&amp;', "漢字",
    }  # fmt: skip
    assert terms["category", "a/b"] == "a-b" and terms["post_tag", "two words"] == "two-words"
    assert len(set(terms.values())) == len(terms) and all(terms.values())


def test_as_the_importers_own_patterns_need_it() -> None:
    said = text([told(tags=("x",))])
    assert re.search(r"^<wp:author>.*</wp:author>$", said, re.MULTILINE)
    assert re.search(r'^<category domain="post_tag" nicename="x">', said, re.MULTILINE)
    assert said.count("<item>\n") == 1


def test_posts_of_one_title_and_day_are_told_apart() -> None:
    day = date(2017, 5, 1)
    found = channel(
        told(published=day),
        told(published=day, url="https://other.example/1/"),
        told(published=datetime(2017, 5, 1), url="https://third.example/1/"),  # noqa: DTZ001
        told(published=day, url="https://other.example/2/", title="Other"),
    )
    times = [e.findtext("wp:post_date", namespaces=NAMES) for e in found.findall("item")]
    assert times == [
        "2017-05-01 00:00:00", "2017-05-01 00:00:01", "2017-05-01 00:00:02", "2017-05-01 00:00:00",
    ]  # fmt: skip


def test_a_time_that_wordpress_can_hold() -> None:
    seen = "2026-11-21 08:00:00"
    for published in (None, date(999, 1, 1), date(2099, 1, 1)):
        assert item(told(published=published))["post_date"] == seen
    assert item(told(published=datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))))


def test_comments() -> None:
    replies = (
        Comment(author="A", text="First <b>]]></b> [gallery]", published=datetime(2017, 5, 2, tzinfo=UTC)),
        Comment(author="B", text="To A", depth=1),
        Comment(author="C", text="To B", depth=2),
        Comment(author="D", text="To A", depth=1),
        Comment(author="E", text="Deep", depth=7),
        Comment(author="F", text="Alone"),
    )  # fmt: skip
    found = channel(told(comments=replies, published=date(2017, 5, 1))).findall(
        "item/wp:comment", NAMES
    )
    field = lambda e, name: e.findtext(f"wp:comment_{name}", namespaces=NAMES)  # noqa: E731
    assert [field(e, "parent") for e in found] == ["0", "1", "2", "1", "4", "0"]
    assert field(found[0], "content") == "First &lt;b&gt;]]&gt;&lt;/b&gt; &#91;gallery]"
    assert [field(e, "date") for e in found[:2]] == ["2017-05-02 00:00:00", "2017-05-01 00:00:00"]


def test_what_wordpress_has_no_field_for() -> None:
    member = Membership(post="", challenge="spring", round="week-1", verdict=Verdict.MEMBER)
    gone = hostile_posts.gone(replace(told(licence="CC0"), memberships=(member,)))
    (found,) = channel(gone).findall("item")
    metas = [[part.text for part in e] for e in found.findall("wp:postmeta", NAMES)]
    assert ["original_gone", "410"] in metas and ["original_licence", "CC0"] in metas
    assert ["challenge", "spring"] in metas and ["round", "week-1"] in metas


def test_no_value_becomes_an_object_of_php() -> None:
    for evil in ('O:8:"Importer":0:{}', ' a:1:{i:0;s:1:"x";}', "N;"):
        said = text([told(authors=(evil,), licence=evil)])
        values = re.findall(r"<wp:meta_value><!\[CDATA\[(.*?)\]\]>", said)
        assert f'"{evil}"' in values and not [v for v in values if re.match(r"\s*\w[:;]", v)]


def test_no_character_that_xml_forbids() -> None:
    bad = "a\x00\x0b\ud800\ufffe\U0001f642b\r\nc"
    held = told(title=bad, markdown=bad, tags=(bad,), authors=(bad,), description=bad)
    assert item(held)["title"] == "a\U0001f642b c"


def test_feedparser_reads_it() -> None:
    read = feedparser.parse(text(hostile_posts.holdings()))
    assert not read.bozo and len(read.entries) == len(hostile_posts.BODIES)
    assert {e.link for e in read.entries} == {h.text.url for h in hostile_posts.holdings()}


def test_it_streams() -> None:
    def without_end() -> Iterable[Holding]:
        yield from hostile_posts.holdings()
        raise AssertionError("asked for more than was read")

    pieces = wxr.export(without_end(), "t", "http://e.org/")
    assert "<item>" in "".join(next(pieces) for _ in range(20))


def test_html_of_markdown() -> None:
    assert to_html("a\nb\\\nc") == "<p>a b<br>c</p>\n"
    assert to_html("x<sup>2</sup> <script>y</script>") == (
        "<p>x<sup>2</sup> &lt;script&gt;y&lt;/script&gt;</p>\n"
    )
    assert to_html("- a\n\n<!-- -->\n\n- b") == "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>\n"
    assert "<iframe" not in to_html("<iframe src=x>\n\ny")
    assert "javascript" not in to_html("[x](javascript:alert)").replace("(javascript:alert)", "")
    assert to_html("~~a~~") == "<p><s>a</s></p>\n"
