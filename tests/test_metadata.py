"""The metadata of a post: rules that a golden case shows less well than a line of code."""

from datetime import UTC, date, datetime, timedelta, timezone

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extraction import metadata
from archiver.extraction.metadata import moments, people, permalink, titles
from archiver.model import Candidate, Method
from archiver.web.page import Page

URL = "https://blog.example/2020/05/06/a-post/"


def read(page: str, url: str = URL, feed: Candidate | None = None) -> metadata.Metadata:
    return metadata.read(Page(page, url), feed=feed)


def test_half_a_sign_in_a_script_is_told_as_one_that_cannot_be_read() -> None:
    said = r'{"@type": "BlogPosting", "headline": "A \uD83D day \ud83d\ude00"}'
    script = f"<script type=application/ld+json>{said}</script><p>Words."
    assert read(script).title == "A \ufffd day \U0001f600"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("By Ada Lovelace", ("Ada Lovelace",)),
        ("Posted by Ross Tucker and Jo Dugas on May 3, 2012", ("Ross Tucker", "Jo Dugas")),
        ("Geschrieben von Jörg Über-Maß", ("Jörg Über-Maß",)),
        ("Autor: Ewa Nowak", ("Ewa Nowak",)),
        ("par Odile Marchand, le 3 février 2018", ("Odile Marchand",)),
        ("View all posts by Ines Castro", ("Ines Castro",)),
        ("Jane Roe, PhD and John Doe", ("Jane Roe, PhD", "John Doe")),
        ("Anna Bianchi & Carlo Rossi", ("Anna Bianchi", "Carlo Rossi")),
        ("Human in the Loop", ("Human in the Loop",)),
        ("by Jill Winger in Gardens", ("Jill Winger",)),
        ("Mira Sol, @mirasol", ("Mira Sol",)),
        ("投稿者: 山田太郎", ("山田太郎",)),
        ("freeman1984", ("freeman1984",)),
        ("https://social.example/ada", ()),
        ("ada@example.org", ()),
        ("@ada", ()),
        ("Sep 16, 2025", ()),
        ("343 claps", ()),
        ("View my complete profile", ()),
        ("Published in The Startup", ()),
        ("", ()),
    ],
)
def test_names_in_a_byline(text: str, found: tuple[str, ...]) -> None:
    assert people.names([text]) == found


def test_a_name_is_listed_once_whatever_its_case() -> None:
    assert people.names(["Ada Lovelace", "by ADA LOVELACE"]) == ("Ada Lovelace",)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Thursday, March 10, 2011", "", date(2011, 3, 10)),
        ("Posted on July 10th, 2012", "", date(2012, 7, 10)),
        ("9. Oktober 2016", "", date(2016, 10, 9)),
        ("le 1er août 2019", "", date(2019, 8, 1)),
        ("3 de febrero de 2018", "", date(2018, 2, 3)),
        ("3. marts 2018", "da", date(2018, 3, 3)),
        ("12 września 2020", "", date(2020, 9, 12)),
        ("24 января 2023 г.", "", date(2023, 1, 24)),
        ("2019年02月11日", "", date(2019, 2, 11)),
        ("2019년 2월 11일", "", date(2019, 2, 11)),
        ("Aug 8 '12", "", date(2012, 8, 8)),
        ("27/09/2018", "en", date(2018, 9, 27)),
        ("04/05/2017", "en-US", date(2017, 4, 5)),
        ("04/05/2017", "pt-BR", date(2017, 5, 4)),
        ("06.10.2023", "", date(2023, 10, 6)),
        ("2025/8/9", "", date(2025, 8, 9)),
        ("31/31/2017", "", None),
        ("version 1.2.3", "", None),
        ("5 minutes to read", "", None),
        ("May 5", "", None),
    ],
)
def test_days_in_words(text: str, language: str, day: date | None) -> None:
    assert moments.visible(text, language=language) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-09-30T17:44:39-0400", datetime(2020, 9, 30, 17, 44, 39, tzinfo=timezone(-timedelta(hours=4)))),
        ("2025-12-15T03:04:22.905Z", datetime(2025, 12, 15, 3, 4, 22, tzinfo=UTC)),
        ("2014-12-26 14:15:22", datetime(2014, 12, 26, 14, 15, 22)),  # noqa: DTZ001 - no offset is written
        ("2021-01-18T19:55+01:00", datetime(2021, 1, 18, 19, 55, tzinfo=timezone(timedelta(hours=1)))),
        ("Wed, 02 Oct 2002 15:00:00 +0200", datetime(2002, 10, 2, 15, tzinfo=timezone(timedelta(hours=2)))),
        ("20190211", date(2019, 2, 11)),
        ("2012-08-05", date(2012, 8, 5)),
        ("0000-00-00T00:00:00+00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        (None, None),
    ],
)  # fmt: skip
def test_moments_keep_the_offset_as_written(text: str | None, moment: object) -> None:
    found = moments.read(text)
    assert found == moment
    if isinstance(found, datetime) and isinstance(moment, datetime):
        assert found.utcoffset() == moment.utcoffset()


@given(st.text(max_size=60))
def test_no_text_upsets_the_readers_of_dates_and_names(text: str) -> None:
    moments.read(text)
    people.names([text])
    titles.strip_site(text, ["A site"])


@pytest.mark.parametrize(
    "written",
    [
        "A day out | Low Tide",
        "Low Tide: A day out",
        "A day out - Low Tide",
        "A day out – Low Tide",
        "A day out — Low Tide",
        "Low Tide :: A day out",
        "Low Tide » A day out",
        "A day out « Low Tide",
        "Low Tide » Blog Archive » A day out",
    ],
)
def test_the_sites_name_is_no_part_of_the_title(written: str) -> None:
    assert titles.strip_site(written, ["Low Tide"]) == "A day out"


@pytest.mark.parametrize(
    "title", ["My year | Part 1", "Rust: a review", "Yes - and no", "Go – now"]
)
def test_a_separator_alone_cuts_nothing(title: str) -> None:
    assert titles.strip_site(title, ["Low Tide"]) == title


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2017/05/23/x/", date(2017, 5, 23)),
        ("https://a.example/blog/2017-05-23-x.html", date(2017, 5, 23)),
        ("https://a.example/diary/20190211.html", date(2019, 2, 11)),
        ("https://a.example/2017/05/x/", None),
        ("https://a.example/2012/11/12-reasons/", None),
        ("https://a.example/2017/31/45/x/", None),
        ("https://a.example/p/20171399", None),
    ],
)
def test_the_day_in_an_address(url: str, day: date | None) -> None:
    assert permalink.day(url) == day


def test_reading_leaves_the_tree_as_it_was() -> None:
    page = Page(
        "<html><head><title>A post | B</title></head><body class='x'><div class='sidebar'>"
        "<h1>A post</h1><p class='byline'>by Ada, <time>May 6, 2020</time></p></div></body></html>",
        URL,
    )
    before = lxml.etree.tostring(page.root)
    metadata.read(page)
    assert lxml.etree.tostring(page.root) == before


@pytest.mark.parametrize("url", ["", "not an address", "https://blog.example/"])
def test_a_page_that_says_nothing_gives_nothing(url: str) -> None:
    assert read("<p>Words.</p>", url) == metadata.Metadata()


def test_admin_signs_only_where_nobody_else_does() -> None:
    page = "<head><meta name='author' content='{}'></head><body><h1>A post</h1><p class='author'>admin</p></body>"
    assert read(page.format("Ada Holt")).authors == ("Ada Holt",)
    assert read(page.format("")).authors == ("admin",)


def test_two_witnesses_outvote_one() -> None:
    page = (
        "<head><meta name='author' content='Ada Holt'><script type='application/ld+json'>"
        '{"@type":"BlogPosting","author":{"name":"Ada Holt"}}</script></head>'
        "<body><article class='h-entry'><h1>A post</h1><a class='p-author'>Ada HoltFollow</a></article></body>"
    )
    assert read(page).authors == ("Ada Holt",)


def test_a_broken_or_hostile_script_is_no_witness() -> None:
    deep = "[" * 100_000
    page = f"<head><script type='application/ld+json'>{deep}</script></head><body><h1>A post</h1></body>"
    assert read(page).title == "A post"


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.blog.example/a-post", True),
        ("/a-post", True),
        ("https://blog.example/", False),
        ("https://elsewhere.example/a-post", False),
        ("javascript:void(0)", False),
    ],
)
def test_a_canonical_address_must_be_plausible(canonical: str, kept: bool) -> None:
    found = read(
        f"<head><link rel=canonical href='{canonical}'></head><body><h1>A</h1></body>"
    ).canonical
    assert (found is not None) is kept


def test_an_update_is_no_publication() -> None:
    page = "<body><h1>A post</h1>{}<p>Last updated: <time datetime='2021-02-03'>3 February 2021</time></p></body>"
    known = read(page.format("<p class='date'>1 May 2020</p>"), "https://blog.example/a-post")
    assert (known.published, known.updated) == (date(2020, 5, 1), date(2021, 2, 3))
    alone = read(page.format(""), "https://blog.example/a-post")
    assert (alone.published, alone.updated) == (None, date(2021, 2, 3))


def test_every_value_names_its_witness() -> None:
    feed = Candidate(url=URL, via=URL, how=Method.FEED, source="s", title="A post", tags=("one",))
    found = read("<html lang=en><head><meta name=robots content=noindex></head><p>x", feed=feed)
    assert found.origins == {
        "title": "feed",
        "tags": "feed",
        "published": "url",
        "language": "meta",
        "robots": "meta",
    }


def test_an_rss_author_is_a_mailbox_with_a_name() -> None:
    feed = Candidate(
        url=URL, via=URL, how=Method.FEED, source="s", author="ada@example.org (Ada Holt)"
    )
    assert read("<body><h1>A post</h1></body>", feed=feed).authors == ("Ada Holt",)


def test_a_date_that_the_permalink_contradicts_is_another_posts() -> None:
    page = "<body><h1>Tea</h1><p class=date>10 March 2011</p></body>"
    assert read(page, "https://b.example/2011/03/tea.html").published == date(2011, 3, 10)
    assert read(page, "https://b.example/2011/07/tea.html").published is None


def test_links_are_resolved_from_the_base_element() -> None:
    page = "<head><base href='https://cdn.example/x/'><meta property='og:image' content='a.jpg'></head><p>x"
    assert read(page).lead_image == "https://cdn.example/x/a.jpg"


def test_a_title_that_is_declared_for_every_page_is_not_believed() -> None:
    page = (
        "<head><title>Tea at four - The Kettle</title><meta property='og:title' content='Welcome'>"
        "</head><body><div class='x'>Tea at four</div></body>"
    )
    found = read(page, "https://kettle.example/tea-at-four")
    assert (found.title, found.origins["title"]) == ("Tea at four", "title")


def test_the_comment_of_the_posts_author_names_him() -> None:
    page = (
        "<body><h1>A post</h1><p>Words.</p><ol class=commentlist><li class='comment'><b class=fn>Reader</b></li>"
        "<li class='comment bypostauthor'><b class=fn>Ada Holt</b></li></ol></body>"
    )
    assert read(page).authors == ("Ada Holt",)


def test_a_day_in_a_line_of_its_own_dates_the_post() -> None:
    page = (
        "<body><main><div><div><div><div><h1>A post</h1></div></div></div></div><section><div><i>June 6, 2021</i></div></section>"
        "</main><aside><p>July 7, 2022</p></aside></body>"
    )
    assert read(page, "https://blog.example/a-post").published == date(2021, 6, 6)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Monday 04/06/2012", "en", date(2012, 6, 4)),
        ("Friday, 04/06/2012", "pt-BR", date(2012, 4, 6)),
        ("Posted Fri 04/06/2012", "de", date(2012, 4, 6)),
        ("Sunday 04/06/2012", "en", date(2012, 4, 6)),
        ("Monday was wet; 04/06/2012", "en", date(2012, 4, 6)),
    ],
)
def test_a_weekday_right_before_a_date_says_which_number_is_the_month(
    text: str, language: str, day: date
) -> None:
    assert moments.visible(text, language=language) == day


@pytest.mark.parametrize(
    "byline",
    [
        "par Ada Holt le samedi",
        "von Ada Holt am Freitag",
        "por Ada Holt el martes",
        "by Ada Holt, who lives in Bonn",
        "Ada Holt who lives in Bonn",
        "by Ada Holt Categories: Tea, Cups",
        "von Ada Holt Kategorien: Tee",
        "by Ada Holt Tags: tea",
        "Author Ada Holt",
        "Autorin Ada Holt",
    ],
)
def test_a_byline_ends_where_the_name_does(byline: str) -> None:
    assert people.names([byline]) == ("Ada Holt",)


@pytest.mark.parametrize(
    "text",
    [
        "Ada has been sewing since childhood",
        "View archive →",
        "Autorenarchiv",
        "Author archive",
        "[author]",
        "9:15 pm",
    ],
)
def test_sentences_ways_on_and_templates_are_no_names(text: str) -> None:
    assert people.names([text]) == people.declared([text]) == ()


@pytest.mark.parametrize("text", ["Author Ada", "Authority Ada Holt", "Sons of the Isle of Man"])
def test_a_name_may_hold_small_words_and_begin_like_a_label(text: str) -> None:
    assert people.names([text]) == (text,)


@pytest.mark.parametrize(
    ("url", "person"),
    [
        ("https://kettle.example/a-post", "Ada Holt"),
        ("https://www.kettle.example:8080/a-post", "Ada Holt"),
        ("https://tea.example/kettle", "Kettle"),
    ],
)
def test_a_word_of_the_host_signs_after_people(url: str, person: str) -> None:
    page = "<head><meta name='author' content='{}'></head><body><h1>A post</h1><p class='byline'>by {}</p></body>"
    assert read(page.format("Ada Holt", "Kettle"), url).authors == (person,)
    assert read(page.format("", "Kettle"), url).authors == ("Kettle",), "it signs alone"


@pytest.mark.parametrize(
    ("path", "declared", "title"),
    [
        ("2020/05/tea-in-the-rain/", "Best kettles of the year", "Tea in the rain"),
        ("2020/05/tea-in-the-rain/", "Rain: the kettles of the year", "Tea in the rain"),
        ("2020/05/tea-rain/", "Best kettles of the year", "Tea in the rain"),
        ("2020/05/kettles/", "Best kettles of the year", "Best kettles of the year"),
        ("?p=7", "Best kettles of the year", "Best kettles of the year"),
    ],
)  # fmt: skip
def test_a_heading_that_the_address_repeats_outweighs_a_title_that_it_does_not(
    path: str, declared: str, title: str
) -> None:
    page = f"<head><title>{declared}</title><meta property='og:title' content='{declared}'></head>"
    found = read(f"{page}<body><h1>Tea in the rain</h1></body>", f"https://b.example/{path}")
    assert found.title == title


@pytest.mark.parametrize("href", ["/", "https://kettle.example"])
def test_the_brand_that_leads_home_is_no_title_whoever_repeats_it(href: str) -> None:
    page = (
        "<head><title>Tea at four - Kettle</title><meta property='og:title' content='Kettle'></head>"
        f"<body><h1 class='site-title'><a href='{href}'>Kettle</a></h1><h2 class='x'>Tea at four</h2></body>"
    )
    assert read(page, "https://kettle.example/?p=7").title == "Tea at four"


@pytest.mark.parametrize(
    "line",
    [
        "6 May 2020 <span class='updated'>7 June 2021</span>",
        "<time class='updated' datetime='2021-06-07'>7 June 2021</time> 6 May 2020 in Tea",
        "<span class='last-modified'>Updated 7 June 2021</span> 6 May 2020",
    ],
)
def test_an_update_within_a_line_does_not_hide_the_date_beside_it(line: str) -> None:
    page = f"<article><h1>A post</h1><p>{line}</p></article>"
    found = read(page, "https://blog.example/a-post")
    assert (found.published, found.updated) == (date(2020, 5, 6), date(2021, 6, 7))


def test_a_declared_title_that_is_the_sites_name_is_none() -> None:
    page = (
        "<head><title>Kettle</title><meta property='og:title' content='Kettle'>"
        "<meta property='og:site_name' content='Kettle'></head>"
        "<body><p>Kettle</p><h2 class='entry-title'>Tea at four</h2></body>"
    )
    assert read(page, "https://kettle.example/?p=7").title == "Tea at four"


@pytest.mark.parametrize(
    ("language", "day"), [("en-US", date(2012, 1, 6)), ("en-GB", date(2012, 6, 1))]
)
def test_a_weekday_that_fits_both_readings_settles_nothing(language: str, day: date) -> None:
    page = (
        f"<html lang='{language}'><article><h1>A post</h1><p>Friday 01/06/2012</p></article></html>"
    )
    assert read(page, "https://blog.example/a-post").published == day


@pytest.mark.parametrize("text", ["Ada has sewn since she was six", "View archive »"])
def test_a_phrase_is_nobodys_name(text: str) -> None:
    assert people.names([text]) == ()


@pytest.mark.parametrize("text", ["Words Without Borders", "Editor in Chief", "Doctor Who"])
def test_a_name_that_begins_like_a_label_stays_whole(text: str) -> None:
    assert people.names([text]) == (text,)


def test_the_themes_word_for_a_post_without_title_is_no_title() -> None:
    page = (
        "<head><title>Kettle</title></head><body><p class='site-title'><a href='/'>Kettle</a></p>"
        "<article><h1 class='entry-title'>{}</h1></article>"
        "<nav class='post-navigation'><p class='post-title'>Tea at four</p></nav></body>"
    )
    url = "https://kettle.example/2017/03/31/28/"
    assert read(page.format("Untitled"), url).title == read(page.format(""), url).title == ""
    assert read(page.format("Untitled works"), url).title == "Untitled works"


_PAID = (
    '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":%s%s}</script>'
)
_PART = ',"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".paid"}'
_PROSE = "<p>The ferry leaves at seven, and by nine the harbour lies behind us with only gulls for company on the water.</p>"


@pytest.mark.parametrize(
    ("head", "end", "partial"),
    [
        (_PAID % ("true", ""), "", False),
        (_PAID % ("false", _PART), f"<div class='paid'>{_PROSE * 2}</div>", False),
        (_PAID % ("false", _PART), "", True),
        (_PAID % ('"False"', _PART), "<div class='paid'><h2>Subscribe</h2><p><a href='x'>Sign in</a></p></div>", True),
        (_PAID % ("false", ""), "", False),
        (_PAID % ("false", ""), "<h2>Create an account to read the full story.</h2>", True),
        ("", "<h2>Create an account to read the full story.</h2>", False),
        ("", "<aside class='gh-post-upgrade-cta'><h2>This post is for members</h2></aside>", True),
        ("", "<div class='comments'><p class='paywall-cta'>…</p></div>", False),
    ],
)  # fmt: skip
def test_the_preview_of_a_paid_post_is_only_its_beginning(
    head: str, end: str, partial: bool
) -> None:
    page = f"<head><title>The ridge</title>{head}</head><body><article><h1>The ridge</h1>{_PROSE * 3}{end}</article></body>"
    assert read(page).partial is partial


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ivo Tamm · 9 March 2020", ("Ivo Tamm",)),
        ("9 March 2020 — by Ivo Tamm in Notes", ("Ivo Tamm",)),
        ("Monday, 9 March 2020 10:05 by Ivo Tamm", ("Ivo Tamm",)),
        ("9 de marzo de 2020 por Inés Castro", ("Inés Castro",)),
        ("2020年3月9日 投稿者: 森田直", ("森田直",)),
        ("Posted May 6th, 2009 by erika", ("erika",)),
        ("By rope and by plank the river is crossed", ()),
        ("By noon", ()),
        ("Words: they fail me.", ()),
        ("By Friday, Ada had sold them all at the fairs.", ()),
        ("Views: 1,742", ()),
        ("2.3K followers", ()),
    ],
)
def test_a_line_signs_as_bylines_do_and_no_sentence_does(
    line: str, authors: tuple[str, ...]
) -> None:
    assert people.signed(line) == authors


def test_an_own_page_on_the_blogs_host_names_an_author_and_a_profile_elsewhere_none() -> None:
    page = (
        f"<main><h1>The ridge</h1><p><a href='{{}}/people/ada'>Ada Holt</a></p>{_PROSE * 3}</main>"
    )
    assert read(page.format("https://www.blog.example")).authors == ("Ada Holt",)
    assert read(page.format("https://social.example")).authors == ()


def test_an_untitled_post_of_a_block_theme_has_not_its_site_s_name() -> None:
    page = (
        "<head><title>Hub of tins</title></head><body><header><p class='wp-block-site-title'>"
        "<a href='/'>Hub of tins</a></p></header><main><div class='entry-content'>"
        "<p>Mine has a dent where the lid meets the rim.</p></div><h2>Comments</h2></main></body>"
    )
    assert read(page, "https://hub.example/2017/03/31/28/").title == ""


UTC_EVENING = datetime(2020, 5, 5, 23, 0, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


def announced(published: datetime) -> Candidate:
    return Candidate(url=URL, via="", how=Method.FEED, source="s", title="A", published=published)


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2020-05-06T08:00:00+09:00", datetime(2020, 5, 6, 8, tzinfo=TOKYO)),  # the same moment
        ("2020-05-06T08:00+09:00", datetime(2020, 5, 6, 8, tzinfo=TOKYO)),
        ("2020-05-06T09:30:00+09:00", UTC_EVENING),  # another one: the feed is believed
        ("2020-05-05T23:00:00Z", UTC_EVENING),
    ],
)
def test_of_one_moment_the_authors_own_clock_counts(stated: str, found: datetime) -> None:
    page = f'<meta property="article:published_time" content="{stated}"><h1>A</h1><p>Text.'
    elsewhere = "https://blog.example/a-post/"
    told = read(page, elsewhere, announced(UTC_EVENING)).published
    assert isinstance(told, datetime)
    assert (told, told.utcoffset()) == (found, found.utcoffset())


def test_a_feed_in_utc_gives_way_to_the_day_that_page_and_address_have() -> None:
    page = "<article><h1>A</h1><p class=date>May 6, 2020</p><p>Text of the post.</p></article>"
    assert read(page, feed=announced(UTC_EVENING)).published == date(2020, 5, 6)
    elsewhere = "https://blog.example/a-post/"
    assert read(page, elsewhere, announced(UTC_EVENING)).published == UTC_EVENING
    two_days = UTC_EVENING - timedelta(days=1)
    assert read(page, feed=announced(two_days)).published == two_days


SMALL = (
    "<title>{}</title><header><a href='/'>Mika's small things</a></header>"
    "<article><time>May 6, 2020</time><p>The jars are full, and so is the cellar.</p></article>"
)


@pytest.mark.parametrize("title", ["Mika's small things", "The jars are full, and so..."])
def test_a_post_without_a_title_has_none(title: str) -> None:
    """Neither is its site's name, nor the beginning of the text where the feed has no title."""
    untitled = Candidate(url=URL, via="", how=Method.FEED, source="s", published=UTC_EVENING)
    assert read(SMALL.format(title), feed=untitled).title == ""


def test_a_heading_that_is_the_sites_on_each_page_is_no_title_of_an_untitled_post() -> None:
    untitled = Candidate(url=URL, via="", how=Method.FEED, source="s", published=UTC_EVENING)
    page = "<title>{0}</title><h1>{0}</h1><article><p>The jars are full.</p></article>"
    assert read(page.format("Mika's small things"), feed=untitled).title == ""
    assert read(page.format("Mika's small things")).title == "Mika's small things"
    assert read(page.format("A post"), feed=untitled).title == "A post"
    own = "<title>Jars - Mika</title><article><h1>Jars</h1><p>The jars are full.</p></article>"
    assert read(own, feed=untitled).title == "Jars"


def test_what_the_page_calls_its_home_is_no_title() -> None:
    assert read(SMALL.format("Mika's small things")).title == ""
    assert read(SMALL.format("Jars")).title == "Jars"


def test_an_address_that_repeats_the_title_speaks_for_it() -> None:
    untitled = Candidate(url=URL, via="", how=Method.FEED, source="s", published=UTC_EVENING)
    assert read(SMALL.format("A post"), feed=untitled).title == "A post"
