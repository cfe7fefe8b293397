"""Who wrote a post: by participants, by the post, by who announced it, and by the blog's name at last."""

import pytest

from archiver.membership.writers import person_key, writer_of
from archiver.model import Candidate, Method, Participant, Post
from archiver.testing import judge

ANA = Participant(
    name="Ana Lima",
    blogs=(
        "https://ana.example/",
        "https://medium.com/@analima",
        "https://tea.wordpress.com/feed/",
    ),
    also=("Annie",),
)
BEN = Participant(name="Ben Ode", blogs=("https://team.example/ben/",))
CY = Participant(
    name="Cy Day", blogs=("https://team.example/cy/", "https://feeds.feedburner.com/cy")
)
EVA = Participant(name="Eva Maria Roth")
PEOPLE = (ANA, BEN, CY, EVA)


def post(url: str = "https://x.example/a/", *authors: str, site: str | None = None) -> Post:
    return Post(url=url, title="Going on", text="Words.", markdown="", authors=authors, site=site)


def told(author: str = "", how: str = "roundup", quote: str = "", title: str = "Going on", via: str = "https://hub.example/") -> Candidate:  # fmt: skip
    return Candidate(
        url="https://x.example/a/", via=via, how=Method(how), source="s", title=title, author=author, quote=quote
    )  # fmt: skip


# ---- by the blog


@pytest.mark.parametrize(
    ("url", "writer"),
    [
        ("https://ana.example/2017/05/a-post/", "Ana Lima"),
        ("http://www.ana.example/?p=7", "Ana Lima"),
        ("https://medium.com/@AnaLima/a-post-8f2", "Ana Lima"),
        ("https://analima.medium.com/a-post-8f2", "Ana Lima"),
        ("https://tea.wordpress.com/2017/05/a-post/", "Ana Lima"),
        ("https://team.example/ben/a-post/", "Ben Ode"),
        ("https://team.example/cy/a-post/", "Cy Day"),
        ("https://team.example/dee/a-post/", ""),
        ("https://medium.com/@anal/a-post", ""),
        ("https://blog.ana.example/2017/a-post/", "Ana Lima"),
        ("https://anaexample.example/", ""),
    ],
)
def test_the_blog_tells_its_writer(url: str, writer: str) -> None:
    assert writer_of(post(url), [], PEOPLE) == writer


@pytest.mark.parametrize(
    "author", ["admin", "ana", "Annie", "A. Lima", "analima", "ana@ana.example", "Ana's Tea"]
)
def test_what_her_own_blog_calls_her_does_not_matter(author: str) -> None:
    assert (
        writer_of(post("https://ana.example/a", author, site="Ana's Tea"), [], PEOPLE) == "Ana Lima"
    )


@pytest.mark.parametrize(
    ("author", "writer"),
    [
        ("Ben Ode", "Ben Ode"),
        ("Gus Guest", "Gus Guest"),
        ("Ode, Ben", "Ben Ode"),
        ("E. M. Roth", "Eva Maria Roth"),
    ],
)
def test_a_guest_is_no_host(author: str, writer: str) -> None:
    assert writer_of(post("https://ana.example/a", author), [], PEOPLE) == writer


def test_a_nickname_is_the_host_and_no_guest() -> None:
    kat = Participant(name="katydid", blogs=("https://kat.example/",))
    assert writer_of(post("https://kat.example/a", "Katherine Jones"), [], [kat]) == "katydid"


def test_her_feed_tells_it_where_an_agent_has_it() -> None:
    by_feed = told(how="feed", via="http://feeds.feedburner.com/cy")
    assert writer_of(post(), [by_feed], PEOPLE) == "Cy Day"
    assert (
        writer_of(post(), [told(how="roundup", via="http://feeds.feedburner.com/cy")], PEOPLE) == ""
    )


def test_an_older_address_of_the_post_tells_it_too() -> None:
    before = Candidate(url="https://ana.example/a", via="", how=Method("roster"), source="s")
    assert writer_of(post("https://new.example/a"), [before], PEOPLE) == "Ana Lima"


def test_two_who_share_a_blog_are_told_apart_by_their_names() -> None:
    both = [
        Participant(name=name, blogs=("https://duo.example/",)) for name in ("Flo Fay", "Gil Gray")
    ]
    url = "https://duo.example/a"
    assert writer_of(post(url), [], both) == ""
    assert writer_of(post(url, "Gil"), [], both) == "Gil Gray"
    assert writer_of(post(url), [told("gray")], both) == "Gil Gray"
    assert writer_of(post(url, "Hal Hay"), [], both) == "Hal Hay"


# ---- by her name


@pytest.mark.parametrize(
    "author",
    [
        "Ana Lima",
        "ANA LIMA",
        "Lima, Ana",
        "Ána  Lima",
        "Ana B. Lima",
        "A. Lima",
        "Lima Ana",
        "analima",
        "Annie",
    ],
)
def test_a_participant_is_known_by_her_names_anywhere(author: str) -> None:
    assert writer_of(post("https://elsewhere.example/a", author), [], PEOPLE) == "Ana Lima"


@pytest.mark.parametrize(
    ("author", "writer"),
    [
        ("Ana Lisa Moon", "Ana Lisa Moon"),
        ("Lima", "Lima"),
        ("Ana", "Ana"),
        ("Eva Paula Roth", "Eva Paula Roth"),
    ],
)
def test_a_name_like_hers_is_another(author: str, writer: str) -> None:
    assert writer_of(post("https://elsewhere.example/a", author), [], PEOPLE) == writer


@pytest.mark.parametrize(
    ("url", "author", "writer"),
    [
        ("https://anabakes.example/a", "Ana", "Ana Lima"),
        ("https://blog.lima.example/a", "Ana", "Ana"),
        ("https://medium.com/@lima/a", "Lima", "Ana Lima"),
        ("https://ana.wordpress.com/a", "ana", "Ana Lima"),
        ("https://bananas.example/a", "Ana", "Ana"),
    ],
)
def test_a_first_name_counts_where_the_address_agrees(url: str, author: str, writer: str) -> None:
    assert writer_of(post(url, author), [], PEOPLE) == writer


def test_a_first_name_of_two_is_nobody_s() -> None:
    people = [*PEOPLE, Participant(name="Ana Moon")]
    assert writer_of(post("https://anabakes.example/a", "Ana"), [], people) == "Ana"
    assert writer_of(post("https://ana.example/a", "Ana"), [], people) == "Ana Lima"


# ---- several authors


@pytest.mark.parametrize(
    ("url", "authors", "writer"),
    [
        ("https://x.example/a", ("Zed Zoe", "Ben Ode"), "Ben Ode"),
        ("https://ana.example/a", ("Ben Ode", "Ana Lima"), "Ana Lima"),
        ("https://x.example/a", ("Ben Ode", "Ana Lima"), "Ben Ode"),
        ("https://x.example/a", ("Zed Zoe", "Yan Yu"), "Zed Zoe"),
        ("https://x.example/a", ("Zed Zoe and Ana Lima",), "Ana Lima"),
        ("https://x.example/a", ("Lima", "Ana"), "Ana Lima"),
        ("https://x.example/a", ("admin", "Zed Zoe"), "Zed Zoe"),
    ],
)
def test_of_several_authors_one_is_the_writer(
    url: str, authors: tuple[str, ...], writer: str
) -> None:
    assert writer_of(post(url, *authors), [], PEOPLE) == writer


# ---- by who announced it


@pytest.mark.parametrize(
    ("how", "author"),
    [("roundup", "Zed Zoe"), ("roster", "Zed Zoe"), ("feed", "Zed Zoe"), ("hub", "Zoe, Zed")],
)
def test_an_announcement_tells_the_author(how: str, author: str) -> None:
    assert writer_of(post(), [told(author, how)], PEOPLE) == "Zed Zoe"


def test_what_a_person_listed_is_before_the_feed_and_the_post_before_both() -> None:
    both = [told("Yan Yu", "feed"), told("Zed Zoe", "roundup")]
    assert writer_of(post(), both, PEOPLE) == "Zed Zoe"
    assert writer_of(post("https://x.example/a/", "Xi Xu"), both, PEOPLE) == "Xi Xu"


@pytest.mark.parametrize(
    ("author", "writer"), [("Ana Lima", "Ana Lima"), ("Annie", "Ana Lima"), ("Ben", "Ben")]
)
def test_a_participant_is_known_in_a_round_up(author: str, writer: str) -> None:
    assert writer_of(post(), [told(author)], PEOPLE) == writer


def test_the_whole_name_is_taken_where_somebody_gives_it() -> None:
    said = [told("Zed", "roundup"), told("Zed Zoe", "feed")]
    assert writer_of(post(), said, ()) == "Zed Zoe"
    assert writer_of(post("https://x.example/a", "zed"), [told("Zed Zoe")], ()) == "Zed Zoe"
    assert writer_of(post("https://x.example/a", "Z. Zoe"), [told("Zed Zoe")], ()) == "Zed Zoe"
    assert writer_of(post(site="Zed Zoe"), [told("Zed")], ()) == "Zed Zoe"
    assert writer_of(post("https://x.example/a", "Syp"), [told("Zed Zoe")], ()) == "Syp"
    greta = post("https://greta.example/a", "Greta Sommer", site="Greta Sommer")
    said = [told("Greta", quote="Going on by Greta Short")]
    assert writer_of(greta, said, ()) == "Greta Sommer"


@pytest.mark.parametrize(
    ("quote", "writer"),
    [
        ("Going on by Ben", "Ben"),
        ("Going on von Karla", "Karla"),
        ("“Going on” by Zed Zoe, who has a dog", "Zed Zoe"),
        ("Going on – Bo Lindahl", "Bo Lindahl"),
        ("Going on (Zed Zoe)", "Zed Zoe"),
        ("Zed Zoe writes in Going on of her boat", "Zed Zoe"),
        ("Zed Zoe: Going on", "Zed Zoe"),
        ("a post by Zed Zoe.", "Zed Zoe"),
        ("Going on by Greta. Short and good.", "Greta"),
        ("Going on by J. R. Roe. Short and good.", "J. R. Roe"),
        # no name of a person
        ("inspired by Going on", ""),
        ("Going on by May", ""),
        ("Going on by admin", ""),
        ("Going on (Recap)", ""),
        ("Mar – Going on – Round-up", ""),
        ("Going on – Wrap Up", ""),
        ("She writes of it in Going on", ""),
        ("Update: Going on", ""),
        ("Going on", ""),
        ("Going on by the sea", ""),
        ("Going on – a walk", ""),
    ],
)
def test_the_words_around_a_link_tell_it(quote: str, writer: str) -> None:
    assert writer_of(post(), [told(quote=quote)], ()) == writer


def test_a_title_is_no_byline() -> None:
    stand = Post(url="https://x.example/a", title="Stand by Me", text="", markdown="")
    assert writer_of(stand, [told(title="", quote="Stand by Me")], ()) == ""


# ---- by the blog's name


@pytest.mark.parametrize(
    ("site", "writer"),
    [
        ("String Too Short to Use", "String Too Short to Use"),
        ("Kay Nguyen", "Kay Nguyen"),
        ("Kay Nguyen's Blog", "Kay Nguyen"),
        ("The blog of Kay Nguyen", "Kay Nguyen"),
        ("Desk & Kettle", "Desk & Kettle"),
        ("Home", ""),
        ("My Blog", ""),
        ("WordPress.com", ""),
        ("Medium", ""),
        ("—", ""),
        (None, ""),
    ],
)
def test_at_last_the_blog_has_a_name(site: str | None, writer: str) -> None:
    assert writer_of(post(site=site), [], PEOPLE) == writer


@pytest.mark.parametrize("authors", [("Lima, Ana",), ("ana",), ()])
def test_a_participant_is_known_by_the_name_of_a_blog_that_nobody_listed(
    authors: tuple[str, ...],
) -> None:
    third = post("https://third.example/a", *authors, site="Lima, Ana")
    assert writer_of(third, [], PEOPLE) == "Ana Lima"


@pytest.mark.parametrize(
    "author", ["admin", "String Too Short", "kay@x.example", "x.example", "Acme Inc"]
)
def test_what_is_no_person_leaves_it_to_others(author: str) -> None:
    blog = post("https://x.example/a", author, site="String Too Short")
    assert writer_of(blog, [told("Zed Zoe")], PEOPLE) == "Zed Zoe"
    assert writer_of(blog, [], PEOPLE) == "String Too Short"


# ---- as the program judges


def test_a_verdict_says_who_wrote_it() -> None:
    spring = {
        "id": "spring",
        "title": "Spring",
        "writers": [{"name": "Ana Lima", "blogs": "https://ana.example/"}],
    }
    assert judge(post("https://ana.example/a"), spring, []).writer == "Ana Lima"
    people = [{"name": "Ana L. Moon", "blogs": ["https://ana.example/"], "also": "Nan"}]
    assert (
        judge(post("https://ana.example/a"), spring, [], participants=people).writer
        == "Ana L. Moon"
    )
    assert (
        judge(post("https://x.example/a", "Nan"), spring, [], participants=people).writer
        == "Ana L. Moon"
    )


def test_a_participant_is_called_as_she_is_listed() -> None:
    lima = Participant(name="Lima, Ana", blogs=("https://ana.example/",))
    assert writer_of(post("https://ana.example/a"), [], [lima]) == "Lima, Ana"
    assert writer_of(post("https://x.example/a", "ana lima"), [], [lima]) == "Lima, Ana"


def test_a_table_has_one_row_a_person() -> None:
    names = ("Ana Lima", "Lima, Ana", "ÁNA LIMA", "Ana B. Lima", "Ben Ode")
    assert len({person_key(name) for name in names}) == 2
