"""`archiver hide`: posts are kept and not published, reversibly, and whatever is derived knows it."""

import json
from pathlib import Path

import pytest

from archiver import cli
from archiver.store import open_archive
from tests.store_kit import hours, keep_and_add, new_archive, one_run
from tests.test_merge import A, B, C, tell

ADDRESSES = (A, B, C)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    with one_run(new_archive(path), "r1") as writer:
        for url in ADDRESSES:
            keep_and_add(writer, url, 1)
    return path


def hidden(path: Path) -> set[str]:
    store = open_archive(path, sync=False)
    found = set(store.hidden())
    assert store.check() == []
    store.close()
    return found


def main(*words: str) -> int:
    return cli.main([*words])


def test_a_post_is_hidden_and_shown_again(archive: Path) -> None:
    assert hidden(archive) == set()
    assert main("hide", "-a", str(archive), A, "--reason", "she asked for it") == 0
    assert hidden(archive) == {A}
    assert main("rebuild", "-q", "-a", str(archive)) == 0
    assert hidden(archive) == {A}
    assert main("hide", "-a", str(archive), A.replace("http:", "https:"), "--undo") == 0
    assert hidden(archive) == set()


def test_a_host_hides_all_its_posts_and_those_to_come(archive: Path) -> None:
    assert main("hide", "-a", str(archive), "b.test") == 0
    assert hidden(archive) == {A, B}
    store = open_archive(archive, sync=False)
    with one_run(store, "r2", hours(1)) as writer:
        keep_and_add(writer, "http://www.b.test/new", 1, hours(1))
    store.close()
    assert hidden(archive) == {A, B, "http://www.b.test/new"}
    assert main("hide", "-a", str(archive), "b.test", "--undo") == 0
    assert hidden(archive) == set()


def test_its_owner_sees_it_marked(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main("hide", "-a", str(archive), A, "--reason", "she asked for it")
    capsys.readouterr()
    assert main("hide", "-a", str(archive)) == 0
    assert "she asked for it" in capsys.readouterr().out
    assert main("list", "-a", str(archive)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["hidden" in line for line in lines if A in line] == [True]
    assert ["hidden" in line for line in lines if B in line] == [False]
    assert main("show", "-a", str(archive), A) == 0
    assert "hidden" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["http://b.test/nothing"], "holds no such post"),
        (["d.test"], "no host `d.test`"),
        ([B, "--undo"], "not hidden"),
        (["c.test", "--undo"], "not hidden"),
        (["--undo"], "no post or host is named"),
    ],
)
def test_what_cannot_be_meant_is_an_error(
    archive: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main("hide", "-a", str(archive), *words) == 2
    assert said in capsys.readouterr().err


def test_nothing_is_hidden(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("hide", "-a", str(archive)) == 0
    assert capsys.readouterr().out == "nothing is hidden\n"


def test_it_comes_with_a_merge(tmp_path: Path) -> None:
    ours = tell(tmp_path / "ours", "o1", (A, 0, "One"))
    theirs = tell(tmp_path / "theirs", "t1", (B, 1, "Two"))
    theirs.hide(B, "", "t2", hours(2))
    theirs.close()
    ours.merge(tmp_path / "theirs", "m1", hours(3))
    assert ours.hidden() == {B}


def test_the_journal_says_who_is_hidden_and_why(archive: Path) -> None:
    main("hide", "-a", str(archive), A, "--reason", "she asked for it")
    last = max(archive.glob("runs/*/*.jsonl"))
    fact = json.loads(last.read_text().splitlines()[1])
    assert (fact["action"], fact["url"], fact["reason"]) == ("hidden", A, "she asked for it")
