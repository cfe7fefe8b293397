"""How right is the text of a post, beside trafilatura, and does the confidence know?

    python bench/right_text.py [FOLDER...]

A folder holds ``*.html.gz`` (or ``*.html``), each with a ``.json`` of the same name: ``text`` is what
people marked as the article, ``optional`` lists blocks that may be in or out, ``url`` is the page's
address. Without a folder the pages are the project's own cases, on which the rules were made.

    sh4     F1 of the sequences of four words in the text and in the marked one, the mean of all pages
    lost    the share of pages with less than a half: something else was taken for the article
    right   the share of pages with 0.9 and more
    asked   the share of pages on which archiver asked trafilatura
    CPU     the median, both programs page by page in turn

The last lines hold the confidence against what came of it: where it says 0.9, nine of ten such pages
should be right.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

import trafilatura

import archiver
from archiver.errors import ArchiverError

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "extract"
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_BANDS = (0.0, 0.5, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Marked:
    """A page, its address, the text that people marked, and blocks that may be in or out."""

    body: bytes
    url: str
    text: str
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program found on a page: how right it is (0 to 1), how sure it was, CPU in ms."""

    sh4: float
    confidence: float | None
    spent: float
    asked: bool = False


def main() -> int:
    """Measure and print; 1 where there is nothing to measure."""
    cli = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cli.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    folders = cli.parse_args().folders
    pages = list(marked(folders) if folders else own_cases())
    if not pages:
        print("no marked pages", file=sys.stderr)
        return 1
    for read in (ours, theirs):
        read(pages[0])  # imports and compiled patterns
    answers = [(ours(page), theirs(page)) for page in pages]
    print(f"{len(pages)} pages{'' if folders else ', on which the rules were made'}")
    for name, found in zip(("archiver", "trafilatura"), zip(*answers, strict=True), strict=True):
        print(_line(name, found))
    mine, its = (statistics.median(a.spent for a in found) for found in zip(*answers, strict=True))
    print(f"CPU ratio {mine / its:.2f}")
    print("\n".join(_sureness([mine for mine, _ in answers])))
    return 0


def marked(folders: Iterable[Path]) -> Iterator[Marked]:
    """The marked pages of folders."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            for body in (path.with_suffix(".html"), path.with_suffix(".html.gz")):
                if body.exists():
                    known = json.loads(path.read_text("utf-8"))
                    raw = body.read_bytes()
                    page = gzip.decompress(raw) if body.suffix == ".gz" else raw
                    optional = tuple(known.get("optional") or ())
                    yield Marked(page, known.get("url") or "", known["text"], optional)


def own_cases() -> Iterator[Marked]:
    """The project's own cases that have a text."""
    for case in sorted(CASES.glob("*/*")):
        about = json.loads((case / "case.json").read_text("utf-8"))
        known = json.loads((case / "expected.json").read_text("utf-8"))
        if known.get("text") and not about.get("feed"):
            yield Marked((case / "page.html").read_bytes(), about["url"], "\n".join(known["text"]))


def ours(page: Marked) -> Answer:
    """What archiver finds."""
    asked: list[object] = []
    extract = trafilatura.extract

    def ask(*args: object, **options: object) -> object:
        asked.append(args)
        return extract(*args, **options)

    with mock.patch("trafilatura.extract", ask):
        start = time.process_time()
        try:
            post = archiver.extract(page.body, url=page.url)
            text, confidence = post.text, post.confidence
        except ArchiverError:
            text, confidence = "", None
        spent = (time.process_time() - start) * 1000
    return Answer(sh4(text, page), confidence, spent, bool(asked))


def theirs(page: Marked) -> Answer:
    """What trafilatura finds."""
    start = time.process_time()
    found = trafilatura.bare_extraction(
        page.body, url=page.url or None, include_comments=False, with_metadata=True
    )
    spent = (time.process_time() - start) * 1000
    return Answer(sh4(str(getattr(found, "text", None) or ""), page), None, spent)


def sh4(text: str, page: Marked) -> float:
    """F1 of the sequences of four words of a text and of the marked one, without optional blocks."""
    found, wanted = _folded(text), _folded(page.text)
    for block in map(_folded, page.optional):
        found, wanted = found.replace(block, " "), wanted.replace(block, " ")
    some, others = _sequences(found), _sequences(wanted)
    total = some.total() + others.total()
    return 2 * (some & others).total() / total if total else 1.0


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _sequences(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(bool(words), len(words) - 3)))


def _share(answers: Iterable[Answer], true: Callable[[Answer], bool]) -> float:
    return statistics.fmean(map(true, answers))


def _line(name: str, answers: tuple[Answer, ...]) -> str:
    spent = sorted(answer.spent for answer in answers)
    return (
        f"{name:12} sh4 {statistics.fmean(a.sh4 for a in answers):.4f}"
        f"  lost {_share(answers, lambda a: a.sh4 < 0.5):.3f}"
        f"  right {_share(answers, lambda a: a.sh4 >= 0.9):.3f}"
        f"  asked {_share(answers, lambda a: a.asked):.3f}"
        f"  CPU {statistics.median(spent):.1f} ms (p95 {spent[int(len(spent) * 0.95)]:.1f})"
    )


def _sureness(answers: list[Answer]) -> Iterator[str]:
    for low, high in pairwise(_BANDS):
        band = [a for a in answers if a.confidence is not None and low <= a.confidence < high]
        if band:
            said = statistics.fmean(a.confidence or 0.0 for a in band)
            right = _share(band, lambda a: a.sh4 >= 0.9)
            yield f"confidence {said:.2f}: {right:.2f} of {len(band)} pages are right"


if __name__ == "__main__":
    sys.exit(main())
