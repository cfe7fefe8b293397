"""Boxes of a site that no name tells: newsletters, consent dialogs, biographies."""

import pytest

from archiver import extract

FIRST = (
    "The kiln stood cold for two winters, and when we opened it at last there was a wren in it who "
    "had no opinion of us and said so until we closed the door again."
)
SECOND = (
    "So we built another one beside it, out of the bricks that were left, and fired it on the first "
    "dry night with everything that the school had made since autumn."
)
LAST = "Of the forty bowls that went in, thirty-one came out as bowls, and nine as something to think of."
TERMS = (
    "We and our partners store small files on your device to measure who reads what, and to show "
    "advertising that fits it. You may change your mind at the foot of every page."
)
URL = "https://kiln.example/wren"


def page(*, before: str = "", among: str = "", after: str = "", article: str = "article") -> str:
    return (
        f"<html lang='en'><head><title>A wren - Kiln</title><meta name='author' content='Ada Berg'>"
        f"</head><body>{before}<div><a href='/'>Kiln</a></div><{article}><h1>A wren</h1><p>{FIRST}</p>"
        f"{among}<p>{SECOND}</p><p>{LAST}</p>{after}</{article}><div>All rights reserved</div></body></html>"
    )


def text(**parts: str) -> str:
    return extract(page(**parts), URL).text


CLEAN = f"{FIRST}\n\n{SECOND}\n\n{LAST}"


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Kiln notes in your inbox</h3><p>One letter each month, and no tricks in between "
        "at all.</p><form action='/nl'><input type='email'><button>Go</button></form></div>",
        "<section class='x1'><p>Meld je aan voor de nieuwsbrief van de oven, elke maand een keer.</p>"
        "<div><input name='EMAIL'><button>Ja</button></div></section>",
        "<div><div><strong>Abonniere die Ofenpost, sie kommt einmal im Monat und ist kurz.</strong>"
        "</div><div><form><label>Adresse<input placeholder='E-Mail'></label></form></div></div>",
        "<aside class='note-box'><p>Подпишитесь, и письмо о печи придёт к вам в начале месяца.</p>"
        "<form><input id='email'></form></aside>",
    ],
)
def test_what_stands_around_a_field_for_an_address_is_a_newsletter(box: str) -> None:
    assert text(among=box) == CLEAN
    assert text(after=box) == CLEAN


def test_a_form_takes_no_paragraph_that_does_not_speak_of_it() -> None:
    said = "The third bowl is for sale, and whoever wants it may write to me before the next fire."
    box = f"<div><h2>The third bowl</h2><p>{said}</p><form><input type='email'></form></div>"
    assert said in text(among=box)


def test_a_short_post_beside_a_form_is_no_pitch() -> None:
    post = "I subscribe to nothing any more, and the inbox is as quiet as the kiln."
    body = f"<div><p>{post}</p><form><input type='email'></form></div>"
    assert extract(f"<body><h1>Quiet</h1>{body}</body>", URL).text == post


@pytest.mark.parametrize(
    "dialog",
    [
        "<div role='alertdialog'><div>Your choices</div><p>{}</p><button>Accept all</button></div>",
        "<div aria-modal='true'><p>{}</p><p><button>Accept all</button></p></div>",
        "<div class='z9'><div><h2>Your choices about tracking</h2><p>{}</p></div>"
        "<div><a class='btn' href='#'>Reject all</a></div></div>",
        "<div><p>Wir und unsere Partner speichern Cookies auf deinem Gerät. {}</p>"
        "<p><button>Alle akzeptieren</button><button>Ablehnen</button></p></div>",
        "<div><div><p>Nous et nos partenaires lisons des cookies. {}</p></div>"
        "<input type='button' value='Tout accepter'></div>",
    ],
)
@pytest.mark.parametrize("article", ["article", "div"])
def test_a_consent_dialog_needs_no_known_name(dialog: str, article: str) -> None:
    shown = dialog.format(f"{TERMS} {TERMS.replace('We', 'They')} {TERMS.replace('small', 'tiny')}")
    assert text(before=shown, article=article) == CLEAN


def test_a_paragraph_on_cookies_beside_a_button_of_another_kind_stays() -> None:
    said = (
        "Nobody asked for our consent when the kiln was moved, and no cookies were offered either."
    )
    assert said in text(among=f"<div><p>{said}</p><button>Play</button></div>")


@pytest.mark.parametrize(
    "box",
    [
        "<div class='who'><img src='/a.jpg' alt='Photo of the author'><a rel='author' href='/me'>Ada "
        "Berg</a><div class='bio'><p>I fire bowls and write about it. Before that I was at sea.</p></div></div>",
        "<div><img src='/a.jpg' alt=''><p>Ada Berg is a potter on the west coast, and keeps wrens.</p></div>",
        "<section><h4>Ada Berg</h4><p>Ada Berg ist Töpferin an der Westküste und hält Zaunkönige.</p></section>",
    ],
)
def test_a_biography_needs_no_known_name(box: str) -> None:
    for told in (text(after=box), text(among=box)):
        assert all(said in told for said in (FIRST, SECOND, LAST))
        assert not any(said in told for said in ("at sea", "potter", "Töpferin", "Photo of"))


def test_an_author_may_write_of_herself_and_of_others() -> None:
    said = "Ada Berg is what they call me here, though at home it was always the other name."
    assert said in text(among=f"<p>{said}</p>")
    other = "<div><img src='/p.jpg' alt=''><p>Per Lund is a mason on the west coast, and laid it.</p></div>"
    assert "is a mason" in text(among=other)


def test_the_icon_before_the_name_of_a_person_is_no_picture_of_the_post() -> None:
    icon = (
        "<a href='/ada/profile'><img src='/user.png' alt='[profile] ' width='17' height='17'></a>"
    )
    said = (
        f"<p>It was <span class='user'>{icon}<a href='/ada'>ada</a></span> who told me of it.</p>"
    )
    post = extract(page(among=said), URL)
    assert "It was ada who told me of it." in post.text
    assert not post.images
    shown = "<p><a href='/big.jpg'><img src='/a.jpg' alt='A' width='20' height='300'></a><a href='/b'>B</a></p>"
    assert extract(page(among=shown), URL).images


def test_comments_in_the_markup_are_no_elements() -> None:
    marks = "<p><!-- a --><!-- b --></p><div class='comments'><!-- a --><div><!-- b --><!-- c --></div></div>"
    quiz = f"<button aria-expanded='false'>What was in it?</button><!-- a --><div><p>{FIRST[::-1]}</p></div>"
    assert "What was in it?" in text(among=f"{marks}<div>{quiz}</div>")
