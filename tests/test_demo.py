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
from demo import __main__ as demo
from demo import expected, telling
from demo.crawls import SOURCES, Crawl
from demo.names import leading
from demo.server import DOWN, Blogosphere

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
    archive = tmp_path_factory.mktemp("demo") / "archive"
    first, second = demo.crawl_twice(archive)
    challenge = archiver.read_settings(SOURCES).challenges[0]
    return telling.Story(
        challenge=challenge,
        archive=archiver.open(archive),
        first=first,
        second=second,
        colour=False,
    )


def test_the_story_comes_out(told: telling.Story, capsys: pytest.CaptureFixture[str]) -> None:
    folder = told.archive.path
    assert demo.tell(folder, told.first, told.second) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "\x1b" not in said.out
    assert "Ben Osei        ● 5 Sep         † 19 Sep, gone    ● 2 Oct            3" in said.out
    assert "[-Two-] {+Three+} cups of flour" in said.out
    own = [line for line in said.out.splitlines() if folder.parent.name not in line]
    assert len(own) > 35
    assert [line for line in own if len(line) > 80] == []


def test_the_commands_that_it_names_work_offline(
    told: telling.Story, capsys: pytest.CaptureFixture[str]
) -> None:
    named = list(told.sections(str(told.archive.path), "archiver"))[-4:]
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
    asked = told.first.asked[-1]
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
    assert demo.tell(told.archive.path, told.first, replace(told.second, code=0)) == 1
    assert "exit codes of the runs: [3, 0], not [3, 3]" in capsys.readouterr().err


def test_a_run_that_breaks_off_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.yaml").write_text("chalenges: []\n", "utf-8")
    monkeypatch.setattr("demo.crawls.SOURCES", tmp_path / "sources.yaml")
    assert demo.main(tmp_path / "out") == 1
    said = capsys.readouterr()
    assert "The Kitchen Table Challenge" in said.out
    assert "ended with exit code 2 and said:" in said.err
    assert "did you mean `challenges`" in said.err
