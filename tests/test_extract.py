"""What must hold of every post that is extracted, over all cases and the corpora where present."""

import gzip
import json
import re
import unicodedata
from dataclasses import replace
from html import unescape
from pathlib import Path

import lxml.html
import pytest
from markdown_it import MarkdownIt

from archiver.errors import ArchiverError, NotThePage, ParseError
from archiver.extraction import HostHabits, audit, extract, learn
from archiver.formats import markdown
from archiver.model import Candidate, Method, Post
from archiver.web import html, platforms
from archiver.web.page import read
from tests.harness import CASES

SHARED = Path(__file__).parents[1] / ".." / "shared"
READER = MarkdownIt("commonmark").enable("table")
PAGES = [p for p in sorted(CASES.glob("extract/*/*/page.html")) if "password" not in str(p)]
CORPUS = sorted((SHARED / "corpus" / "blog").glob("*.html.gz"))[::6]
BOMBS = sorted((SHARED / "suites" / "html_bombs").glob("*.html.gz"))


def address(page: Path) -> str:
    return str(json.loads((page.parent / "case.json").read_text("utf-8"))["url"])


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def shown(written: str) -> list[str]:
    """The words that another reader of Markdown shows."""
    page = re.sub(r"<a [^>]*title=\"embed\"[^>]*>.*?</a>", " ", READER.render(written))
    page = re.sub(r"</?(?:em|strong|a|code|sup|sub|img)\b[^>]*>", "", page)
    return words(unescape(re.sub(r"<[^>]*>", " ", page)))


ELEMENTS = {"p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "table", "tr"}
ELEMENTS |= {"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figure", "figcaption", "hr"}
ELEMENTS |= {"a", "em", "strong", "del", "ins", "sup", "sub", "br", "img"}
SPANS = {"colspan", "rowspan"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start", "reversed"}}
ATTRIBUTES |= {"li": {"value"}, "td": SPANS, "th": SPANS}


def assert_harmless(source: str) -> None:
    """Only our own elements and attributes, no address but http, https, mailto and within the post."""
    for element in lxml.html.fragment_fromstring(source, create_parent="div").iterdescendants():
        assert element.tag in ELEMENTS
        assert set(element.attrib) - {"id"} <= ATTRIBUTES.get(str(element.tag), set())
        assert re.fullmatch(r"in-[\w.-]+", element.attrib.get("id", "in-x"))
        for name in {"href", "src"} & set(element.attrib):
            assert re.match(r"https?://|mailto:|#in-", element.attrib[name])


def unnumbered(written: str) -> str:
    """Markdown whose lists have no numbers, which readers of it and of the tree see otherwise."""
    return re.sub(r"(?m)^((?:[ >]|[-+*] )*)\d{1,9}\. ", r"\1- ", written)


def assert_sound(post: Post) -> None:
    """What holds of every post."""
    assert markdown.to_text(post.markdown) == post.text
    assert shown(unnumbered(post.markdown)) == words(markdown.to_text(unnumbered(post.markdown)))
    assert not re.search(r"[ \t]$", post.text, re.MULTILINE)
    assert unicodedata.is_normalized("NFC", post.text)
    assert post.confidence is not None and 0 <= post.confidence <= 1
    assert_harmless(post.html)


def sound(body: bytes, url: str) -> None:
    try:
        post = extract(body, url)
    except ArchiverError as error:
        assert isinstance(error, NotThePage | ParseError)
        assert error.message
        return
    assert_sound(post)
    assert extract(body, url) == post
    kept = " ".join(b.text for b in audit(body, url) if b.kept)
    assert words(kept) == words(markdown.to_text(unnumbered(post.markdown)))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:-1]))
def test_cases_are_sound(page: Path) -> None:
    sound(page.read_bytes(), address(page))


@pytest.mark.skipif(not CORPUS, reason="the corpus of real pages is not here")
@pytest.mark.parametrize("page", CORPUS, ids=lambda p: p.name)
def test_real_pages_are_sound(page: Path) -> None:
    gold = json.loads(page.with_name(page.name.replace(".html.gz", ".json")).read_text("utf-8"))
    sound(gzip.decompress(page.read_bytes()), gold["url"] or "")


@pytest.mark.skipif(not BOMBS, reason="the suite of HTML bombs is not here")
@pytest.mark.parametrize("page", BOMBS, ids=lambda p: p.name)
def test_bombs_end_in_a_post_or_a_reason(page: Path) -> None:
    try:
        post = extract(gzip.decompress(page.read_bytes()), "https://e.example/")
    except ArchiverError as error:
        assert isinstance(error, NotThePage | ParseError)
    else:
        assert markdown.to_text(post.markdown) == post.text


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000 + "deep words",
        "<b>" * 20_000 + "deep words",
        "<ul><li>" * 3_000 + "deep words",
        "<blockquote>" * 3_000 + "deep words",
        "<table><tr><td>" * 2_000 + "deep words",
        "<p>" + "<a href='http://e.org/'>x</a>" * 5_000,
        "<p>word" * 20_000,
        "<p>" + "*_[`<" * 20_000,
        "<pre>" + "`" * 20_000,
    ],
)
def test_great_and_deep_pages_end(source: str) -> None:
    try:
        post = extract(f"<html><body><article>{source}", "https://e.example/")
    except ArchiverError as error:
        assert isinstance(error, NotThePage | ParseError)
    else:
        assert markdown.to_text(post.markdown) == post.text


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(ParseError, match="more than 150000 elements"):
        extract("<p>" * 150_001, "https://e.example/")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:-1]))
def test_exactly_one_platform_claims_a_page(page: Path) -> None:
    module = page.parts[-3]
    try:
        read_page = read(page.read_bytes(), address(page))
    except ParseError:
        pytest.skip("no page of HTML")
    engines = [p.name for p in platforms.ENGINES if p.is_of(read_page)]
    marks = [p.name for p in platforms.MARKS if p.is_of(read_page)]
    assert engines == (
        [] if module in ("generic", *(p.name for p in platforms.MARKS)) else [module]
    )
    if not engines:
        assert marks == ([] if module == "generic" else [module])


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", None, "empty"),
        (b" \n", None, "empty"),
        (b"%PDF-1.7 ...", "text/html", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", None, "a PNG picture"),
        (b"\xff\xd8\xff\xe0", None, "a JPEG picture"),
        (b"<svg/>", "image/svg+xml", "image/svg"),
        (b'{"code": "rest_no_route"}', "application/json", "JSON"),
        (b"Only words, no markup.", "text/plain", "plain text"),
        (b"<html><frameset><frame src='a'></frameset></html>", None, "frameset"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(
    body: bytes, content_type: str | None, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        extract(body, "https://e.example/", content_type=content_type)


@pytest.mark.parametrize(
    "source",
    [
        "<html><head><title>x</title></head><body></body></html>",
        "<html><body><script>let a = 'many words that are no article at all'</script></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav><footer>All rights reserved</footer></body></html>",
    ],
)
def test_a_page_without_an_article_is_not_the_page(source: str) -> None:
    with pytest.raises(NotThePage):
        extract(source, "https://e.example/")


ARTICLE = (
    "<html><head>{head}</head><body><article><h1>Grüße</h1><p>{text}</p></article></body></html>"
)
TEXT = "Schöne Grüße aus Köln – “so weit” wie möglich, damit der Absatz lang genug für alle ist."


@pytest.mark.parametrize(
    ("charset", "head", "content_type"),
    [
        ("utf-8", "", None),
        ("utf-8", "<meta charset=iso-8859-1>", "text/html; charset=iso-8859-1"),
        ("cp1252", "<meta charset=iso-8859-1>", None),
        ("cp1252", "", "text/html; charset=windows-1252"),
        ("utf-16", "", None),
        ("utf-8-sig", "<?xml version='1.0' encoding='latin-1'?>", None),
    ],
)
def test_encodings_declared_and_not(charset: str, head: str, content_type: str | None) -> None:
    body = ARTICLE.format(head=head, text=TEXT).encode(charset)
    assert extract(body, "https://e.example/", content_type=content_type).text == TEXT


def test_a_page_encoded_twice_is_read_once() -> None:
    once = ARTICLE.format(head="", text=TEXT).encode()
    twice = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in once).encode()
    assert extract(twice, "https://e.example/").text == TEXT


def test_xhtml_is_read() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
        ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>x</title></head><body><div class='post-content'><p>{TEXT}</p><hr/></div></body></html>"
    )
    assert extract(source.encode(), "https://e.example/").text == TEXT


VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='https://e.org/\"onmouseover=\"alert(1)'>x</a>",
    "<img src='https://e.org/a.png' alt='\"><script>alert(1)</script>'>",
    "<img src='javascript:alert(1)'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='https://e.org/' title='<img src=x onerror=alert(1)>'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<embed src='javascript:alert(1)'>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<details open ontoggle=alert(1)>x</details>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'><a href='x'>x</a>",
    "<template><img src=x onerror=alert(1)></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<pre>&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>",
    "<a href='mailto:a@e.org\"onclick=\"x'>x</a>",
    "<ol start='1\" onclick=\"x'><li>x</li></ol>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_hostile_markup_comes_out_harmless(vector: str) -> None:
    post = extract(f"<article><p>{TEXT}</p>{vector}<p>{TEXT}</p></article>", "https://e.example/")
    assert_harmless(post.html)
    assert_harmless(READER.render(post.markdown).replace(' title="embed"', ""))


def told(content: str) -> Candidate:
    return Candidate(url="", via="", how=Method.FEED, source="", content=content)


BODY = (
    f"<p>{TEXT}</p><p>Ein zweiter Absatz, der ebenso lang ist wie der erste und auch so endet.</p>"
)
APPEAL = "<p>Wer dieses Heft mag, kann es am Kiosk nebenan kaufen, es kostet nicht viel und hält lange.</p>"
MORE = "".join(
    f"<p>Dazu kommt Absatz {n}, der noch einmal so lang ist wie der zweite.</p>"
    for n in range(3, 20)
)
NOISE = (
    "<div><p>Ganz andere Worte, lang und breit, wie sie neben einem Beitrag stehen können. </p></div>"
    * 9
)


def test_the_whole_content_of_a_feed_takes_away_what_follows() -> None:
    page = f"<div class='entry-content'>{BODY}{MORE}{APPEAL}</div>"
    assert "Kiosk" in extract(page, "https://e.example/").text
    post = extract(page, "https://e.example/", feed=told(BODY + MORE))
    assert "Kiosk" not in post.text and "zweiter Absatz" in post.text
    assert post.confidence == 1.0


@pytest.mark.parametrize("ending", [" […]", "… <a href='/'>Continue reading</a>"])
def test_an_excerpt_takes_nothing_away(ending: str) -> None:
    page = f"<div class='entry-content'>{BODY}{APPEAL}</div>"
    post = extract(page, "https://e.example/", feed=told(f"<p>{TEXT}{ending}</p>"))
    assert "Kiosk" in post.text


def test_a_feed_that_stops_in_the_middle_without_a_word_takes_nothing_away() -> None:
    page = f"<div class='entry-content'>{BODY}{MORE}</div>"
    post = extract(page, "https://e.example/", feed=told(BODY))
    plain = extract(page, "https://e.example/")
    assert (post.text, post.confidence) == (plain.text, plain.confidence)


def test_a_feed_finds_the_body_that_no_rule_would_find() -> None:
    page = f"<body><div class='x1'>{NOISE}</div><div class='x2'>{BODY}</div></body>"
    assert "zweiter Absatz" not in extract(page, "https://e.example/").text
    post = extract(page, "https://e.example/", feed=told(BODY))
    assert words(post.text) == words(lxml.html.fromstring(f"<div>{BODY}</div>").text_content())


def test_a_feed_that_tells_something_else_changes_nothing() -> None:
    page = f"<div class='entry-content'>{BODY}</div>"
    other = extract(page, "https://e.example/", feed=told("<p>Nothing of what is on the page.</p>"))
    assert other.text == extract(page, "https://e.example/").text
    assert other.confidence is not None and other.confidence < 0.5


def numbered(n: int) -> str:
    own = f"<p>Beitrag {n} hat {n * 7} eigene Worte, die in keinem anderen stehen, so lang wie nötig.</p>"
    cards = f"<div class='teaser-row'><a href='/{n + 1}/'>Zum Beitrag Nummer {n + 1}</a></div>"
    return f"<div class='entry-content'>{own}<p>Bis bald!</p>{own * 2}{APPEAL}{cards}</div>"


def entry(number: int) -> Candidate:
    """What the feed has of it: the author's words."""
    return told(numbered(number).partition(APPEAL)[0])


def test_what_stands_on_several_posts_of_a_host_is_learned() -> None:
    known = learn((numbered(n), f"https://e.example/{n}/", entry(n)) for n in range(5))
    alone, with_others = (
        extract(numbered(9), "https://e.example/9/", chrome=c).text for c in (None, known)
    )
    assert "Kiosk" in alone and "Zum Beitrag Nummer 10" in alone
    assert "Kiosk" not in with_others and "Zum Beitrag" not in with_others
    assert "Bis bald!" in with_others, "a refrain within the body has no second witness"
    assert with_others.count("Beitrag 9") == 3


def test_learning_goes_on_from_what_is_known_and_is_kept_as_json() -> None:
    pages = [(numbered(n), f"https://e.example/{n}/", None) for n in range(4)]
    at_once, by_steps = learn(pages), learn(pages[2:], learn(pages[:2]))
    assert at_once == by_steps == HostHabits.from_json(json.loads(json.dumps(at_once.to_json())))
    with pytest.raises(KeyError):
        HostHabits.from_json({})
    with pytest.raises(TypeError):
        HostHabits.from_json({"pages": "4", "texts": {}, "shapes": {}})


def foreign(number: int, remarks: int = 40) -> str:
    """A page whose names say nothing, with more by its readers than by its author."""
    remark = "<p>Ich sehe das ganz anders, und zwar aus vielen Gründen, die ich gern nenne.</p>"
    return (
        f"<html><body><div class='k1'><div class='k2 post-{number}'><p>{TEXT} Nummer {number}.</p><p>{TEXT} Ende {number}.</p></div>"
        f"<div class='k9'>{remark * remarks}</div></div></body></html>"
    )


def fed(number: int) -> Candidate:
    return Candidate(
        url=f"https://e.example/{number}/",
        via="",
        how=Method.FEED,
        source="",
        content=f"<p>{TEXT} Nummer {number}.</p><p>{TEXT} Ende {number}.</p>",
    )


def test_where_feeds_found_the_bodies_of_some_posts_all_of_the_host_have_theirs() -> None:
    known = learn((foreign(n), f"https://e.example/{n}/", fed(n)) for n in range(3))
    assert HostHabits.from_json(json.loads(json.dumps(known.to_json()))) == known
    assert known.places == {"div.k2": 3}
    old = "https://e.example/99/"
    assert "Ich sehe" in extract(foreign(99), old).text
    assert extract(foreign(99), old, chrome=known).text == f"{TEXT} Nummer 99.\n\n{TEXT} Ende 99."


def test_one_post_or_a_feed_that_is_silent_teaches_no_place() -> None:
    one = learn([(foreign(1), "https://e.example/1/", fed(1))])
    silent = learn((foreign(n), f"https://e.example/{n}/", None) for n in range(3))
    for known in (one, silent):
        assert "Ich sehe" in extract(foreign(99), "https://e.example/99/", chrome=known).text


@pytest.mark.parametrize("mark", ["", " […]"])
def test_a_feed_of_excerpts_teaches_no_place(mark: str) -> None:
    def page(number: int) -> str:
        more = "".join(f"<p>{TEXT} Absatz {n} von {number}.</p>" for n in range(6))
        return f"<html><body><div class='k1'><div class='k2'><p class='k3'>{TEXT} {number}.</p>{more}</div></div></body></html>"

    def excerpt(number: int) -> Candidate:
        return replace(fed(number), content=f"<p>{TEXT} {number}.{mark}</p>")

    known = learn((page(n), f"https://e.example/{n}/", excerpt(n)) for n in range(4))
    assert known.places == {}
    assert "Absatz 5 von 99" in extract(page(99), "https://e.example/99/", chrome=known).text


def test_the_feeds_own_content_parts_a_post_from_its_readers() -> None:
    own = "".join(f"<p>{TEXT} Absatz {n}.</p>" for n in range(20))
    remark = "<p>Ich sehe das ganz anders, und zwar aus vielen Gründen, die ich gern nenne.</p>"
    page = f"<html><body><div class='k1'><div class='k2'>{own}</div><div class='k9'>{remark * 30}</div></div></body></html>"
    url = "https://e.example/1/"
    assert "Ich sehe" in extract(page, url).text
    text = extract(page, url, feed=replace(fed(1), content=own)).text
    assert "Ich sehe" not in text and text.count(TEXT) == 20


def test_links_below_a_label_that_repeats_go_in_any_language() -> None:
    def own(number: int) -> str:
        return f"<p>{TEXT} Nummer {number}.</p>{BODY * 3}<p>{TEXT} Ende {number}.</p>"

    def page(number: int) -> str:
        names = (
            f"Ein langer Name für den Beitrag {number + n}, der anders heißt" for n in range(4)
        )
        links = "".join(
            f"<li><a href='/{number}/{n}/'>{name}</a></li>" for n, name in enumerate(names)
        )
        return f"<div class='entry-content'>{own(number)}<h3>Esvodamut</h3><ul>{links}</ul></div>"

    known = learn((page(10 * n), f"https://e.example/{n}/", told(own(10 * n))) for n in range(4))
    url = "https://e.example/99/"
    assert "Esvodamut" in extract(page(99), url).text
    clean = extract(f"<div class='entry-content'>{own(99)}</div>", url).text
    assert extract(page(99), url, chrome=known).text == clean


def test_one_page_teaches_nothing() -> None:
    known = learn([(numbered(1), "https://e.example/1/", None)])
    assert extract(numbered(1), "https://e.example/1/", chrome=known) == replace(
        extract(numbered(1), "https://e.example/1/")
    )


def test_an_audit_names_the_reason_and_the_place() -> None:
    page = (
        "<head><meta name=generator content='WordPress 6.4'></head><body><div id='main'>"
        f"<div class='entry-content'>{BODY}<div class='sharedaddy'>Share</div></div>"
        "<div id='respond'>Leave a Reply</div></div></body>"
    )
    rows = {b.text.split()[0]: b for b in audit(page, "https://e.example/")}
    assert rows["Schöne"].kept and rows["Schöne"].reason == ".entry-content"
    assert rows["Share"].reason == ".sharedaddy: share buttons (wordpress_com)"
    assert rows["Leave"].reason == "#respond: comments"
    assert rows["Leave"].path == "html > body > div#main > div#respond"
    assert not rows["Share"].kept and not rows["Leave"].kept


@pytest.mark.parametrize(
    ("url", "href", "following"),
    [
        ("https://e.example/a/", "/a/2/", "https://e.example/a/2/"),
        ("https://e.example/a/2/", "/a/3/", "https://e.example/a/3/"),
        ("https://e.example/a/", "/a/?page=2", "https://e.example/a/?page=2"),
        ("https://e.example/a/", "/a/page/2/", "https://e.example/a/page/2/"),
        ("https://e.example/a/", "/a/3/", None),
        ("https://e.example/a/", "/b/2/", None),
        ("https://e.example/a/", "/a/comment-page-2/", None),
        ("https://e.example/", "/2/", None),
        ("https://e.example/?p=7", "/?p=7&amp;page=2", "https://e.example/?p=7&page=2"),
        ("https://e.example/?p=7", "/?p=8", None),
        ("https://e.example/a/2/", "/a/", None),
        ("https://e.example/a-1", "/a-2", None),
    ],
)
def test_the_next_page_of_one_post(url: str, href: str, following: str | None) -> None:
    page = f"<article><p>{TEXT}</p><a href='{href}'>2</a></article>"
    assert extract(page, url).next_page == following


def test_comments_are_read_only_when_asked_for() -> None:
    page = (
        f"<div class='entry-content'>{BODY}</div><div id='comments'><ol>"
        "<li class='comment'><b class='fn'>Ada</b><div class='comment-content'><p>One.</p></div>"
        "<ol><li class='comment'><b class='fn'>Ben</b><time datetime='2020-01-02'></time>"
        "<div class='comment-content'><p>Two.</p></div></li></ol></li></ol></div>"
    )
    assert extract(page, "https://e.example/").comments == ()
    post = extract(page, "https://e.example/", comments=True)
    assert [(c.depth, c.author, c.text) for c in post.comments] == [
        (0, "Ada", "One."),
        (1, "Ben", "Two."),
    ]
    assert str(post.comments[1].published) == "2020-01-02"
    assert "One." not in post.text


def test_an_index_knows_every_element_by_tag_class_and_first_id() -> None:
    page = read("<body class='a b'><p id='x' class='b'>one</p><p id='x'>two</p></body>")
    one, two = page.all("p")
    assert page.classes["b"] == [page.root.find("body"), one]
    assert page.classed == [("a b", page.root.find("body")), ("b", one)]
    assert page.ids == {"x": one}
    assert page.elements[-2:] == [one, two]
    assert page.all("table") == []


def test_control_characters_are_no_text_and_no_page() -> None:
    assert read("<p>on\x00e\x0c t\x1fwo\tthree</p>").all("p")[0].text == "one two\tthree"
    for blank in ("", "\x00\x0c", " \n", "\u00a0\x00"):
        with pytest.raises(ParseError, match="empty"):
            html.parse(blank)
