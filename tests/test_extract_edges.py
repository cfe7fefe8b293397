"""What is cut at the head and the foot of an article, and what must stay."""

import pytest

from archiver.errors import NotThePage
from archiver.extraction import extract, learn

FIRST = "We moved the desk to the window in March, and since then nobody has asked for the blinds."
LAST = "By autumn the plant was taller than the desk, and the desk was where the window had been."
LONG = "There is a second plant now, on the sill, that came with a visitor and stayed when he left."
URL = "https://desk.example/2017/the-desk/"

CHROME = [
    "<p>Posted by Ada on March 3, 2017</p>",
    "<p>By Ada Berg</p>",
    "<p>von Ada Berg</p>",
    "<p>3. März 2017</p>",
    "<p>2017年3月3日</p>",
    "<p>12 min read</p>",
    "<p>Tempo de leitura: 3 minutos</p>",
    "<p>Tags: <a href='/t/desk'>desk</a>, <a href='/t/plant'>plant</a></p>",
    "<p><a href='/tag/desk/'>desk</a> <a href='/tag/plant/'>plant</a></p>",
    "<p><a rel='tag' href='/d'>desk</a> <a rel='tag' href='/p'>plant</a></p>",
    "<p>Filed under Furniture</p>",
    "<p>Share this: <a href='https://social.example/sharer.php?u=x'>there</a></p>",
    "<p>Facebook Twitter E-Mail</p>",
    "<p><a href='/2017/the-desk/#respond'>Say something</a></p>",
    "<p>3 comments</p>",
    "<p>Leave a comment</p>",
    "<p>Kommentar verfassen</p>",
    "<p><a href='/2017/the-chair/' rel='prev'>The chair</a></p>",
    "<p><a href='/2017/the-chair/'>Previous: The chair</a></p>",
    "<p>Permalink</p>",
    "<p>Subscribe to the newsletter and get the next one by e-mail.</p>",
    "<p>Advertisement</p>",
    "<p>You should follow The Desk on Mastodon</p>",
    "<p>This post is over 3 years old. I may think otherwise by now.</p>",
    "<p>***</p>",
]
WORDS = [
    "<p>Twitter is where I first read of standing desks.</p>",
    "<p>Share what you have, said the note under the plant.</p>",
    "<p>Topics that nobody wanted came up at the window.</p>",
    "<p>Previous tenants had left a lamp.</p>",
    "<p>By then it was too late for blinds.</p>",
    "<p>In March 2017 we were four.</p>",
    "<p>Join us for a walk, if you are near.</p>",
    "<p>More on that when the blinds are back.</p>",
    "<p>Comments on furniture are always welcome here.</p>",
    "<p>Thank you, Ada.</p>",
    "<p>42.</p>",
    "<p>Back to work.</p>",
    "<p>Stay tuned for part two.</p>",
    "<p>Find us at the corner café on Friday.</p>",
    "<p>Never miss a chance to say hello.</p>",
    "<p>Powered by coffee.</p>",
    "<p>Newsletter number five goes out on Monday.</p>",
    "<p>Get posts out of the ground before the frost.</p>",
    "<p>Follow me, said the plant.</p>",
    "<p>If you like this, follow your nose.</p>",
    "<p>Dela med dig!</p>",
    "<p>Last year I made you all subscribe to my newsletter, and I am sorry.</p>",
    "<p>Ads by which nobody is moved are the quiet ones.</p>",
    "<ul><li>Ads</li></ul>",
    "<pre>loading</pre>",
    "<h2>1984</h2><p>Nobody had a desk then.</p>",
    "<h2>Print is dead</h2><p>So said the printer.</p>",
    "<ul><li>one desk</li><li>one plant</li></ul>",
    "<p>See <a href='https://elsewhere.example/a'>how others moved their desks around</a> and <a href='https://elsewhere.example/b'>what became of their plants</a></p>",
]


SENTENCES = """
By then it was late.
By dawn all was said
We moved in on 3 May 2019.
We moved in on 3 May 2019
On 4 July 1998 the shop closed.
By 1990 we had left.
Von hier sieht man das Meer.
Von Anfang an war es kalt
Am 3. Mai 2019 zogen wir um.
Par un matin de mai, il est parti.
Le 3 mai 2019, il neigeait.
Por fin dejó de llover.
El 3 de mayo de 2019 nos fuimos.
Di notte esco.
Av snö blev det inget.
От дома до моря далеко.
3 мая 2019 выпал снег.
2019年5月3日、雪が降った。
2019年5月3日に引っ越しました
Words fail me.
Text me when you land.
Written in haste.
Written in water, read by the frost.
Published it myself in 2009, and nobody noticed.
Cook 20 minutes.
Rest 30 seconds.
Boil the eggs for 7 minutes
Two days ago she left, and it was 3 days ago that he came.
""".strip().splitlines()
BYLINES = """
By Maria de la Cruz
By Ada Berg, Jr.
Words by Ada Berg and Per Lund
Posted by henhouse at 10:15 PM
Posted by henhouse on May 3, 2019.
Published on 3 May 2019 by Ada Berg in Bread
Publicado por Marta el lunes, 3 de mayo de 2019
Freitag, 3. Mai 2019
Lagos, 3 May 2019
Ada Berg, 3 May 2019
May 3, 2019 | 3 Comments
5 min read · May 3, 2019
Last updated: 3 May 2019
This entry was posted in Cooking by Ada on May 3, 2019. Bookmark the permalink.
""".strip().splitlines()


def article(*, before: str = "", after: str = "", exact: bool) -> str:
    inner = f"{before}<p>{FIRST}</p><p>{LAST}</p>{after}"
    inside = f"<div class='entry-content'>{inner}</div>" if exact else f"<h1>The desk</h1>{inner}"
    return f"<head><title>The desk - Desks</title></head><body><article>{inside}</article></body>"


@pytest.mark.parametrize("line", CHROME)
def test_furniture_of_a_frame_is_cut_at_both_ends(line: str) -> None:
    clean = f"{FIRST}\n\n{LAST}"
    assert extract(article(before=line, exact=False), URL).text == clean
    assert extract(article(after=line, exact=False), URL).text == clean


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_never_a_byline_or_a_date(line: str) -> None:
    for place in ({"before": f"<p>{line}</p>"}, {"after": f"<p>{line}</p>"}):
        assert line in extract(article(**place, exact=False), URL).text


@pytest.mark.parametrize("line", BYLINES)
def test_a_line_of_names_and_days_is_a_byline(line: str) -> None:
    for place in ({"before": f"<p>{line}</p>"}, {"after": f"<p>{line}</p>"}):
        assert line not in extract(article(**place, exact=False), URL).text


def test_markup_tells_a_byline_that_its_words_do_not() -> None:
    line = "By the weavers of the yellow house"
    assert line in extract(article(before=f"<p>{line}</p>", exact=False), URL).text
    for named in (
        f"<p class='signature'>{line}</p>",
        f"<p><a rel='author' href='/a'>{line}</a></p>",
    ):
        told = extract(article(before=named.replace("signature", "post-byline"), exact=False), URL)
        assert line not in told.text


def test_a_diary_of_short_dated_lines_stays_whole() -> None:
    days = "".join(f"<p>On {n} April 2019 there were {n}.</p>" for n in range(3, 9))
    assert "On 3 April" in extract(article(before=days, exact=False), URL).text
    assert "On 8 April" in extract(article(after=days, exact=False), URL).text


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("teasers", "gone"),
    [
        (
            "<hr><p><a href='/chair/'>The chair</a><br><small>On legs · 4 min</small></p>"
            "<p><a href='/lamp/'>A lamp for nights</a><br><small>Light · 6 min</small></p>",
            True,
        ),
        (
            "<h3>Notes</h3><ul><li><a href='/chair/'>The chair</a> 3 May 2016</li>"
            "<li><a href='/lamp/'>A lamp for nights</a> 4 May 2016</li></ul>",
            True,
        ),
        (
            "<hr><ul><li>3 May 2016 <a href='/chair/'>The chair</a></li>"
            "<li>4 May 2016 <a href='/lamp/'>A lamp for nights</a></li></ul>",
            True,
        ),
        (
            "<hr><p><a href='/chair/'>The chair</a> <a href='/tag/legs/'>legs</a></p>"
            "<p><a href='/lamp/'>A lamp for nights</a> <a href='/tag/light/'>light</a></p>",
            True,
        ),
        (
            "<hr><h3><a href='/chair/'>The chair</a></h3><p>4 min read</p>"
            "<h3><a href='/lamp/'>A lamp for nights</a></h3><p>6 min read</p>",
            True,
        ),
        (
            "<hr><p><a href='/chair/'>The chair</a> was there before all else came.</p>"
            "<p><a href='/lamp/'>A lamp for nights</a> came on 4 May 2016.</p>",
            False,
        ),
        (
            "<hr><p><a href='https://elsewhere.example/c'>The chair</a> 3 May 2016</p>"
            "<p><a href='https://elsewhere.example/l'>A lamp for nights</a> 4 May 2016</p>",
            False,
        ),
    ],
)
def test_a_list_of_other_posts_at_the_foot_needs_no_known_label(
    teasers: str, gone: bool, exact: bool
) -> None:
    assert ("The chair" not in extract(article(after=teasers, exact=exact), URL).text) is gone


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("line", WORDS)
def test_the_authors_words_stay(line: str, exact: bool) -> None:
    for place in ({"before": line}, {"after": line}):
        text = extract(article(**place, exact=exact), URL).text  # type: ignore[arg-type]
        assert FIRST in text and LAST in text
        assert len(text) > len(FIRST) + len(LAST) + 4, "the line is gone"


@pytest.mark.parametrize("line", ["<p>3. März 2017</p>", "<p>By Ada Berg</p>", "<p>The desk</p>"])
def test_what_an_exact_place_holds_is_the_authors(line: str) -> None:
    assert len(extract(article(before=line, exact=True), URL).text) > len(FIRST) + len(LAST) + 2


@pytest.mark.parametrize("label", ["<h3>Related posts</h3>", "<p>You may also like:</p>"])
@pytest.mark.parametrize("exact", [True, False])
def test_links_to_other_posts_go_with_their_label(label: str, exact: bool) -> None:
    links = (
        "<ul><li><a href='/2016/chair/'>The chair that came first</a></li>"
        "<li><a href='/2016/lamp/'>A lamp for the night shift</a></li></ul>"
    )
    post = extract(article(after=label + links, exact=exact), URL)
    assert post.text == f"{FIRST}\n\n{LAST}"


def test_an_authors_own_list_of_links_stays_without_a_label() -> None:
    links = "<ul><li><a href='/1/'>One of my own desks</a></li><li><a href='/2/'>Two of my own desks</a></li></ul>"
    assert "Two of my own" in extract(article(after=links, exact=True), URL).text


def test_title_and_byline_above_the_first_words_go_and_the_picture_stays() -> None:
    head = "<h1>The desk</h1><p>Furniture</p><p>3 March 2017 by Ada Berg</p><img src='/desk.jpg' alt=''>"
    post = extract(f"<article>{head}<p>{FIRST}</p><p>{LAST}</p></article>", URL)
    assert post.text == f"{FIRST}\n\n{LAST}"
    assert [image.url for image in post.images] == ["https://desk.example/desk.jpg"]


def test_a_page_inside_of_a_form_is_read() -> None:
    long = f"{FIRST} {LAST}"
    page = f"<form id='aspnetForm'><div class='wrap'><p>{long}</p><p>{long[::-1]}</p></div></form>"
    assert extract(f"<body>{page}</body>", URL).text.startswith(FIRST)


def test_the_rest_of_a_page_that_nothing_claims_is_left_to_trafilatura(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = f"<html><body><button>{FIRST}<br>{LAST}<br>{LONG}</button></body></html>"
    answer = f"<html><body><p>{FIRST}</p><p>{LAST}</p><p>{LONG}</p></body></html>"
    monkeypatch.setattr("trafilatura.extract", lambda *args, **options: answer)
    assert extract(page, URL).text == f"{FIRST}\n\n{LAST}\n\n{LONG}"
    monkeypatch.setattr("trafilatura.extract", lambda *args, **options: None)
    with pytest.raises(NotThePage):
        extract(page, URL)


def test_a_post_of_one_short_line_is_no_head_of_the_foot_that_repeats() -> None:
    def page(line: str) -> str:
        return (
            f"<html><body><main><h1>Day {line}</h1><time>April 7, 2017</time><p>{line}</p>"
            "<div><div>Tags:</div><ul><li><a href='/tags/x/'>X</a></li></ul></div></main></body></html>"
        )

    lines = ["毎月続ける理由は何ですか。", "Short.", "雨の日。", "今日も書く。"]
    pages = [(page(line), f"http://b.example/{n}/") for n, line in enumerate(lines)]
    chrome = learn((html, url, None) for html, url in pages)
    assert [extract(html, url, chrome=chrome).text for html, url in pages] == lines
