"""Addresses: what one page's have in common, what is asked for, and how they resolve."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.web import urls

HASH = "0f3c9a5be1d27c4486aa01d3e5f7b9c2"
POST = "https://ana.example/2017/05/kettle/"


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.ana.example/2017/05/kettle",
        "https://ana.example:443//2017/05//kettle/index.php",
        "https://ana.example./2017/05/kettle/#respond",
        "https://ana.example/2017/05/%6bettle/",
        f"{POST}?utm_source=rss&utm_medium=feed&utm_campaign=x",
        f"{POST}?gbraid=1&wbraid=2&gad_source=1&_gl=1*q&srsltid=A",
        f"{POST}?mc_cid=ab&mc_eid=cd&_hsenc=p2&vero_id=3&mkt_tok=e",
        f"{POST}?amp;utm_source=rss",
        f"{POST}?ref=bens-weekly.example",
        f"{POST}?ref=newsletter&via=feedly",
        f"{POST}?source=rss----2615bd06b42e---4",
        f"{POST}?share=twitter&nb=1",
        f"{POST}?share=jetpack-whatsapp",
        f"{POST}?replytocom=41#respond",
        f"{POST}?showComment=1494",
        f"{POST}?relatedposts_hit=1&relatedposts_origin=8&relatedposts_position=0",
        f"{POST}?doing_wp_cron=15.2",
        f"{POST}?PHPSESSID={HASH}",
        f"{POST}?sid={HASH}",
        f"{POST}?s={HASH}",
        f"{POST}?session_id={HASH[:20]}",
        f"{POST}?CFID=4711&CFTOKEN=81-ab",
        f"{POST}?ASPSESSIONIDQCABTDBR=KHOAE",
        f"{POST}?osCsid=abc&zenid=12",
        f"{POST[:-1]};jsessionid={HASH.upper()}",
        f"{POST[:-1]};jsessionid=node01x.worker-1?utm_source=x",
        "https://ana.example/(S(lit3py55t21z5v55vlm25s55))/2017/05/kettle/",
        f"{POST}amp/",
        f"{POST}?amp",
        f"{POST}?amp=1",
        f"{POST}?noamp=mobile",
        f"{POST}comment-page-3/#comment-9",
        "https://m.ana.example/2017/05/kettle/",
        "https://amp.ana.example/2017/05/kettle/",
        "https://mobile.ana.example/2017/05/kettle/",
        f"https://web.archive.org/web/20170601000000/{POST}",
        f"https://web.archive.org/web/2017id_/{POST}?utm_source=x",
        "https://ana-example.cdn.ampproject.org/c/s/ana.example/2017/05/kettle/amp/",
        "https://www.google.com/amp/s/ana.example/2017/05/kettle/amp/",
    ],
)
def test_a_page_has_one_key_at_all_its_addresses(twin: str) -> None:
    assert urls.key(twin) == urls.key(POST)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("http://ana.blogspot.co.uk/2017/05/x.html?m=1", "https://ana.blogspot.com/2017/05/x.html"),
        ("http://ana.blogspot.com.br/2017/05/x.html?m=0", "https://ana.blogspot.de/2017/05/x.html"),
        ("https://ana.example/2017/05/x.html?m=1", "https://ana.example/2017/05/x.html"),
        ("https://ana.example/2017/05/x.amp.html", "https://ana.example/2017/05/x.html"),
        ("https://ana.example/p/kettle?r=1ab2&s=r", "https://ana.example/p/kettle"),
        (
            "https://ana.example/p/kettle?publication_id=7&post_id=8&isFreemail=true&triedRedirect=true",
            "https://ana.example/p/kettle/comments",
        ),
        (
            "https://ana.example/kettle-0123456789ab?source=home",
            "https://ana.example/kettle-0123456789ab",
        ),
        ("https://ana.example/?b=2&a=1", "https://ana.example/index.html?a=1&b=2"),
        ("https://ana.example/x.php?id=4&amp;page=2", "https://ana.example/x.php?id=4&page=2"),
    ],
)
def test_engines_have_twins_of_their_own(left: str, right: str) -> None:
    assert urls.key(left) == urls.key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("/read.php?m=41", "/read.php?m=42"),
        ("/read.php?m=1", "/read.php"),
        ("/?p=1", "/?p=2"),
        ("/view?share=k7", "/view?share=q2"),
        ("/article.php?nb=12", "/article.php?nb=13"),
        ("/article.php?nb=1", "/article.php?nb=2"),
        ("/show.php?ref=12", "/show.php?ref=13"),
        ("/show.php?source=letters", "/show.php?source=diary"),
        ("/show.php?s=12", "/show.php?s=13"),
        ("/show.php?s=kettle-with-three-owners", "/show.php?s=the-long-queue-of-2017-and-18"),
        ("/show.php?r=12", "/show.php?r=13"),
        ("/show.php?sid=12", "/show.php?sid=13"),
        ("/show.php?amp=12", "/show.php?amp=13"),
        ("/show.php?newsid=507f1f77bcf86cd799439011", "/show.php?newsid=507f191e810c19729de860ea"),
        ("/show.php?cfid=12", "/show.php?cfid=13"),
        ("/show.php?title=caf%E9", "/show.php?title=caf%E8"),
        ("/caf%E9/", "/caf%E8/"),
        ("/a%2Fb", "/a/b"),
        ("/a%3Fb", "/a?b"),
        ("/Kettle", "/kettle"),
        ("/2017/05/amp/", "/2017/05/"),
        ("/tag/amp/", "/tag/"),
        ("/amp/", "/"),
        ("/kettle/comments-on-it/", "/kettle/"),
        ("/kettle;part=2", "/kettle;part=3"),
    ],
)
def test_what_may_choose_another_page_counts(left: str, right: str) -> None:
    assert urls.key(f"https://ana.example{left}") != urls.key(f"https://ana.example{right}")


PIECES = st.sampled_from(
    [
        "/",
        "//",
        ".",
        "..",
        "%2e",
        "%2F",
        "%5C",
        "%C3%A9",
        "%E9",
        "%25",
        "%3B",
        "%20",
        "é",
        "amp",
        "index.html",
        "?",
        "&",
        "=",
        ";",
        "#",
        "+",
        "@",
        ":",
        "a",
        "1",
        "www.",
        "m.",
        "x.amp.html",
        "comment-page-2",
        "p",
        "comments",
        "share=x",
        ";jsessionid=7",
        "?m=1",
        "utm_source=a",
        "amp;b=1",
        "https:/",
        "web.archive.org/web/2017/",
        "blogspot.co.uk",
        "/2017/05/x.html",
        "google.com/amp/s/",
        "(S(lit3py55t21z5v55vlm25s55))/",
    ]
)
ADDRESSES = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=12)


@given(
    ADDRESSES, st.sampled_from(["", "http://", "https://a.example/", "https://www.m.a.example:80/"])
)
@example("/index.html/index.php", "http://a.example")
@example("/.;jsessionid=1/x", "http://a.example")
@example("a.", "http://www.www.")
def test_the_key_of_a_key_is_itself(text: str, start: str) -> None:
    for normal in (urls.spelling, urls.key):
        once = normal(start + text)
        assert normal(once) == once


@given(ADDRESSES)
def test_what_is_asked_for_has_the_key_of_what_was_announced(text: str) -> None:
    address = urls.resolve(f"https://a.example/{text}")
    assert address
    asked = urls.clean(address)
    assert urls.key(asked) == urls.key(address)
    assert urls.clean(asked) == asked


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (f"{POST}?utm_source=x#respond", POST),
        ("https://a:b@ana.example/x?q=a+b%2Fc&gclid=1&Z", "https://ana.example/x?q=a+b%2Fc&Z"),
        ("https://ana.example/x?t=caf%E9&utm_source=x", "https://ana.example/x?t=caf%E9"),
        ("https://ana.example/read.php?m=41&amp;utm_medium=x", "https://ana.example/read.php?m=41"),
        (f"https://ana.example/x;jsessionid={HASH}?a=1", "https://ana.example/x?a=1"),
        (f"https://ana.example/b.php?PHPSESSID={HASH}&id=4", "https://ana.example/b.php?id=4"),
        # twins are other pages to a server: they are asked for as they are written
        ("https://m.ana.example//x/amp/", "https://m.ana.example//x/amp/"),
        ("https://ana.blogspot.de/2017/05/x.html", "https://ana.blogspot.de/2017/05/x.html"),
        ("mailto:ana@example.org", "mailto:ana@example.org"),
        ("no address", "no address"),
    ],
)
def test_what_chooses_the_page_is_asked_for_as_it_was_written(written: str, asked: str) -> None:
    assert urls.clean(written) == asked


@pytest.mark.parametrize(
    ("url", "base", "found"),
    [
        ("../x y^", "https://ana.example/a/b/", "https://ana.example/a/x%20y%5E"),
        ("//BEN.example", "https://ana.example/", "https://ben.example/"),
        ("http://m%C3%BCller.example/", None, "http://xn--mller-kva.example/"),
        ("x", None, None),
        ("ftp://ana.example/", None, None),
        ("http://[::1", None, None),
        ("x", "mailto:ana@example.org", None),
        ("\ud800", "https://ana.example/", None),
    ],
)
def test_addresses_resolve_as_in_a_browser(url: str, base: str | None, found: str | None) -> None:
    assert urls.resolve(url, base) == found


def test_a_source_is_no_twin_of_another_one() -> None:
    """A hub and its copy in an archive may both be listed; ids of sources stay what they were."""
    copy = "https://web.archive.org/web/2017/https://hub.example/?b=1&a=2"
    assert urls.spelling(copy) != urls.spelling("https://hub.example/?a=2&b=1")
    assert urls.spelling("https://m.hub.example/feed/") == "m.hub.example/feed"
