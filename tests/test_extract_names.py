"""Prose of the author's is never chrome because of a name: every row of names is tried."""

from collections.abc import Iterator

import pytest

from archiver import extract
from archiver.web.vocabulary.role import Role
from archiver.web.vocabulary.rows import rows

LAMPS = (
    "The ferry stopped for the winter and the island went quiet in a way that visitors never hear, "
    "since they leave before it begins and come back when it is over. Even the geese keep away.",
    "My neighbour mends nets in his kitchen from October on, and whoever comes in is given a needle "
    "and a chair, so that by March everybody on the east side knows a knot that is new to them.",
    "We counted the lamps along the road last night, my son and I, and there were nine, of which two "
    "were ours and one belonged to a man who has been dead for years. His daughter keeps it lit out "
    "of stubbornness, as she says herself, and because the postman cannot find the bend without it. "
    "I have promised to see to the wick when she is away, which she never is, and she has promised "
    "to believe me.",
)
SECTION = "".join(f"<p>{paragraph}</p>" for paragraph in LAMPS)
PAGE = """<html lang="en"><head><title>Nine lamps</title></head><body>
<header><a href="/">Home</a></header><main><article><h1>Nine lamps</h1><div class="entry-content">
<p>Winter begins on the day on which the last boat is pulled up the slip, and not a day before.
Until then everybody pretends that it is only bad weather, and the shop keeps its summer hours.</p>
{}
<p>In spring the first boat brings flour, newspapers and a dentist, and the quiet is over.
Whoever has knitted puts it away then, and nobody speaks of the winter until the next one.</p>
</div></article></main><footer>Imprint</footer></body></html>"""
CERTAIN = {
    Role.HIDDEN: "what the page does not show: so says the engine that writes this name",
}
"""Roles whose name alone may take any amount of prose."""
AIDS = {
    Role.HIDDEN: "what the page does not show",
    Role.SCREEN_READER: "words for those who hear the page, which stand within its sentences",
}
"""Roles whose name alone may take words out of a sentence."""


def _names() -> Iterator[tuple[str, str, Role]]:
    for file, attribute in (
        ("classes.tsv", "class"),
        ("ids.tsv", "id"),
        ("attributes.tsv", "role"),
    ):
        for _, (name, role) in rows(file, 2):
            yield attribute, name, Role(role)
    for _, (word, role, _) in rows("words.tsv", 3):
        for attribute in ("class", "id"):
            yield attribute, f"x-{word}", Role(role)
    for _, (some, others, role, _) in rows("pairs.tsv", 4):
        yield from (
            ("class", f"{one}-{other}", Role(role))
            for one in some.split()
            for other in others.split()
        )


URL = "https://island.example/lamps"
NAMES = list(_names())


def text(inside: str) -> str:
    """The text of a page with something between two paragraphs of the author's."""
    return extract(PAGE.format(inside), url=URL).text


def test_the_section_has_eight_hundred_characters() -> None:
    assert 750 < sum(map(len, LAMPS)) < 850


@pytest.mark.parametrize(("attribute", "name", "role"), NAMES)
def test_a_section_of_prose_survives_its_name(attribute: str, name: str, role: Role) -> None:
    told = text(f'<div {attribute}="{name}">{SECTION}</div>')
    assert all(paragraph in told for paragraph in LAMPS) is (role not in CERTAIN)


@pytest.mark.parametrize(("attribute", "name", "role"), NAMES)
def test_words_within_a_sentence_survive_their_name(attribute: str, name: str, role: Role) -> None:
    told = text(f'<p>We found <em {attribute}="{name}">an old lamp</em> under the stairs.</p>')
    assert ("an old lamp" in told) is (role not in AIDS)


@pytest.mark.parametrize(("attribute", "name", "role"), NAMES)
def test_what_is_short_and_has_links_goes(attribute: str, name: str, role: Role) -> None:
    box = '<a href="/a/">Wick</a> <a href="/b/">Oil</a>'
    assert "Wick" not in text(f'<div {attribute}="{name}">{box}</div>'), role


@pytest.mark.parametrize(
    "name", ["menu", "paywall", "newsletter", "share", "sidebar", "popup", "the-first-newsletter"]
)
@pytest.mark.parametrize("attribute", ["class", "id"])
def test_a_whole_post_survives_its_name(attribute: str, name: str) -> None:
    links = '<p><a href="/a/">Wick</a> and <a href="/b/">oil</a> are told of elsewhere.</p>'
    page = f"""<body><div><a href="/">Home</a></div><div {attribute}="{name}"><h1>Nine lamps</h1>
    {SECTION}{SECTION}{links}<form><input name="s"></form></div></body>"""
    told = extract(page, url=URL).text
    assert all(paragraph in told for paragraph in LAMPS)


@pytest.mark.parametrize("name", ["gdpr-template", "cookies-in-the-piano", "paywall", "menu"])
def test_a_sentence_among_others_survives_its_name(name: str) -> None:
    for attribute in ("class", "id"):
        assert LAMPS[0] in text(f'<p {attribute}="{name}">{LAMPS[0]}</p>')


@pytest.mark.parametrize(
    "thread",
    [
        '<div class="comment"><b>Ada</b> {}</div><div class="comment"><b>Per</b> {}</div>',
        "<div><p>Ada</p><p>{}</p></div><div><p>Per</p><p>{}</p></div>",
        "<h3>2 comments</h3><p>{}</p><p>{}</p>",
        "<p>{}</p><p>{}</p><textarea></textarea>",
        '<p>{}</p><p>{}</p><p><a class="reply" href="#r">Reply</a></p>',
    ],
)
@pytest.mark.parametrize("name", ["comments", "comment-list", "commentarea"])
def test_readers_prose_goes_where_a_second_sign_tells_it(name: str, thread: str) -> None:
    said = thread.format(f"{LAMPS[0]} {LAMPS[1]}", LAMPS[2])
    told = text(f'<div class="{name}">{said}</div>')
    assert not any(paragraph in told for paragraph in LAMPS)


@pytest.mark.parametrize(
    ("name", "furniture"),
    [
        ("author-bio", '<img src="/ada.jpg" alt="">'),
        ("newsletter", '<form><input type="email"></form>'),
        ("cookie-notice", "<button>Accept</button>"),
        ("related-posts", '<a href="/a/">Wick</a><a href="/b/">Oil</a><a href="/c/">Glass</a>'),
        ("sponsored", '<a href="/a/">Wick</a><img src="/a.jpg"><a href="/b/">Oil</a>'),
    ],
)
def test_prose_beside_what_such_boxes_hold_goes_with_its_name(name: str, furniture: str) -> None:
    assert LAMPS[0] not in text(f'<div class="{name}">{furniture}{SECTION}</div>')


def test_a_button_within_a_sentence_keeps_its_words() -> None:
    told = text("<p>The <button class='term'>haar</button> came in from <b>the east</b>.</p>")
    assert "The haar came in from the east." in told
    assert "Copy" not in text("<p><button>Copy</button></p>")


@pytest.mark.parametrize("answer", ["<div><p>{}</p></div>", "<p>{}</p>", "<section>{}</section>"])
def test_a_button_above_what_it_opens_is_a_heading(answer: str) -> None:
    below = answer.format(LAMPS[0])
    for button in (
        "<button aria-expanded='false'>Who keeps the lamps lit</button>",
        "<button>Who keeps them lit?</button>",
        "<div><button aria-controls='a1'>Who keeps the lamps lit</button></div>",
    ):
        assert "Who keeps" in text(f"<div>{button}{below}</div>")
    menu = "<ul><li><a href='/a/'>Wick</a></li></ul>"
    assert "Show all" not in text(
        f"<div><button aria-expanded='false'>Show all lamps</button>{menu}</div>"
    )


def test_pictures_and_links_are_no_overlay() -> None:
    page = PAGE.format('<p><a class="popup" href="/map/">The map of the road</a></p>')
    assert "The map of the road" in extract(page, url="https://island.example/").text
    shown = PAGE.format('<figure class="overlay"><img src="/l.jpg" alt="A lamp"></figure>')
    assert [image.alt for image in extract(shown, url="https://island.example/").images] == [
        "A lamp"
    ]


def test_a_note_in_an_aside_without_links_stays_among_the_paragraphs() -> None:
    note = "<aside><ol><li>With what was left of the oil.</li></ol></aside>"
    for page in (PAGE, PAGE.replace(' class="entry-content"', "")):
        assert "what was left" in extract(page.format(f"<div>{note}</div>")).text
    assert "Wick" not in text('<aside><a href="/a/">Wick</a></aside>')


@pytest.mark.parametrize(
    ("tools", "stays"),
    [
        ('<div class="code-toolbar"><pre>oil --slow</pre><div class="toolbar">Copy</div></div>', 1),
        ('<div><pre class="clipboard">oil --slow</pre></div>', 1),
        ('<div class="gutter"><pre>1\n2</pre></div>', 0),
    ],
)
def test_code_is_no_tool_of_code(tools: str, stays: int) -> None:
    told = text(tools)
    assert told.count("oil --slow") == stays
    assert "Copy" not in told and "1\n2" not in told


@pytest.mark.parametrize("name", ["latest-posts", "post-meta", "sidebar", "navigation"])
def test_what_holds_the_title_and_half_of_the_prose_is_the_post(name: str) -> None:
    links = "".join(
        f"<p><a href='/{n}/'>What became of lamp {n} of the nine</a></p>" for n in range(30)
    )
    below = f"<div><p>{LAMPS[0].upper()}</p></div>"
    page = f"""<head><title>Nine lamps - Island</title></head><body><div><h1>Island</h1></div>
    <div id="{name}"><h2>Nine lamps</h2>{SECTION}{links}</div>{below}</body>"""
    assert LAMPS[2] in extract(page, url=URL).text
    if name == "sidebar":
        other = page.replace("<h2>Nine lamps</h2>", "").replace("<h1>Island", "<h1>Nine lamps")
        other = other.replace("<div><p>", f"<div>{SECTION.upper()}<p>")
        assert LAMPS[2] not in extract(other, url=URL).text
