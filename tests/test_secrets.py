"""Secrets of the addresses in sources.yaml are sent to their servers, and stand nowhere else."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archiver
from archiver import config
from archiver.commands.reading import fetch as fetch_command
from archiver.console import logs
from archiver.console import report as reports
from archiver.errors import ConfigError, Unreachable
from archiver.facts import Status
from archiver.formats import warc
from archiver.model import Verdict
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import replay, run
from archiver.reextraction import re_extract
from archiver.web import secrets, urls
from archiver.web.secrets import Secrets
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import ENTRY, PROSE, feed, home, page

FEED = "http://ben.example/feed.xml?token=abc123"
MOVED = "http://cal.example/rss?auth=t0p%2Fs3cret&n=2"
SITE = "http://ana.example/?key=4na"
HUB = "http://hub.example/list?X-Sig=hub5ign"
POST = "http://eve.example/draft?p=3&access_token=ev3ev3"
VALUES = ("abc123", "t0p%2Fs3cret", "t0p/s3cret", "=4na", "hub5ign", "ev3ev3", "9f8e7d6c5b4a3928")
SOURCES = f"""
contact: https://example.org/bot
pace: {{delay: 0s, poll: 0s, recheck: 1d}}
overrides:
  - {{for: "{POST}", authors: Eve}}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    hub: "{HUB}"
    include: ["{POST}"]
    sources:
      - {{site: "{SITE}"}}
      - {{id: ben, feed: "{FEED}"}}
      - {{feed: "{MOVED}"}}
      - {{feed: "http://dan.example/feed?api_key=9f8e7d6c5b4a3928"}}
"""


def scene() -> FakeWeb:
    """Servers that want their arguments: whoever comes without, gets 404."""
    pages: dict[str, Some] = {
        SITE: home("ana.example"),
        "http://ana.example/feed.xml": feed("ana.example", ENTRY),
        "http://ana.example/motivation/": page("What keeps me going", "A post.", PROSE),
        FEED: replace(
            feed("ben.example", ("/bread/?key=12", "Bread", "Flour")),
            headers={"Link": f'<{FEED}>; rel="self"'},
        ),
        "http://ben.example/bread/?key=12": page("Bread", "Flour and water.", PROSE),
        MOVED: Page(status=301, headers={"Location": "http://cdn.example/x?secret=t0p/s3cret"}),
        "http://cdn.example/x?secret=t0p/s3cret": feed("cal.example", ("/tea/", "Tea", "Leaves")),
        "http://cal.example/tea/": page("Tea", "Leaves and water.", PROSE),
        HUB: page("Spring", "Write with us."),
        POST: page("A draft", "For the few who have its address.", PROSE),
        "http://dan.example/feed?api_key=9f8e7d6c5b4a3928": Page(
            status=302, headers={"Location": "/private/9f8e7d6c5b4a3928/feed"}
        ),
        "http://dan.example/private/9f8e7d6c5b4a3928/feed": feed(
            "dan.example", ("/salt/", "Salt", "Sea")
        ),
        "http://dan.example/salt/": page("Salt", "From the sea.", PROSE),
    }
    return FakeWeb(pages, clock=FakeClock())


def go(path: Path, net: FakeWeb) -> Report:
    return run(config.parse(SOURCES), archive=path, transport=net, now=net._clock.now)


def written(path: Path) -> dict[str, bytes]:
    """All bytes of an archive, those within gzip too."""
    found = {str(f.relative_to(path)): f.read_bytes() for f in path.rglob("*") if f.is_file()}
    packed = [name for name in found if name.endswith(".gz")]
    return found | {name + " unpacked": gzip.decompress(found[name]) for name in packed}


def told(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [value for value in VALUES if value.encode() in data]


def test_two_runs_and_a_failure_tell_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    net = scene()
    with logs.written(2):
        first = go(tmp_path, net)
        assert {o.status for o in first.outcomes} == {Status.OK}, first
        assert len(first.changes) == 5
        net.log.clear()
        net._clock.advance(2 * 86400)
        second = go(tmp_path, net)
        asked = {entry.url: entry.headers for entry in net.log}
        assert asked[FEED]["If-None-Match"] == '"1"'
        assert POST in asked, "it is due, and asked for with its value"
        assert not second.changes
        statuses = {o.source: o.status for o in second.outcomes}
        assert statuses["ben"] is Status.UNCHANGED
        net.pages[FEED] = Unreachable(f"no way to {FEED}", where=FEED)
        net.pages[MOVED] = Page(status=500, body="oops")
        net._clock.advance(2 * 86400)
        third = go(tmp_path, net)
        assert [o.source for o in third.outcomes if o.status is Status.FAILED] != []
    for report in (first, second, third):
        print(reports.text(report), reports.as_json(report))
    assert {name: told(data) for name, data in written(tmp_path).items() if told(data)} == {}
    output = capsys.readouterr()
    assert "no way to" in output.out and "ben.example/feed.xml" in output.err
    assert told(output.out) == told(output.err) == []
    archive = archiver.open(tmp_path)
    assert archive.check() == []
    health = {known.id: known.failures_in_row for known in archive.sources()}
    assert health["ben"] == 1
    assert archive.get("http://ben.example/bread/?key=12"), "no secret of sources.yaml"
    draft = archive.get(POST.replace("ev3ev3", mark("ev3ev3")))
    assert draft and draft.post and draft.post.authors == ("Eve",)


def table(*values: str) -> Secrets:
    return Secrets({"b.example": values})


def mark(value: str) -> str:
    return table(value).hide(f"?token={value}").removeprefix("?token=")


def test_a_failed_source_is_asked_anew_and_a_resting_host_rests(tmp_path: Path) -> None:
    net = scene()
    go(tmp_path, net)
    net.pages[FEED] = [
        Page(status=503, headers={"Retry-After": "7200"}),
        feed("ben.example", ("/bread/?key=12", "Bread", "Flour"), etag='"2"'),
    ]
    net._clock.advance(3700)
    go(tmp_path, net)
    net.log.clear()
    net._clock.advance(3700)
    go(tmp_path, net)
    assert net.asked(FEED) == 0, "its Retry-After has not passed"
    net._clock.advance(3700)
    report = go(tmp_path, net)
    assert net.asked(FEED) == 1
    assert next(e.headers for e in net.log if e.url == FEED).get("If-None-Match") is None
    assert {o.status for o in report.outcomes} <= {Status.OK, Status.UNCHANGED}


def test_a_failed_page_of_a_listing_is_asked_again(tmp_path: Path) -> None:
    older = FEED + "&paged=2"
    net = scene()
    following = f'<atom:link rel="next" href="{older.replace("&", "&amp;")}"/>'
    entries = feed("ben.example", ("/bread/?key=12", "Bread", "Flour")).body
    assert isinstance(entries, str)
    body = entries.replace("<item>", following + "<item>", 1).replace(
        "<rss", "<rss xmlns:atom='http://www.w3.org/2005/Atom'"
    )
    net.pages[FEED] = Page(body=body, type="application/rss+xml", etag='"1"')
    net.pages[older] = [
        Page(status=500, body="oops"),
        Page(status=500, body="oops"),
        feed("ben.example", ("/oat/", "Oats", "Oats"), etag='"o"'),
    ]
    net.pages["http://ben.example/oat/"] = page("Oats", "Oats and water.", PROSE)
    go(tmp_path, net)
    assert net.asked(older) == 2
    net._clock.advance(3700)
    report = go(tmp_path, net)
    assert net.asked(older) == 3
    assert [fact.url for fact in report.changes] == ["http://ben.example/oat/"]
    assert heads_tell(tmp_path) == {}


def heads_tell(path: Path) -> dict[str, list[str]]:
    """The files that tell a secret elsewhere than in the payload of a capture."""
    found = {n: told(d) for n, d in written(path).items() if not n.endswith((".gz", " unpacked"))}
    for file in path.rglob("*.warc.gz"):
        with file.open("rb") as stream:
            for record in warc.records(stream):
                head = record.block.partition(b"\r\n\r\n")[0]
                found.setdefault(file.name, []).extend(told(repr(record.headers)) + told(head))
    return {name: values for name, values in found.items() if values}


def test_a_feed_that_repeats_its_token_in_every_link(tmp_path: Path) -> None:
    post = "http://ben.example/bread/?token=abc123"
    net = scene()
    entries = ("/bread/?token=abc123", "Bread", "Flour, as only the feed has it")
    net.pages[FEED] = feed("ben.example", entries)
    html = page("Bread", 'See <a href="/oat/?token=abc123">oats</a> and flour.', PROSE).body
    assert isinstance(html, str)
    canonical = f'<link rel=canonical href="{post}"></head>'
    net.pages[post] = Page(body=html.replace("</head>", canonical))
    go(tmp_path, net)
    assert net.asked(post) == 1
    assert heads_tell(tmp_path) == {}
    archive = archiver.open(tmp_path)
    held = archive.get(post.replace("abc123", mark("abc123")))
    assert held and held.post and held.capture and held.witnesses.feed
    assert f"token={mark('abc123')}" in held.post.markdown
    assert archive.capture(held.capture).payload == net.pages[post].body.encode()  # type: ignore[union-attr]
    assert archive.check() == []
    assert [r for r in re_extract(tmp_path) if r.version or r.error] == []
    net._clock.advance(2 * 86400)
    assert not go(tmp_path, net).changes


@pytest.mark.parametrize(
    "link",
    [
        "http://evil.example/?x={}",
        "http://evil.example/~x/?token={}",
        "http://ben.example.evil.example/?a=1&token={}",
    ],
)
def test_no_stranger_gets_a_value_by_its_mark(tmp_path: Path, link: str) -> None:
    net = scene()
    bait = link.format(mark("abc123"))
    net.pages[FEED] = feed("ben.example", ("/bread/", "Bread", "Flour"))
    net.pages["http://ben.example/bread/"] = Page(status=302, location=bait)
    net.pages["http://ana.example/feed.xml"] = Page(
        body=f"<rss version='2.0'><channel><title>x</title><item><title>y</title>"
        f"<link>{bait.replace('&', '&amp;')}</link></item></channel></rss>",
        type="application/rss+xml",
        etag=f'"{mark("abc123")}"',
    )
    for _ in range(2):
        go(tmp_path, net)
        net._clock.advance(2 * 86400)
    assert net.asked(FEED) == 2
    strangers = [e for e in net.log if not e.url.startswith("http://ben.example/")]
    assert [e for e in strangers if "abc123" in f"{e.url} {e.headers}"] == []
    assert not any(
        e.url.startswith(("http://evil", "http://ben.example.e"))
        for e in strangers
        if "robots" not in e.url
    )


def test_where_a_value_may_go() -> None:
    known, hidden = table("abc123"), f"token={mark('abc123')}"
    for host in ("b.example", "www.b.example", "feeds.b.example"):
        assert known.reveal(hidden, host) == "token=abc123"
        assert not known.lost(f"http://{host}/?{hidden}")
    for host in ("example", "bb.example", "b.example.evil.example", ""):
        assert known.reveal(hidden, host) == hidden
    assert known.lost(f"http://cdn.example/?{hidden}")
    known.led(f"http://cdn.example/?{hidden}")
    assert known.lost(f"http://cdn.example/?{hidden}"), "a mark proves nothing"
    known.led("http://cdn.example/?t=1&auth=abc123")
    assert not known.lost(f"http://cdn.example/?{hidden}")


def test_a_replay_makes_the_same_archive(tmp_path: Path) -> None:
    net = scene()
    for _ in range(2):
        go(tmp_path / "a", net)
        net._clock.advance(2 * 86400)
    replay(config.parse(SOURCES), tmp_path / "a", tmp_path / "b")
    a, b = (written(tmp_path / x) for x in "ab")
    for name in a:
        if name.startswith(("posts", "warc")):
            assert a[name] == b[name], name
        if name.startswith("runs"):  # hosts answer side by side: in any order
            assert _facts(a[name]) == _facts(b[name])


def _facts(journal: bytes) -> list[str]:
    return sorted(line for line in journal.decode().splitlines() if '"action"' in line)


def as_it_was() -> Settings:
    """The sources, as archiver 0.1 knew them."""
    settings = config.parse(SOURCES)
    known = Secrets(settings.secrets)
    told = (replace(s, url=known.reveal(s.url, urls.host(s.url))) for s in settings.sources)
    return replace(settings, secrets={}, challenges=(), overrides={}, sources=tuple(told))


def test_a_replay_of_an_archive_that_tells_them(tmp_path: Path) -> None:
    net = scene()
    run(as_it_was(), archive=tmp_path / "a", transport=net, now=net._clock.now)
    assert heads_tell(tmp_path / "a") != {}
    (again,) = replay(config.parse(SOURCES), tmp_path / "a", tmp_path / "b")
    assert {o.status for o in again.outcomes} == {Status.OK}
    posts = [v.url for v in archiver.open(tmp_path / "a").posts()]
    assert [v.url for v in archiver.open(tmp_path / "b").posts()] == posts
    assert [
        name
        for name in heads_tell(tmp_path / "b")
        if not name.startswith("warc/") and not name.endswith(".gz")
    ] == []


def test_an_archive_that_tells_them_goes_on(tmp_path: Path) -> None:
    net = scene()
    run(as_it_was(), archive=tmp_path, transport=net, now=net._clock.now)
    before = set(written(tmp_path))
    net._clock.advance(3700)
    report = go(tmp_path, net)
    assert {o.status for o in report.outcomes} == {Status.OK}
    assert [fact.url for fact in report.changes] == [POST.replace("ev3ev3", mark("ev3ev3"))]
    assert archiver.open(tmp_path).check() == []
    new = {n: d for n, d in written(tmp_path).items() if n not in before and n[0] != "d"}
    assert {name: told(data) for name, data in new.items() if told(data)} == {}


def test_what_is_no_longer_configured_is_not_asked_and_not_gone(tmp_path: Path) -> None:
    net = scene()
    go(tmp_path, net)
    net.log.clear()
    net._clock.advance(2 * 86400)
    settings = config.parse(re.sub(r"    include:.*\n", "", SOURCES))
    report = run(settings, archive=tmp_path, transport=net, now=net._clock.now)
    assert not any("eve.example/draft" in entry.url for entry in net.log)
    assert not report.changes
    (missed,) = report.missed
    assert "in no address of sources.yaml" in (missed.reason or "")


def test_a_user_and_a_password_are_refused_and_stand_nowhere(tmp_path: Path) -> None:
    text = SOURCES.replace("//ben.example", "//anna:pw0rd@ben.example").replace(
        "//hub.example", "//anna:pw0rd@hub.example"
    )
    net = scene()
    report = run(config.parse(text), archive=tmp_path, transport=net, now=net._clock.now)
    refused = [e for outcome in report.outcomes for e in outcome.errors if "password" in e]
    assert len(refused) == 2
    assert not [n for n, data in written(tmp_path).items() if b"pw0rd" in data or b"anna" in data]


def test_two_values_have_two_marks_and_an_own_id_stays() -> None:
    text = """
contact: https://example.org/bot
challenges:
  - id: a
    title: A Challenge
    sources:
      - {feed: "https://b.example/f?token=one1"}
      - {feed: "https://b.example/f?token=two2"}
      - {id: mine, feed: "https://c.example/f?pwd=one1"}
"""
    settings = config.parse(text)
    one, two, mine = settings.sources
    assert one.url != two.url and one.id != two.id and mine.id == "mine"
    assert "one1" not in repr(settings) and "two2" not in repr(settings)
    assert settings.secrets == {"b.example": ("one1", "two2"), "c.example": ("one1",)}


def test_an_address_that_was_copied_from_a_list_is_no_secret() -> None:
    hidden = f"http://eve.example/draft?p=3&access_token={mark('ev3ev3')}"
    text = SOURCES.replace("sources:", f'exclude: ["{hidden}"]\n    sources:', 1)
    settings = config.parse(text)
    assert settings.challenges[0].exclude == settings.challenges[0].include == (hidden,)
    assert settings.secrets == config.parse(SOURCES).secrets


def test_settings_without_secrets_are_as_they_were() -> None:
    text = SOURCES
    for name in ("token", "auth", "key", "X-Sig", "access_token", "api_key"):
        text = re.sub(rf"([?&]){name}=", rf"\1{name}x=", text)
    settings = config.parse(text)
    assert settings.secrets == {} and "abc123" in settings.sources[1].url


def test_a_link_to_the_hub_still_counts(tmp_path: Path) -> None:
    net, post = scene(), "http://ana.example/motivation/"
    net.pages[post] = page("What keeps me going", f'For the <a href="{HUB}">hub</a>.', PROSE)
    go(tmp_path, net)
    found = {m.post: m for m in archiver.open(tmp_path).memberships("spring")}[post]
    assert found.verdict is Verdict.MEMBER
    assert [told(evidence.where) for evidence in found.evidence if evidence.kind == "link"] == [[]]


def test_a_public_page_that_names_the_secret_feed(tmp_path: Path) -> None:
    """The second run takes the feed from the home page that it holds."""
    settings = config.parse(SOURCES.replace(SITE, "http://ben.example/"))
    net = scene()
    link = f'<link rel=alternate type=application/rss+xml href="{FEED}">'
    net.pages["http://ben.example/"] = f"<html><head>{link}</head><body>Hi</body></html>"
    for asked in (1, 2):
        run(settings, archive=tmp_path, transport=net, now=net._clock.now)
        assert net.asked(FEED) == asked and net.asked("http://ben.example/") == 1
        net._clock.advance(3700)
    assert heads_tell(tmp_path) == {}


def test_a_validator_that_repeats_the_value_is_sent_back_as_it_came(tmp_path: Path) -> None:
    secret = "9f8e7d6c5b4a3928"
    address, net = f"http://dan.example/private/{secret}/feed", scene()
    net.pages[address] = feed("dan.example", ("/salt/", "Salt", "Sea"), etag=f'"v-{secret}"')
    net.pages[f"http://dan.example/feed?api_key={secret}"] = net.pages[address]
    go(tmp_path, net)
    net._clock.advance(3700)
    net.log.clear()
    go(tmp_path, net)
    sent = [e.headers.get("If-None-Match") for e in net.log if "dan.example/feed" in e.url]
    assert sent == [f'"v-{secret}"']
    assert heads_tell(tmp_path) == {}


def test_robots_are_asked_of_the_address_that_is_sent(tmp_path: Path) -> None:
    net = scene()
    net.pages["http://ben.example/robots.txt"] = Page(
        body="User-agent: *\nDisallow: /*token=abc\n", type="text/plain"
    )
    report = go(tmp_path, net)
    assert net.asked(FEED) == 0
    (ben,) = (o for o in report.outcomes if o.source == "ben")
    assert "robots.txt does not allow it" in ben.errors[0]


_TOKENS = st.text("abcdefXYZ0123456789-_.~+%/=", min_size=1, max_size=40).map(
    lambda text: urls.resolve("http://x/?token=" + text.replace("%", "%41"))
)
_PLACES = st.sampled_from(
    [
        "http://b.example/f?token={}",
        "http://b.example/?a=1&my_key={}&b=2",
        "http://www.b.example/?sig={}#x",
    ]
)


@given(st.lists(_TOKENS, min_size=1, max_size=5), _PLACES)
def test_what_is_hidden_can_be_revealed_by_its_owner_alone(
    addresses: list[str | None], place: str
) -> None:
    values = [str(address).partition("token=")[2] for address in addresses]
    known = table(*values)
    hidden = {value: known.hide(place.format(value)) for value in values}
    assert len(set(hidden.values())) == len(set(values))
    for value, text in hidden.items():
        assert re.fullmatch(re.escape(place).replace(r"\{\}", "~hidden-[0-9a-f]{5,64}[g-z]?"), text)
        assert known.reveal(text, "b.example") == place.format(value)
        assert known.hide(text) == text
        assert known.reveal(text, "c.example") == text
        assert not known.lost(text) and Secrets().lost(text)
        assert table("another").reveal(text, "b.example") == text


@given(st.text())
def test_a_text_without_a_secret_stays(text: str) -> None:
    assert table("0abc0").hide(text) == text
    assert Secrets().hide(text) == text == Secrets().reveal(text, "b.example")


@pytest.mark.parametrize(
    "text",
    [
        "https://b.example/f?a=1&token=abc123#x",
        "https://b.example/f?TOKEN=%61bc123",
        "https://b.example/go?to=https%3A%2F%2Fb.example%2Ff%3Ftoken%3Dabc123%26n%3D1",
        '{"next": "https://b.example/f?n=1\\u0026token=abc123"}',
        "see <a href='/f?n=1&amp;key=abc123'>it</a>",
    ],
)
def test_ways_to_repeat_a_value(text: str) -> None:
    known = table("abc123")
    assert "bc123" not in known.hide(text)
    body = secrets.hidden_as_in([f"http://b.example/?token={mark('abc123')}"], text)
    assert body == known.hide(text)


@pytest.mark.parametrize(
    "text",
    ["https://b.example/?p=abc123", "https://b.example/abc123/", "https://b.example/?key=abc1234"],
)
def test_what_is_no_argument_of_a_secret_stays(text: str) -> None:
    assert table("abc123").hide(text) == text
    body = secrets.hidden_as_in([f"http://b.example/?token={mark('abc123')}"], text)
    assert body == text


def test_a_long_random_value_is_hidden_wherever_it_stands() -> None:
    known = table("Zm9v%2B9f8e7d6c5b4a")
    for text in ("/x/Zm9v%2B9f8e7d6c5b4a/y", "v=Zm9v+9f8e7d6c5b4a", "%3Fv%3DZm9v%252B9f8e7d6c5b4a"):
        assert "9f8e" not in known.hide(text)
    assert table("weekly-writing-challenge").hide("/weekly-writing-challenge/").count("w") == 2


def test_fetch_finds_its_post_by_the_address_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from archiver import cli, pipeline

    net = scene()
    (tmp_path / "sources.yaml").write_text(SOURCES, "utf-8")
    monkeypatch.chdir(tmp_path)

    def offline(settings: Settings, **options: object) -> Report:
        return pipeline.run(settings, transport=net, now=net._clock.now, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(fetch_command, "run_once", offline)
    assert cli.main(["fetch", POST, "--keep"]) == 0
    told_now = capsys.readouterr()
    assert "For the few who have its address." in told_now.out
    assert told(told_now.out) == told(told_now.err) == []


def test_a_mistake_in_the_file_tells_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from archiver import cli

    (tmp_path / "sources.yaml").write_text(
        "challenges:\n  - {id: a, title: A, hub: 'x.example/?token=abc123'}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run"]) == ConfigError.exit_code
    error = capsys.readouterr().err
    assert "token=..." in error and told(error) == []
