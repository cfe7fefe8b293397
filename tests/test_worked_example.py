"""The repository's own sources.yaml, as it stands, against a stand-in for its addresses.

The pages are made up in the shape of the real ones: an announcement with a table on WordPress.com, a
round-up with a heading a post, blogs with feeds, category pages.
"""

from pathlib import Path

import pytest

import archiver
from archiver import config
from archiver.model import Membership, Verdict, Version
from archiver.pipeline import run
from archiver.web import urls
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE

ROOT = Path(__file__).parents[1]
HOST = "https://supportdriven.com"
HUB = f"{HOST}/2017/04/24/support-driven-spring-2017-writing-challenge/"
PROMPT = (
    "What makes you excited about working in customer support? Each of us has a path that landed us "
    "here – but what keeps you going month after month?"
)
HAUL = "https://thelonghaul.example/2017/05/03/motivation/"
LATE = "https://kaynguyen.ca/2017/05/23/why-do-support/"
REPLY = (
    "<div id='respond' class='comment-respond'><h3>Leave a Reply</h3><form><p>Fill in your details below "
    "or click an icon to log in:</p><p>You are commenting using your WordPress.com account. "
    "<a href='#'>Log Out</a> / <a href='#'>Change</a></p></form></div>"
)


def blog_post(title: str, body: str, *, day: str, comments: str = "", head: str = "") -> Page:
    """A page of WordPress.com, with what stands around a post there."""
    return Page(
        body=(
            "<!doctype html><html lang='en'><head><meta name='generator' content='WordPress.com'>"
            f"<title>{title} – A blog</title>{head}</head><body class='single'>"
            "<header class='site-header'><nav><a href='/'>Home</a><a href='/about/'>About</a></nav></header>"
            f"<article class='post hentry'><h1 class='entry-title'>{title}</h1>"
            f"<time class='entry-date published' datetime='{day}T09:00:00+00:00'>{day}</time>"
            f"<div class='entry-content'>{body}<div class='sharedaddy'><a href='?share=x'>Tweet</a></div></div>"
            f"</article>{comments}{REPLY}<div id='bit'>Create a free website</div>"
            "<p>%d bloggers like this:</p></body></html>"
        )
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in (*texts, PROSE))


def pingbacks(*links: tuple[str, str]) -> str:
    found = "".join(
        f"<li class='pingback'><div class='comment-body'>Pingback: <a class='url' href='{url}'>{title}</a>"
        "</div></li>"
        for url, title in links
    )
    return f"<section id='comments' class='comments-area'><ol class='comment-list'>{found}</ol></section>"


def feed_of(home: str, *entries: tuple[str, str, str]) -> Page:
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{day} 09:00:00 +0000"
        "</pubDate><description>A few words [&#8230;]</description></item>"
        for url, title, day in entries
    )
    body = f"<rss version='2.0'><channel><title>A blog</title><link>{home}</link>{items}</channel></rss>"
    return Page(body=body, type="application/rss+xml")


def listed(url: str, title: str) -> str:
    return (
        f"<article class='post hentry'><h2 class='entry-title'><a href='{url}' rel='bookmark'>{title}</a>"
        "</h2><div class='entry-summary'><p>A few words.</p></div></article>"
    )


ANNOUNCED = blog_post(
    "Support Driven Spring 2017 Writing Challenge",
    "<p>One presentable piece every two weeks, on your own blog or wherever you write.</p>"
    "<table><tbody><tr><td><strong>Week Start</strong></td><td><strong>Topic</strong></td></tr>"
    f"<tr><td>May 1st</td><td>Motivation: {PROMPT}</td></tr>"
    "<tr><td>May 15th</td><td>Tone: How do you find the right words?</td></tr></tbody></table>"
    f"<p>What was written last year? <a href='{HOST}/tag/writing-challenge/'>Click here</a>. Questions? "
    "Ask in <a href='https://supportdriven.slack.com/messages/challenge'>the room</a>.</p>",
    day="2017-04-24",
    comments=pingbacks(
        (HAUL, "Motivation, for a long way"), (LATE + "?utm_source=x", "Why support?")
    ),
)
DAY_ONE = blog_post(
    "Challenge: day one",
    "<p>Yesterday it began. Read on:</p>"
    "<h3><a href='https://ana.example/2015/10/01/a-first-day/'>A first day</a></h3>"
    "<p>Ana tells how she came to the phones.</p>"
    "<h3><a href='https://bo.example/2015/why-i-stay'>Why I stay</a></h3><p>Bo writes of patience.</p>",
    day="2015-10-02",
)
SAID = f"<a href='{HUB}'>Support Driven Spring 2017 Writing Challenge</a>"
PAGES: dict[str, Some] = {
    HUB: ANNOUNCED,
    HAUL: blog_post(
        "Motivation, for a long way",
        paragraphs(
            f"This is the first post in the {SAID}.",
            f"<em>Motivation: {PROMPT}</em>",
            "I have answered letters of strangers for as long as I have worked, and I mean to go on.",
        ),
        day="2017-05-03",
    ),
    "https://kaynguyen.ca/": Page(
        body="<html><head><title>Notes</title><link rel='alternate' type='application/rss+xml' "
        f"href='https://kaynguyen.ca/feed/'></head><body>{listed(LATE, 'Why support?')}</body></html>"
    ),
    "https://kaynguyen.ca/feed/": feed_of(
        "https://kaynguyen.ca/",
        (LATE, "Why support?", "Tue, 23 May 2017"),
        ("https://kaynguyen.ca/2017/05/20/a-walk/", "A walk", "Sat, 20 May 2017"),
    ),
    LATE: blog_post(
        "Why support?",
        paragraphs(
            "It is no easy work. Some days are good and others are not, so why do it at all?",
            "Somebody wrote back once to say thanks, by name, and I have kept that letter to this day.",
            "This post is a part of and inspired by the Support Driven Spring 2017 Writing Challenge. Week "
            "one’s writing prompt asks: “What makes you excited about working in customer support? What "
            "keeps you going month after month?”",
        ),
        day="2017-05-23",
    ),
    "https://kaynguyen.ca/2017/05/20/a-walk/": blog_post(
        "A walk", paragraphs("Along the river, with the dog."), day="2017-05-20"
    ),
    f"{HOST}/2017/10/10/support-driven-fall-2017-writing-challenge/": blog_post(
        "Support Driven Fall 2017 Writing Challenge",
        "<p>One piece a week, on a topic that comes each Monday.</p>",
        day="2017-10-10",
    ),
    f"{HOST}/2018/09/24/fall-writing-challenge-kick-off/": blog_post(
        "Fall writing challenge: kick-off",
        "<p>Four prompts, from 1 October on.</p>",
        day="2018-09-24",
    ),
    f"{HOST}/2016/10/21/stretch-your-typing-fingers-support-driven-6-week-writing-challenge/": blog_post(
        "Stretch your typing fingers", "<p>Six weeks, six pieces.</p>", day="2016-10-21"
    ),
    f"{HOST}/2015/09/28/an-invitation-to-write/": blog_post(
        "An invitation to write", "<p>Write something every day of October.</p>", day="2015-09-28"
    ),
    f"{HOST}/2015/10/02/challenge-day-one/": DAY_ONE,
    "https://ana.example/2015/10/01/a-first-day/": blog_post(
        "A first day", paragraphs("I was late for it, and nobody minded."), day="2015-10-01"
    ),
    "https://bo.example/2015/why-i-stay": blog_post(
        "Why I stay", paragraphs("Since they let me finish my sentences."), day="2015-10-01"
    ),
    "https://giovannahopkins.com/category/writing-challenge/": Page(
        body="<html><head><title>Writing challenge</title></head><body><main>"
        + listed("https://giovannahopkins.com/2018/10/03/first/", "A first answer")
        + "</main></body></html>"
    ),
    "https://giovannahopkins.com/2018/10/03/first/": blog_post(
        "A first answer",
        paragraphs(
            "This post is a part of a series, prompted by the fall 2018 Support Driven Writing Challenge."
        ),
        day="2018-10-03",
    ),
    "https://blog.briankerr.co/category/2016blogchallenge/": Page(
        body="<html><head><title>2016</title></head><body><main>"
        + listed("https://blog.briankerr.co/2016/12/05/sixth/", "The sixth")
        + "</main></body></html>"
    ),
    "https://blog.briankerr.co/2016/12/05/sixth/": blog_post(
        "The sixth",
        paragraphs(
            "This is my sixth and final post for the 6 week Support Driven writing challenge."
        ),
        day="2016-12-05",
    ),
    "http://www.mercenator.com/blog": Page(
        body="<html><head><title>Mercer</title><link rel='alternate' type='application/rss+xml' "
        "href='/blog?format=rss'></head><body></body></html>"
    ),
    "http://www.mercenator.com/blog?format=rss": feed_of(
        "http://www.mercenator.com/blog",
        ("http://www.mercenator.com/blog/2015/10/1/challenge", "Challenge", "Thu, 01 Oct 2015"),
    ),
    "http://www.mercenator.com/blog/2015/10/1/challenge": blog_post(
        "Challenge", paragraphs("Every day of this month I shall write a page."), day="2015-10-01"
    ),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[FakeWeb, Path]:
    """The web and the archive after two runs of the file, a day apart."""
    path, clock = tmp_path_factory.mktemp("worked") / "archive", FakeClock()
    net = FakeWeb(PAGES, clock=clock)
    for _ in range(2):
        report = run(config.read(ROOT / "sources.yaml"), archive=path, transport=net, now=clock.now)
        assert not report.traceback
        assert {o.source: o.errors for o in report.outcomes if o.errors} == {}
        clock.advance(86400)
    return net, path


def seeds(path: Path) -> dict[str, Version]:
    posts = archiver.open(path).posts()
    return {url: v for v in posts for url in (HAUL, LATE) if urls.same(v.url, url)}


def verdict(path: Path, url: str) -> Membership:
    (found,) = [
        m for m in archiver.open(path).memberships(challenge="sd-spring-2017") if m.post == url
    ]
    return found


def test_both_posts_are_archived_once(kept: tuple[FakeWeb, Path]) -> None:
    _, path = kept
    assert sorted(seeds(path)) == sorted((HAUL, LATE))
    assert [len(archiver.open(path).versions(url)) for url in (HAUL, LATE)] == [1, 1]
    hosts = [urls.host(version.url) for version in archiver.open(path).posts()]
    assert hosts.count("thelonghaul.example") == 1
    for version in seeds(path).values():
        assert version.post is not None
        assert "Leave a Reply" not in version.post.text
        assert "bloggers like this" not in version.post.text


def test_the_first_belongs_to_week_one_by_the_quoted_prompt_and_by_its_link(
    kept: tuple[FakeWeb, Path],
) -> None:
    found = verdict(kept[1], HAUL)
    assert (found.verdict, found.round) == (Verdict.MEMBER, "week-1")
    assert {"prompt", "link"} <= {each.kind for each in found.evidence}


def test_the_one_that_came_three_weeks_late_belongs_to_week_one_too(
    kept: tuple[FakeWeb, Path],
) -> None:
    found = verdict(kept[1], LATE)
    assert (found.verdict, found.round) == (Verdict.MEMBER, "week-1")
    assert {"prompt", "phrase"} <= {each.kind for each in found.evidence}


def test_the_other_seasons_have_their_posts(kept: tuple[FakeWeb, Path]) -> None:
    archive = archiver.open(kept[1])
    members = {
        (m.challenge, m.post)
        for challenge in archive.challenges()
        for m in archive.memberships(challenge=challenge.id)
        if m.verdict is Verdict.MEMBER
    }
    assert members >= {
        ("sd-fall-2018", "https://giovannahopkins.com/2018/10/03/first/"),
        ("sd-fall-2016", "https://blog.briankerr.co/2016/12/05/sixth/"),
        ("sd-october-2015", "http://www.mercenator.com/blog/2015/10/1/challenge"),
        ("sd-october-2015", "https://ana.example/2015/10/01/a-first-day/"),
        ("sd-october-2015", "https://bo.example/2015/why-i-stay"),
    }


def test_no_page_of_the_organisers_is_taken_for_a_post(kept: tuple[FakeWeb, Path]) -> None:
    net, path = kept
    held = [version.url for version in archiver.open(path).posts()]
    assert not [url for url in held if url.startswith(HOST)]
    assert not [url for url in net.urls() if "slack.com" in url]
