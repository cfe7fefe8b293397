"""What is of a post is blanked in documents of others, however it is written there, and nothing else."""

import gzip
import json
import zlib

import brotli
import pytest

from archiver.formats import warc
from archiver.formats.blanking import blank_records as blanking
from archiver.formats.blanking import fitting
from archiver.formats.blanking.blank_spans import Others, named
from archiver.formats.blanking.body import blank
from archiver.formats.blanking.escapes import undone, words
from archiver.formats.blanking.post_matter import Hashed, Said, grams, marks_of, said
from archiver.formats.blanking.quick_look import may_have
from archiver.model import Link
from archiver.store.catalog.taken_down import hashes
from archiver.web.content_coding import decode
from archiver.web.content_encoders import encode
from tests.store_kit import make_capture, make_post

URL, TITLE = "http://b.test/the-glass-orchard/", "The glass orchard"
TEXT = (
    "We walked to the glass orchard when the thaw had come, and “Grüße” were all that my aunt could say. "
    "Nobody had told her of the frost."
)
HOME = "http://b.test/"
POST = said([URL], [], [TEXT], [TITLE])


def known(post: Said = POST) -> Hashed:
    addresses, openings, names = marks_of("salt", post, [TEXT])
    kinds = {"address": addresses, "opening": openings, "name": names}
    return hashes(("salt", kind, value) for kind, found in kinds.items() for value in found)


ESCAPED = TEXT.replace("ü", "&#252;").replace("“", "&ldquo;").replace("”", "&#x201d;")
WAYS = {
    "plain": f"<p>{TEXT}</p>",
    "entities": f"<p>{ESCAPED}</p>",
    "emphasised": f"<p>{TEXT.replace('glass orchard', '<em>glass</em> <b>orchard</b>')}</p>",
    "attribute": f'<meta name="description" content="{ESCAPED}">',
    "escaped twice": f"<description>{ESCAPED.replace('&', '&amp;')}</description>",
    "cdata": f"<content><![CDATA[<p>{TEXT}</p>]]></content>",
    "json": json.dumps({"summary": f"<p>{TEXT}</p>"}),
    "json in a page": f'<script type="application/ld+json">{json.dumps({"headline": TEXT})}</script>',
    "upper case": f"<p>{TEXT.upper()}</p>",
    "excerpt": f"<p>{TEXT[:60]}&hellip;</p>",
}


@pytest.mark.parametrize("matter", [POST, known()], ids=["said", "hashed"])
@pytest.mark.parametrize("way", WAYS)
def test_the_text_is_blanked_however_it_is_written(way: str, matter: Said | Hashed) -> None:
    page = f"<html><body><p>Something else stays here.</p>{WAYS[way]}</body></html>"
    if way == "json":
        page = f'{{"first": "Something else stays here.", "then": {WAYS[way]}}}'
    left = blank(page.encode(), HOME, "text/html", matter).decode()
    text = words(undone(left).text)
    assert not {"thaw", "aunt", "frost"}.intersection(text)
    assert "Something else stays here." in left
    if isinstance(matter, Hashed):
        assert may_have(page.encode(), HOME, "text/html", matter)
        assert not may_have(left.encode(), HOME, "text/html", matter)
    if way == "json":
        json.loads(left)


@pytest.mark.parametrize("matter", [POST, known()], ids=["said", "hashed"])
@pytest.mark.parametrize(
    "written",
    [
        '<a href="/the-glass-orchard/">here</a>',
        "<a href=../the-glass-orchard/#comments>here</a>",
        '<link rel="next" href="http://www.b.test/the-glass-orchard">',
        '<a href="https://share.test/?u=http%3A%2F%2Fb.test%2Fthe-glass-orchard%2F&t=x">here</a>',
        '<link rel=alternate href="http://b.test/the-glass-orchard/feed/">',
        '<script>var u = "http:\\/\\/b.test\\/the-glass-orchard\\/";</script>',
        "<p>See b.test/the-glass-orchard/ for more.</p>",
        "<p>See http://b.test/the-glass-orchard/.</p>",
    ],
)
def test_its_address_is_blanked_however_it_is_written(written: str, matter: Said | Hashed) -> None:
    page = f'<html><body>{written}<a href="/the-glass/">stays</a></body></html>'
    left = blank(page.encode(), HOME, "text/html", matter).decode()
    assert "orchard" not in left
    assert '<a href="/the-glass/">stays</a>' in left


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_bytes_that_stay_are_the_same_in_any_charset(charset: str) -> None:
    page = f"<html><p>Größe bleibt.</p><p>{TEXT.replace('“', '').replace('”', '')}</p></html>"
    data = page.encode(charset)
    left = blank(data, HOME, f"text/html; charset={charset}", POST).decode(charset)
    assert "Größe bleibt." in left and "thaw" not in left


def test_a_document_without_it_stays_byte_for_byte() -> None:
    page = b"<html><p>\xff broken & bytes &nbsp; and \x00 all</p><a href=/x>x</a></html>"
    assert blank(page, HOME, "text/html", POST) is page


FEEDS = [
    "<rss><channel><item><title>T</title><link>http://b.test/the-glass-orchard/</link></item>{}</channel></rss>",
    f"<rss><channel><item><title>T</title><guid isPermaLink='true'>{URL}</guid></item>{{}}</channel></rss>",
    f'<feed xmlns="a"><entry><title>T</title><link rel="alternate" href="{URL}"/></entry>{{}}</feed>',
    f"<feed><entry><id>{URL}</id><title>T</title></entry>{{}}</feed>",
    f"<rss><channel><item><title>T</title><link><![CDATA[{URL}]]></link></item>{{}}</channel></rss>",
    f"<rdf:RDF><item rdf:about='{URL}'><title>T</title></item>{{}}</rdf:RDF>",
    f"<urlset><url><loc>{URL}</loc><lastmod>2017</lastmod></url>{{}}</urlset>",
]


@pytest.mark.parametrize("matter", [POST, known()], ids=["said", "hashed"])
@pytest.mark.parametrize("feed", FEEDS)
def test_the_entry_leaves_a_feed_and_a_sitemap(feed: str, matter: Said | Hashed) -> None:
    other = "<item><title>Other</title><link>http://b.test/other/</link></item>"
    left = blank(feed.format(other).encode(), f"{HOME}feed", "text/xml", matter).decode()
    assert other in left
    assert "orchard" not in left and ">T<" not in left and "2017" not in left


def test_the_object_leaves_an_answer_of_an_api() -> None:
    posts = [
        {"id": 1, "link": URL, "slug": "the-glass-orchard", "excerpt": {"rendered": "By hand."}},
        {"id": 2, "link": "http://b.test/other/", "excerpt": {"rendered": "Öther."}},
    ]
    left = blank(json.dumps(posts).encode(), HOME, "application/json", POST)
    assert json.loads(left) == posts[1:]


def test_a_card_goes_as_a_whole_and_its_neighbour_stays() -> None:
    def card(url: str, title: str, teaser: str) -> str:
        return f"<article class=post><h2><a href='{url}'>{title}</a></h2><p>{teaser}</p></article>"

    kept = card("/other/", "Other", "A teaser by hand.")
    page = f"<main>{card('/the-glass-orchard/', TITLE, 'Pears of ice.')}{kept}</main>"
    left = blank(page.encode(), HOME, "text/html", known()).decode()
    assert kept in left and "Pears" not in left


def test_the_words_and_links_of_another_post_stay() -> None:
    quoted = "She wrote: nobody had told her of the frost, and so I ask."
    link = f'<a href="{URL}">a winter story</a>'
    post = make_post("http://b.test/other/", quoted)
    post = type(post)(
        **{f: getattr(post, f) for f in post.__dataclass_fields__}
        | {"links": (Link(url=URL, text="a winter story"),)}
    )
    others = Others(frozenset(grams(words(quoted))), frozenset(named(post, POST)))
    page = f"<p>{quoted} {link}</p><ul><li><a href='{URL}'>{TITLE}</a></li></ul>"
    left = blank(page.encode(), HOME, "text/html", POST, others).decode()
    assert quoted in left and link in left
    assert left.count("orchard") == 1


# ---- records


@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br", "zstd"])
def test_a_record_keeps_its_length_and_has_right_digests(coding: str) -> None:
    others = "".join(
        f"<p>Paragraph {n} of another post, {n * 7919 % 1000} words.</p>" for n in range(40)
    )
    body = f"<html>{others}<p>{TEXT}</p></html>".encode()
    payload = encode(body, coding) or b""
    headers = (("Content-Type", "text/html"), *((("Content-Encoding", coding),) if coding else ()))
    capture = make_capture(HOME, body, payload=payload, headers=headers)
    packed = warc.pack(capture, run="r1", counter=1)
    done = blanking.without(packed.record, POST)
    assert done is not None and len(done.data) == packed.record.length
    assert warc.verify(done.record) == ""
    inner = decode(done.record.block.partition(b"\r\n\r\n")[2], done.coding or None, 2**20)
    assert inner == done.body and b"thaw" not in inner and others.encode() in inner
    assert zlib.decompress(done.data, 31).startswith(b"WARC/1.1\r\n")


def test_what_brotli_packed_best_still_fits() -> None:
    body = f"<p>{TEXT}</p>".encode()
    payload = brotli.compress(body, quality=11)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "br"), ("Server", "s" * 40))
    packed = warc.pack(
        make_capture(HOME, body, payload=payload, headers=headers), run="r1", counter=1
    )
    done = blanking.without(packed.record, POST)
    assert done is not None and len(done.data) == packed.record.length


def test_an_empty_record_tells_nothing() -> None:
    packed = warc.pack(make_capture(URL, TEXT.encode()), run="r1", counter=1)
    data = blanking.empty(packed.record, "00000000-0000-0000-0000-000000000000")
    assert len(data) == packed.record.length
    plain = zlib.decompress(data, 31)
    assert b"orchard" not in plain and b"b.test" not in plain


@pytest.mark.parametrize("spare", range(12))
def test_a_member_is_as_long_as_it_is_wanted(spare: int) -> None:
    data = b"a record, a record, a record" * 9
    least = next(n for n in range(1000) if fitting.member(data, n))
    made = fitting.member(data, least + spare)
    assert made is not None and len(made) == least + spare
    assert gzip.decompress(made) == data
    assert fitting.member(data, least - 1) is None


@pytest.mark.parametrize("matter", [POST, known()], ids=["said", "hashed"])
def test_an_address_of_somebody_else_stays_whatever_words_it_has(matter: Said | Hashed) -> None:
    theirs = "http://c.test/2017/the-glass-orchard/"
    page = f"<p>See <a href='{theirs}'>hers</a>, {theirs} and <img src='/up/the-glass-orchard.png'></p>"
    left = blank(page.encode(), HOME, "text/html", matter).decode()
    assert left.count(theirs) == 2 and left.count("orchard") == 2
