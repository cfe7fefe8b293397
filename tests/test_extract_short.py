"""Posts of a sentence or a picture, beside which something longer stands."""

from archiver.extraction import extract

PROSE = (
    "The kettle had been on for ten minutes before anybody noticed that the gas was off. "
    "We repaired the fence with what was left of the piano, and it still holds. "
    "Some of the stones carry initials, and one of them carries a date that cannot be true. "
)


def page(inner: str) -> str:
    return f"<html><head><title>Old locks | Mill</title></head><body>{inner}</body></html>"


def test_cards_below_the_article_do_not_stand_in_for_it() -> None:
    cards = "".join(
        f"<div class='t'><a href='/2021/p{n}/'><h3>Another tale about thing {n}</h3></a>"
        f"<p>This is what thing {n} was all about when we saw it.</p></div>"
        for n in range(40)
    )
    head = "<h1>Old locks</h1><p>by <a rel='author' href='/ida'>Ida Bramley</a>, 3 May 2021</p>"
    html = page(f"<article>{head}<p>{PROSE}</p></article><section>{cards}</section>")
    post = extract(html, "https://mill.example/2021/05/old-locks/")
    assert post.text == PROSE.strip()


def test_a_box_with_a_heading_beside_a_post_of_a_sentence_is_doubtful() -> None:
    html = page(
        "<div class='w'><div class='l'><h1>Old locks</h1><p>We found the old locks, and rain."
        f" That is all.</p></div><div class='r'><h3>About</h3><p>{PROSE}</p><p>{PROSE}</p></div></div>"
    )
    assert extract(html, "https://mill.example/old-locks/").confidence <= 0.5


def test_remarks_below_a_picture_are_never_surely_the_post() -> None:
    remarks = "".join(
        f"<div class='u'><b>Reader {n}</b> <span>May {n}, 2021 at 10:00</span><p>{n} {PROSE}</p></div>"
        for n in range(1, 6)
    )
    html = page(
        "<div class='x'><h1>Old locks</h1><img src='/gate.jpg'><p>The gate at dusk.</p></div>"
        f"<div class='y'><h2>Comments</h2>{remarks}</div>"
    )
    assert extract(html, "https://mill.example/old-locks/").confidence <= 0.5


def test_remarks_are_known_by_the_day_behind_each_name() -> None:
    remarks = "".join(
        f"<div class='u'><a href='https://u{n}.example/'>Reader {n}</a> wrote 3 days ago"
        f"<p>{n} {PROSE}</p><a href='?to={n}'>Reply</a></div>"
        for n in range(1, 6)
    )
    html = page(
        f"<div class='x'><h1>Old locks</h1><p>{PROSE}</p></div><div class='y'>{remarks}</div>"
    )
    assert extract(html, "https://mill.example/old-locks/").text == PROSE.strip()
