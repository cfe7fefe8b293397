"""What the story has to come out as; a demo that shows something else must not end with 0."""

from collections.abc import Iterable, Mapping

from protego import Protego

from archiver.commands.demo.crawls import Crawl
from archiver.demo import sites
from archiver.demo.blogosphere import DOWN, Asked
from archiver.model import Membership, Verdict

NEW = "http://edith.substack.example/p/the-seat-beside-the-radio"
EDITED = "http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html"
GONE = "http://benbakes.example/lentils-for-eleven/"
WALLED = "http://edith.substack.example/p/the-soup"
LATE = "http://david.pages.example/2025/09/23/late-to-the-table.html"
BICYCLE = "http://benbakes.example/a-new-chain-for-the-green-bicycle/"
JAM = "http://clara.blogspot.example/2025/10/jam-and-waiting-for-it.html"

MEMBERS: Mapping[str, str] = {
    "http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/": "table",
    "http://anna.wordpress.example/2025/09/17/my-grandmothers-dumplings-more-or-less/": "recipe",
    "http://anna.wordpress.example/2025/10/01/a-chair-by-the-window/": "chair",
    "http://benbakes.example/the-door-that-became-a-table/": "table",
    GONE: "recipe",
    "http://benbakes.example/one-plate-too-many/": "chair",
    "http://clara.blogspot.example/2025/09/a-table-with-drawer-full-of-string.html": "table",
    EDITED: "recipe",
    LATE: "table",
    "http://david.pages.example/2025/09/27/a-recipe-under-version-control.html": "recipe",
    "http://edith.substack.example/p/five-flights": "table",
    NEW: "chair",
    "http://greta.example/posts/a-table-for-one/": "table",
}
"""Every member, and the round that it answers."""


def surprises(first: Crawl, second: Crawl, belongs: Iterable[Membership]) -> list[str]:
    """What did not come out as it should; empty when all did."""
    judged = list(belongs)
    members = {m.post: m.round for m in judged if m.verdict is Verdict.MEMBER}
    outside = {m.post for m in judged if m.verdict is Verdict.OUTSIDE}
    checks = {
        "exit codes of the runs": ([first.code, second.code], [3, 3]),
        "sources that failed": (
            [[o["url"] for o in run.failed] for run in (first, second)],
            [[f"http://{DOWN[0]}/"]] * 2,
        ),
        "quarantined by the first run": ([f["url"] for f in first.report["quarantined"]], [WALLED]),
        "new in the second run": (_urls(second, "created"), [NEW]),
        "edited in the second run": (_urls(second, "edited"), [EDITED]),
        "gone in the second run": (_urls(second, "gone"), [GONE]),
        "other changes of the second run": (
            [f["url"] for f in second.report["changes"] if f["url"] not in (NEW, EDITED, GONE)],
            [],
        ),
        "members and their rounds": (members, dict(MEMBERS)),
        "the bicycle is outside": (BICYCLE in outside, True),
        "requests to one host at a time": (max(a.beside for a in first.asked + second.asked), 0),
        "requests that robots.txt forbids": (_forbidden((*first.asked, *second.asked)), []),
        "unchanged pages that were downloaded again": (_again(first, second), []),
    }
    return [f"{what}: {got}, not {due}" for what, (got, due) in checks.items() if got != due]


def _urls(run: Crawl, action: str) -> list[str]:
    return [fact["url"] for fact in run.facts(action)]


def _forbidden(asked: Iterable[Asked]) -> list[str]:
    rules = {host: Protego.parse(sites.load(host, "first").robots) for host in sites.hosts()}
    urls = [(a.host, f"http://{a.host}{a.path}") for a in asked if a.path != "/robots.txt"]
    return [url for host, url in urls if not rules[host].can_fetch(url, "archiver")]


def _again(first: Crawl, second: Crawl) -> list[str]:
    """What was sent in full twice; a login page is no copy that one could compare with."""
    twice = sorted(first.downloaded & second.downloaded)
    return [f"http://{host}{path}" for host, path, _ in twice if not path.startswith("/sign-in")]
