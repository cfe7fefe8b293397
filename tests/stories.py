"""A small web for whole runs: one blog with a feed, a hub, and a challenge of two rounds."""

from collections.abc import Mapping
from pathlib import Path

from archiver import config
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import run
from tests.fakes import FakeClock, FakeWeb, Page, Some

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    tags: [spring challenge]
    rounds:
      - {id: week-1, title: Motivation, prompt: "What keeps you going month after month in your work?", opens: 2017-05-01, closes: 2017-05-07}
      - {id: week-2, title: Tone, prompt: "How do you find the right tone when a stranger is angry?", opens: 2017-05-08, closes: 2017-05-14}
    sources:
      - {id: ana, site: http://ana.example/}
      - {id: ben, feed: http://ben.example/feed.xml}
"""

PROSE = (
    "I have thought about this for a good while, on the bus and in the kitchen, and I keep coming "
    "back to the same small moment at the end of a long day when somebody writes back to say thanks."
)


def page(title: str, *paragraphs: str, tags: str = "", day: str = "2017-05-02") -> Page:
    """A post as a static blog shows it."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    labels = "".join(
        f'<a rel="tag" href="/tag/{t}/">{t}</a> ' for t in filter(None, tags.split(","))
    )
    return Page(
        body=(
            f"<!doctype html><html lang=en><head><title>{title}</title></head><body><header><nav>"
            f"<a href=/>Home</a></nav></header><main><article class='h-entry'><h1>{title}</h1>"
            f"<time class='dt-published' datetime='{day}T09:00:00+00:00'>{day}</time>"
            f"<div class='e-content'>{body}</div><footer>{labels}</footer></article></main></body></html>"
        )
    )


def feed(
    host: str, *entries: tuple[str, str, str], etag: str = '"1"', day: str = "Tue, 02 May 2017"
) -> Page:
    """An RSS feed of (path, title, HTML) with a validator."""
    items = "".join(
        f"<item><title>{title}</title><link>http://{host}{path}</link><guid>http://{host}{path}</guid>"
        f"<pubDate>{day} 09:00:00 +0000</pubDate><description>{text}</description></item>"
        for path, title, text in entries
    )
    text = f"<rss version='2.0'><channel>{WHOLE}<title>{host}</title><link>http://{host}/</link>{items}</channel></rss>"
    return Page(body=text, type="application/rss+xml", etag=etag)


def home(host: str) -> Page:
    """A home page that names its feed."""
    link = "<link rel=alternate type=application/rss+xml href=/feed.xml>"
    return Page(
        body=f"<html><head><title>{host}</title>{link}</head><body><h1>Hi</h1></body></html>",
        etag='"h"',
    )


WHOLE = "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"
"""By it a feed says that it has all entries (RFC 5005, section 2): nothing else is looked for."""

ENTRY = ("/motivation/", "What keeps me going", "First words")


def web(extra: Mapping[str, Some] | None = None, *, clock: FakeClock | None = None) -> FakeWeb:
    """Ana answers the first prompt, late and with a quote; Ben writes of something else."""
    quote = "The prompt: “What keeps you going month after month in your work?”"
    pages: dict[str, Some] = {
        "http://ana.example/": home("ana.example"),
        "http://ana.example/feed.xml": feed("ana.example", ENTRY, day="Tue, 23 May 2017"),
        "http://ana.example/motivation/": page(
            "What keeps me going",
            "This is my post for the Spring Writing Challenge.",
            quote,
            PROSE,
            tags="spring challenge",
            day="2017-05-23",
        ),
        "http://ben.example/feed.xml": feed(
            "ben.example", ("/bread/", "Bread", "Flour"), day="Thu, 20 Apr 2017"
        ),
        "http://ben.example/bread/": page(
            "Bread", "Flour, water, salt and time.", PROSE, day="2017-04-20"
        ),
    }
    return FakeWeb(pages | dict(extra or {}), clock=clock)


def scene(extra: Mapping[str, Some] | None = None) -> tuple[FakeClock, FakeWeb]:
    """A clock, and the web on it."""
    clock = FakeClock()
    return clock, web(extra, clock=clock)


def settings(text: str = SOURCES) -> Settings:
    return config.parse(text)


def go(
    path: Path, net: FakeWeb, clock: FakeClock, *, text: str = SOURCES, **options: object
) -> Report:
    """One run against the fake web."""
    return run(settings(text), archive=path, transport=net, now=clock.now, **options)  # type: ignore[arg-type]
