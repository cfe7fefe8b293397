"""`archiver forget` leaves the posts beside: those below its address, in the same answer, and on small pages."""

import json
from pathlib import Path

import pytest

from archiver.formats import warc
from archiver.formats.blanking.body import blank
from archiver.formats.blanking.post_matter import said
from archiver.reextraction import re_extract
from archiver.store import open_archive
from archiver.store.takedown import past_damage
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import go
from tests.test_forget import GONE, HOST, KEPT, LINKING, SOURCES, TITLE, forget, left, pages

ADDRESS = f"http://{HOST}{GONE}"


def at(path: str, title: str = TITLE) -> dict[str, Some]:
    """The pages with the post under another address and title."""

    def moved(page: Some) -> Some:
        if isinstance(page, str):
            return page.replace(GONE, path).replace(TITLE, title)
        if isinstance(page, Page) and isinstance(page.body, str):
            body = page.body.replace(GONE, path).replace(TITLE, title)
            return Page(body=body, type=page.type, etag=page.etag, gzip=page.gzip)
        return page

    return {url.replace(GONE, path): moved(page) for url, page in pages().items()}


@pytest.mark.parametrize("path", ["/index.html", "/a-plain-loaf/../", "/home/", "/may/"])
def test_one_at_an_address_that_others_have_in_theirs_takes_nothing_with_it(
    tmp_path: Path, path: str
) -> None:
    archive, clock = tmp_path / "archive", FakeClock()
    web = at(path, "Home")
    go(archive, FakeWeb(web, clock=clock), clock, text=SOURCES.replace(GONE, path))
    forget(archive, f"http://{HOST}{path}")
    store = open_archive(archive)
    assert {v.url for v in store.posts()} == {f"http://{HOST}{p}" for p in (KEPT, LINKING)}
    for version in store.posts():
        assert version.capture and store.capture(version.capture).body
    assert left(archive, "lanternfish", "ochlocracy", "thimblerig") == {}
    assert [r.error for r in re_extract(archive, dry_run=True) if r.error] == []
    assert store.check() == []


def test_posts_below_its_address_are_not_of_it(tmp_path: Path) -> None:
    archive, clock = tmp_path / "archive", FakeClock()
    path = "/my-travel-diary/"
    web = {url.replace(KEPT, f"{path}day-two/"): page for url, page in at(path).items()}
    web = {
        url: page.replace(KEPT, f"{path}day-two/") if isinstance(page, str) else page
        for url, page in web.items()
    }
    text = SOURCES.replace(GONE, path)
    go(archive, FakeWeb(web, clock=clock), clock, text=text)
    below = f"http://{HOST}{path}day-two/"
    assert open_archive(archive).get(below) is not None
    forget(archive, f"http://{HOST}{path}")
    store = open_archive(archive)
    kept = store.get(below)
    assert kept and kept.capture and store.capture(kept.capture).body
    assert not store.forgotten().is_address(below)
    assert store.forgotten().is_address(f"http://{HOST}{path}")
    assert store.check() == []


def test_in_an_answer_of_an_api_goes_what_is_its_own_and_stays_what_only_links_to_it() -> None:
    matter = said([ADDRESS], [], [], [TITLE])
    its = {"id": 5, "link": ADDRESS, "tags": ["thimblerig"]}
    other = {"id": 6, "link": f"http://{HOST}{KEPT}", "text": "Flour", "next": ADDRESS}

    def without(value: object) -> object:
        return json.loads(blank(json.dumps(value).encode(), ADDRESS, "application/json", matter))

    assert without(its) == {}
    assert without({"data": its, "more": 1}) == {"data": {}, "more": 1}
    blanked = other | {"next": " " * len(ADDRESS)}
    assert without([its, other]) == [blanked]
    assert without({"posts": [other, its]}) == {"posts": [blanked]}


def test_what_stands_behind_damage_is_blanked_too_and_the_damage_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, clock = tmp_path / "archive", FakeClock()
    go(archive, FakeWeb(pages(), clock=clock), clock, text=SOURCES)
    (file,) = archive.rglob("*.warc.gz")
    with file.open("rb") as stream:
        records = list(warc.records(stream))
    own = next(r for r in records if r.header("WARC-Target-URI") == ADDRESS)
    data = bytearray(file.read_bytes())
    data[own.offset + own.length - 6] ^= (
        0xFF  # its checksum: all of its words can be unpacked still
    )
    data[20] ^= 0xFF  # and what the file says of itself
    file.write_bytes(data)
    forget(archive)
    assert f"{file.relative_to(archive)}@0" in capsys.readouterr().out
    with file.open("rb") as stream:
        kinds = {r.offset: r.kind for r in past_damage.records(stream)}
    assert kinds[0] == past_damage.DAMAGED and kinds[own.offset] == "metadata"
    assert list(kinds) == [r.offset for r in records]
    store = open_archive(archive)
    for version in store.posts():
        assert version.capture and store.capture(version.capture).body
    file.write_bytes(file.read_bytes()[records[1].offset :])
    assert left(archive, "lanternfish", "ochlocracy", "thimblerig") == {}


def test_an_archive_whose_file_was_blanked_elsewhere_is_not_damaged_for_that(
    tmp_path: Path,
) -> None:
    ours, theirs, clock = tmp_path / "ours", tmp_path / "theirs", FakeClock()
    for path in (ours, theirs):
        go(path, FakeWeb(pages(), clock=clock), clock, text=SOURCES)
        clock.advance(86400)
    forget(ours)
    open_archive(ours).merge(theirs, "m1", clock.now())
    there = open_archive(theirs)
    assert there.merge(ours, "m2", clock.now()).forgotten_there == (ADDRESS,)
    assert there.check() == []
    there.close()
    forget(theirs)
    assert open_archive(theirs).check() == []
    assert left(theirs, "lanternfish", "ochlocracy", "thimblerig") == {}
    (file, *_) = theirs.rglob("*.warc.gz")
    file.write_bytes(file.read_bytes() + file.read_bytes()[:1])
    assert open_archive(theirs).check() != []
