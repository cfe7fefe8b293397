"""The ways to the posts of many blogs: lists of blogs, and pages that tell of the posts of others."""

import csv
import io
import json
from dataclasses import replace

from bench.announcing.pages import announcement, listing, rss
from bench.announcing.way import Answer, Server, Way
from tests.test_rungs import day

LIST = "https://lists.example.org/"
HUB = "https://hub.example.org/2017/05/"
PEOPLE = ("Ana Ruiz", "Bo Lind", "Cleo Tan", "Dag Berg", "Eve Kim", "Finn Ode", "Gia Lo", "Hal Wu")
TITLES = ("patience", "why-the-phone", "month-after-month", "late-again")


def home_of(person: str) -> str:
    return f"https://{person.split()[0].lower()}.example.com/"


def posts_of(person: str) -> list[str]:
    return [f"{home_of(person)}2017/05/{title}/" for title in TITLES]


# ---- lists of blogs


def blogs() -> Server:
    """A blog a person: a home page that names a feed, and the feed."""
    web: dict[str, Answer] = {}
    for person in PEOPLE:
        home, written = home_of(person), posts_of(person)
        named = f"<link rel=alternate type=application/rss+xml href='{home}feed.xml'>"
        web[home] = listing(written, head=named)
        web[home + "feed.xml"] = rss(
            ((url, day(n)) for n, url in enumerate(written, 41)), home=home
        )
    return web.get


def of_list(name: str, method: str, file: str, body: str) -> Way:
    behind, url = blogs(), LIST + file
    return Way(
        name=name,
        method=method,
        url=url,
        server=lambda asked: body if asked == url else behind(asked),
        expected={url for person in PEOPLE for url in posts_of(person)},
    )


def opml() -> Way:
    """The feed of the last one is dead: only her home page leads on."""
    lines = "".join(
        f"<outline type='rss' text='{person}' htmlUrl='{home_of(person)}' "
        f"xmlUrl='{home_of(person)}{'atom.php' if person == PEOPLE[-1] else 'feed.xml'}'/>"
        for person in PEOPLE
    )
    head = "<head><title>Who writes</title></head>"
    roll = f"<opml version='2.0'>{head}<body><outline text='All'>{lines}</outline></body></opml>"
    return of_list("OPML roll", "opml", "roll.opml", roll)


def table() -> Way:
    """As a form fills it: some gave a feed, all a home page and a profile elsewhere."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("Timestamp", "Name", "Blog", "RSS", "Mastodon"))
    for n, person in enumerate(PEOPLE):
        feed = home_of(person) + "feed.xml" if n % 2 else ""
        profile = f"https://social.example.org/@{person.split()[0].lower()}"
        rows.writerow((f"2017-04-{n + 1:02} 10:00:00", person, home_of(person), feed, profile))
    return of_list("roster, CSV", "roster", "members.csv", text.getvalue())


def records() -> Way:
    """As a site's own program publishes it; one has left."""
    members = [
        {
            "name": person,
            "avatar": f"{home_of(person)}face.png",
            "links": {"site": home_of(person), "github": f"https://github.com/{n}"},
            "status": "active",
        }
        for n, person in enumerate(PEOPLE)
    ]
    gone = {"name": "Ike", "links": {"site": "https://ike.example.com/"}, "status": "withdrawn"}
    text = json.dumps({"updated": "2017-05-01", "members": [*members, gone]})
    return of_list("roster, JSON", "roster", "members.json", text)


# ---- pages that tell of posts

ANSWERS = {person: posts_of(person)[n % len(TITLES)] for n, person in enumerate(PEOPLE)}
"""The post of each person that such a page leads to."""


def of_page(name: str, method: str, url: str, page: str) -> Way:
    expected = set(ANSWERS.values())
    return Way(name=name, method=method, url=url, server={url: page}.get, expected=expected)


def hub() -> Way:
    """The rules, the prompts of four weeks, and below them who has answered."""
    prompts = "".join(
        f"<tr><td>May {7 * n + 1}</td><td>Pots: What do you pour in week {n + 1}?</td></tr>"
        for n in range(4)
    )
    answers = "".join(
        f"<li><a href='{url}'>{title(url)}</a> by <a href='{home_of(person)}'>{person}</a></li>"
        for person, url in ANSWERS.items()
    )
    text = (
        "<p>Write with us for four weeks.</p><h2>Prompts</h2>"
        f"<table><tr><th>Week Start</th><th>Topic</th></tr>{prompts}</table>"
        f"<h2>Who has written</h2><ul>{answers}</ul>"
    )
    page = announcement("The Kettle Spring Writing Challenge", text)
    return of_page("hub with links", "hub", HUB + "kettle-spring/", page)


def roundup() -> Way:
    """What was written, in words, and those who paid for it; one post is told of by a copy."""
    told = "".join(
        f"<p>{person} (<a href='{home_of(person)}'>blog</a>) tells in <a href='{copied(url)}'>"
        f"{title(url)}</a> what a kettle is for. “It sings,” says {person.split()[0]}.</p>"
        for person, url in ANSWERS.items()
    )
    sponsors = (
        "<h2>Sponsors</h2><ul><li><a href='https://shop.example.net/products/kettle'>Kettle Shop"
        "</a></li><li><a href='https://tea.example.net/'>Teas</a></li></ul>"
    )
    invited = f"<p>Thanks to all who answered <a href='{HUB}prompt/'>our prompt</a>.</p>"
    page = announcement("What you wrote in May", invited + told + sponsors)
    return of_page("round-up", "roundup", HUB + "round-up/", page)


def copied(url: str) -> str:
    copy = url == ANSWERS[PEOPLE[0]]
    return f"https://web.archive.org/web/20170601000000/{url}" if copy else url


def invitation() -> Way:
    """Half of the answers are pingbacks, half are told of in comments; some comments tell of nothing."""
    remarks = "".join(
        remark(n, person, url, pinged=n % 2 == 0) for n, (person, url) in enumerate(ANSWERS.items())
    )
    praise = (
        "<li class=comment id=comment-99><div class=comment-body><b class=fn><a class=url "
        "href='https://pia.example.com/'>Pia</a></b><p>What a prompt!</p></div></li>"
    )
    comments = (
        "<section id=comments class=comments-area><ol class=comment-list>"
        f"{remarks}{praise}</ol></section>"
    )
    page = announcement("Week one: your first pot", "<p>Which pot was your first?</p>", comments)
    return of_page("invitation with comments", "invitation", HUB + "week-one/", page)


def remark(n: int, person: str, url: str, *, pinged: bool) -> str:
    if pinged:
        link = f"<a class=url rel='external nofollow' href='{url}'>{title(url)} | {person}</a>"
        return (
            f"<li class=pingback id=comment-{n}><div class=comment-body>Pingback: {link}</div></li>"
        )
    return (
        f"<li class=comment id=comment-{n}><div class=comment-body><b class=fn><a class=url "
        f"href='{home_of(person)}'>{person}</a></b> <a href='{HUB}week-one/#comment-{n}'>May 2</a>"
        f"<p>Here is mine: <a href='{url}'>{title(url)}</a></p></div></li>"
    )


def hashtag() -> Way:
    """Notes on two servers. Most tell of a post; two tell of none, and are announced themselves."""
    tag = "https://social.example.org/tags/kettles"
    sign = f"&lt;a href='{tag}' class='mention hashtag' rel=tag&gt;#kettles&lt;/a&gt;"
    told = [
        f"New on my blog: &lt;a href='{url}?utm_source=mastodon'&gt;{title(url)}&lt;/a&gt;"
        for url in ANSWERS.values()
    ]
    answered = f"&lt;a href='{note_of(0)}'&gt;this&lt;/a&gt;"
    said = [*told, "Still at it.", f"So true: {answered}"]
    items = "".join(
        f"<item><guid>{note_of(n)}</guid><link>{note_of(n)}</link>"
        f"<pubDate>{n + 1:02} May 2017 10:00:00 +0000</pubDate>"
        f"<description>&lt;p&gt;{words} {sign}&lt;/p&gt;</description></item>"
        for n, words in enumerate(said)
    )
    head = f"<title>#kettles</title><link>{tag}</link><generator>Mastodon v4.2.1</generator>"
    feed = f"<rss version='2.0'><channel>{head}{items}</channel></rss>"
    alone = [note_of(n) for n in range(len(told), len(said))]
    return replace(of_page("hashtag feed", "feed", tag + ".rss", feed), also=alone)


def note_of(n: int) -> str:
    """The address of a note, on one of two servers."""
    server = ("social.example.org", "notes.example.net")[n % 2]
    return f"https://{server}/@{PEOPLE[n % len(PEOPLE)].split()[0].lower()}/1090{n}"


def title(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].replace("-", " ").capitalize()


WAYS = (opml, table, records, hub, roundup, invitation, hashtag)
