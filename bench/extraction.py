"""How fast is extraction beside trafilatura, on the same pages in one run, and do the two agree?

    python bench/extraction.py [FOLDER...] [--profile] [--repeat N]

Without a folder the pages are the project's own cases. A folder holds ``*.html`` or ``*.html.gz``,
each with an optional ``.json`` of the same name whose ``url`` is the page's address. Both programs
read each page in turn, so that a busy machine slows both. Agreement is the F1 of the two texts'
words: it says where to look, not who is right. The exit code is 1 where archiver takes more than
``BAR`` of trafilatura's CPU.
"""

import argparse
import cProfile
import gzip
import json
import pstats
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import trafilatura

import archiver
from archiver.errors import ArchiverError

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "extract"
BAR = 0.45
"""Of the CPU that trafilatura takes, by the medians of the pages."""
PACKAGE = str(Path(archiver.__file__).parent)
STAGES = {
    "parse": "web/html web/page web/element_index web/selectors",
    "metadata": "extraction/metadata web/language",
    "find and prune": "extraction/body extraction/next_page web/vocabulary web/platforms",
    "outputs": "extraction/document formats/markdown",
}
"""Modules of a stage; every other module of ``extract`` is a platform."""

Page = tuple[str, bytes, str]


def main() -> int:
    """Measure and print; 1 where there is nothing to measure, or the ratio is above the bar."""
    options = _options()
    pages = list(_pages(options.folders))
    if not pages:
        print("no pages to read", file=sys.stderr)
        return 1
    print(f"{len(pages)} pages, {options.repeat} rounds, CPU milliseconds a page")
    times, texts = _measure(pages, options.repeat)
    ratio = _print_times(times)
    _print_agreement(pages, texts)
    if options.profile:
        _print_profile(pages, statistics.fmean(times["archiver"]))
    return int(ratio > BAR)


def _options() -> argparse.Namespace:
    cli = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cli.add_argument("folders", nargs="*", type=Path, default=[CASES], metavar="FOLDER")
    cli.add_argument("--profile", action="store_true", help="name where archiver's time goes")
    cli.add_argument("--repeat", type=int, default=1, metavar="N", help="rounds; the best counts")
    return cli.parse_args()


def _pages(folders: Iterable[Path]) -> Iterator[Page]:
    for folder in folders:
        for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.html.gz"))):
            body = path.read_bytes()
            name = str(path.relative_to(folder))
            yield name, gzip.decompress(body) if path.suffix == ".gz" else body, _url(path)


def _url(path: Path) -> str:
    stem = path.name.removesuffix(".gz").removesuffix(".html")
    for beside in (path.with_name(stem + ".json"), path.with_name("case.json")):
        if beside.exists():
            return str(json.loads(beside.read_text("utf-8")).get("url") or "")
    return ""


def _archiver(body: bytes, url: str) -> str:
    try:
        return archiver.extract(body, url=url).text
    except ArchiverError:
        return ""  # a refusal is an answer: some cases are no post


def _trafilatura(body: bytes, url: str) -> str:
    found = trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return str(getattr(found, "text", None) or "")


PROGRAMS: dict[str, Callable[[bytes, str], str]] = {
    "archiver": _archiver,
    "trafilatura": _trafilatura,
}


def _measure(pages: list[Page], rounds: int) -> tuple[dict[str, list[float]], dict[str, list[str]]]:
    """The best CPU time of every page in milliseconds, and its text, by program."""
    for extract in PROGRAMS.values():
        extract(pages[0][1], pages[0][2])  # imports and compiled patterns
    times = {name: [float("inf")] * len(pages) for name in PROGRAMS}
    texts = {name: [""] * len(pages) for name in PROGRAMS}
    for _ in range(rounds):
        for number, (_, body, url) in enumerate(pages):
            for name, extract in PROGRAMS.items():
                start = time.process_time()
                texts[name][number] = extract(body, url)
                spent = (time.process_time() - start) * 1000
                times[name][number] = min(times[name][number], spent)
    return times, texts


def _print_times(times: dict[str, list[float]]) -> float:
    """The ratio of the medians, printed beside the bar."""
    print(f"{'':14}{'median':>9}{'mean':>9}{'p95':>9}")
    for name, spent in times.items():
        tail = sorted(spent)[int(len(spent) * 0.95)]
        print(f"{name:14}{statistics.median(spent):9.1f}{statistics.fmean(spent):9.1f}{tail:9.1f}")
    ours, theirs = (statistics.median(times[name]) for name in PROGRAMS)
    print(f"ratio of the medians: {ours / theirs:.2f} (bar: {BAR})")
    return ours / theirs


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _agreement(left: str, right: str) -> float:
    ours, theirs = _words(left), _words(right)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _print_agreement(pages: list[Page], texts: dict[str, list[str]]) -> None:
    pairs = zip(*texts.values(), strict=True)
    found = {page[0]: _agreement(*pair) for page, pair in zip(pages, pairs, strict=True)}
    print(f"agreement of the texts: median {statistics.median(found.values()):.3f}")
    for name, value in sorted(found.items(), key=lambda item: item[1])[:10]:
        if value < 0.9:
            print(f"  {value:.3f} {name}")


def _print_profile(pages: list[Page], mean: float) -> None:
    """Shares of a profiled run, scaled to the mean time without the profiler."""
    profile = cProfile.Profile()
    profile.enable()
    for _, body, url in pages:
        _archiver(body, url)
    profile.disable()
    spent = _by_stage(pstats.Stats(profile))
    total = sum(spent.values())
    print("where archiver's time goes (profiled, so read the shares, not the digits)")
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{stage:14}{mean * seconds / total:9.2f} ms{seconds / total:9.1%}")


def _by_stage(stats: pstats.Stats) -> dict[str, float]:
    """Seconds by stage; what a library spends is put on the modules that called it."""
    spent: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if file.startswith(PACKAGE):
            spent[_stage(file)] += own
            continue
        for (caller, _, _), (_, _, share, _) in callers.items():
            spent[_stage(caller) if caller.startswith(PACKAGE) else "libraries"] += share
    return spent


def _stage(file: str) -> str:
    module = file.removeprefix(PACKAGE).strip("/").removesuffix(".py")
    for stage, members in STAGES.items():
        if any(module == name or module.startswith(name + "/") for name in members.split()):
            return stage
    return "platform" if module.startswith("extract/") and "__init__" not in module else "the rest"


if __name__ == "__main__":
    sys.exit(main())
