"""Where the article stands, and which lines within it and at its foot are the service's."""

import pytest

from archiver.extraction import extract

FIRST = "We moved the desk to the window in March, and since then nobody has asked for the blinds."
LAST = "By autumn the plant was taller than the desk, and the desk was where the window had been."
READER = (
    "We did the same with ours, and now the cat sleeps on it and nobody else may sit down there."
)
URL = "https://desk.example/2017/the-desk/"
CLEAN = f"{FIRST}\n\n{LAST}"
HEAD = "<head><title>The desk - Desks</title></head>"


def text(body: str) -> str:
    return extract(f"{HEAD}<body>{body}</body>", URL).text


def exact(inside: str) -> str:
    """The text of a post whose place holds the author's words only."""
    return text(f"<article><div class='entry-content'>{inside}</div></article>")


def framed(inside: str) -> str:
    """The text of a post whose place holds its title and the like as well."""
    return text(f"<article><h1>The desk</h1>{inside}</article>")


def around(line: str) -> str:
    return f"<p>{FIRST}</p>{line}<p>{LAST}</p>"


INNER = f"<p>{FIRST}</p><p>{LAST}</p>"
FRAME = (
    "<article class='{}'><h1>The desk</h1><p>Notes on rooms</p>{}<p>Ada at the window</p></article>"
)


@pytest.mark.parametrize("outer", ["blog-post-body", "x"])
@pytest.mark.parametrize(
    "said",
    [
        "class='story-text'",
        "class='x storyText y'",
        "class='storytext'",
        "class='essay__copy--2'",
        "id='story-text'",
        "id='BlogBody'",
    ],
)
def test_the_element_that_says_so_and_holds_all_prose_is_the_place(outer: str, said: str) -> None:
    assert text(FRAME.format(outer, f"<div {said}>{INNER}</div>")) == CLEAN


@pytest.mark.parametrize("said", ["class='story'", "class='text'", "id='a1storytext2b'", ""])
def test_an_element_that_does_not_say_so_is_none(said: str) -> None:
    whole = f"Notes on rooms\n\n{CLEAN}\n\nAda at the window"
    assert text(FRAME.format("blog-post-body", f"<div {said}>{INNER}</div>")) == whole


def test_the_innermost_that_says_so_is_the_place() -> None:
    inner = f"<div class='blog-copy'><p>Of chairs</p><div id='storytext'>{INNER}</div></div>"
    assert text(FRAME.format("blog-post-body", inner)) == CLEAN


def test_a_post_further_down_that_says_so_too_is_another_one() -> None:
    below = f"<div><div><div class='story-text'><p>{LAST}</p><p>{FIRST}</p></div></div></div>"
    assert text(f"<div class='story-text'>{INNER}</div>{below}") == CLEAN


def test_prose_beside_the_element_that_says_so_stays() -> None:
    inner = f"<div class='story-text'><p>{FIRST}</p><p>{FIRST}</p></div><p>{LAST}</p>"
    assert LAST in text(FRAME.format("blog-post-body", inner))


def test_a_frame_that_an_engine_names_is_narrowed_too() -> None:
    engine = "<meta name='generator' content='WordPress 6.4'>"
    links = "<li><a href='/x/'>How the chair came to stand beside the lamp</a></li>" * 4
    frame = FRAME.format("hentry", f"<div class='story-text'>{INNER}</div>")
    page = f"{engine}<body><div class='blog-copy'><ul>{links}</ul></div>{frame}</body>"
    assert extract(page, URL).text == CLEAN


@pytest.mark.parametrize("name", ["entry share", "likes", "entry-meta"])
def test_a_frame_that_is_named_like_small_furniture_is_read(name: str) -> None:
    others = f"<div class='related-posts'><p>{READER} <a href='/b/'>More</a></p></div>"
    whole = text(f"<div class='{name}'>{INNER * 30}{others}</div>")
    assert whole == "\n\n".join([CLEAN] * 30)


SERVICE = [
    "Advertisement",
    "- Advertisement -",
    "ADVERTISING",
    "Ads",
    "Anzeige",
    "Werbung",
    "Publicité",
    "Publicidade",
    "Reklama",
    "Iklan",
    "Annons",
    "Annonce",
    "Pubblicità",
    "Advertenties",
    "Anuncios",
    "広告",
    "반응형",
    "Sponsored",
    "AdChoices",
    "Subscribe now",
    "Jetzt abonnieren",
    "Реклама",
    "スポンサーリンク",
    "广告",
    "광고",
    "Ads by the harbour office",
    "Report this ad",
    "Story continues below this ad",
    "Continue reading below",
    "Skip advertisement",
    "Scroll to continue with content",
    "Jump to Recipe · Print Recipe",
    "Save this recipe",
    "Copy to clipboard",
    "复制代码",
    "(Visited 1,204 times, 3 visits today)",
    "Advertisement – Privacy settings",
]


@pytest.mark.parametrize("line", SERVICE)
def test_words_of_the_service_are_no_prose_wherever_they_stand(line: str) -> None:
    assert exact(around(f"<p>{line}</p>")) == CLEAN
    quoted = exact(around(f"<blockquote><p>A desk is a desk.</p><p>{line}</p></blockquote>"))
    assert quoted == f"{FIRST}\n\nA desk is a desk.\n\n{LAST}"


@pytest.mark.parametrize(
    "line",
    [
        "Advertising was the last thing that we thought of.",
        "Ads are pasted to the window from outside.",
        "Werbung gab es dort keine.",
        "Реклама была последним делом.",
        "Jump to recipe four if you are hungry.",
        "Visited twice, the window looks like a door.",
        "Copy that is read aloud reads better.",
        "Loading the van took a day.",
    ],
)
def test_a_paragraph_that_begins_with_such_words_stays(line: str) -> None:
    assert exact(around(f"<p>{line}</p>")) == f"{FIRST}\n\n{line}\n\n{LAST}"


INVITATIONS = [
    "Subscribe to my newsletter and never read alone.",
    "Good morning! Sign up for our little newsletter, it is free.",
    "Abonniere unseren Newsletter!",
    "Abonnez-vous à notre newsletter",
    "Suscríbete a nuestra newsletter",
    "Iscriviti alla nostra newsletter",
]


@pytest.mark.parametrize("line", INVITATIONS)
def test_an_invitation_to_the_newsletter_is_no_prose_wherever_it_stands(line: str) -> None:
    assert exact(around(f"<p>{line}</p>")) == CLEAN


LINK = "<a href='/2016/chair/'>The chair that came before the desk</a>"


@pytest.mark.parametrize("label", ["Related:", "See also:", "Lesen Sie auch:", "À lire aussi :"])
def test_a_line_that_leads_to_another_post_goes_at_the_foot_only(label: str) -> None:
    line = f"<p><strong>{label}</strong> {LINK}</p>"
    assert exact(f"{INNER}{line}") == CLEAN
    assert "The chair that came" in exact(around(line))


@pytest.mark.parametrize(
    "heading",
    [
        "Comments",
        "Comments (2)",
        "2 Comments",
        "One response to “The desk”",
        "2 thoughts on “The desk”",
        "Kommentare",
        "Ein Kommentar zu „Der Tisch“",
        "2 commentaires",
        "Comentários:",
        "2 respuestas a «El escritorio»",
        "Reacties",
        "3 réponses",
        "Commenti (3)",
        "Yorumlar",
        "留言",
        "评论 (2)",
        "Komentarze",
        "Комментарии (2)",
        "コメント",
        "댓글",
    ],
)
def test_a_frame_ends_at_the_heading_above_the_comments(heading: str) -> None:
    comments = f"<h3>{heading}</h3><p>Tom on Sunday</p><p>{READER}</p><p>{READER[::-1]}</p>"
    assert framed(INNER + comments) == CLEAN
    assert exact(INNER + comments) != CLEAN
    assert framed(INNER + comments.replace("h3", "p")) != CLEAN


@pytest.mark.parametrize(
    "heading", ["Comments were closed that day", "Two desks", "No reactions but one", "Kommentar3r"]
)
def test_other_headings_end_no_frame(heading: str) -> None:
    assert READER in framed(f"{INNER}<h3>{heading}</h3><p>{READER}</p>")


def test_a_heading_right_below_the_title_is_not_that_above_the_comments() -> None:
    assert framed(f"<h2>Reactions</h2>{INNER}").endswith(CLEAN)


FOOT = [
    "Stumble it! Digg this",
    "Technorati Tags: desk, plant",
    "Hashtags: #desk",
    "Trefwoorden: bureau",
    "タグ：机",
    "标签：桌子",
    "Bookmark and Share",
    "Sharing is caring!",
    "Pin it for later",
    "Diesen Beitrag teilen",
    "Udostępnij",
    "Deel dit:",
    "Gostou? Compartilhe",
    "Понравилась статья?",
    "Поделитесь с друзьями",
    "Post Views: 1,204",
    "Просмотров: 12",
    "1.2k",
    "Was this post helpful?",
    "Please rate this",
    "Printer-friendly",
    "Print or PDF",
    "How to cite this: Berg, A. (2017)",
    "Zitiervorschlag: Berg, Ada (2017)",
    "© 2017 Ada Berg",
    "If you enjoyed this post, subscribe to the feed",
    "Delivered by FeedBurner",
    "Get new posts by e-mail",
    "Enjoyed this article? There is a list.",
    "Abonnieren für mehr",
    "Newsletter",
    "Abonnez-vous à la lettre",
    "Suscríbete al boletín",
    "Iscriviti",
    "Подписаться на новости",
    "Meld je aan voor de nieuwsbrief",
    "Zapisz się do listy",
    "Prenumerera på brevet",
    "Please share",
    "How useful was this post?",
    "Pour citer ce billet",
]
PROSE = [
    "Sharing is caring, said my aunt, and gave away the lamp.",
    "Hashtags are what my aunt calls the cross-stitch.",
    "Post views: that is what the fence behind the window has.",
    "1.2 metres is all that a desk needs.",
    "Printers came, looked at the window, and went.",
    "How to cite a plant nobody could say.",
    "If you enjoyed this walk, come again in spring.",
    "© is what my aunt types when she is happy.",
    "Enjoyed this afternoon very much.",
]


@pytest.mark.parametrize("line", FOOT)
def test_lines_of_services_at_the_foot_are_cut(line: str) -> None:
    assert exact(f"{INNER}<p>{line}</p>") == CLEAN
    assert exact(around(f"<p>{line}</p>")) != CLEAN, "only an end is a service's"


@pytest.mark.parametrize("line", PROSE)
def test_last_lines_that_begin_like_a_services_stay(line: str) -> None:
    assert exact(f"{INNER}<p>{line}</p>") == f"{CLEAN}\n\n{line}"


@pytest.mark.parametrize(
    "label",
    [
        "Possibly related",
        "Popular posts",
        "Recent posts",
        "Posts similares",
        "Podobne wpisy",
        "Artykuły powiązane",
        "相关文章推荐",
    ],
)
def test_labels_of_links_in_more_languages_go_with_them(label: str) -> None:
    assert exact(f"{INNER}<p>{label}</p><ul><li>{LINK}</li></ul>") == CLEAN


def test_the_title_once_more_opens_even_the_authors_own_words() -> None:
    for tag in ("h2", "h3"):
        assert exact(f"<{tag}>The desk</{tag}>{INNER}") == CLEAN
        assert exact(f"<{tag}>A desk</{tag}>{INNER}") == f"A desk\n\n{CLEAN}"
    assert exact(f"<h4>The desk</h4>{INNER}") == f"The desk\n\n{CLEAN}"
    assert exact(f"<p>The desk</p>{INNER}") == f"The desk\n\n{CLEAN}"
