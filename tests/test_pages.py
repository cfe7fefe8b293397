from dataclasses import replace

from archiver.model import Link, Post
from archiver.reading.multipage import append, join, only_own

FIRST = Post(
    url="https://b.example/long/",
    title="A long read",
    text="One.",
    markdown="One.\n",
    html="<p>One.</p>",
    links=(Link(url="https://x.example/"),),
    next_page="https://b.example/long/2/",
)
SECOND = replace(
    FIRST,
    url="https://b.example/long/2/",
    text="Two.",
    markdown="Two.\n",
    html="<p>Two.</p>",
    next_page="https://b.example/long/3/",
)
THIRD = replace(
    SECOND, url="https://b.example/long/3/", text="Three.", markdown="Three.\n", next_page=None
)
PARTS = {post.url: post for post in (FIRST, SECOND, THIRD)}
FURTHER = {SECOND.url: FIRST.url, THIRD.url: FIRST.url}


def test_the_pages_of_a_post_become_one() -> None:
    joined = join(PARTS, FURTHER)
    assert set(joined) == {FIRST.url}
    post = joined[FIRST.url]
    assert post.text == "One.\n\nTwo.\n\nThree."
    assert post.markdown == "One.\n\nTwo.\n\nThree.\n"
    assert post.next_page == SECOND.url and post.title == FIRST.title
    assert post.links == FIRST.links, "the same link on every page counts once"


def test_a_missing_page_leaves_the_post_out() -> None:
    parts = {url: post for url, post in PARTS.items() if post is not SECOND}
    assert join(parts, FURTHER) == {}


def test_pages_that_lead_in_a_circle_end() -> None:
    circle = PARTS | {THIRD.url: replace(THIRD, next_page=FIRST.url)}
    assert join(circle, FURTHER)[FIRST.url].text == "One.\n\nTwo.\n\nThree."


def test_a_post_of_one_page_stays_as_it_is() -> None:
    alone = replace(FIRST, next_page=None)
    assert join({alone.url: alone}, {}) == {alone.url: alone}
    assert append([alone]) == alone


def test_the_next_post_is_no_next_page() -> None:
    for first, following, own in (
        ("https://b.example/long/", "https://b.example/long/2/", True),
        ("https://b.example/long", "https://b.example/long?page=2", True),
        ("https://b.example/?p=7", "https://b.example/?p=7&page=2", True),
        ("https://b.example/posts/1", "https://b.example/posts/2", False),
        ("https://b.example/posts/1", "https://b.example/posts/12", False),
        ("https://b.example/posts/12/", "https://b.example/posts/13/", False),
    ):
        post = replace(FIRST, url=first, next_page=following)
        assert only_own(post, first).next_page == (following if own else None), following
