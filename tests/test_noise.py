"""Thirty crawls of blogs by six engines, whose pages are made anew for each answer."""

import random
from collections.abc import Callable
from pathlib import Path

import archiver
from archiver.demo import sites
from archiver.demo.blogosphere import Blogosphere
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import feed, go

CRAWLS = 30
OTHERS = ("tea", "rain", "jars", "ferry", "letters", "lamps", "gloves", "plums")
QUOTES = ("Be kind.", "To be is to do.", "What you seek is seeking you.")

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
"""


def cipher(address: str, key: int) -> str:
    """An e-mail address as Cloudflare hides it, with another key at each answer."""
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def above(chance: random.Random) -> str:
    """What stands between a title and its text."""
    return (
        f"<p>Posted {chance.randrange(2, 50)} days ago</p>"
        f"<div class=stats><span>{chance.randrange(2, 59)} min ago</span> · "
        f"<span>{chance.randrange(900, 2000)} reads</span> · <span>{chance.randrange(3, 6)} min read</span></div>"
    )


def within(chance: random.Random) -> str:
    """What a server makes anew within the author's words."""
    mark, other = f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(128):032x}"
    key = chance.randrange(1, 255)
    return (
        f"<p>Write to <a href='/cdn-cgi/l/email-protection' class='__cf_email__' data-cfemail="
        f"'{cipher('ana@blog.example', key)}'>[email&#160;protected]</a> or "
        f"<a href='/cdn-cgi/l/email-protection#{cipher('ana@blog.example', key ^ 1)}'>by this link</a>; "
        f"more is <a href='/more;jsessionid={mark.upper()}'>here</a>, "
        f"<a href='/more.php?id=4&amp;PHPSESSID={mark}'>there</a> and "
        f"<a href='/like?post=4&amp;_wpnonce={other[:10]}'>yonder</a>.</p>"
        f"<figure><img alt='A cat' width=600 height=400 src='https://files.s3.example/cat.jpg"
        f"?X-Amz-Date={chance.randrange(10**7)}&amp;X-Amz-Expires=600&amp;X-Amz-Signature={mark}'></figure>"
        f"<p><img alt='A dog' src='/dog.jpg?ver={chance.randrange(999)}'> and <img alt='A hen' "
        f"src='https://i{chance.randrange(3)}.wp.com/blog.example/hen.jpg?ssl=1&amp;v={other[:6]}'> and "
        f"<img alt='An owl' src='https://cdn.example/owl?id=7&amp;token={other}'>"
        f"<img src='https://pixel.example/1x1.gif?r={mark}' width=1 height=1></p>"
    )


def below(chance: random.Random) -> str:
    """What engines, plug-ins and advertisers put under it."""
    related = "".join(f"<li><a href='/{n}/'>{n.title()}</a></li>" for n in chance.sample(OTHERS, 3))
    return (
        f"<p><small>{chance.randrange(1000, 9000):,} views</small></p>"
        f"<div class=likes><button>Like</button> <span>{chance.randrange(3, 90)} people like this</span></div>"
        f"<p>{chance.randrange(2, 40)} shares</p>"
        f"<ins class='adsbygoogle' data-slot='{chance.getrandbits(40)}'>{chance.choice(OTHERS)}</ins>"
        f"<blockquote class='random-quote'><p>{chance.choice(QUOTES)}</p></blockquote>"
        f"<div class='related-posts'><h3>You may also like</h3><ul>{related}</ul></div>"
        f"<p><img src='https://stats.wp.com/b.gif?rand={chance.random()}' alt=''></p>"
    )


def blogs() -> dict[str, Callable[[random.Random], bytes]]:
    """The newest open post of each blog of the demo, as its engine answers it at each look."""
    web = Blogosphere()
    found: dict[str, Callable[[random.Random], bytes]] = {}
    for host in sites.hosts():
        post = next(post for post in sites.load(host, "first").posts if post.access == "all")
        page = web.find(host, post.path).body.decode()
        start, body, end = page.partition(post.body)
        if not body:
            continue
        first, stop, rest = body.partition("</p>")

        def answer(
            chance: random.Random, parts: tuple[str, ...] = (start, first + stop, rest, end)
        ) -> bytes:
            start, first, rest, end = parts
            pieces = (start, above(chance), first, within(chance), rest, below(chance), end)
            return "".join(pieces).encode()

        found[f"http://{host}{post.path}"] = answer
    return found


def crawl(path: Path, clock: FakeClock, answers: dict[str, bytes]) -> Report:
    """One look at every blog's feed and post; the feeds say the same each time."""
    text, web = SOURCES, {url: Page(body=body) for url, body in answers.items()}
    for url in answers:
        host, place = url.removeprefix("http://").split("/", 1)
        text += f"      - {{id: {host}, feed: 'http://{host}/its-feed.xml'}}\n"
        web[f"http://{host}/its-feed.xml"] = feed(host, (f"/{place}", "A post", "Its first words"))
    report = go(path, FakeWeb(web, clock=clock), clock, text=text, force=True)
    clock.advance(86400)
    return report


def test_thirty_crawls_of_the_demo_s_engines_make_one_version_of_each_post(tmp_path: Path) -> None:
    clock, chance, pages = FakeClock(), random.Random(17), blogs()
    assert len(pages) == 6
    seen = set()
    for _ in range(CRAWLS):
        answers = {url: answer(chance) for url, answer in pages.items()}
        seen |= set(answers.values())
        report = crawl(tmp_path, clock, answers)
        assert not report.quarantined and not report.missed
    assert len(seen) == CRAWLS * len(pages)
    for url in pages:
        (held,) = archiver.open(tmp_path).versions(url)
        assert held.post and "ana@blog.example" in held.post.text
        assert len(held.post.images) >= 4


def test_a_word_and_a_figure_of_the_author_s_are_seen_among_all_that(tmp_path: Path) -> None:
    clock, chance, pages = FakeClock(), random.Random(18), blogs()
    for told in ("I ran 5 km.", "I ran 6 km.", "I walked 6 km."):
        crawl(
            tmp_path,
            clock,
            {
                url: answer(chance).replace(b"<p>Write to", f"<p>{told} Write to".encode())
                for url, answer in pages.items()
            },
        )
    for url in pages:
        changes = [version.change.value for version in archiver.open(tmp_path).versions(url)]
        assert changes == ["created", "edited", "edited"]
