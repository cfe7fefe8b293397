"""What a page's shape says where its names are silent or lie, and which witness is believed."""

import pytest

from archiver.extraction import audit, extract
from archiver.web import page as pages

URL = "https://shore.example/2019/the-wall/"
HEAD = "<head><title>The wall | Shore</title></head>"
SENTENCES = (
    "The wall along the shore was built by hand, and the hands are still to be seen in the mortar.",
    "Every spring somebody takes a stone from it, and every autumn somebody brings one back again.",
    "My uncle kept a list of both in a school book, with the weight of each and the name of the thief.",
    "When he died we found that the sums agree, give or take a pebble, over forty years and two wars.",
    "I have gone on with the list since then, and so far nobody has been ashamed to give me a name.",
)
POST = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TEXT = "\n\n".join(SENTENCES)
LONG = (
    "It was a long day at the shore, and the tide took its time over everything that we had left. "
)


def text(body: str, url: str = URL) -> str:
    return extract(f"<html>{HEAD}<body>{body}</body></html>", url).text


def test_a_summary_in_the_header_is_not_the_post() -> None:
    summary = f"<div class='x1'><h1>The wall</h1><p>{LONG * 4}</p></div>"
    got = text(f"<div class='x0'>{summary}<div class='x2'>{POST * 3}</div></div>")
    assert SENTENCES[-1] in got and len(got) > 3 * len(TEXT)


@pytest.mark.parametrize(
    "remark",
    [
        "<div class='r7'><b>Ada</b> <i>May 3, 2019 at 10:02</i><p>{}</p></div>",
        "<div class='r7' id='r{n}'><p>{}</p><span>Ada, 3 May 2019</span></div>",
        "<article><time datetime='2019-05-03'>3.5.</time><div>{}</div></article>",
    ],
)
def test_readers_write_one_after_another_each_with_a_date(remark: str) -> None:
    remarks = "".join(remark.format(LONG * 3, n=n) for n in range(8))
    page = f"<div class='a'><h1>The wall</h1>{POST}<div class='b'>{remarks}</div></div>"
    assert text(page) == TEXT


def test_a_diary_of_dated_days_is_the_author_s() -> None:
    days = "".join(
        f"<div class='d'><h3>May {n}, 2019</h3><p>{LONG * 3}</p></div>" for n in (3, 4, 5)
    )
    got = text(f"<div class='a'><h1>The wall</h1>{POST}{days}</div>")
    assert got.count("May ") == 3


def test_a_list_of_dated_things_in_the_text_is_the_author_s() -> None:
    things = "".join(f"<li><p>{LONG * 2}</p><i>May {n}, 2019</i></li>" for n in (3, 4, 5))
    got = text(f"<div class='a'><h1>The wall</h1>{POST}<ul>{things}</ul>{POST * 3}</div>")
    assert got.count("the tide took its time") == 6


def cards(inside: str) -> str:
    return "".join(inside.format(n=n, words=LONG) for n in range(4))


@pytest.mark.parametrize(
    "card",
    [
        "<div class='k{n}'><h4><a href='/2019/other-{n}/'>Another wall, number {n}</a></h4><p>{words}</p></div>",
        "<a class='k' href='/2019/other-{n}/'><div><h4>Another wall</h4><p>{words}</p></div></a>",
        "<section><a href='https://shore.example/o{n}'>Another wall, number {n}</a><p>{words}</p></section>",
    ],
)
def test_a_row_of_cards_is_other_posts(card: str) -> None:
    got = text(f"<div class='a'><h1>The wall</h1>{POST}<div class='z'>{cards(card)}</div></div>")
    assert got == TEXT


def test_what_the_author_recommends_elsewhere_is_no_card() -> None:
    book = "<div class='k'><h4><a href='https://books.example/{n}'>A book on walls</a></h4><p>{words}</p></div>"
    got = text(f"<div class='a'><h1>The wall</h1>{POST}<div class='z'>{cards(book)}</div></div>")
    assert got.count("A book on walls") == 4


MENU = "".join(f"<li><a href='/{n}/'>Page number {n}</a></li>" for n in range(6))


def test_links_without_a_sentence_are_a_menu() -> None:
    page = f"<div class='q'><ul>{MENU}</ul></div><div class='a'><h1>The wall</h1>{POST}</div>"
    assert text(f"<div class='w'>{page}<div class='q'>{MENU}</div></div>") == TEXT


@pytest.mark.parametrize("between", ["", "<h3>More walls of mine</h3>"])
def test_links_below_a_paragraph_are_the_author_s(between: str) -> None:
    got = text(f"<div class='a'><h1>The wall</h1>{POST}{between}<ul>{MENU}</ul>{POST}</div>")
    assert "Page number 5" in got


def test_columns_beside_the_post_stay_out() -> None:
    beside = f"<p>Walls, tides and stones: a diary kept since 1998 by one family. <a href='/about/'>{LONG}</a></p>"
    page = f"<table><tr><td><p>Shop</p>{beside}</td><td><h1>The wall</h1>{POST}</td><td>{beside * 2}</td></tr></table>"
    assert text(page) == TEXT


@pytest.mark.parametrize("tag", ["nav", "aside", "footer", "form"])
def test_a_tag_around_most_of_the_prose_is_no_evidence(tag: str) -> None:
    page = f"<html>{HEAD}<body><{tag}><div class='a'><h1>The wall</h1>{POST * 2}</div></{tag}></body></html>"
    post = extract(page, URL)
    assert post.text.count(SENTENCES[0]) == 2
    assert post.confidence is not None and post.confidence <= 0.5


_BELOW = "<div class='a1'><h1>The wall</h1></div><div class='a2'>{}<div class='a3'>{}</div></div>"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (_BELOW, "<p>{}</p>"),
        (_BELOW, "<div>{}</div>"),
        (_BELOW, "<p>{}</p><div></div>"),
        # a `div` here may be a summary
        ("<div class='a2'><h1>The wall</h1>{}<section>{}</section></div>", "<p>{}</p>"),
    ],
)
def test_what_the_author_says_before_a_long_quoted_part_stays(page: str, line: str) -> None:
    before = line.format(SENTENCES[0])
    got = text(f"<div class='a0'>{page.format(before, f'<p>{LONG * 9}</p>' * 2)}</div>")
    assert got.startswith(SENTENCES[0]) and got.count("the tide took its time") == 18


# ---- several bodies, several posts


def test_chapters_of_one_name_are_one_article() -> None:
    chapter = f"<section><h2>Chapter</h2><div class='entry-content'>{POST}</div></section>"
    got = text(f"<article><h1>The wall</h1>{chapter * 3}</article>")
    assert got.count(SENTENCES[0]) == 3 and got.count("Chapter") == 3


def test_what_stands_before_and_after_a_picture_is_one_article() -> None:
    part = f"<div><div class='post__content'>{POST}</div></div>"
    picture = "<figure><img src='/wall.jpg' alt='The wall'></figure>"
    post = extract(
        f"<html>{HEAD}<body><h1>The wall</h1><div>{part}{picture}{part}</div></body></html>", URL
    )
    assert post.text.count(SENTENCES[0]) == 2
    assert [image.alt for image in post.images] == ["The wall"]


@pytest.mark.parametrize("title", ["<h1>The gate</h1>", "<h2><a href='/gate/'>The gate</a></h2>"])
def test_the_next_post_of_a_page_is_another_post(title: str) -> None:
    body = "<div class='entry-content'>{}</div>"
    other = f"{title}{body.format(f'<p>{LONG * 9}</p>')}"
    assert text(f"<main><h1>The wall</h1>{body.format(POST)}{other}</main>") == TEXT


def test_a_longer_article_below_without_names_is_another_post() -> None:
    def story(title: str, inside: str) -> str:
        return f"<div class='s'><h1>{title}</h1><div>{inside}</div></div>"

    page = f"<div>{story('The wall', POST)}<hr>{story('The gate', f'<p>{LONG * 20}</p>')}</div>"
    assert text(page) == TEXT


def test_the_fragment_of_an_address_names_one_of_a_day_s_posts() -> None:
    def entry(n: int, inside: str) -> str:
        return f"<div id='p{n}'><h3>Entry {n}</h3>{inside}</div>"

    page = f"<div>{entry(1, f'<p>{LONG * 4}</p>')}{entry(2, POST)}{entry(3, f'<p>{LONG * 4}</p>')}</div>"
    assert text(page, "https://shore.example/2019/05/03/#p2") == f"Entry 2\n\n{TEXT}"


# ---- witnesses


def test_where_names_and_shape_agree_the_text_is_nearly_sure() -> None:
    page = f"<html>{HEAD}<body><article><h1>The wall</h1><div class='entry-content'>{POST}</div></article></body></html>"
    found = audit(page, URL)
    assert found.confidence >= 0.9 and found.verdict == "its shape agrees"


def contradicted() -> str:
    """A page whose names call a line of advertising the body of the post."""
    named = "<div class='story-text'><p>Read us for free: six letters a week, no strings at all.</p></div>"
    # dropped by its name, and so no prose for the names
    hidden = f"<div class='infinite-pagination'><div class='x9'>{POST * 3}</div></div>"
    return f"<html>{HEAD}<body>{named}<div class='x8'><h1>The wall</h1>{hidden}</div></body></html>"


def test_where_they_contradict_each_other_a_third_witness_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def answer(source: str, **options: object) -> str:
        asked.append(source)
        return f"<html><body>{POST * 3}</body></html>"

    monkeypatch.setattr("trafilatura.extract", answer)
    page = pages.read(contradicted(), URL)
    found = audit(page, URL)
    assert SENTENCES[0] in " ".join(block.text for block in found if block.kept)
    if asked:
        assert found.confidence <= 0.5 and "trafilatura agrees" in found.verdict


def test_where_names_find_nothing_it_is_not_said_that_they_contradict() -> None:
    found = audit(f"<html>{HEAD}<body><nav><div>{POST * 2}</div></nav></body></html>", URL)
    assert found.verdict.startswith("names find nothing; ") and found.confidence <= 0.5


def test_a_page_whose_witnesses_agree_costs_no_third(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **options: object) -> None:
        raise AssertionError("asked although nothing was in doubt")

    monkeypatch.setattr("trafilatura.extract", never)
    assert (
        text(f"<article><h1>The wall</h1><div class='entry-content'>{POST}</div></article>") == TEXT
    )
