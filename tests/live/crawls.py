"""A crawl of many small blogs on loopback, by the program itself, in processes of its own group."""

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import archiver.discover.feed
import archiver.reading.host  # noqa: F401
from archiver.crawl.stopping import Stopping
from archiver.facts import Stopped
from archiver.model import Capture, CaptureRef
from archiver.model.settings import Settings
from archiver.pipeline import clock, run
from archiver.reading import pool
from archiver.reading.jobs import Job
from archiver.reading.pool import End, Take
from archiver.store import Archive, open_archive
from archiver.store.ocfl import sha512
from tests.fakes import FakeWeb, Page, Some
from tests.stories import feed, page

ROOT = Path(__file__).parents[2]

RUN = """
import json, os, socket, sys
from tests.live.crawls import telling_to
real = socket.getaddrinfo
def led(host, port, *more, **options):
    name = host.decode() if isinstance(host, bytes) else host
    return real("127.0.0.1" if str(name).endswith(".test") else host, port, *more, **options)
socket.getaddrinfo = led
from archiver.cli import main
with telling_to(sys.argv[1]):
    sys.exit(main(sys.argv[2:]))
"""
"""The program, with the names of the blogs led to loopback. It tells of what it has acknowledged."""


@contextmanager
def telling_to(path: str) -> Iterator[None]:
    """Append a line to a file for each fact that the archive has acknowledged."""
    import pytest

    from archiver.store import Writer

    told = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def say(*words: object) -> None:
        os.write(told, (json.dumps(words) + "\n").encode())

    with pytest.MonkeyPatch.context() as patch:
        add, keep, announce = Writer.add, Writer.keep, Writer.announce

        def adding(self, version, **more):  # type: ignore[no-untyped-def]
            fact = add(self, version, **more)
            say("version", fact.url, fact.version, fact.sha512)
            return fact

        def keeping(self, capture, **more):  # type: ignore[no-untyped-def]
            kept = keep(self, capture, **more)
            if kept.ref is not None:
                say("capture", kept.ref.warc, kept.ref.offset, kept.ref.digest)
            return kept

        def announcing(self, candidate, at, capture=None):  # type: ignore[no-untyped-def]
            news = announce(self, candidate, at, capture)
            if news:
                say("announced", candidate.url, candidate.via)
            return news

        patch.setattr(Writer, "add", adding)
        patch.setattr(Writer, "keep", keeping)
        patch.setattr(Writer, "announce", announcing)
        yield


class Blogs:
    """So many blogs on loopback, by the number of their posts; ``asked`` counts all requests."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self.sizes = dict(sizes)
        self.asked: Counter[str] = Counter()
        self._lock = threading.Condition()
        blogs = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                name = self.headers["Host"].partition(":")[0]
                with suppress(BrokenPipeError, ConnectionResetError):
                    self._answer(*blogs.answer(name, self.path))

            def _answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Those who ask are killed: that is no error here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> "Blogs":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, name: str, path: str) -> tuple[int, str, bytes]:
        with self._lock:
            self.asked[f"http://{name}:{self.port}{path}"] += 1
            self._lock.notify_all()
        if path == "/feed.xml":
            found = listing(name, self.sizes[name], self.port)
            return 200, found.type, str(found.body).encode()
        number = path.strip("/").removeprefix("post-")
        if not number.isdigit() or int(number) >= self.sizes[name]:
            return 404, "text/html", b"<p>nothing here"
        return 200, "text/html; charset=utf-8", post(name, int(number))

    def wait_for(self, more: int, seconds: float) -> None:
        """Wait until so many more requests have come, or for so long."""
        wanted = self.asked.total() + more
        with self._lock:
            self._lock.wait_for(lambda: self.asked.total() >= wanted, timeout=seconds)

    @property
    def posts(self) -> Counter[str]:
        """How often each post was asked for."""
        return Counter({url: n for url, n in self.asked.items() if "/post-" in url})


def sources(sizes: Mapping[str, int], port: int) -> str:
    """sources.yaml for some blogs."""
    named = "\n".join(
        f"      - {{id: {name.partition('.')[0]}, feed: 'http://{name}:{port}/feed.xml'}}"
        for name in sizes
    )
    return (
        "contact: https://example.org/bot\nallow_private: ['*.test']\n"
        "pace: {delay: 0s, poll: 1d, recheck: 30d, jobs: 8, pages: 1000}\n"
        f"challenges:\n  - id: spring\n    title: The Spring Challenge\n    sources:\n{named}\n"
    )


def listing(name: str, size: int, port: int) -> Page:
    """The feed of a blog."""
    entries = [(f"/post-{n}/", f"Post {n} of {name}", "x") for n in range(size)]
    return feed(f"{name}:{port}", *entries)


def as_pages(sizes: Mapping[str, int]) -> dict[str, Some]:
    """The same blogs without a network."""
    found: dict[str, Some] = {}
    for name, size in sizes.items():
        found[f"http://{name}/feed.xml"] = listing(name, size, 80)
        found |= {f"http://{name}/post-{n}/": post(name, n).decode() for n in range(size)}
    return found


def post(name: str, number: int) -> bytes:
    """A post of its own words, between what stands on each page of its blog."""
    chance = random.Random(f"{name} {number}")
    words = [f"{name[:3]}{chance.randrange(9000)}" for _ in range(120)]
    text = [" ".join(words[at : at + 40]) + "." for at in (0, 40, 80)]
    letter = f"Subscribe to the letter of {name} that goes out each Sunday morning."
    return str(page(f"Post {number} of {name}", *text, letter).body).encode()


@dataclass
class Crawl:
    """Runs again and again into one archive, and what they have told of."""

    folder: Path
    codes: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def told(self) -> list[tuple[object, ...]]:
        """What was acknowledged."""
        path = self.folder / "told"
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        return [tuple(json.loads(line)) for line in lines if line.endswith(b"\n")]

    def lost(self) -> list[tuple[object, ...]]:
        """What was acknowledged, and is not there."""
        archive = open_archive(self.archive)
        try:
            announced = {(fact.url, fact.via) for fact in archive.announcements()}
            files = archive.path.glob("posts/*/*/v*/content/*")
            texts = {sha512(file.read_bytes()) for file in files}
            told = set(self.told())
            return [fact for fact in told if not _is_there(archive, announced, texts, fact)]
        finally:
            archive.close()

    def shown(self) -> dict[str, tuple[object, ...]]:
        """Each post as it is held."""
        archive = open_archive(self.archive)
        try:
            return {
                v.url: (v.number, v.post and (v.post.title, v.post.text), v.witnesses.lessons)
                for v in archive.posts()
            }
        finally:
            archive.close()

    def assert_whole(self) -> None:
        """Nothing is damaged; a run that was killed has left its files in the staging folder."""
        archive = open_archive(self.archive)
        try:
            found = archive.check()
            assert [p for p in found if p.what != "left by a run that died"] == []
        finally:
            archive.close()


@dataclass
class Program(Crawl):
    """The program itself, on blogs on loopback; it reads in processes of their own."""

    blogs: Blogs = field(kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        (self.folder / "sources.yaml").write_text(sources(self.blogs.sizes, self.blogs.port))

    def start(self, *words: str) -> int:
        """Begin a run in a group of its own. Returns its process."""
        with (self.folder / "output").open("ab") as output:
            path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
            return subprocess.Popen(
                [sys.executable, "-c", RUN, "told", "run", "-q", "-a", "archive", *words],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            ).pid


class Streaming:
    """Reads in a thread, and answers page by page, as a worker does that needs no start."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._jobs: queue.SimpleQueue[tuple[Job, Take, End]] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def start(self, job: Job, take: Take, end: End) -> None:
        self._jobs.put((job, take, end))

    def close(self) -> None:
        """The thread ends with its process."""

    def _serve(self) -> None:
        archive = open_archive(self._archive)
        while True:
            job, take, end = self._jobs.get()
            for answer in job.run(archive, lambda step: None):
                take(answer)
            end(None)


class Logged(FakeWeb):
    """Writes down what it is asked for, for the process that has started this one."""

    def __init__(self, pages: Mapping[str, Some], file: Path) -> None:
        super().__init__(pages)
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        os.write(self._file, f"{url}\n".encode())
        found = super().exchange(url, headers, deadline=deadline, max_bytes=max_bytes)
        return replace(found, fetched_at=clock())


@dataclass
class Forked(Crawl):
    """The same in copies of this process, which need no start, on a web without a network."""

    pages: Mapping[str, Some] = field(kw_only=True)
    settings: Settings = field(kw_only=True)

    def start(self, seconds: float | None = None) -> int:
        """Begin a run in a group of its own. Returns its process."""
        # one that comes before the copy can heed it would end it as a copy of the tests
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        if pid := os.fork():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            return pid
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            os.setsid()
            pool.readers = lambda archive, executor=None: Streaming(archive.path)  # type: ignore[assignment,union-attr,return-value]
            web = Logged(self.pages, self.folder / "asked")
            with telling_to(str(self.folder / "told")), Stopping(seconds) as stopping:
                done = run(self.settings, archive=self.archive, transport=web, begun=stopping.begun)
            ways = {Stopped.INTERRUPTED: 130, Stopped.TERMINATED: 143, Stopped.TIME: 0, None: 0}
            code = ways[done.stopped]
        except KeyboardInterrupt:  # before it had begun to heed it
            code = 130
        except BaseException:  # noqa: BLE001 - told of, and the code says it
            with (self.folder / "output").open("a") as output:
                traceback.print_exc(file=output)
        finally:
            os._exit(code)

    def asked(self) -> Counter[str]:
        """How often each post was asked for."""
        path = self.folder / "asked"
        lines = path.read_text().splitlines() if path.exists() else []
        return Counter(line for line in lines if "/post-" in line)


def _is_there(
    archive: Archive, announced: set[tuple[str, str]], texts: set[str], told: tuple[object, ...]
) -> bool:
    match told:
        case ("version", _, _, str(digest)):
            return digest in texts
        case ("capture", str(warc), int(offset), str(digest)):
            ref = CaptureRef(warc=warc, offset=offset, digest=digest)
            return archive.capture(ref).digest == digest
        case ("announced", str(url), str(via)):
            return (url, via) in announced
    raise AssertionError(told)


def end(pid: int, how: str) -> int:
    """End a run: ``group`` and ``main`` by SIGKILL, else by the signal of this name."""
    with suppress(ProcessLookupError):
        if how == "main":
            os.kill(pid, signal.SIGKILL)
        else:
            number = signal.SIGKILL if how == "group" else getattr(signal, how)
            try:
                os.killpg(pid, number)
            except ProcessLookupError:  # it has not made its group yet
                os.kill(pid, number)
    return wait(pid)


def wait(pid: int) -> int:
    """The exit code of a run, once it has ended."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
