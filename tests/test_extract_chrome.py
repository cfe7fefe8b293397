"""What the names of elements tell: which are chrome, up to what size, and which never are."""

import pytest

from archiver.extraction import extract
from archiver.extraction.body.chrome import rules
from archiver.extraction.reason import Reason, Sign, in_words
from archiver.web.page import read
from archiver.web.vocabulary import words_of
from archiver.web.vocabulary.lookup import of_words
from archiver.web.vocabulary.role import Role
from archiver.web.vocabulary.rows import rows


def why(markup: str) -> str | None:
    """The reason for the element that bears the attribute ``asked``."""
    page = read(markup)
    (element,) = (e for e in page.elements if "asked" in e.attrib)
    reason = rules(page)(element)
    return reason and in_words(reason)


HINTED = [
    ("adslot-top", "advertising", 2500),
    ("recommendation-row", "related posts", 2500),
    ("toc-inner", "table of contents", 4000),
    ("seriesbox", "series", 1200),
    ("pager-top", "navigation", 600),
    ("shares-row", "share buttons", 600),
    ("claps-row", "ratings and likes", 400),
    ("followme-row", "subscription", 800),
    ("kofi-row", "donation", 800),
    ("byline-row", "byline and tags", 300),
    ("story-footer", "footer", 800),
    ("hits-row", "counter", 200),
    ("printlink", "print", 100),
    ("podlove-row", "player", 1500),
    ("copybtn-row", "furniture of a code block", 100),
    ("howtocite", "how to cite", 1500),
]
PAIRED = [
    ("social-icons-row", "share buttons", 1500),
    ("related-items", "related posts", 6000),
    ("similar-stories", "related posts", 6000),
    ("author-details", "author box", 4000),
    ("signup-prompt", "subscription", 3000),
    ("entry-pager", "navigation", 3000),
    ("blog-labels", "byline and tags", 1500),
    ("time-to-read", "byline and tags", 1500),
    ("cookie-law", "cookie notice", 6000),
    ("table-of-contents", "table of contents", 6000),
    ("popular-stories", "related posts", 6000),
    ("series-list", "series", 2500),
    ("bookmark-card", "card of another page", 1500),
    ("call-to-action", "subscription", 800),
    ("license-notice", "licence", 800),
    ("recipe-jump", "button", 300),
]
WHOLE = [
    ("share", "share buttons", 3000),
    ("likes", "ratings and likes", 3000),
    ("entry-meta", "byline and tags", 4000),
]


@pytest.mark.parametrize(("name", "reason", "most"), [*HINTED, *PAIRED, *WHOLE])
def test_a_telling_name_is_chrome_up_to_its_size(name: str, reason: str, most: int) -> None:
    page = f"<div asked class='x {name}'><a href='/'>{{}}</a></div>"
    assert why(page.format("x" * most)) == f".{name}: {reason}"
    assert why(page.format("x" * (most + 1))) is None


def test_every_role_that_has_a_size_was_tried() -> None:
    tried = {of_words(name) for name, _, _ in [*HINTED, *PAIRED]}
    told = {(said.role, said.most) for said in tried if said}
    sized = {
        (Role(role), int(most))
        for file, columns in (("words.tsv", 3), ("pairs.tsv", 4))
        for _, (*_, role, most) in rows(file, columns)
        if most
    }
    assert sized == told


def test_every_role_has_words() -> None:
    for role in Role:
        assert in_words(Reason(role, Sign.CLASS, "x")).startswith(".x: ")


def test_the_size_is_that_of_the_words_a_reader_sees() -> None:
    words = f"<a href='/'><i>{'x' * 150}</i>{'x' * 150}</a>"
    unseen = f"<script>{'y' * 900}</script><!-- {'y' * 900} --><b>{' ' * 900}</b>{' ' * 900}"
    assert why(f"<div asked class='byline-row'>{words}{unseen}</div>{'z' * 900}")
    assert why(f"<div asked class='byline-row'>{words}<i></i>x</div>") is None


@pytest.mark.parametrize("name", ["comment-policy", "my-newsletter", "wp-disqus", "post-comments"])
def test_names_that_leave_no_doubt_know_no_size(name: str) -> None:
    assert why(f"<div asked id='{name}'><a href='/'>{'x' * 20_000}</a></div>")


@pytest.mark.parametrize("name", ["adslot-top", "popular-stories", "my-newsletter"])
def test_no_word_makes_chrome_of_what_holds_a_whole_post(name: str) -> None:
    assert why(f"<html asked class='{name}'><p>x") is None
    for tag in ("body", "main", "article"):
        assert why(f"<{tag} asked class='{name}'><p>x</p></{tag}>") is None
    assert why(f"<section asked class='{name}'><p>x</p></section>")


def test_what_holds_the_title_of_a_post_is_its_frame() -> None:
    assert why("<div asked class='page-meta'><h1>The desk</h1><p>x</p></div>") is None
    assert why("<div asked class='page-meta'><h2>The desk</h2><p>x</p></div>")


@pytest.mark.parametrize("tag", ["pre", "code", "h2", "h4"])
def test_a_word_in_code_or_in_a_heading_is_no_chrome(tag: str) -> None:
    assert why(f"<{tag}>a <b><span asked class='hljs-meta'>x</span></b></{tag}>") is None
    assert why("<p><b><span asked class='hljs-meta'>x</span></b></p>")


@pytest.mark.parametrize("words", ["sponsors", "popular-posts-of-2017", "our-newsletter"])
def test_the_id_of_a_heading_is_its_own_words(words: str) -> None:
    assert why(f"<h2 asked id='{words}'>x</h2>") is None
    assert why(f"<p asked id='{words}'>x</p>")
    assert why(f"<h2 asked class='{words}'>x</h2>")


@pytest.mark.parametrize("tag", ["iframe", "video", "audio", "object"])
def test_a_player_that_shows_a_recording_stays(tag: str) -> None:
    assert why(f"<div asked class='powerpress_player'><{tag} src='/1'></{tag}>x</div>") is None
    assert why(f"<div asked class='powerpress_links'><{tag} src='/1'></{tag}>x</div>") is None
    assert why("<div asked class='powerpress_links'>Download (4 MB)</div>")
    assert why(f"<div asked class='sponsor-slot'><{tag} src='/1'></{tag}>x</div>")


@pytest.mark.parametrize(
    ("stays", "goes"),
    [
        ("recipe-meta", "card-meta"),
        ("recipe-metadata", "card-metadata"),
        ("related-sources", "related-row"),
        ("related-resources", "related-row"),
        ("related-work", "related-row"),
        ("tag-share-buttons", "row-share-buttons"),
        ("category-newsletter", "my-newsletter"),
        ("cat-comment-box", "my-comment-box"),
        ("label-sponsored", "row-sponsored"),
        ("has-toc", "my-toc"),
        ("no-ads", "my-ads"),
        ("not-promoted", "row-promoted"),
        ("is-social-share", "my-social-share"),
        ("with-author-box", "my-author-box"),
        ("tweak-post-nav", "my-post-nav"),
        ("element-5f18ad9", "element-ad-9"),
        ("orgd7109ad", "org-ad"),
        ("x7ad", "ad7"),
        ("reload", "re-ad"),
        ("authority-boxes", "author-box"),
        ("commentary-list", "comment-list-2"),
        ("post-content", "post-footer-2"),
    ],
)
def test_a_name_beside_another_that_tells_nothing(stays: str, goes: str) -> None:
    for attribute in ("class", "id"):
        assert why(f"<div asked {attribute}='{stays}'>x</div>") is None
        assert why(f"<div asked {attribute}='{goes}'>x</div>")


def test_the_terms_of_a_post_on_its_container_tell_nothing() -> None:
    terms = "category-social-media tag-ads tag-newsletter tag-related-posts"
    assert why(f"<div asked class='post-7 post type-post hentry {terms}'>x</div>") is None
    assert why(f"<div asked class='{terms} sponsored-box'>x</div>") == ".sponsored-box: advertising"


def test_a_name_that_leaves_no_doubt_comes_before_one_that_hints() -> None:
    long = f"<a href='/'>{'x' * 20_000}</a>"
    assert why(f"<div asked class='meta comment-box'>{long}</div>") == ".comment-box: comments"
    assert why(f"<div asked class='meta sidebar'>{long}</div>") == ".sidebar: frame of the site"
    shared = f"<a href='/'>{'x' * 1000}</a>"
    assert why(f"<div asked class='meta share'>{shared}</div>") == ".share: share buttons"


@pytest.mark.parametrize(
    "name", ["comment-123", "comment_9", "comment7", "li-comment-123", "div-comment-4", "Comment-5"]
)
def test_a_numbered_comment_is_one_whatever_its_size(name: str) -> None:
    assert why(f"<li asked id='{name}'>{'x' * 9000}</li>") == f"#{name}: comments"
    assert why(f"<li asked id='{name}-on-desks'>x</li>") is None
    assert why(f"<li asked id='my-{name}'>x</li>") is None


@pytest.mark.parametrize(
    "said", ["<p>There was one before.</p>", "<h3>Furniture</h3>", "<h5>2017</h5>"]
)
def test_a_link_around_a_heading_and_more_is_a_card_of_another_page(said: str) -> None:
    for inside in (f"<h2>The chair</h2>{said}", f"<div><h4>The chair</h4></div><div>{said}</div>"):
        assert why(f"<a asked href='/chair/'>{inside}</a>") == "<a>: card of another page"


@pytest.mark.parametrize(
    "inside",
    [
        "<h2>A chair</h2>",
        "<h3>A chair</h3>",
        "<h2>A chair</h2><p> </p>",
        "<p>A chair</p>",
        "A chair",
    ],
)
def test_a_linked_heading_alone_is_no_card(inside: str) -> None:
    assert why(f"<a asked href='/chair/'>{inside}</a>") is None


def test_the_row_of_tabs_is_chrome_and_what_they_show_is_not() -> None:
    assert why("<ul asked role='tablist'><li>npm</li><li>yarn</li></ul>") == "role=tablist"
    assert why("<div asked role='tabpanel'>npm install</div>") is None


def test_a_button_is_chrome_unless_it_is_the_heading_of_what_it_opens() -> None:
    assert why("<p><button asked>Copy the link</button></p>") == "<button>: form"
    assert why("<h3><button asked>What the desk cost</button></h3>") is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("relatedPosts2", ["related", "posts"]),
        ("related_posts--wide", ["related", "posts", "wide"]),
        ("RelatedPosts", ["related", "posts"]),
        ("NAV-menu", ["nav", "menu"]),
        ("nav", ["nav"]),
        ("col2-nav", ["col", "nav"]),
        ("12-nav-2017", ["nav"]),
        ("a1b2c3", []),
        ("x9Ad", []),
        ("5f18ad9", []),
        ("", []),
    ],
)
def test_the_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == tuple(words)


@pytest.mark.parametrize("name", ["cookies", "discussion", "newsletter", "chocolate-chip-cookies"])
def test_the_id_of_a_section_is_the_words_of_its_heading(name: str) -> None:
    heading = name.replace("-", " ").title()
    assert why(f"<section asked id='{name}'><h2>{heading}</h2><p>Words.</p></section>") is None
    assert why(f"<h2 asked id='{name}'>{heading}</h2>") is None
    assert why(f"<div asked id='{name}'><p>Words.</p></div>") is not None


def test_the_comments_are_chrome_though_their_heading_says_comments() -> None:
    assert why("<div asked id='comments'><h2>Comments</h2><p>First!</p></div>") is not None


@pytest.mark.parametrize("tag", ["newsletter", "related", "ads", "donate"])
def test_a_posts_tags_may_be_bare_classes_of_its_frame(tag: str) -> None:
    assert why(f"<div asked class='hentry {tag}'><p>Words.</p></div>") is None
    assert why(f"<div asked class='{tag}'><p>Words.</p></div>") is not None


def test_an_anchor_that_swallows_a_section_is_no_card() -> None:
    inside = "<h2>A plan</h2><p>Words that go on for a while.</p>"
    assert why(f"<a asked name='s1'>{inside}</a>") is None
    assert why(f"<a asked href='/plan'>{inside}</a>") is not None


def test_of_two_hints_the_wider_holds() -> None:
    words = "<p>Ten words or so.</p>" * 200
    assert why(f"<div asked id='toc-x' class='related-posts-list'>{words}</div>") is not None
    assert why(f"<div asked id='toc-x' class='nav-x'>{words[:400]}</div>") is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HTMLContent", ["html", "content"]),
        ("POSTNav", ["post", "nav"]),
        ("Überblick", ["überblick"]),
    ],
)
def test_capitals_begin_words(name: str, words: list[str]) -> None:
    assert words_of(name) == tuple(words)


def test_a_section_to_which_a_table_of_contents_leads_is_the_author_s() -> None:
    section = "<div id='toc_pros-and-cons'><div><h2>Pros and cons</h2><ul>{}</ul></div></div>"
    items = "".join(
        f"<li><a href='/f{n}/'>Fund number {n}</a> costs little a year</li>" for n in range(5)
    )
    page = (
        f"<body><article><h1>Funds</h1><ul><li><a href='#toc_pros-and-cons'>Pros and cons</a></li></ul>"
        f"<p>{'We looked at a few funds this year, and at what they cost us in the end. ' * 3}</p>"
        f"{section.format(items)}</article></body>"
    )
    assert "Fund number 4 costs little" in extract(page, "https://e.example/funds/").text


def test_an_answer_that_a_class_hides_until_a_click_is_the_author_s() -> None:
    page = (
        f"<body><article><h1>Funds</h1><p>{'We looked at a few funds this year, and at their cost. ' * 3}</p>"
        "<div class='accordion'><div><h3>What does a fund cost?</h3></div>"
        "<div id='content-1' class='accordion-content hidden'>Less than a stamp a month, in most cases.</div></div>"
        f"<p>{'In the end we bought none of them, and slept well. ' * 3}</p></article></body>"
    )
    assert "Less than a stamp" in extract(page, "https://e.example/funds/").text
