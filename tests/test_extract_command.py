"""Posts from files: HTML in any encoding, folders, stdin and WARC files of any maker."""

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import archiver
from archiver import cli
from archiver.errors import NotThePage, ParseError, TooCostly
from archiver.formats.warc import foreign
from archiver.reading import local_files, pool
from archiver.reading.local_files import FileRead, FromFile, ReadFile
from archiver.web import saved_pages
from tests.stories import SOURCES

FIRST = "Ich habe gestern über das Brot nachgedacht, das meine Großmutter im Winter gebacken hat, bevor sie fortzog."
SECOND = "Es war dunkel und schwer, und wir haben es mit Äpfeln gegessen, die im Keller lagen, bis es April wurde."


def html(title: str = "Brot & Äpfel", head: str = "", first: str = FIRST) -> str:
    return (
        f"<!doctype html><html lang=de><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1><p>{first}</p><p>{SECOND} <a href='/rezept/'>Rezept</a></p></article></body></html>"
    )


LOGIN = (
    "<html><head><title>Log in</title></head><body><h1>Log in</h1><form method=post><input name=user>"
    "<input type=password name=pw><button>Log in</button></form><p>You must log in to see this page."
    "</p></body></html>"
)


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read in a folder of its own."""
    monkeypatch.chdir(tmp_path)


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        told = capsys.readouterr()
        return code, told.out, told.err

    return asked


def posts(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


# ---- HTML files


@pytest.mark.parametrize(
    "data",
    [
        html().encode(),
        html().encode("utf-8-sig"),
        html(head="<meta charset=iso-8859-1>").encode("latin-1"),
        html().encode("utf-16"),
        gzip.compress(html().encode()),
    ],
)
def test_a_file_in_any_encoding(data: bytes, ask: Ask) -> None:
    Path("page.html").write_bytes(data)
    code, out, err = ask("extract", "page.html", "--format", "text")
    assert (code, err) == (0, "")
    assert out.startswith("Brot & Äpfel\n\n") and FIRST in out and SECOND in out


@pytest.mark.parametrize(
    ("head", "words", "url"),
    [
        ("<link rel=canonical href='https://c.example/brot/'>", (), "https://c.example/brot/"),
        ("<meta property=og:url content='https://c.example/brot/'>", (), "https://c.example/brot/"),
        ("", ("--url", "u.example/brot/"), "https://u.example/brot/"),
        ("<!-- saved from url=(0022)https://s.example/b/ -->", (), "https://s.example/b/"),
        ("<!--\n Page saved with SingleFile \n url: https://s.example/b/ \n-->", (), "https://s.example/b/"),
        ("<!-- Mirrored from s.example/b/ by HTTrack Website Copier/3.x -->", (), "http://s.example/b/"),
    ],
)  # fmt: skip
def test_the_address_is_that_which_is_known(
    head: str, words: tuple[str, ...], url: str, ask: Ask
) -> None:
    Path("page.html").write_text(html(head=head), "utf-8")
    code, out, _ = ask("extract", "page.html", "--format", "json", *words)
    post = json.loads(out)
    assert code == 0 and post["url"] == url
    assert [link["url"] for link in post["links"]] == [
        url.replace("/brot/", "/b/")[:-2] + "rezept/"
    ]


def test_a_page_without_an_address_gets_no_false_one(ask: Ask, tmp_path: Path) -> None:
    Path("page.html").write_text(html(), "utf-8")
    post = json.loads(ask("extract", "page.html", "--format", "json")[1])
    assert post["url"] == (tmp_path / "page.html").as_uri() and post["links"] == []
    out = ask("extract", f"file://{tmp_path}/page.html")[1]
    assert f"canonical_url: file://{tmp_path}/page.html" in out


@pytest.mark.parametrize("where", ["about:internet", "file:///C:/brot.html", "notes"])
def test_what_a_program_wrote_of_no_use_is_no_address(where: str) -> None:
    assert saved_pages.address(f"<!-- saved from url=(0014){where} --><p>") in ("", "http://notes/")


def test_mhtml(ask: Ask) -> None:
    saved = MIMEMultipart("related", type="text/html")
    page = MIMEText(html(), "html", "utf-8")
    page["Content-Location"] = "https://m.example/brot/"
    saved.attach(page)
    Path("page.mhtml").write_bytes(saved.as_bytes())
    code, out, _ = ask("extract", "page.mhtml", "--format", "json")
    assert code == 0 and json.loads(out)["url"] == "https://m.example/brot/" and FIRST in out
    Path("page.mhtml").write_bytes(
        b"Subject: a\nContent-Type: multipart/related; boundary=x\n\n--x--"
    )
    assert ask("extract", "page.mhtml")[0] == 3


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (LOGIN.encode(), "log in"),
        (b"", "empty"),
        (b"Dear diary, nothing happened.", "plain text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "an image"),
        (b"filedesc://a.arc 0.0.0.0 20050101000000 text/plain 76\n", "an ARC file"),
        (b"<html><body><p>" + b"a" * local_files.MOST, "more than 64 MB"),
        (gzip.compress(b"<p>" + b"a" * local_files.MOST), "more than 64 MB"),
    ],
    ids=["login", "empty", "text", "picture", "arc", "large", "bomb"],
)
def test_a_file_that_is_no_post_is_told_with_its_reason(data: bytes, why: str, ask: Ask) -> None:
    Path("page.html").write_bytes(data)
    code, out, err = ask("extract", "page.html")
    assert (code, out) == (3, "") and err.startswith("archiver: page.html: ") and why in err


def test_a_list_is_told_with_what_it_lists(ask: Ask) -> None:
    cards = "".join(
        f"<article><h2><a href=https://b.example/2020/0{n}/brot-{n}/>Brot {n}</a></h2><p>Der Anfang von Brot {n}, "
        f"das anderswo weitergeht …</p><a href=https://b.example/2020/0{n}/brot-{n}/>Mehr</a></article>"
        for n in range(1, 9)
    )
    Path("list.html").write_text(
        f"<html><head><title>Blog</title></head><body>{cards}</body></html>"
    )
    code, out, err = ask("extract", "list.html", "--url", "https://b.example/")
    assert (code, out) == (3, "") and "a list of 8 posts" in err
    assert "  https://b.example/2020/01/brot-1/\n" in err and "and 5 more" in err


# ---- folders, stdin, words


def test_a_folder_is_read_in_the_order_of_its_names(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "saved" / "b_files").mkdir(parents=True)
    for name in ("saved/b.html", "saved/a.htm", "saved/c.XHTML"):
        Path(name).write_text(html(title=f"Brot {name}"), "utf-8")
    Path("saved/b_files/ad.html").write_text("<p>Buy!</p>")
    Path("saved/notes.txt").write_text("no page")
    code, out, err = ask("extract", "saved", "--format", "json")
    assert (code, err) == (0, "")
    assert [post["title"] for post in posts(out)] == [
        "Brot saved/a.htm",
        "Brot saved/b.html",
        "Brot saved/c.XHTML",
    ]
    (tmp_path / "none").mkdir()
    code, _, err = ask("extract", "none")
    assert code == 2 and "nothing to read is in this folder (.html," in err


def test_one_file_that_is_no_post_costs_no_other(ask: Ask, tmp_path: Path) -> None:
    Path("a.html").write_text(LOGIN)
    Path("b.html").write_text(html(), "utf-8")
    code, _, err = ask("extract", "a.html", "b.html", "b.html", "-o", "out")
    assert code == 3 and "a.html: " in err and "1 written into out" in err
    (written,) = Path("out").glob("*.md")
    assert written.name == "brot-äpfel.md" and FIRST in written.read_text("utf-8")
    ask("extract", "b.html", "-o", "out")
    assert list(Path("out").glob("*.md")) == [written], "read again it takes its own place"
    Path("c.html").write_text(html(first=SECOND), "utf-8")
    ask("extract", "c.html", "-o", "out")
    assert len(list(Path("out").glob("*.md"))) == 2, "another post of the same title has its own"


@pytest.mark.parametrize("packed", [False, True])
def test_stdin(packed: bool, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(warc(packed=True) if packed else html().encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    code, out, _ = ask("extract", "-", "--format", "json")
    assert code == 0 and FIRST in out
    assert packed or json.loads(out)["url"] == "", "what came from nowhere has no address"


def test_files_of_one_name_in_two_folders_are_two(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder, words in (("one", FIRST), ("two", SECOND)):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        Path("page.html").write_text(html(first=words), "utf-8")
        assert ask("extract", "page.html", "-o", str(tmp_path / "out"))[0] == 0
    assert len(list((tmp_path / "out").glob("*.md"))) == 2


def test_pages_from_stdin_never_take_each_others_place(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, more in ((FIRST, ()), (SECOND, ()), (FIRST, ("--url", "https://b.example/"))):
        stdin = type("Stdin", (), {"buffer": io.BytesIO(html(first=words).encode())})
        monkeypatch.setattr(sys, "stdin", stdin)
        assert ask("extract", "-", "-o", "out", *more)[0] == 0
    assert len(list(Path("out").glob("*.md"))) == 3


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("https://a.example/b/",), "`archiver fetch` asks for it"),
        (("gone.html",), "there is no such file or folder"),
        (("gone/",), "there is no such file or folder"),
        (("file://elsewhere/page.html",), "another machine"),
        (("page.html", "more.html", "--url", "https://a.example/"), "--url is for one page"),
        (("page.html", "--url", "no address"), "has a space in it"),
        (("page.html", "-o", "more.html"), "this is no folder"),
    ],
)
def test_wrong_words(words: tuple[str, ...], why: str, ask: Ask) -> None:
    for name in ("page.html", "more.html"):
        Path(name).write_text(html(), "utf-8")
    code, out, err = ask("extract", *words)
    assert (code, out) == (2, "") and why in err


def test_fetch_reads_files_as_extract_does(ask: Ask, tmp_path: Path) -> None:
    Path("page.html").write_text(html(), "utf-8")
    told = ask("extract", "page.html")
    assert told[0] == 0 and ask("fetch", "page.html") == told
    assert ask("fetch", (tmp_path / "page.html").as_uri())[1] == told[1]
    assert ask("fetch", "page.html", "--keep")[0] == 2
    code, _, err = ask("fetch", "gone.html")
    assert code == 2 and "there is no such file" in err


def test_overrides_of_sources_yaml_count(ask: Ask) -> None:
    Path("sources.yaml").write_text(SOURCES + "overrides: [{for: b.example, drop: .kalender}]\n")
    advert = (
        "<p class=kalender>Kauft den Kalender der Bäckerei, solange es ihn noch gibt, im Laden.</p>"
    )
    Path("page.html").write_text(html().replace("<p>Es", f"{advert}<p>Es"), "utf-8")
    with_it = ask("extract", "page.html")[1]
    without = ask("extract", "page.html", "--url", "https://b.example/brot/")[1]
    assert "Kalender" in with_it and "Kalender" not in without and FIRST in without


# ---- WARC


def chunked(body: bytes) -> bytes:
    pieces = (body[at : at + 60] for at in range(0, len(body), 60))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def warc(*, packed: bool) -> bytes:
    """A file as several programs write it: answers of all kinds, whole, chunked, compressed."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)

    def response(path: str, body: bytes, *more: tuple[str, str], status: str = "200 OK") -> None:
        kind = dict(more).get("Content-Type", "text/html; charset=utf-8")
        headers = StatusAndHeaders(
            status, [("Content-Type", kind), *more[kind in str(more) :]], protocol="HTTP/1.1"
        )
        url = path if "<" in path else f"http://b.example/{path}"
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers
        )
        writer.write_record(record)

    writer.write_record(writer.create_warcinfo_record("b.warc", {"software": "test"}))
    response("plain", html("Plain").encode())
    response("chunked", chunked(html("Chunked").encode()), ("Transfer-Encoding", "chunked"))
    response("packed", gzip.compress(html("Packed").encode()), ("Content-Encoding", "gzip"))
    response("whole", html("Whole").encode(), ("Transfer-Encoding", "chunked"))
    response("picture", b"\x89PNG" * 50, ("Content-Type", "image/png"))
    response("lost", html("Lost").encode(), status="404 Not Found")
    response("<http://b.example/wget>", html("Wget").encode())
    payload = io.BytesIO(html("Resource").encode())
    writer.write_record(
        writer.create_warc_record(
            "http://b.example/resource", "resource", payload=payload, warc_content_type="text/html"
        )
    )
    request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "b.example")], is_http_request=True)
    writer.write_record(
        writer.create_warc_record("http://b.example/plain", "request", http_headers=request)
    )
    response("last", html("Last").encode())
    return file.getvalue()


TITLES = ["Plain", "Chunked", "Packed", "Whole", "Wget", "Resource", "Last"]
MAKERS: dict[str, Callable[[], bytes]] = {
    "members": lambda: warc(packed=True),
    "plain": lambda: warc(packed=False),
    "one member": lambda: gzip.compress(warc(packed=False)),
    "padded": lambda: warc(packed=True) + bytes(512),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_warc_file_of_any_maker(maker: str, ask: Ask) -> None:
    Path("crawl").write_bytes(MAKERS[maker]())  # told by its bytes, not by its name
    code, out, err = ask("extract", "crawl", "--format", "json")
    assert (code, err) == (0, "")
    assert [post["title"] for post in posts(out)] == TITLES
    assert {str(post["url"]) for post in posts(out)} >= {
        "http://b.example/wget",
        "http://b.example/resource",
    }
    assert all(FIRST in str(post["text"]) for post in posts(out))


def damaged(data: bytes, packed: bool) -> bytes:
    """The same with its third record broken."""
    if packed:
        starts = [offset for offset, _ in members(data)]
        return data[: starts[2] + 30] + bytes(40) + data[starts[2] + 70 :]
    at = data.index(b"Content-Length", data.index(b"b.example/chunked"))
    return data[:at] + b"Content-Wealth" + data[at + 14 :]


def members(data: bytes) -> Iterator[tuple[int, int]]:
    from archiver.formats import warc as own

    yield from ((offset, length) for offset, length, _ in own.members(io.BytesIO(data)))


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_named_and_costs_no_other(packed: bool, ask: Ask) -> None:
    Path("crawl.warc").write_bytes(damaged(warc(packed=packed), packed))
    code, out, err = ask("extract", "crawl.warc", "--format", "json")
    assert code == 3 and err.startswith("archiver: crawl.warc, record at byte ")
    assert err.count("\n") == 1
    assert [post["title"] for post in posts(out)] == [t for t in TITLES if t != "Chunked"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_torn_file_gives_what_is_whole(packed: bool, ask: Ask) -> None:
    Path("crawl.warc.gz").write_bytes(warc(packed=packed)[:-150])
    code, out, err = ask("extract", "crawl.warc.gz", "--format", "json")
    assert code == 3 and "breaks off" in err
    assert [post["title"] for post in posts(out)] == TITLES[:-1]


def test_noise_in_a_warc_file_ends(ask: Ask) -> None:
    data = warc(packed=True)
    Path("crawl.warc.gz").write_bytes(data[:300] + b"\x1f\x8b\x08" * 200 + data)
    code, out, err = ask("extract", "crawl.warc.gz", "--format", "json")
    assert code == 3 and "record at byte" in err
    assert [post["title"] for post in posts(out)] == TITLES


def revisit(digest: str) -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    record = writer.create_revisit_record(
        "http://b.example/again", digest, "http://b.example/plain", "2020-01-01T00:00:00Z",
        http_headers=headers,
    )  # fmt: skip
    writer.write_record(record)
    return file.getvalue()


def test_a_revisit_needs_the_record_that_has_its_page(ask: Ask) -> None:
    Path("one.warc.gz").write_bytes(warc(packed=True))
    records = foreign.read(io.BytesIO(warc(packed=True)), lambda record: True, 10**6)
    digests = [
        record.header("WARC-Payload-Digest")
        for record in records
        if isinstance(record, foreign.Foreign) and record.url.endswith("/plain")
    ]
    Path("a.warc.gz").write_bytes(revisit(digests[0]))
    code, _, err = ask("extract", "a.warc.gz")
    assert code == 3 and "http://b.example/again: the page is in another record" in err
    assert ask("extract", "a.warc.gz", "one.warc.gz")[::2] == (0, ""), "whichever comes first"


def test_a_wacz_is_told_how_it_can_be_read(ask: Ask) -> None:
    with zipfile.ZipFile("crawl.wacz", "w") as file:
        file.writestr("archive/data.warc.gz", warc(packed=True))
    code, _, err = ask("extract", "crawl.wacz")
    assert code == 3 and "unpack it" in err


@pytest.mark.parametrize("packed", [True, False])
def test_a_long_record_is_passed_over_in_pieces(
    packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "_TICK", 100_000)
    file, ticks = io.BytesIO(), list[int]()
    writer = WARCWriter(file, gzip=packed)
    for size in (500_000, 10):
        payload = io.BytesIO(b"x" * size)
        url = f"http://b.example/{size}"
        writer.write_record(writer.create_warc_record(url, "resource", payload=payload))
    found = list(foreign.read(file, lambda record: True, 1000, lambda: ticks.append(1)))
    blocks = [(r.size, r.block) for r in found if isinstance(r, foreign.Foreign)]
    assert blocks == [(500_000, None), (10, b"x" * 10)] and 3 <= len(ticks) <= 5


# ---- workers


def test_a_page_that_kills_its_worker_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc(packed=True))
    steps: list[str] = []
    job = ReadFile(path=str(path), name="crawl")
    first = [a for a in job.run(None, steps.append) if isinstance(a, FromFile)]
    deadly = next(step for step in steps if "b.example/packed" in step)
    error = TooCostly("reading it took more than 10 s of CPU")
    answers, rest = job.after_death(deadly, error, 2)
    assert rest is not None
    told = [*first[:2], *answers, *rest.run(None, lambda step: None)]
    failed = [a for a in told if isinstance(a, FromFile) and a.answer is error]
    assert [a.where for a in failed] == [first[2].where]
    assert len(told) == len(first) + 1 and isinstance(told[-1], FileRead)
    # a file that kills it again before it is further is given up
    answers, left = rest.after_death(deadly, error, 0)
    assert left is None and isinstance(answers[-1], FileRead)


def test_files_are_read_in_workers(
    monkeypatch: pytest.MonkeyPatch, ask: Ask, tmp_path: Path
) -> None:
    Path("page.html").write_text(html(), "utf-8")
    Path("crawl.warc").write_bytes(warc(packed=False))
    monkeypatch.setattr(pool, "readers", lambda archive, executor=None: pool.Workers(archive))
    code, out, _ = ask("extract", "page.html", "crawl.warc", "--format", "json")
    assert code == 0 and [post["title"] for post in posts(out)] == ["Brot & Äpfel", *TITLES]


# ---- the function


def test_the_function_takes_a_page_however_a_program_has_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(html(head="<meta charset=iso-8859-1>").encode("latin-1"))
    with path.open("rb") as binary, path.open(encoding="latin-1") as text:
        found = [
            archiver.extract(given, url="https://b.example/brot/")
            for given in (
                html(),
                html().encode(),
                path,
                binary,
                text,
                io.BytesIO(path.read_bytes()),
            )
        ]
    assert {post.text for post in found} == {found[0].text} and FIRST in found[0].text
    assert {post.url for post in found} == {"https://b.example/brot/"}
    told = archiver.extract(html(head="<!-- saved from url=(0022)https://s.example/b/ -->"))
    assert [link.url for link in told.links] == ["https://s.example/rezept/"]


def test_the_function_says_what_a_str_without_html_was_meant_for(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match=r"give pathlib.Path\(name\)"):
        archiver.extract("pages/brot.html")
    with pytest.raises(ParseError, match="nothing is fetched here"):
        archiver.extract("https://b.example/brot/")
    with pytest.raises(TypeError, match="not int"):
        archiver.extract(7)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        archiver.extract(tmp_path / "gone.html")
    with pytest.raises(NotThePage):
        archiver.extract("<html><body></body></html>")
