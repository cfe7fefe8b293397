"""What the feed's entry of a post and its host's other posts may do, and what they may not.

Their order of weight: names that speak, the post's own entry, the host's habits.
"""

import json
from collections.abc import Callable

import pytest

from archiver.extraction import HostHabits, audit, extract, learn
from archiver.extraction.body import feed_content
from archiver.extraction.document.tree import Node
from archiver.model import Candidate, Method

URL = "https://barn.example/2020/01/album/"
BLURB = "".join(
    f"<p>{text}</p>"
    for text in (
        "About the album: eleven songs, made in a barn by the sea while rain came through its roof.",
        "Who plays the second fiddle, and why is there a dog on the last track? Listen to it twice.",
        "It is out now on tape and on plastic, and in the pockets of all who came to see us play.",
    )
)
NEWS = "<p>The new album is here.</p>"
DIARY = "".join(
    f"<p>{text}</p>"
    for text in (
        "We drove up the coast with three amplifiers and no heater, and sang all the way to keep warm.",
        "The hall had a stove, forty chairs and a cat, and by nine there was no chair left, nor stove.",
        "We played for two hours, sold nine tapes, and slept on the floor with the cat between us.",
        "In the morning there was snow on the strings and a bill for the chairs, which we paid in tapes.",
    )
)
POINTER = "<p>All evenings of this tour stand under <a href='/tour/'>Tour of the north</a> on this site.</p>"
APPEAL = "<p>This page has no money behind it: a coin in the hat at the door keeps it alive.</p>"


def evening(number: int) -> str:
    halls = "warm" if number % 2 else "cold"
    return (
        f"<p>On evening {number} we played in hall number {number}, which was {halls}, till {number}.</p>"
        f"<p>Doors open at {number}, and whoever brings {number} logs for the stove comes in free.</p>"
        f"<p>Song number {number} went wrong, and nobody saw it but the {number} of us and the cat.</p>"
    )


def named(title: str, inner: str) -> str:
    """A page whose markup says where the author's words are."""
    return (
        f"<html><head><title>{title} - Barn songs</title></head><body><article>"
        f"<h1 class='entry-title'>{title}</h1><div class='entry-content'>{inner}</div></article></body></html>"
    )


def silent(title: str, inner: str) -> str:
    """A page whose markup says nothing."""
    return (
        f"<html><head><title>{title} - Barn songs</title></head><body><div class='q1'>Barn songs</div>"
        f"<div class='q2'><div class='q3'>{title}</div><div class='q4'>{inner}</div></div></body></html>"
    )


Theme = Callable[[str, str], str]


def told(content: str) -> Candidate:
    return Candidate(url="", via="", how=Method.FEED, source="", content=content)


def habits(theme: Theme, standing: str, *, said: str | None = None) -> HostHabits:
    """Of eight evenings that end in what stands on all of them; ``said`` is how their entries end."""
    return learn(
        (
            theme(f"Evening {n}", evening(n) + standing),
            f"https://barn.example/2019/{n}/",
            None if said is None else told(evening(n) + said),
        )
        for n in range(1, 9)
    )


def read(page: str, host: HostHabits | None, feed: str = "") -> str:
    return extract(page, URL, chrome=host, feed=told(feed) if feed else None).text


@pytest.mark.parametrize("standing", [BLURB, POINTER, f"<div class='q7'>{BLURB}</div>"])
@pytest.mark.parametrize("own", [NEWS, DIARY])
def test_where_names_speak_a_host_takes_nothing_by_itself(own: str, standing: str) -> None:
    page = named("The album", own + standing)
    assert read(page, habits(named, standing)) == read(page, None)


@pytest.mark.parametrize("theme", [named, silent])
def test_what_the_entries_of_other_posts_have_is_the_authors(theme: Theme) -> None:
    page = theme("The album", DIARY + POINTER)
    host = habits(theme, POINTER, said=POINTER)
    assert "Tour of the north" in read(page, host)


def test_where_markup_is_silent_a_host_takes_what_stands_on_its_posts() -> None:
    page = silent("The album", DIARY + APPEAL)
    assert "coin in the hat" in read(page, None)
    assert "coin in the hat" not in read(page, habits(silent, APPEAL))


@pytest.mark.parametrize("theme", [named, silent])
def test_what_no_entry_has_and_all_pages_have_goes_in_any_markup(theme: Theme) -> None:
    page, host = theme("The album", DIARY + APPEAL), habits(theme, APPEAL, said="")
    assert "coin in the hat" not in read(page, host)
    dropped = [block for block in audit(page, URL, chrome=host) if "coin" in block.text]
    assert [block.reason for block in dropped] == ["stands on several posts of this host"]


@pytest.mark.parametrize("theme", [named, silent])
def test_a_host_never_speaks_against_the_posts_own_entry(theme: Theme) -> None:
    page, host = theme("The album", DIARY + APPEAL), habits(theme, APPEAL, said="")
    assert "coin in the hat" in read(page, host, feed=DIARY + APPEAL)
    assert "coin in the hat" not in read(page, host, feed=DIARY)


@pytest.mark.parametrize("wrapped", ["%s", "<div class='q7'>%s</div>", "<ul><li>%s</li></ul>"])
@pytest.mark.parametrize("said", [None, ""])
def test_a_host_never_takes_most_of_a_post(wrapped: str, said: str | None) -> None:
    standing = wrapped % BLURB
    page, host = silent("The album", NEWS + standing), habits(silent, standing, said=said)
    assert read(page, host) == read(page, None)


def test_of_a_longer_post_a_host_takes_no_more_than_a_third_beside_it() -> None:
    host = habits(silent, BLURB)
    assert "eleven songs" in read(silent("The album", DIARY + BLURB), host)
    assert "eleven songs" not in read(silent("The album", DIARY * 2 + BLURB), host)
    boxed = f"<div class='q7'>{BLURB}</div>"
    assert "eleven songs" in read(silent("The album", DIARY + boxed), habits(silent, boxed))


def test_what_stands_around_the_post_may_be_longer_than_the_post() -> None:
    def page(title: str, inner: str) -> str:
        return silent(title, f"<div class='q5'>{inner}</div><div class='q7'>{BLURB}</div>")

    assert "eleven songs" in read(page("The album", DIARY), None)
    assert "eleven songs" not in read(page("The album", DIARY), habits(page, ""))


def test_where_feeds_find_posts_what_stands_with_them_is_still_an_edge() -> None:
    def page(number: int) -> str:
        remarks = "<p>I was there as well, and I saw it all in quite another way than you did.</p>"
        foot = f"<p>This entry was posted on January {number}, 2019 at 5:00 am.</p>"
        return silent(
            "An evening",
            f"<div class='q5'>{evening(number) * 2}{foot}</div><div class='q7'>{remarks * 20}</div>",
        )

    lessons = [
        (page(n), f"https://barn.example/2019/{n}/", told(evening(n) * 2)) for n in range(1, 9)
    ]
    host = learn(lessons)
    assert host.places == {"div.q5": 8} and host.exact == {}
    text = read(page(20), host)
    assert "I was there" not in text and "was posted on" not in text and "number 20 went" in text


def test_a_place_is_exact_where_the_feed_has_its_first_and_its_last_words() -> None:
    def page(number: int) -> str:
        dated = f"<p>{number} January 2019</p>{evening(number)}"
        return silent(
            "An evening", f"<div class='q5'>{dated}</div><div class='q7'>{BLURB * 3}</div>"
        )

    dated = [
        (
            page(n),
            f"https://barn.example/2019/{n}/",
            told(f"<p>{n} January 2019</p>{evening(n)}"),
        )
        for n in range(1, 9)
    ]
    host = learn(dated)
    assert host.exact == host.places == {"div.q5": 8}
    assert read(page(20), host).startswith("20 January 2019")


def test_habits_of_an_older_catalog_are_read() -> None:
    known = habits(named, POINTER, said=POINTER)
    kept = json.loads(json.dumps(known.to_json()))
    assert HostHabits.from_json(kept) == known
    older = {name: kept[name] for name in ("pages", "texts", "shapes")}
    assert HostHabits.from_json(older) == HostHabits(known.pages, known.texts, known.shapes)


def test_a_label_is_the_feeds_only_in_its_place_there() -> None:
    feed = feed_content.read("<p>The hall was warm.</p><p>Share the stove with us.</p>", URL)
    short = feed_content.read("<p>The hall was warm.</p><p>Good night!</p>", URL)
    assert feed is not None and short is not None
    assert short.says(Node("p", ["Good night"])) and not short.says(Node("p", ["hall"]))

    def blocks(*texts: str) -> list[Node]:
        return [Node("p", [text]) for text in texts]

    assert feed.says(blocks("The hall was warm.")[0]) and not feed.says(blocks("Share")[0])
    assert feed.has_run(blocks("Share the stove with us."))
    assert feed.has_run(blocks("The hall was warm.", "Share the stove with us."))
    assert not feed.has_run(blocks("Share", "The hall was warm."))
    assert feed.has_ends(
        Node("body", list(blocks("The hall was warm.", "Share the stove with us.")))
    )
    assert not feed.has_ends(Node("body", list(blocks("Share", "The hall was warm."))))
