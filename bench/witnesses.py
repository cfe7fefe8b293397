"""What the witnesses that only an archive of blogs has are worth where a theme's markup is silent.

    python bench/witnesses.py [FOLDER] [--cipher] [--gold-as-feed] [--pages]

The witnesses are the feed's own content of a post and the host's other posts. Every page is read
as a nameless twin, as a theme would serve it whose names nobody has rules for: classes, ids and
anchors are hashes (the same name, the same hash), elements that say what they are for are plain
ones, roles, microdata, comments, scripts and links to other files are gone. ``--cipher`` also makes
up the words of short labels outside the post: a theme in a language that nobody has rules for.

FOLDER holds ``*.html`` or ``*.html.gz``, each with a ``.json`` of the same name: ``url``, ``text``
(the gold, the blog's own record of the post), ``host``, and ``feed`` where there is one: else the
records stand for the feed, each for the other pages only. Without it the pages are the demo's, whose
gold is what archiver reads from the page with its names. What the host has in common is learned
from its other pages only. ``--gold-as-feed`` lets a record stand for the feed of its own page, too,
which says no more than whether archiver follows a feed. ``--pages`` names all pages where a witness
made a difference.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from statistics import fmean, median

import trafilatura
from bs4 import BeautifulSoup
from lxml import etree
from lxml.html import HtmlElement, tostring

import archiver
from archiver.discover import autodiscovery
from archiver.errors import ArchiverError
from archiver.extraction import HostHabits, learn
from archiver.extraction.document.tree import comparable
from archiver.model import Candidate, Method
from archiver.web import feeds, html, urls
from demo import sites
from demo.server import Blogosphere

LABEL = 20
"""A short label has so many words at most."""
PERFECT = 0.99
"""The F1 of shingles from which on a page counts as read without a fault."""
SEEN = 0.001
"""A smaller change of that F1 is none."""
ALONE = "the page alone"
WITNESSED = (HOST, TAUGHT, FEED, BOTH) = (
    "with the host",
    "with the host's feed",
    "with its own feed",
    "with both",
)
"""The other posts; those with what the feed has of them; what it has of this one; all of it."""
PLAIN = dict.fromkeys(("article", "main", "section", "nav", "aside", "header", "footer"), "div")
PLAIN |= {"time": "span", "menu": "ul"}
"""What an element becomes: a box a box, a part of a line a part of a line, a list a list."""
TELLING = ("role", "rel", "itemprop", "itemtype", "itemscope", "itemid", "itemref")
INLINE = re.compile(
    "a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|label|mark|q|s|small|span|strong|sub|sup"
    "|tt|u|var|wbr"
)
"""Elements that are part of a line."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page to read: ``gold`` is the post's text, ``feed`` the HTML that its feed has, if any.

    ``record`` is what a feed would have, where the gold is the blog's own record of the post: it
    may teach how the other pages are read, and never its own.
    """

    name: str
    url: str
    host: str
    body: bytes
    gold: str
    feed: str = ""
    record: str = ""


@dataclass(frozen=True, kw_only=True)
class Score:
    """One reading of one page beside its gold: two F1, and words that are none or are missing."""

    words: float
    shingles: float
    foreign: int
    lost: int


Scores = Mapping[str, list[Score]]
Slot = tuple[HtmlElement, str, str]
Lesson = tuple[Page, tuple[str, str, Candidate | None]]


def main() -> int:
    """Measure and print; 1 where there is nothing to measure."""
    options = _options()
    pages = list(_of_folder(options.folder) if options.folder else _of_demo())
    if not pages:
        print("no pages with a gold text", file=sys.stderr)
        return 1
    _print_heading(pages, options.folder, cipher=options.cipher)
    if options.gold_as_feed:
        print(
            "the gold stands for its own page's feed, too: no measure, a check that it is followed"
        )
        pages = [replace(page, feed=page.feed or page.record) for page in pages]
    readings = _read(pages, cipher=options.cipher, ceiling=bool(options.folder))
    scores = {
        way: [score(text, page.gold) for text, page in zip(texts, pages, strict=True)]
        for way, texts in readings.items()
    }
    _print_scores(scores, {way: texts.count("") for way, texts in readings.items()})
    _print_differences(pages, scores, whole=options.pages)
    return 0


def _options() -> argparse.Namespace:
    cli = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cli.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    cli.add_argument("--cipher", action="store_true", help="make up the words of short labels")
    cli.add_argument("--gold-as-feed", action="store_true", help="for a page's own feed")
    cli.add_argument("--pages", action="store_true", help="name all pages that a witness changed")
    return cli.parse_args()


# ---- pages ------------------------------------------------------------------------------------


def _of_folder(folder: Path) -> Iterator[Page]:
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.html.gz"))):
        stem = path.name.removesuffix(".gz").removesuffix(".html")
        beside = path.with_name(stem + ".json")
        told = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
        if not told.get("text"):
            continue
        url = str(told.get("url") or "")
        yield Page(
            name=str(path.relative_to(folder)),
            url=url,
            host=str(told.get("host") or urls.host(url)),
            body=gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
            gold=str(told["text"]),
            feed=str(told.get("feed") or ""),
            record=str(told.get("feed") or _paragraphs(str(told["text"]))),
        )


def _of_demo() -> Iterator[Page]:
    """Every post of the demo's web in its second state, as its server would send it."""
    web = Blogosphere()
    web.flip()
    for host in sites.hosts():
        for post in sites.load(host, "second").posts:
            page, url = web.find(host, post.path), f"http://{host}{post.path}"
            if page.status != 200:
                continue
            gold = archiver.extract(page.body, url=url).text
            assert gold, f"archiver reads nothing from {url}"
            feed = _entry(web, host, page.body, url)
            yield Page(
                name=url, url=url, host=host, body=page.body, gold=gold, feed=feed, record=feed
            )


def _entry(web: Blogosphere, host: str, body: bytes, url: str) -> str:
    """The content that the feed of a page's own choice has of it; empty where it has none."""
    feed = autodiscovery.best(autodiscovery.feeds_of(BeautifulSoup(body, "lxml"), url))
    assert feed, f"{url} names no feed"
    path = feed.url.removeprefix(f"http://{host}")
    entries = feeds.parse(web.find(host, path).body, feed.url).entries
    return next((entry.content for entry in entries if entry.url == url), "")


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


# ---- the nameless twin ------------------------------------------------------------------------


def nameless(body: bytes | str, author: str = "", *, cipher: bool = False) -> str:
    """The page as a theme would serve it whose names mean nothing to anybody.

    With ``cipher`` the words of short labels are made up, but for those in ``author``, the author's
    own text, and in the page's title.
    """
    root = html.parse(html.decode(body) if isinstance(body, bytes) else body)
    etree.strip_tags(root, etree.Comment)
    for element in [e for e in root.iter("script", "style", "link", "meta") if _is_telling(e)]:
        element.drop_tree()
    for element in root.iter("*"):
        element.tag = PLAIN.get(str(element.tag), element.tag)
        _forget_names(element)
    if cipher:
        _make_up_labels(root, author)
    return "<!DOCTYPE html>\n" + str(tostring(root, encoding="unicode"))


def _is_telling(element: HtmlElement) -> bool:
    return element.tag != "meta" or (element.get("name") or "").lower() == "generator"


def _forget_names(element: HtmlElement) -> None:
    for name in list(element.attrib):
        if name in TELLING or str(name).startswith(("aria-", "data-")):
            del element.attrib[name]
    named = ("class", "id", "name", "for") if element.tag in ("a", "label") else ("class", "id")
    for name in named:
        if value := element.get(name):
            element.set(name, " ".join(map(hashed, value.split())))
    link, sign, anchor = (element.get("href") or "").partition("#")
    if sign and anchor:
        element.set("href", f"{link}#{hashed(anchor)}")


def hashed(name: str) -> str:
    """A name of eight letters that holds no word, nor anything that a word can be read from.

    A number at the end stays behind it, since that of a post or a comment is no word either.
    """
    stem = name.rstrip("0123456789")
    digest = hashlib.sha256(stem.strip("-_").encode()).digest()
    letters = "".join(_CONSONANTS[byte % len(_CONSONANTS)] for byte in digest[:8])
    return f"{letters}-{name[len(stem) :]}" if stem != name else letters


_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"


def _make_up_labels(root: HtmlElement, author: str) -> None:
    heads = [e.text_content() for e in root.iterfind("head/title")]
    heads += [e.get("content") or "" for e in root.iter("meta") if e.get("property") == "og:title"]
    kept = f" {comparable(author)} | {' | '.join(map(comparable, heads))} "
    for slots in _blocks(root):
        label = comparable("".join(" " * (e.tag == "br") + text for e, _, text in slots))
        if label and label.count(" ") < LABEL and f" {label} " not in kept:
            for element, part, text in slots:
                setattr(element, part, made_up(text))


def _blocks(root: HtmlElement) -> Iterable[list[Slot]]:
    """The texts of a page's body, those of a block together: its element, ``text`` or ``tail``, itself.

    A block is the nearest element around a text that is no part of a line.
    """
    found: dict[HtmlElement, list[Slot]] = defaultdict(list)
    around: list[HtmlElement] = []
    body = root.find("body")
    for event, element in etree.iterwalk(root if body is None else body, events=("start", "end")):
        if event == "start":
            inline = around and INLINE.fullmatch(str(element.tag))
            around.append(around[-1] if inline else element)
            if element.text:
                found[around[-1]].append((element, "text", element.text))
            continue
        around.pop()
        if around and (element.tail or element.tag == "br"):
            found[around[-1]].append((element, "tail", element.tail or ""))
    return found.values()


def made_up(text: str) -> str:
    """Words that no language has: each letter is the next one, vowels and consonants apart.

    Accents, case, digits and signs stay as they are; the same word gives the same word.
    """
    letters = unicodedata.normalize("NFD", text).translate(_NEXT)
    return unicodedata.normalize("NFC", "".join(map(_next_of_others, letters)))


_NEXT = {
    ord(letter): after
    for row in (_VOWELS, _CONSONANTS, _VOWELS.upper(), _CONSONANTS.upper())
    for letter, after in zip(row, row[1:] + row[0], strict=True)
}


def _next_of_others(letter: str) -> str:
    after = letter if letter.isascii() or not letter.isalpha() else chr(ord(letter) + 1)
    return after if after.isalpha() else letter


# ---- measuring --------------------------------------------------------------------------------


def _read(pages: list[Page], *, cipher: bool, ceiling: bool) -> dict[str, list[str]]:
    """What each way reads from all pages; with ``ceiling`` also from those that kept their names."""
    twins = [nameless(page.body, page.gold, cipher=cipher) for page in pages]
    both = list(zip(pages, twins, strict=True))
    host = dict(_others(pages, twins, fed=False))
    readings = {
        "trafilatura": [_trafilatura(page, twin) for page, twin in both],
        ALONE: [_archiver(page, twin) for page, twin in both],
        HOST: [_archiver(page, twin, chrome=host[page]) for page, twin in both],
    }
    host = dict(_others(pages, twins, fed=True))
    readings[TAUGHT] = [_archiver(page, twin, chrome=host[page]) for page, twin in both]
    if any(page.feed for page in pages):
        readings |= {
            FEED: [_archiver(page, twin, feed=_said(page.feed)) for page, twin in both],
            BOTH: [_archiver(p, twin, feed=_said(p.feed), chrome=host[p]) for p, twin in both],
        }
    if ceiling:
        readings["the names kept"] = [_archiver(page, page.body) for page in pages]
    return readings


def _others(pages: list[Page], twins: list[str], *, fed: bool) -> Iterator[tuple[Page, HostHabits]]:
    """Every page with what its host's other pages teach, with or without their feed's content."""
    hosts: dict[str, list[Lesson]] = defaultdict(list)
    for page, twin in zip(pages, twins, strict=True):
        hosts[page.host].append((page, (twin, page.url, _said(page.record) if fed else None)))
    for lessons in hosts.values():
        yield from _but_one(lessons, HostHabits())


def _but_one(lessons: list[Lesson], known: HostHabits) -> Iterator[tuple[Page, HostHabits]]:
    """Every page with what all the others teach.

    Each half is learned once for the other one and so on, which reads a page as often as the list
    can be halved and not once for every other page.
    """
    if len(lessons) == 1:
        yield lessons[0][0], known
        return
    halves = lessons[: len(lessons) // 2], lessons[len(lessons) // 2 :]
    for half, rest in (halves, halves[::-1]):
        yield from _but_one(half, learn((post for _, post in rest), known))


def _said(content: str) -> Candidate | None:
    if not content:
        return None
    return Candidate(url="", via="", how=Method.FEED, source="", content=content)


def _archiver(
    page: Page,
    text: bytes | str,
    *,
    feed: Candidate | None = None,
    chrome: HostHabits | None = None,
) -> str:
    try:
        return archiver.extract(text, url=page.url, feed=feed, chrome=chrome).text
    except ArchiverError:
        return ""  # counted among the pages from which nothing was read


def _trafilatura(page: Page, text: str) -> str:
    found = trafilatura.bare_extraction(text, url=page.url, include_comments=False)
    return str(getattr(found, "text", None) or "")


def score(text: str, gold: str) -> Score:
    """How a reading compares with its gold, word by word, whatever their case and signs."""
    ours, theirs = (re.findall(r"\w+", side.lower()) for side in (text, gold))
    found, due = Counter(ours), Counter(theirs)
    return Score(
        words=_f1(found, due),
        shingles=_f1(_shingles(ours), _shingles(theirs)),
        foreign=(found - due).total(),
        lost=(due - found).total(),
    )


def _shingles(words: list[str]) -> Counter[str]:
    """Every four words that follow each other; what is shorter is one shingle."""
    return Counter(" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def _f1(ours: Counter[str], theirs: Counter[str]) -> float:
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


# ---- printing ---------------------------------------------------------------------------------


def _print_heading(pages: list[Page], folder: Path | None, *, cipher: bool) -> None:
    hosts = Counter(page.host for page in pages)
    others = median(hosts[page.host] - 1 for page in pages)
    fed = sum(bool(page.feed) for page in pages)
    labels = "made up outside the post" if cipher else "as they are"
    gold = f"the text of the .json files in {folder}"
    if not folder:
        gold = "what archiver reads from the demo's own pages with their names"
    print(f"{len(pages)} nameless pages, {len(hosts)} hosts; words of short labels: {labels}")
    print(f"gold: {gold}")
    print(f"witnesses: the feed's content for {fed} pages; of the host {others:g} others (median)")
    if lent := sum(page.record != page.feed for page in pages):
        print(f"for {lent} pages without it the gold tells the other pages what a feed would")


def _print_scores(scores: Scores, empty: Mapping[str, int]) -> None:
    print(f"{'macro':22}{'words':>8}{'shingles':>10}{'perfect':>9}{'foreign':>9}{'lost':>8}")
    for way, found in scores.items():
        words, shingles = fmean(s.words for s in found), fmean(s.shingles for s in found)
        perfect = fmean(s.shingles >= PERFECT for s in found)
        foreign, lost = fmean(s.foreign for s in found), fmean(s.lost for s in found)
        line = f"{way:22}{words:8.3f}{shingles:10.3f}{perfect:9.2f}{foreign:9.1f}{lost:8.1f}"
        print(line + (f"  (nothing read from {empty[way]})" if empty[way] else ""))


def _print_differences(pages: list[Page], scores: Scores, *, whole: bool) -> None:
    """How many pages each witness changed for better and for worse, and which it made worse."""
    for way in WITNESSED:
        pairs = zip(pages, scores[ALONE], scores.get(way, ()), strict=False)
        changed = [(now.shingles - was.shingles, page.name, was, now) for page, was, now in pairs]
        changed = [one for one in changed if abs(one[0]) >= SEEN]
        if way in scores:
            worse = sum(one[0] < 0 for one in changed)
            print(f"{way}: {len(changed) - worse} pages better than alone, {worse} worse")
        for change, name, was, now in sorted(changed, key=lambda one: one[:2]):
            if whole or change < 0:
                words = f"foreign {was.foreign} > {now.foreign}, lost {was.lost} > {now.lost}"
                print(f"  {was.shingles:.3f} > {now.shingles:.3f}  {words}  {name}")


if __name__ == "__main__":
    sys.exit(main())
