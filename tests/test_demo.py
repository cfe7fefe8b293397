"""The demo's web answers as the engines that it imitates do, and its story comes out."""

import codecs
import csv
import gzip
import json
import re
import socket
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import lxml.html
import protego
import pytest
import requests

import archiver
from archiver.cli import main as command_line
from archiver.commands.demo import demo, expected, telling
from archiver.commands.demo.crawls import MOMENTS, Crawl
from archiver.demo import SOURCES, blogosphere
from archiver.demo.blogosphere import DOWN
from archiver.errors import ConfigError, Unreachable
from tests import exported
from tests.blog_server import Blogosphere, leading

PLUM_CAKE, LENTILS, RADIO = expected.EDITED, expected.GONE, expected.NEW
WOBBLE = "http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/"


@pytest.fixture
def web() -> Iterator[Blogosphere]:
    with Blogosphere() as web, leading(web.ports):
        yield web


def get(url: str, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers=named, allow_redirects=False, timeout=5)


def every_url(web: Blogosphere) -> list[str]:
    return [f"http://{host}{path}" for host in web.hosts for path in web.paths(host)]


def test_there_are_six_blogs_and_a_hub(web: Blogosphere) -> None:
    assert len(web.hosts) == 7
    assert {get(f"http://{host}/").status_code for host in web.hosts} == {200}
    assert {get(f"http://{host}/robots.txt").status_code for host in web.hosts} == {200}


@pytest.mark.parametrize("flipped", [False, True])
def test_every_link_within_the_web_resolves(web: Blogosphere, flipped: bool) -> None:
    if flipped:
        web.flip()
    known = set(every_url(web))
    seen = 0
    for url in sorted(known):
        answer = get(url)
        assert answer.status_code in (200, 301, 302), url
        if answer.is_redirect:
            assert urljoin(url, answer.headers["Location"]) in known, url
        elif "text/html" in answer.headers["Content-Type"]:
            tree = lxml.html.document_fromstring(answer.content, base_url=url)
            tree.make_links_absolute()
            links = {link.split("#")[0] for *_, link, _ in tree.iterlinks()}
            inside = {link for link in links if urlsplit(link).hostname in web.hosts}
            forms = {form.action for form in tree.forms if form.method == "POST"}
            assert {link for link in inside - forms if not served(web, link)} == set(), url
            seen += len(inside)
    assert seen > 300


def served(web: Blogosphere, url: str) -> bool:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return web.find(parts.hostname or "", path).status in (200, 301, 302)


def test_feeds_parse_and_lead_to_posts(web: Blogosphere) -> None:
    feeds = 0
    for url in every_url(web):
        answer = get(url)
        if "xml" not in answer.headers["Content-Type"]:
            continue
        feed = feedparser.parse(answer.content)
        assert not feed.bozo, (url, feed.get("bozo_exception"))
        for entry in feed.entries:
            assert served(web, entry.link), (url, entry.link)
        feeds += 1
    assert feeds > 20
    entries = json.loads(get("http://greta.example/feed.json").content)["items"]
    assert [entry["title"] for entry in entries] == ["A table for one"]


def test_the_wordpress_feed_has_a_history(web: Blogosphere) -> None:
    pages = [get(f"http://benbakes.example/feed/{query}") for query in ("", "?paged=2", "?paged=3")]
    assert [page.status_code for page in pages] == [200, 200, 404]
    titles = [[e.title for e in feedparser.parse(page.content).entries] for page in pages[:2]]
    assert [len(found) for found in titles] == [2, 2]
    assert not set(titles[0]) & set(titles[1])


def test_robots_say_what_they_should(web: Blogosphere) -> None:
    def rules(host: str) -> protego.Protego:
        return protego.Protego.parse(get(f"http://{host}/robots.txt").text)

    assert rules("greta.example").crawl_delay("archiver") == 1
    blogger = rules("clara.blogspot.example")
    assert not blogger.can_fetch("http://clara.blogspot.example/search/label/cake", "archiver")
    assert blogger.can_fetch(PLUM_CAKE, "archiver")


@pytest.mark.parametrize(
    ("remember", "ask"), [("ETag", "If_None_Match"), ("Last-Modified", "If_Modified_Since")]
)
def test_what_did_not_change_is_a_304(web: Blogosphere, remember: str, ask: str) -> None:
    before = {url: get(url) for url in (PLUM_CAKE, WOBBLE)}
    again = {url: get(url, **{ask: answer.headers[remember]}) for url, answer in before.items()}
    assert {answer.status_code for answer in again.values()} == {304}
    assert {answer.content for answer in again.values()} == {b""}
    web.flip()
    after = {url: get(url, **{ask: answer.headers[remember]}) for url, answer in before.items()}
    assert [after[PLUM_CAKE].status_code, after[WOBBLE].status_code] == [200, 304]
    assert [asked.conditional for asked in web.log] == [False] * 2 + [True] * 4


def test_the_flip_edits_deletes_and_adds_one_post(web: Blogosphere) -> None:
    urls = (PLUM_CAKE, LENTILS, RADIO, WOBBLE)
    first = [get(url) for url in urls]
    web.flip()
    second = [get(url) for url in urls]
    assert [answer.status_code for answer in first] == [200, 200, 404, 200]
    assert [answer.status_code for answer in second] == [200, 410, 200, 200]
    assert "Two cups" in first[0].text and "Three cups" in second[0].text
    assert first[3].content == second[3].content
    assert LENTILS not in get("http://benbakes.example/feed/").text
    assert RADIO in get("http://edith.substack.example/feed").text


def test_a_letter_for_subscribers_leads_to_a_login(web: Blogosphere) -> None:
    answer = requests.get("http://edith.substack.example/p/the-soup", timeout=5)
    assert answer.status_code == 200
    assert "/sign-in" in answer.url
    assert 'type="password"' in answer.text


def test_gzip_is_for_those_who_ask(web: Blogosphere) -> None:
    host = "benbakes.example"
    for wanted in ("gzip", "identity"):
        with socket.create_connection((host, 80), timeout=5) as line:
            line.sendall(
                f"GET / HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {wanted}\r\nConnection: close\r\n\r\n".encode()
            )
            head, body = b"".join(iter(lambda line=line: line.recv(65536), b"")).split(
                b"\r\n\r\n", 1
            )
        assert (b"Content-Encoding: gzip" in head) == (wanted == "gzip")
        text = gzip.decompress(body) if wanted == "gzip" else body
        assert text.startswith(b"<!DOCTYPE html>")


def test_pictures_are_whole(web: Blogosphere) -> None:
    pictures = [url for url in every_url(web) if url.endswith(".png")]
    assert len(pictures) == 5
    for url in pictures:
        data = get(url).content
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        start = data.index(b"IDAT")
        (size,) = struct.unpack(">I", data[start - 4 : start])
        pixels = zlib.decompress(data[start + 4 : start + 4 + size])
        assert len(pixels) == height * (1 + 3 * width)


def test_a_blog_that_is_down_refuses_and_other_names_do_not_exist(web: Blogosphere) -> None:
    with pytest.raises(requests.ConnectionError, match="refused"):
        get(f"http://{DOWN[0]}/")
    with pytest.raises(requests.ConnectionError, match="knows no host"):
        get("http://nobody.example/")


def test_names_are_given_back() -> None:
    real = socket.getaddrinfo
    with leading({"a.example": 1}):
        assert socket.getaddrinfo is not real
    assert socket.getaddrinfo is real


def test_requests_at_a_time_are_counted(web: Blogosphere) -> None:
    assert [web.begin("greta.example"), web.begin("greta.example"), web.begin("a.example")] == [
        0,
        1,
        0,
    ]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> telling.Story:
    folder = tmp_path_factory.mktemp("demo")
    demo.prepare(folder, force=False)
    first, second = demo.crawl_twice(folder / "sources.yaml")
    challenge = archiver.read_settings(SOURCES).challenges[0]
    return telling.Story(
        challenge=challenge,
        archive=archiver.open(folder / "archive"),
        first=first,
        second=second,
        colour=False,
    )


def test_the_story_comes_out(told: telling.Story, capsys: pytest.CaptureFixture[str]) -> None:
    folder = told.archive.path.parent
    assert demo.tell(folder, told.first, told.second) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "\x1b" not in said.out
    assert "Ben Osei        ● 5 Sep         † 19 Sep, gone    ● 2 Oct            3" in said.out
    assert "[-Two-] {+Three+} cups of flour" in said.out
    own = [line for line in said.out.splitlines() if "bin/" not in line and folder.name not in line]
    assert len(own) > 35
    assert [line for line in own if len(line) > 80] == []


def test_the_commands_that_it_names_work_offline(
    told: telling.Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where, *named = list(told.sections(str(told.archive.path.parent), "archiver"))[-5:]
    assert where.split() == ["cd", str(told.archive.path.parent)]
    monkeypatch.chdir(told.archive.path.parent)
    answers = []
    for line in named:
        program, *words = line.split()
        assert program == "archiver"
        assert command_line(words) == 0
        answers.append(capsys.readouterr().out)
    assert "Ben Osei        ● 5 Sep" in answers[0]
    assert re.search(r"Ben Osei +Lentils.* 2† ", answers[1])
    assert "It tastes of arithmetic." in answers[2]
    assert re.search(r"^2 .* gone +0 +410$", answers[3], re.MULTILINE)


def test_the_table_is_that_of_the_program(
    told: telling.Story, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(*words: str) -> str:
        assert command_line(["table", "-a", str(told.archive.path), *words]) == 0
        return capsys.readouterr().out

    title, *drawn = asked("--since", told.first.report["run"]).splitlines()
    assert title == "The Kitchen Table Challenge (kitchen-table): 6 people, 13 posts, 1 unsure"
    assert drawn == [line.removeprefix(telling.MARGIN) for line in told.participants().splitlines()]
    expected_places = {
        (row.person, column and column.id, entry.answer.url)
        for row in told.table.rows
        for column, cell in zip(told.table.columns, row.cells, strict=True)
        for entry in cell
    }
    rows = list(csv.DictReader(asked("--csv").splitlines()))
    assert {(r["person"], r["round"], r["url"]) for r in rows} == expected_places
    (challenge,) = json.loads(asked("--json"))["challenges"]
    assert expected_places == {
        (person["name"], cell["round"], post["url"])
        for person in challenge["people"]
        for cell in person["cells"]
        for post in cell["posts"]
    }
    _, _, _, _, *lines, _ = asked("--markdown").splitlines()
    cells = {(n, url) for n, line in enumerate(lines) for url in re.findall(r"\]\((.*?)\)", line)}
    people = [row.person for row in told.table.rows]
    assert cells == {(people.index(person), url) for person, _, url in expected_places}


def test_colour_changes_nothing_but_colour(told: telling.Story) -> None:
    painted = "\n".join(replace(told, colour=True).sections("a", "b"))
    plain = "\n".join(told.sections("a", "b"))
    assert painted != plain
    bare = re.sub(r"\x1b\[\d+m", "", painted)
    assert bare == re.sub(r"\[-(.*?)-\]|\{\+(.*?)\+\}", r"\1\2", plain, flags=re.DOTALL)


def test_a_story_that_comes_out_otherwise_is_noticed(told: telling.Story) -> None:
    def problems(first: Crawl = told.first, second: Crawl = told.second) -> list[str]:
        return [p.split(":")[0] for p in expected.surprises(first, second, told.belongs)]

    assert problems() == []
    assert problems(second=replace(told.second, code=0)) == ["exit codes of the runs"]
    asked = next(a for a in told.first.asked if f"http://{a.host}{a.path}" == WOBBLE)
    crowd = replace(told.first, asked=(*told.first.asked, replace(asked, beside=1)))
    assert problems(first=crowd) == ["requests to one host at a time"]
    label = replace(asked, host="clara.blogspot.example", path="/search/label/cake")
    pushy = replace(told.first, asked=(*told.first.asked, label))
    assert problems(first=pushy) == ["requests that robots.txt forbids"]
    greedy = replace(told.second, asked=(*told.second.asked, asked))
    assert problems(second=greedy) == ["unchanged pages that were downloaded again"]
    missing = expected.surprises(told.first, told.second, told.belongs[:-1])
    assert [p.split(":")[0] for p in missing] == ["members and their rounds"]


def test_a_terminal_without_our_signs_gets_others() -> None:
    codecs.register_error("plain", demo.plain)
    assert "● “so” † …".encode("ascii", "plain") == b'* "so" + ~'


def test_an_unexpected_story_does_not_end_with_0(
    told: telling.Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.tell(told.archive.path.parent, told.first, replace(told.second, code=0)) == 1
    assert "exit codes of the runs: [3, 0], not [3, 3]" in capsys.readouterr().err


def test_the_folder_of_a_demo_is_made_anew_and_no_other(tmp_path: Path) -> None:
    demo.prepare(tmp_path / "new" / "demo", force=False)
    sources = tmp_path / "new" / "demo" / "sources.yaml"
    assert sources.read_bytes() == SOURCES.read_bytes()
    (sources.parent / "archive").mkdir()
    (sources.parent / "new.yaml").write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match=r"a demo is here already .*--force"):
        demo.prepare(sources.parent, force=False)
    assert (sources.parent / "archive").exists()
    demo.prepare(sources.parent, force=True)
    assert not (sources.parent / "archive").exists()
    assert (sources.parent / "new.yaml").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "mine"),
        ("sources.yaml", "challenges: []\n"),
        ("sources.yaml", "demo: true\narchive: ../elsewhere\nchallenges: []\n"),
        ("sources.yaml", "no: [yaml"),
    ],
)
def test_what_is_no_demo_s_is_never_deleted(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "kept").write_text("mine", "utf-8")
    for force in (False, True):
        with pytest.raises(ConfigError, match="something else here"):
            demo.prepare(tmp_path, force=force)
    assert (tmp_path / name).read_text("utf-8") == text
    assert (tmp_path / "archive" / "kept").exists()
    with pytest.raises(ConfigError, match="something else here"):
        demo.prepare(tmp_path / "archive" / "kept", force=True)


def test_a_quiet_demo_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["demo", "-q", "-o", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "")


# ---- the blogs without a network


def exchanged(web: blogosphere.Blogosphere, url: str, **headers: str) -> archiver.model.Capture:
    return web.exchange(url, headers, deadline=5, max_bytes=10**6)


def test_a_blog_answers_the_same_with_and_without_a_wire(web: Blogosphere) -> None:
    for url in (PLUM_CAKE, "http://greta.example/feed.json", "http://anna.wordpress.example/none"):
        over_http = requests.get(url, allow_redirects=False, timeout=5)
        here = exchanged(web, url, **{"Accept-Encoding": "gzip"})
        assert here.status == over_http.status_code
        assert here.body == over_http.content
        told = {name.lower(): value for name, value in here.headers}
        sent = {name.lower(): value for name, value in over_http.headers.items()}
        assert told == {name: sent[name] for name in sent if name not in ("server", "date")}
        tag = told.get("etag", "none")
        status = exchanged(web, url, **{"If-None-Match": tag}).status
        assert status == (304 if over_http.ok else over_http.status_code)


def test_over_a_wire_the_archive_becomes_the_same(
    told: telling.Story, web: Blogosphere, tmp_path: Path
) -> None:
    settings = replace(
        archiver.read_settings(SOURCES), demo=False, allow_private=("*.example",), contact="a@b.org"
    )
    for moment in MOMENTS.values():
        archiver.run(settings, archive=tmp_path, now=lambda at=moment: at)
        web.flip()
    assert {asked.agent for asked in web.log} == {f"archiver/{archiver.__version__} (+a@b.org)"}
    here, there = told.archive, archiver.open(tmp_path)

    def histories(archive: archiver.Archive) -> dict[str, list[tuple[str, str]]]:
        return {
            held.url: [
                (v.change.value, v.post.digest if v.post else "")
                for v in archive.versions(held.url)
            ]
            for held in archive.posts()
        }

    assert histories(there) == histories(here)
    assert there.check() == []
    verdicts = [
        {(m.post, m.round, m.verdict) for m in archive.memberships("kitchen-table")}
        for archive in (here, there)
    ]
    assert verdicts[0] == verdicts[1]


def test_what_is_no_blog_of_the_demo_does_not_exist() -> None:
    web = blogosphere.Blogosphere()
    with pytest.raises(Unreachable, match="refused"):
        exchanged(web, f"http://{DOWN[0]}/")
    with pytest.raises(Unreachable, match=r"no such host: blog\.example\.org") as caught:
        exchanged(web, "https://blog.example.org/")
    assert "`demo: true`" in str(caught.value)
    moved = exchanged(web, "https://greta.example/posts/a-table-for-one/?a=b")
    assert moved.header("Location") == "http://greta.example/posts/a-table-for-one/?a=b"
    assert exchanged(web, "http://greta.example").status == 200


def test_a_sources_yaml_of_the_demo_asks_no_network(
    told: telling.Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.chdir(told.archive.path.parent)
    fresh = str(tmp_path / "fresh")
    assert (
        command_line(["run", "-q", "-a", fresh]) == 3
    )  # one of the blogs is down, for the first time
    assert command_line(["fetch", WOBBLE, "-o", str(tmp_path)]) == 0
    assert command_line(["init", "anna.wordpress.example", "-o", str(tmp_path / "new.yaml")]) == 0
    drafted = archiver.read_settings(tmp_path / "new.yaml")
    assert drafted.demo and drafted.contact is None
    report = archiver.run(drafted)
    assert {change.url for change in report.changes} >= {WOBBLE}
    assert command_line(["fetch", "https://blog.example.org/"]) == 3


def test_every_export_of_the_demo_is_the_same_twice(tmp_path: Path) -> None:
    assert command_line(["demo", "-q", "-o", str(tmp_path / "demo")]) == 0
    assert list(exported.that_differ(tmp_path / "demo" / "archive", tmp_path)) == []
