"""What `archiver status` says of an archive as a whole, to people, programs and monitoring."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from archiver import cli, config
from archiver.commands import status
from archiver.commands.status import metrics
from archiver.commands.status.figures import Figures, InChallenge, exit_code, figures
from archiver.commands.status.totals import amount
from archiver.facts import Status
from archiver.store import SourceHealth, create, open_archive
from archiver.store.sizes import sizes
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import SOURCES, feed, go, page, web

Ask = Callable[..., tuple[int, str, str]]
DAY = 86400.0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, FakeWeb, FakeClock]:
    """A folder with a sources.yaml, and the web that it watches."""
    monkeypatch.chdir(tmp_path)
    clock = FakeClock()
    monkeypatch.setattr(status, "clock", clock.now)
    Path("sources.yaml").write_text(SOURCES)
    return tmp_path / "archive", web(clock=clock), clock


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> tuple[int, str, str]:
        try:
            code = cli.main(["status", *words])
        except SystemExit as end:
            code = int(str(end.code))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return asked


def line_of(out: str, label: str) -> str:
    (found,) = (line for line in out.splitlines() if line.startswith(label + "  "))
    return " ".join(found.removeprefix(label).split())


def test_the_figures_come_first(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)
    clock.advance(3 * 3600)
    code, out, _ = ask()
    assert code == 0
    assert out.startswith("last run")
    assert "3 hours ago" in line_of(out, "last run")
    assert "2 new; " in line_of(out, "last run")
    assert line_of(out, "posts") == "2"
    assert line_of(out, "spring") == "1 member: week-1 1"
    assert line_of(out, "sources") == "2 working"
    assert line_of(out, "size").split(";")[0] == amount(sizes(path).all)
    net.pages["http://ben.example/bread/"] = Page(status=410)
    clock.advance(2 * DAY)
    go(path, net, clock)
    clock.advance(2 * DAY)
    go(path, net, clock)
    out = ask("--totals")[1]
    assert line_of(out, "posts") == "2, 1 of them gone from the web"
    assert "last success" not in out


def test_an_archive_without_a_run_is_no_mistake_and_does_not_look_well(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, *_ = place
    create(path).close()
    code, out, err = ask()
    assert (code, err) == (0, "")
    assert "none yet: `archiver run`" in line_of(out, "last run")
    assert line_of(out, "sources") == "2 not looked at yet"
    found = samples(ask("--format", "prometheus")[1])
    assert not [name for name, _ in found if "run" in name or "success" in name]
    assert json.loads(ask("--totals", "--json")[1])["run"] is None
    shutil.rmtree(path)
    code, _, err = ask()
    assert code == 2
    assert "no such folder" in err


def test_a_run_that_was_cut_off_is_told(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)

    def dies(work: object) -> None:
        raise KeyboardInterrupt

    clock.advance(7200)
    with pytest.raises(KeyboardInterrupt):
        go(path, net, clock, begun=dies)
    out = ask()[1]
    assert "It was cut off" in " ".join(out.split())
    assert "2 hours ago" in line_of(out, "last whole run")
    told = json.loads(ask("--totals", "--json")[1])
    assert (told["run"]["completed"], told["run"]["status"]) == (False, "aborted")
    found = samples(ask("--format", "prometheus")[1])
    assert found["archiver_last_run_completed", ()] == 0
    assert found["archiver_seconds_since_last_success", ()] == 7200


# ---- the exit code


def health(name: str, failing: datetime | None = None, **more: object) -> SourceHealth:
    at = datetime(2017, 4, 24, tzinfo=UTC)
    values = {"status": Status.FAILED if failing else Status.OK, "failing_since": failing, **more}
    return SourceHealth(id=name, url=f"http://{name}.example/", last_attempt=at, **values)  # type: ignore[arg-type]


NOW = datetime(2017, 4, 24, 12, tzinfo=UTC)
NEW, OLD = NOW - timedelta(hours=3), NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ([], 0),
        ([health("a")], 0),
        ([health("a"), health("b", NEW)], 3),
        ([health("a"), health("b", OLD)], 0),
        ([health("a"), health("b", NEW, ended=True)], 0),
        ([health("a", OLD), health("b", OLD)], 3),
        ([health("a", OLD, reached=False), health("b", OLD, reached=False)], 4),
        ([health("a", NEW, reached=False), health("b")], 3),
        ([health("a", OLD, status=Status.RETIRED), health("b")], 0),
    ],
)
def test_the_exit_code_is_that_of_a_run(known: list[SourceHealth], code: int) -> None:
    assert exit_code(known, NOW) == code


def test_a_failure_is_news_for_a_day(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)
    net.pages["http://ben.example/feed.xml"] = 500
    clock.advance(DAY)
    go(path, net, clock)
    code, out, _ = ask()
    assert code == 3
    assert line_of(out, "sources") == "1 working, 1 failing"
    assert "ben: failing since 2017-04-25: answered 500" in " ".join(out.split())
    assert ask("--json")[0] == 3
    for words in (["--feeds"], ["--why"], ["--sizes"], ["--format", "prometheus"]):
        assert ask(*words)[0] == 0
    clock.advance(DAY)
    code, out, _ = ask()
    assert code == 0
    assert line_of(out, "sources") == "1 working, 1 known to fail"


def test_a_source_that_has_left_the_file_is_not_told_as_one(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    net.pages["http://ben.example/feed.xml"] = 500
    go(path, net, clock)
    assert ask()[0] == 3
    text = SOURCES.replace("id: ben, feed: http://ben", "id: bea, feed: http://bea")
    Path("sources.yaml").write_text(text)
    code, out, _ = ask()
    assert code == 0
    told = line_of(out, "sources")
    assert told == "1 working, 1 not looked at yet; 1 no longer in sources.yaml"
    assert "ben" not in [line.split()[-1] for line in out.splitlines() if line]
    assert ["never", "never", "bea"] in [line.split() for line in out.splitlines()]
    states = {s["id"]: s["state"] for s in map(json.loads, ask("--json")[1].splitlines())}
    assert states == {"ana": "working", "ben": "no longer listed"}
    Path("sources.yaml").write_text(SOURCES.replace("challenges", "chalenges"))
    code, out, err = ask("-a", str(path))
    assert "did you mean `challenges`" in err
    assert code == 3
    Path("sources.yaml").write_text(text.replace("pace:", "archive: elsewhere\npace:"))
    code, out, err = ask("-a", str(path))
    assert (code, err) == (3, "")
    assert line_of(out, "sources") == "1 working, 1 failing"


def test_damage_is_an_exit_code_too(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)
    (path / "archive.json").write_text("{")
    code, _, err = ask()
    assert code == 5
    assert "archive.json" in err


# ---- sizes


def test_sizes_are_those_of_the_files(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)
    net.pages["http://ben.example/bread/"] = page(
        "Bread", "Rye and nothing else.", day="2017-04-20"
    )
    clock.advance(3 * DAY)
    go(path, net, clock)
    (path / "derived" / "export").mkdir()
    (path / "derived" / "export" / "posts.csv").write_text("x" * 1000)
    (path / ".staging" / "left").write_text("y" * 500)

    def of(folder: Path) -> int:
        return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())

    found = sizes(path)
    assert (found.warc, found.posts, found.runs) == tuple(
        of(path / name) for name in ("warc", "posts", "runs")
    )
    assert (found.derived, found.exports, found.staging) == (of(path / "derived"), 1000, 500)
    assert found.all == sum(
        f.lstat().st_size for f in path.rglob("*") if not f.is_dir() or f.is_symlink()
    )
    assert set(found.hosts) == {"ana.example", "ben.example"}
    assert sum(host.posts for host in found.hosts.values()) == found.posts - len("ocfl_1.1\n")
    assert 0 < sum(host.warc for host in found.hosts.values()) < found.warc
    assert found.revisits.captures == 1, "Ana's post is as it was"
    assert found.copies.captures == 2, "neither host has a robots.txt, and says so again"
    code, out, _ = ask("--sizes")
    assert code == 0
    assert "1 capture" in out
    assert "one was cut off" in " ".join(out.split())
    told = json.loads(ask("--sizes", "--json")[1])
    assert told["all"] - told["derived"] == found.all - found.derived, "SQLite keeps a log"
    assert told["hosts"]["ben.example"]["posts"] == found.hosts["ben.example"].posts
    assert told["prunable"][0].startswith("derived/: ")


def test_sizes_of_what_is_not_there_or_damaged(tmp_path: Path) -> None:
    assert sizes(tmp_path / "none").all == 0
    folder = tmp_path / "warc"
    folder.mkdir()
    (folder / "x.cdxj").write_text("no index\ncom,a)/ 2017 {}\ncom,a)/ 2017 [1]\n")
    (tmp_path / "posts").symlink_to("/nowhere")
    assert sizes(tmp_path).hosts == {}


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345, "12 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (2 * 10**12, "2.0 TB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_amounts(size: int, told: str) -> None:
    assert amount(size) == told


# ---- Prometheus


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """All samples, by name and labels; both readers have to agree on them."""
    found = {}
    for families in (
        text_string_to_metric_families(text),
        openmetrics.text_string_to_metric_families(text),
    ):
        read = {
            (s.name, tuple(sorted(s.labels.values()))): s.value
            for family in families
            for s in family.samples
        }
        assert found in ({}, read)
        found = read
    return found


def test_metrics_are_read_by_prometheus(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    net.pages["http://ben.example/feed.xml"] = 500
    go(path, net, clock)
    clock.advance(90)
    code, out, err = ask("--format", "prometheus")
    assert (code, err) == (0, "")
    found = samples(out)
    assert found["archiver_posts", ()] == 1
    assert found["archiver_members", ("spring", "week-1")] == 1
    assert found["archiver_challenge_members", ("spring",)] == 1
    assert found["archiver_sources", ("failing",)] == 1
    assert (found["archiver_source_up", ("ana",)], found["archiver_source_up", ("ben",)]) == (1, 0)
    assert found["archiver_exit_code", ()] == 3
    assert found["archiver_last_run_completed", ()] == 1
    assert found["archiver_last_run_duration_seconds", ()] == 0
    started = open_archive(path).runs()[-1].started
    assert found["archiver_last_run_timestamp_seconds", ()] == started.timestamp()
    assert found["archiver_seconds_since_last_success", ()] == 90
    assert found["archiver_bytes", ("warc",)] == sizes(path).warc
    assert ask("--format", "prometheus", "--json")[0] == 2


def test_any_name_of_a_source_is_a_label() -> None:
    names = ['a "quoted" one', "back\\slash", "two\nlines", "Löwe, {x}=1", "ends in \\"]
    found = Figures(
        run=None,
        completed=None,
        posts=0,
        gone=0,
        held_back=0,
        challenges=(InChallenge(id="a", members=1, unsure=0, rounds={None: 1}),),
        sources=dict.fromkeys(names, "working"),
    )
    read = samples(metrics.text(found, NOW))
    assert {labels[0] for name, labels in read if name == "archiver_source_up"} == set(names)
    assert read["archiver_members", ("", "a")] == 1


def test_a_post_of_two_rounds_counts_in_both(place) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    text = SOURCES.replace(
        "    sources:",
        "    include: [{url: http://ben.example/bread/, round: week-1},"
        " {url: http://ben.example/bread/, round: week-2}]\n    sources:",
    )
    go(path, net, clock, text=text)
    (found,) = figures(open_archive(path), config.parse(text), clock.now()).challenges
    assert (found.members, found.rounds) == (2, {"week-1": 2, "week-2": 1})


# ---- terminals


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_no_word_is_cut_on_any_terminal(
    place, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    long = "http://ben.example/a/very/long/address/of/a/feed/that/no/terminal/of/sixty/columns/holds.xml"
    text = SOURCES.replace("{id: ben, feed: http://ben.example/feed.xml}", f"feed: {long}")
    net.pages[long] = 500
    Path("sources.yaml").write_text(text)
    go(path, net, clock, text=text)
    for words in ((), ("--feeds",), ("--why",), ("--sizes",)):
        whole = ask(*words)[1].split()
        for module in (status, status.lists):
            monkeypatch.setattr(module, "columns", lambda: columns)
        out = ask(*words)[1]
        assert sorted(out.split()) == sorted(whole)
        assert "…" not in out
        wide = [line for line in out.splitlines() if len(line) > columns]
        assert all("ben.example/a/very" in line for line in wide)
        monkeypatch.undo()
        monkeypatch.chdir(path.parent)
        monkeypatch.setattr(status, "clock", clock.now)


def test_a_new_post_is_counted_in_the_last_run(place, ask: Ask) -> None:  # type: ignore[no-untyped-def]
    path, net, clock = place
    go(path, net, clock)
    clock.advance(DAY)
    net.pages["http://ben.example/feed.xml"] = feed(
        "ben.example", ("/rye/", "Rye", "Rye"), ("/bread/", "Bread", "Flour"), etag='"2"'
    )
    net.pages["http://ben.example/rye/"] = page("Rye", "Rye, water, salt and time. " * 9)
    go(path, net, clock)
    assert "1 new; " in line_of(ask()[1], "last run")
