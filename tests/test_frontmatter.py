from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.formats import frontmatter
from archiver.formats.markdown import to_text
from archiver.model import (
    CaptureRef,
    Change,
    Comment,
    Image,
    Link,
    Override,
    Post,
    Version,
    Witnesses,
)
from tests.store_kit import make_version

HOSTILE = Path(__file__).parents[1] / ".." / "shared" / "suites" / "faults" / "yaml"
URL = "http://b.test/a"
SEEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
MARKDOWN = "A *day* in town.\n\n- one\n- two\n"
FULL = Version(
    url=URL,
    number=3,
    change=Change.EDITED,
    post=Post(
        url="https://www.b.test/a/",
        title='Words: "quoted", and — dashes',
        text=to_text(MARKDOWN),
        markdown=MARKDOWN,
        authors=("Ann Lee", "Bo"),
        published=datetime(2017, 4, 24, 10, 30, tzinfo=timezone(timedelta(hours=2))),
        updated=datetime(2017, 4, 25, 10, 30),  # noqa: DTZ001 - as exact as the page is
        tags=("daily", "no", "123"),
        categories=("Life",),
        links=(Link(url="http://hub.test/", text="the hub", rel="nofollow"),),
        images=(Image(url="http://b.test/1.jpg", alt="A tree", caption="Mine"),),
        language="en",
        site="Ann's place",
        licence="CC BY 4.0",
        description="Short.",
        lead_image="http://b.test/0.jpg",
        series="Days",
        robots=("noarchive",),
        next_page="http://b.test/a/2",
        partial=True,
        comments=(Comment(author="Cy", text="Nice\nday", published=date(2017, 4, 25), depth=1),),
        origins={"title": "json-ld"},
        confidence=0.75,
        unmatched=(".story",),
    ),
    capture=CaptureRef(warc="warc/2026/11/r1-1.warc.gz", offset=7, digest="sha256:00"),
    first_seen=SEEN,
    seen_at=SEEN,
    extractor="wordpress/1",
    via=("http://b.test/feed", "http://hub.test/"),
    aliases=("http://b.test/?p=1",),
    reason="words changed",
    witnesses=Witnesses(
        feed=CaptureRef(warc="w", offset=0, digest="sha256:01"),
        lessons=3,
        override=Override(body=(".story",), published=date(2017, 4, 24)),
    ),
)


def test_a_version_reads_back_as_it_was() -> None:
    assert frontmatter.read(frontmatter.write(FULL)) == FULL


def test_the_keys_stand_in_their_fixed_order_and_empty_ones_are_left_out() -> None:
    keys = [line.partition(":")[0] for line in frontmatter.write(FULL).split("---")[1].split("\n")]
    assert [key for key in keys if key and not key.startswith(" ")] == list(frontmatter.KEYS)
    bare = frontmatter.write(make_version(URL))
    assert bare.startswith(f'---\nurl: "{URL}"\ntitle: "On words"\nauthors: ["Ann Lee"]\n')
    assert "tags" not in bare and "null" not in bare


def test_witnesses_stand_after_the_capture_and_only_where_there_are_any() -> None:
    text = frontmatter.write(replace(make_version(URL), witnesses=Witnesses(lessons=2)))
    assert text.endswith('extractor: "test/1"\nwitnesses: {"lessons": 2}\n---\n\nVersion 1.\n')
    assert "witnesses" not in frontmatter.write(make_version(URL))


def test_a_comment_without_an_author_has_no_such_key() -> None:
    post = make_version(URL).post
    assert post is not None
    version = replace(make_version(URL), post=replace(post, comments=(Comment(text="Nice"),)))
    text = frontmatter.write(version)
    assert 'comments:\n  - {"text": "Nice"}\n' in text
    assert frontmatter.read(text) == version


def test_a_tombstone_has_no_body() -> None:
    gone = make_version(URL, 2, change=Change.GONE, post=None, reason="404")
    text = frontmatter.write(gone)
    assert text.endswith('extractor: "test/1"\n---\n')
    assert frontmatter.read(text) == gone


@pytest.mark.parametrize(
    "title",
    [
        "a: b\n---\nevil: 1",
        "---",
        "- x",
        "!!python/object/apply:os.system ['id']",
        "*alias &anchor",
        "no",
        "\x00\x1b[31m\x7f\x85\u2028\ufeff\u202e",
        "日本語 😀",
        '\\" \\n "',
        "x" * 100_000,
    ],
)
def test_a_hostile_title_stays_a_title(title: str) -> None:
    base = make_version(URL)
    assert base.post is not None
    version = replace(base, post=replace(base.post, title=title, tags=(title,), site=title))
    text = frontmatter.write(version)
    assert frontmatter.read(text) == version
    head = text[4:].split("\n---\n")[0]
    assert yaml.safe_load(head)["title"] == title, "any reader of YAML agrees"


def test_lone_surrogates_are_replaced_so_that_the_file_is_utf8() -> None:
    base = make_version(URL)
    assert base.post is not None
    version = replace(base, post=replace(base.post, title="a\ud800b", markdown="c\udfffd"))
    again = frontmatter.read(frontmatter.write(version).encode().decode())
    assert again.post is not None
    assert (again.post.title, again.post.markdown) == ("a\ufffdb", "c\ufffdd")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=40)
@given(words, words, st.lists(words.filter(bool), max_size=3), st.datetimes(timezones=st.just(UTC)))
def test_any_text_goes_there_and_back(
    title: str, markdown: str, tags: list[str], published: datetime
) -> None:
    post = Post(
        url=URL,
        title=title,
        text=to_text(markdown),
        markdown=markdown,
        tags=tuple(tags),
        published=published,
        images=(Image(url=title, alt=markdown),),
    )
    version = replace(make_version(URL), post=post, reason=title)
    text = frontmatter.write(version)
    assert frontmatter.read(text) == version
    assert frontmatter.write(frontmatter.read(text)) == text
    assert yaml.safe_load(text[4:].split("\n---\n")[0])["version"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no front matter"),
        ("---\nurl: x\n", "no front matter"),
        ("---\nversion: 1\n---\n", "lacks url"),
        ('---\nurl: "a"\nurl: "b"\n---\n', "doubled"),
        ('---\nevil: "a"\n---\n', "unknown"),
        ("---\nurl: &a [*a]\n---\n", "not a line of front matter"),
        (frontmatter.write(FULL).replace("version: 3", 'version: "x"'), "wrong value"),
        (frontmatter.write(FULL).replace('"edited"', '"other"'), "wrong value"),
    ],
)
def test_what_is_no_front_matter_is_an_error_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        frontmatter.read(text, where="posts/x/post.md")
    assert caught.value.where.startswith("posts/x/post.md")


@pytest.mark.skipif(not HOSTILE.exists(), reason="the suite of hostile YAML is not here")
def test_hostile_yaml_is_no_front_matter() -> None:
    for path in sorted(HOSTILE.iterdir()):
        with pytest.raises(ParseError):
            frontmatter.read(path.read_bytes().decode("utf-8", "replace"))
