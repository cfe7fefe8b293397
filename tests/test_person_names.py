"""Names of people, the addresses where they write, and what makes two of them one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import Participant
from archiver.web.persons import roll
from archiver.web.persons.accounts import blog_of, is_on, labels
from archiver.web.persons.person_names import (
    agree,
    is_full,
    is_part,
    is_person,
    looks_full,
    person_key,
    plain,
    several,
)


def person(name: str, *blogs: str, also: tuple[str, ...] = ()) -> Participant:
    return Participant(name=name, blogs=blogs, also=also)


# ---- names

ONE_PERSON = [
    ("Ada Lovelace", "ada lovelace"),
    ("Ada Lovelace", "Lovelace, Ada"),
    ("Ada Lovelace", "LOVELACE, Ada B."),
    ("Ada Lovelace", "Dr. Ada Lovelace, PhD"),
    ("Zoë Núñez", "Zoe Nunez"),
    ("Søren Łuk", "Soren Luk"),
    ("Pat O'Brien", "Pat O’Brien"),
    ("Jean-Luc Roy", "Jean Luc Roy"),
    ("Ana Lima", "  Ana   Lima (she/her)"),
    ("정현수", "정현수님"),
    ("Ádám  Kiss", "A\u0301da\u0301m Kiss"),
]
ALIKE = [
    *ONE_PERSON,
    ("Ada Lovelace", "A. Lovelace"),
    ("Ada Lovelace", "Ada L."),
    ("Ada Lovelace", "Ada King Lovelace"),
    ("Jörg Maier", "Joerg Maier"),
    ("Jörg Maier", "Jorg Maier"),
    ("Yuki Tanaka", "Tanaka Yuki"),
    ("Kay Nguyen", "kaynguyen"),
    ("이용선(rio)", "rio"),
    ("Ana “Annie” Lima", "Ana Lima"),
]
APART = [
    ("Ada Lovelace", "Ada Byron"),
    ("Ada Lovelace", "Ida Lovelace"),
    ("Ana Maria Lima", "Ana Sofia Lima"),
    ("Ana Lima", "Ana"),
    ("Ana Lima", "A. L."),
    ("Ben Ode", "Ben Oder"),
    ("Bo Li", "boli"),
    ("Ana Lima (she/her)", "Ben Ode (she/her)"),
    ("정현수", "정현우"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_names_of_one_person_have_one_key(one: str, other: str) -> None:
    assert person_key(one) == person_key(other) != ""


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_may_be_of_one_person_agree(one: str, other: str) -> None:
    assert agree(one, other) and agree(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_of_two_people_do_not(one: str, other: str) -> None:
    assert not agree(one, other) and not agree(other, one)
    assert person_key(one) != person_key(other)


@given(st.text(max_size=30))
def test_any_text_is_a_name_without_harm(text: str) -> None:
    assert person_key(person_key(text)) == person_key(text)
    assert agree(text, text) or not person_key(text)
    assert not looks_full(text) or is_person(text)
    assert all(several(text)) and isinstance(plain(text), str)


@pytest.mark.parametrize(
    "text",
    [
        *("admin", "Editor", "the editorial team", "Acme Inc", "Support Widgets", "Küchenblog GmbH"),
        *("kay@kay.example", "https://kay.example/", "www.kay.example", "kay.example", "kay.example/me"),
        *("", "  ", "—", "42", "a b c d e f g h i", "Kirschen-Redaktion", "김 편집부"),
    ],
)  # fmt: skip
def test_what_is_no_name_of_a_person(text: str) -> None:
    assert not is_person(text) and not looks_full(text)


@pytest.mark.parametrize("text", ["Kay", "kay_n", "@kay", "Ben Jr.", "Dan Q", "O'Brien", "정현수"])
def test_what_may_be_one(text: str) -> None:
    assert is_person(text)


def test_a_whole_name_has_two_words_or_is_written_without_a_blank() -> None:
    assert all(map(is_full, ("Ana Lima", "Ana B. Lima", "정현수", "de la Cruz")))
    assert not any(map(is_full, ("Ana", "A. Lima", "Dan Q", "은우", "")))
    assert looks_full("Vincent van Gogh") and not looks_full("String Too Short to Use")
    assert not looks_full("Peter's Path")
    assert is_person("The Lorax") and not looks_full("The Lorax")


def test_a_first_or_last_name_is_a_part() -> None:
    assert is_part("kay", "Kay Nguyen") and is_part("Nguyen", "Kay Nguyen")
    assert is_part("Joerg", "Jörg Maier")
    assert not any(
        is_part(*pair) for pair in [("Kayla", "Kay Nguyen"), ("Kay", "Kay"), ("", "A B")]
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Lima and Ben Ode", ("Ana Lima", "Ben Ode")),
        ("Ana Lima, Ben Ode", ("Ana Lima", "Ben Ode")),
        ("Ana & Ben", ("Ana", "Ben")),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("Ana Lima, PhD", ("Ana Lima",)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        (" ; ", ()),
    ],
)
def test_several_names_in_one_text(text: str, names: tuple[str, ...]) -> None:
    assert several(text) == names


# ---- addresses


@pytest.mark.parametrize(
    ("url", "blog"),
    [
        ("https://www.ana.example/", "ana.example"),
        ("http://ana.example/blog/feed/", "ana.example"),
        ("https://ana.example/index.xml", "ana.example"),
        ("https://ana.example/category/spring-challenge/", "ana.example"),
        ("https://ana.example/blog/tag/spring/", "ana.example"),
        ("https://team.example/ana/feed", "team.example/ana"),
        ("https://uni.example/~ana/", "uni.example/~ana"),
        ("https://medium.com/@Ana", "medium.com/@ana"),
        ("https://medium.com/feed/@ana", "medium.com/@ana"),
        ("https://ana.medium.com/feed", "medium.com/@ana"),
        ("https://medium.com/@ana/tagged/tea", "medium.com/@ana"),
        ("https://dev.to/feed/ana", "dev.to/ana"),
        ("https://ana.wordpress.com/feed/", "ana.wordpress.com"),
        ("https://ana.blogspot.de/feeds/posts/default?alt=rss", "ana.blogspot.com"),
        ("https://www.tumblr.com/blog/ana", "ana.tumblr.com"),
        ("https://substack.com/@ana", "ana.substack.com"),
        ("https://v2.velog.io/rss/ana", "velog.io/@ana"),
        ("https://rss.blog.naver.com/ana.xml", "blog.naver.com/ana"),
        ("https://sites.google.com/view/ana/home", "sites.google.com/view/ana"),
        # nobody's own
        ("https://medium.com/", ""),
        ("https://medium.com/tag/tea", ""),
        ("https://wordpress.com/tag/tea/", ""),
        ("https://feeds.feedburner.com/ana", ""),
        ("https://team.example/?author=3", ""),
    ],
)
def test_whose_blog_an_address_is_of(url: str, blog: str) -> None:
    assert blog_of(url) == blog


@pytest.mark.parametrize(
    ("url", "blog"),
    [
        ("http://www.ana.example/2017/05/a-post/", "https://ana.example/"),
        ("https://ana.example/?p=7", "https://ana.example/feed/"),
        ("https://ana.medium.com/a-post-1", "https://medium.com/@ana"),
        ("https://DEV.to/ana/a-post", "https://dev.to/feed/ana"),
        ("https://ana.blogspot.co.uk/2017/05/a.html", "http://ana.blogspot.com/"),
        ("https://uni.example/~ana/a", "https://uni.example/~ana"),
    ],
)
def test_a_post_on_a_blog(url: str, blog: str) -> None:
    assert is_on(url, blog_of(blog))


@pytest.mark.parametrize(
    ("url", "blog"),
    [
        ("https://anab.example/a", "https://ana.example/"),
        ("https://medium.com/@anab/a", "https://medium.com/@ana"),
        ("https://medium.com/a-magazine/a", "https://medium.com/@ana"),
        ("https://dev.to/ben/a", "https://dev.to/ana"),
        ("https://uni.example/~ben/a", "https://uni.example/"),
        ("https://team.example/ben/a", "https://team.example/ana/"),
        ("https://ben.wordpress.com/a", "https://wordpress.com/"),
        ("https://ana.example/a", ""),
    ],
)
def test_a_post_on_another(url: str, blog: str) -> None:
    assert not is_on(url, blog_of(blog))


def test_names_in_an_address() -> None:
    assert labels("https://blog.kaynguyen.ca/a/") == ("blog", "kaynguyen")
    assert labels("https://medium.com/@kay-n/a") == ("kayn",)
    assert labels("https://kay.wordpress.com/") == ("kay",)
    assert labels("https://uni.example/~kay/a") == ("uni", "kay")


# ---- one participant a person


def test_one_person_on_three_hosts_is_one() -> None:
    told = [person("Ana Lima", "https://ana.example/", also=("Annie",))]
    lists = [
        person("ana lima", "https://medium.com/@ana"),
        person("Ben Ode", "https://ben.example/"),
        person("Lima, Ana", "https://ana.wordpress.com/feed/", "http://www.ana.example"),
    ]
    ana, ben = roll.joined(told, lists)
    assert ana.name == "Ana Lima" and ben.name == "Ben Ode"
    assert ana.also == ("Annie", "ana lima", "Lima, Ana")
    assert ana.blogs == (
        "https://ana.example/",
        "https://medium.com/@ana",
        "https://ana.wordpress.com/feed/",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Kay", "https://kay.example/"), person("Kay Nguyen", "http://kay.example/feed")),
        (person("Kay Nguyen", "https://kay.example/"), person("katydid", "https://kay.example/")),
        (person("정현수", "https://a.example/"), person("정현수", "https://b.example/")),
        (person("Kay"), person("Kay", "https://kay.example/")),
    ],
)
def test_two_lists_tell_of_one_person(one: Participant, other: Participant) -> None:
    (found,) = roll.joined([one], [other])
    assert found.name == one.name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # first names are of many
        (person("Ben", "https://a.example/"), person("Ben", "https://b.example/")),
        # a blog of several people
        (person("Ana Lima", "https://team.example/"), person("Ben Ode", "https://team.example/")),
        (person("Ana Lima", "https://a.example/"), person("Ana Lisa", "https://b.example/")),
    ],
)
def test_two_lists_tell_of_two(one: Participant, other: Participant) -> None:
    assert roll.joined([], [one], [other]) == (one, other)


def test_two_on_one_blog_of_one_list_are_two() -> None:
    two = [person("ana", "https://team.example/"), person("ben", "https://team.example/")]
    assert roll.joined(two) == tuple(two)
    assert len(roll.joined([], [person("Cy Day", "https://team.example/")], two)) == 3


def test_a_blog_of_sources_yaml_is_nobody_else_s() -> None:
    ana = person("Ana Lima", "https://ana.example/")
    listed = person("Anna Lyma", "http://www.ana.example/feed", "https://b.example/")
    assert roll.joined([ana], [listed]) == (ana, person("Anna Lyma", "https://b.example/"))


def test_what_joins_two_is_one_of_them() -> None:
    (found,) = roll.joined(
        [person("Kay Nguyen", "https://a.example/"), person("kay", "https://b.example/")],
        [person("Kay Nguyen", "https://b.example/")],
    )
    assert found.blogs == ("https://a.example/", "https://b.example/")
