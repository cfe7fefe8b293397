"""`archiver forget` of posts in other scripts, and wherever a feed has more in an entry than its own address."""

from pathlib import Path

from archiver.formats.blanking.entries import without_entries
from archiver.formats.blanking.escapes import words
from archiver.formats.blanking.post_matter import said
from archiver.store import open_archive
from tests.fakes import FakeWeb, Some
from tests.stories import PROSE, go
from tests.test_forget import GONE, HOST, KEPT, SOURCES, feed, forget, item, left, made, pages, post

GARDEN = "金木犀の香りと古い坂道"
"""A title without a space in it."""
AUTUMN = (
    "秋になると祖母の庭で金木犀が咲いて、家中が甘い匂いに満たされた。",
    "坂道の途中に紙芝居屋が来て、子供たちは駆け出していった。あの飴細工の味はもう誰も知らない。",
)


def in_japanese() -> dict[str, Some]:
    cut = f"<p>最近の記事：「{GARDEN}」 坂道の途中に紙芝居屋が来て、子…</p>"
    return {
        f"http://{HOST}/feed.xml": feed(
            item(GONE, GARDEN, "".join(f"<p>{text}</p>" for text in AUTUMN)),
            item(KEPT, "A plain loaf", "<p>Flour and salt.</p>"),
        ),
        f"http://{HOST}{GONE}": post(GARDEN, *AUTUMN, PROSE),
        f"http://{HOST}{KEPT}": post("A plain loaf", "Flour, water, salt.", PROSE) + cut,
        f"http://{HOST}/tag/spring/": f"<html><body><main>{cut}</main></body></html>",
    }


def test_what_is_written_without_spaces_is_blanked_now_and_later(tmp_path: Path) -> None:
    path, hers = tmp_path / "archive", ("金木犀", "紙芝居", "飴細工")
    clock, _ = made(path, in_japanese())
    assert {w for found in left(path, *hers).values() for w in found} == set(hers)
    forget(path)
    assert left(path, *hers) == {}
    clock.advance(40 * 86400)
    later = {
        url: f"{page}<!-- later -->" for url, page in in_japanese().items() if "xml" not in url
    }
    assert not go(path, FakeWeb(pages() | later, clock=clock), clock, text=SOURCES).traceback
    assert left(path, *hers) == {}
    assert open_archive(path).check() == []


def test_words_are_the_same_however_their_accents_and_hyphens_are_written() -> None:
    for one, other in (
        ("Verschwo\u0308rung", "Verschwörung"),
        ("tourma\u00adline", "tourmaline"),
    ):
        assert words(one) == words(other)
    assert len(words("हिन्दी में")) == 2
    assert len(words("कहा।")) == 1


def test_an_entry_goes_as_a_whole_though_a_picture_in_it_has_a_url() -> None:
    address = f"http://{HOST}{GONE}"
    matter = said([address], [], [], [])
    picture = "<image><url>http://x.test/a.png</url></image>"
    entry = f"<item>{picture}<title>Hers</title><link>{address}</link>{picture}</item>"
    other = f"<item><title>Another</title><link>http://{HOST}{KEPT}</link></item>"
    source = f"<rss><channel><url/>{entry}{other}</channel></rss>"
    assert without_entries(source, address, matter) == source.replace(entry, "")
