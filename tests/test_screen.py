"""What stands in a post's place: who may contradict a wall's signs, and what is like a soft 404."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver import testing
from archiver.errors import NotThePage
from archiver.extraction import HostHabits, extract
from archiver.model import Capture, Override, Post, Witnesses
from archiver.reading.reading import Reading, learn, read
from archiver.screen import is_soft_404, judge
from archiver.screen.standing import LONG
from archiver.web import page as pages
from archiver.web.feeds import Entry
from archiver.web.page import Page
from archiver.web.vocabulary.registers import size
from tests.stages.discover import NOON

ADDRESS = "https://mill.example/2020/03/04/a-post/"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
KINDS = ("blog", "cms", "wild/A", "old/A", "mirrors/A")
HELD = [kind for kind in KINDS if (CORPUS / kind).is_dir()]

DENIED = (
    "<title>403 Forbidden</title><h1>403 Forbidden</h1><p>The gate is locked, the mill asleep.</p>"
)


def kept(html: str, url: str = ADDRESS, feed: Entry | None = None) -> bool:
    try:
        testing.read_page(html, url, feed=feed)
    except NotThePage:
        return False
    return True


# ---- who announced it


def test_a_title_of_walls_that_the_feed_announces_is_a_post() -> None:
    assert not kept(DENIED)
    assert not kept(DENIED, feed=Entry(url=ADDRESS, title="A walk to the mill"))
    assert kept(DENIED, feed=Entry(url=ADDRESS, title="403 forbidden"))


def test_a_title_of_walls_that_the_address_names_is_a_post() -> None:
    assert kept(DENIED, "https://mill.example/403-forbidden/")
    assert kept(DENIED, "https://mill.example/2020/forbidden-403.html")
    assert not kept(DENIED, "https://mill.example/forbidden-fruit-and-other-tales/")


def test_an_address_that_a_notice_repeats_announces_nothing() -> None:
    html = (
        "<title>Page not found – Mill</title><main><h1>Page not found</h1>"
        "<p>Nothing was found at /a-post/. Try the search.</p></main>"
    )
    assert not kept(html)


def test_a_feed_that_announces_a_paid_post_does_not_make_its_first_line_the_post() -> None:
    html = (
        "<title>On flour – Mill</title><article><h1>On flour</h1><p>White, and dust.</p></article>"
        "<div class='paywall'><p>This letter is for those who pay.</p></div>"
    )
    assert not kept(html, feed=Entry(url=ADDRESS, title="On flour"))


LOST = (
    "<title>{title} – Mill</title><header><a href='/'>The old mill</a><nav><a href='/about/'>About</a></nav></header>"
    "<main><section><h1>{title}</h1><p>{told}</p></section></main><footer>© Mill</footer>"
)


def test_a_page_without_a_post_is_refused_where_the_feed_announces_another_title() -> None:
    html = LOST.format(title="Dust", told="Mills grind slowly. This page was ground to flour.")
    assert not kept(html, feed=Entry(url=ADDRESS, title="A walk along the weir"))
    assert kept(html, feed=Entry(url=ADDRESS, title="Dust"))


def test_a_title_that_begins_the_text_is_no_other_title() -> None:
    said = "Nothing moves on the river today, the ice is back. You see it from the page."
    html = f"<title>Mill</title><nav><a href='/'>Mill</a></nav><main><p>{said}</p></main>"
    assert kept(html, feed=Entry(url=ADDRESS, title="Nothing moves on the river today, …"))


def test_the_name_of_the_site_is_no_title_that_was_announced() -> None:
    html = LOST.format(
        title="Low water", told="This page ran dry. Go back to the start of the blog."
    )
    named = html.replace("Low water – Mill", "Low water – The old mill")
    assert not kept(named, feed=Entry(url=ADDRESS, title="At the old mill"))


def test_a_theme_prints_more_around_a_post() -> None:
    html = LOST.format(
        title="Stones",
        told="There are more stones than flour. Try the archive, or ask the miller for it.",
    )
    post = html.replace("<section>", "<article class='post hentry'>").replace(
        "section>", "article>"
    )
    signed = html.replace(
        "</h1>", "</h1><p class='byline'>by <a rel='author'>Ines</a>, 4 March 2020</p>"
    )
    assert not kept(html)
    assert kept(post)
    assert kept(signed)


# ---- who tells it


def test_words_of_a_wall_are_a_post_where_somebody_tells_a_story() -> None:
    frame = "<title>Access denied – Mill</title><div id='main'><h1>Access denied</h1>{}</div>"
    notice = "<p>You are not allowed to see this page. Contact the administrator of the server.</p>"
    story = (
        "<p>My badge was dead, said the guard. You are not allowed to see this page, I read.</p>"
    )
    assert not kept(frame.format(notice))
    assert kept(frame.format(story))


def test_buttons_that_speak_for_the_reader_tell_no_story() -> None:
    html = (
        "<title>Old Mill Brandy</title><h1>Are you of legal drinking age?</h1>"
        "<p>You must be 18 or older to enter this site.</p><p>I am 18 or older. I am under 18.</p>"
    )
    assert not kept(html)


def test_a_person_who_says_where_the_post_stands_is_believed() -> None:
    html = "<title>404</title><h1>404</h1><div id='here'><p>Nothing to see here.</p></div>"
    capture = _capture(html)
    with pytest.raises(NotThePage):
        read(Reading(ADDRESS, capture))
    said = Witnesses(override=Override(body=("#here",)))
    assert read(Reading(ADDRESS, capture, witnesses=said)).text.startswith("Nothing to see")


def test_a_long_post_is_never_judged_by_its_words() -> None:
    told = "<p>The server answers with an error, and the page is not found.</p>" * 60
    assert kept(f"<title>Page not found</title><article><h1>Page not found</h1>{told}</article>")


# ---- learning


def test_nothing_is_learned_from_a_wall() -> None:
    wall = Reading(ADDRESS, _capture("<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"))
    prose = "".join(
        f"<p>Sack {n} of the miller is full by noon, and the wheel turns.</p>" for n in "abcdefgh"
    )
    post = Reading(f"{ADDRESS}2", _capture(f"<title>Sacks</title><article>{prose}</article>"))
    assert learn([wall, post], HostHabits()).taught == (post.url,)


def _capture(html: str) -> Capture:
    return Capture(
        url=ADDRESS,
        final_url=ADDRESS,
        status=200,
        headers=(("Content-Type", "text/html"),),
        payload=b"",
        body=html.encode(),
        fetched_at=NOON,
    )


# ---- likeness


def themed(title: str, body: str, recent: str = "Flour", url: str = ADDRESS) -> Page:
    """A page of a theme with a sidebar of recent posts."""
    side = "".join(f"<li><a href='/{n}/'>{n} and the river</a></li>" for n in (recent, "Ice", "Ox"))
    return pages.read(
        f"<title>{title} – Mill</title><header><a href='/'>Mill</a></header>"
        f"<main><h1>{title}</h1>{body}</main>"
        f"<aside class='sidebar'><h3>Recent posts</h3><ul>{side}</ul></aside>"
        f"<footer>© Mill, all rights reserved</footer>",
        url,
    )


PROBE = "https://mill.example/2c6f1a-there-is-no-such-page/"
NOWHERE = (
    "<p>Wherever it was, it is there no more. The kitchen is to the left, the stable below.</p>"
)


def test_a_page_that_says_what_a_wrong_address_is_told_is_a_soft_404() -> None:
    assert is_soft_404(themed("Hm", NOWHERE), themed("Hm", NOWHERE, url=PROBE))


def test_recent_posts_that_changed_make_no_difference() -> None:
    assert is_soft_404(themed("Hm", NOWHERE), themed("Hm", NOWHERE, recent="Thaw", url=PROBE))


def test_the_address_that_was_asked_may_be_repeated() -> None:
    ours = themed("Hm", f"<p>Nothing at /2020/03/04/a-post/.</p>{NOWHERE}")
    theirs = themed("Hm", f"<p>Nothing at /2c6f1a-there-is-no-such-page/.</p>{NOWHERE}", url=PROBE)
    assert is_soft_404(ours, theirs)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Snow", "<p>Ten centimetres on the wall.</p>"),
        ("A post", "<p>Snow!</p>"),
        ("Hm", "<p>Wherever it was, it is there again: the owl is back.</p>"),
        ("A post", "<img src='/owl.jpg' alt=''>"),
    ],
)
def test_a_short_post_of_the_same_theme_is_none(title: str, body: str) -> None:
    assert not is_soft_404(themed(title, body), themed("Hm", NOWHERE, url=PROBE))


def test_posts_of_the_same_few_words_with_other_pictures_are_two() -> None:
    body = "<p>No words today, as every week.</p><img src='/{}.jpg' alt=''>"
    ours, theirs = (themed("Silent", body.format(n), url=f"{ADDRESS}{n}") for n in (1, 2))
    assert not is_soft_404(ours, theirs)


def test_two_short_posts_of_one_theme_are_two() -> None:
    ours = themed("Frost", "<p>white on the window, the cat writes its name in it</p>")
    theirs = themed("Thaw", "<p>the gutter talks all night to nobody in the yard</p>", url=PROBE)
    assert not is_soft_404(ours, theirs)


def test_a_shell_without_a_word_of_its_own_is_like_itself() -> None:
    shell = "<title>Mill</title><div id='app'></div><script src='/app.js'></script>"
    assert is_soft_404(pages.read(shell, ADDRESS), pages.read(shell, PROBE))


# ---- real posts


def _posts(kind: str) -> Iterator[tuple[str, str, bytes, int]]:
    """The name, the address, the page and the number of words of each post."""
    for path in sorted((CORPUS / kind).glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        gold = json.loads(path.with_name(f"{name}.json").read_text("utf-8"))
        yield (
            name,
            gold.get("url") or ADDRESS,
            gzip.decompress(path.read_bytes()),
            size(gold["text"]),
        )


@pytest.mark.skipif(not HELD, reason="needs the posts of ../shared/corpus")
@pytest.mark.parametrize("kind", HELD)
def test_no_real_post_is_taken_for_a_wall(kind: str) -> None:
    """Those with many words are no walls for that alone, and left out for the sake of time."""
    told = []
    for name, url, body, words in _posts(kind):
        if words < 1.2 * LONG:
            page = pages.read(body, url)
            if reason := _refused(page, extract(page), url) or _refused(page, None, url):
                told.append(f"{name}: {reason}")
    assert told == []


def _refused(page: Page, post: Post | None, url: str) -> str:
    try:
        judge(page, post, asked=url)
    except NotThePage as error:
        return error.message
    return ""
