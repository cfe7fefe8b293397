from pathlib import Path

import pytest

from archiver.model import Change, Membership, Post, Verdict
from archiver.store import Archive, open_archive
from archiver.store.catalog.fulltext import question
from tests.store_kit import hours, make_post, make_version, new_archive, one_run

TEXTS = {
    "cafe": ("Un café", "We drank coffee in a *café* by the river, and wrote."),
    "river": ("The river", "A river, a boat, and the café was closed."),
    "chinese": ("写作挑战", "今天我开始写作。每天写一点。"),
    "korean": ("글쓰기", "나는 매일 글을 쓴다."),
    "plain": ("Plain", "Nothing AND everything OR neither."),
}


def post(name: str, **changes: object) -> Post:
    title, markdown = TEXTS[name]
    return make_post(f"http://b.test/{name}", markdown, title=title, **changes)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = new_archive(tmp_path / "archive")
    with one_run(archive, "r1") as writer:
        for name in TEXTS:
            writer.add(make_version(f"http://b.test/{name}", post=post(name)))
        member = Membership(post="http://b.test/river", challenge="c", verdict=Verdict.MEMBER)
        writer.judge([], [member])
    return archive


def found(archive: Archive, words: str, **wanted: object) -> list[str]:
    hits = archive.search(words, **wanted)  # type: ignore[arg-type]
    return [hit.url.rpartition("/")[2] for hit in hits]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("cafe", ["cafe", "river"]),
        ("CAFÉ river", ["river", "cafe"]),
        ("写作", ["chinese"]),
        ("作挑", ["chinese"]),
        ("作写", []),
        ("글을", ["korean"]),
        ('"a boat"', ["river"]),
        ('"boat a"', []),
        ("coffee boat", []),
        ("neither OR", ["plain"]),
        ('un"balanced (NEAR *', []),
        ("  ", []),
    ],
)
def test_words_find_posts_whatever_their_script(
    archive: Archive, words: str, names: list[str]
) -> None:
    assert found(archive, words) == names


def test_what_no_text_can_hold_is_passed_over(archive: Archive) -> None:
    assert found(archive, "boat\0 river\ud800") == ["river"] and found(archive, "\0") == []


def test_a_snippet_shows_the_words_in_their_place(archive: Archive) -> None:
    (hit,) = archive.search("boat")
    assert (hit.title, hit.snippet) == ("The river", "A river, a [boat], and the café was closed.")
    (hit,) = archive.search("写作")
    assert (hit.title, hit.snippet) == ("写作挑战", "今天我开始[写作]。每天写一点。")


def test_a_search_can_be_kept_to_a_challenge_and_a_number(archive: Archive) -> None:
    assert found(archive, "cafe", challenge="c") == ["river"]
    assert found(archive, "cafe", challenge="other") == []
    assert len(found(archive, "cafe", limit=1)) == 1


def test_the_newest_text_is_searched_and_the_last_one_of_what_is_gone(archive: Archive) -> None:
    url = "http://b.test/cafe"
    assert found(archive, "coffee") == ["cafe"]
    with one_run(archive, "r2", hours(1)) as writer:
        writer.add(make_version(url, 2, post=make_post(url, "Tea now.", title="Un café")))
        assert found(archive, "tea") == ["cafe"], "the run itself finds it"
    assert found(archive, "coffee") == []
    with one_run(archive, "r3", hours(2)) as writer:
        writer.add(make_version(url, 3, change=Change.GONE, post=None, reason="404"))
    assert found(open_archive(archive.path), "tea") == ["cafe"]
    archive.rebuild()
    assert found(archive, "tea") == ["cafe"]


def test_what_people_type_is_no_expression() -> None:
    assert question('a "b c" d*') == '"a" "b c" "d*"'
