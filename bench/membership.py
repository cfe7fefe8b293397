"""Who really answered: verdicts and rounds on labelled posts, and does the confidence know?

    python bench/membership.py [FOLDER...]

A folder holds communities as ``*.yaml``: ``challenges`` in the words of sources.yaml, and ``posts`` with
``id``, ``url``, ``title``, ``author``, ``published``, ``tags``, ``html``, perhaps ``sidebar``, ``footer`` and
``comments``, ``announced`` (how, via, round, quote, tags), and ``labels`` (challenge, verdict, round: one, several or
none). Without a folder it is ``bench/communities``, which was written for this project.

    precision, recall   of members; "unsure" is an error of neither kind but a member missed
    round               members whose round is right, of those that have one
    ECE                 expected calibration error: how far the confidence is from how often it is right, in
                        ten bands. Each community is left out in turn: what makes a sum of weights a
                        probability is measured on the others
    mention             the peer: whoever names, links or tags the challenge is a member

The bars: precision 0.95, recall 0.92, round 0.95, ECE 0.07, on data that the rules were made on.
"""

import argparse
import html
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import archiver
from archiver import testing
from archiver.membership import weights
from archiver.model import Membership, Post, Verdict

OWN = Path(__file__).parent / "communities"
BANDS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A label, and what the program says."""

    community: str
    verdict: str
    rounds: tuple[str, ...]
    told: Membership

    @property
    def is_member(self) -> bool:
        """Whether people say that it is an answer."""
        return self.verdict == Verdict.MEMBER

    @property
    def total(self) -> float:
        """The sum of the weights."""
        return weights.total(self.told.evidence)


def page(post: dict[str, Any]) -> str:
    """A post as a plain blog shows it."""
    tags = "".join(
        f'<a rel="tag" href="/tag/{n}">{html.escape(t)}</a> '
        for n, t in enumerate(post.get("tags") or ())
    )
    title, day = html.escape(post["title"]), post["published"]
    return (
        f'<!doctype html><html><head><title>{title}</title><meta property="article:published_time" content="{day}">'
        f'<link rel="canonical" href="{post["url"]}"></head><body><article class="post hentry"><h1 class="entry-title">{title}</h1>'
        f'<time class="published" datetime="{day}">{day}</time><div class="entry-content">{post["html"]}</div>'
        f'<footer class="entry-meta">{tags}</footer></article><div id="comments">{post.get("comments") or ""}</div>'
        f'<aside class="sidebar">{post.get("sidebar") or ""}</aside><footer id="footer">{post.get("footer") or ""}</footer></body></html>'
    )  # fmt: skip


def judged(folders: Iterable[Path]) -> Iterator[Judged]:
    """Every label of every community, judged."""
    for file in sorted(file for folder in folders for file in folder.glob("*.yaml")):
        data = yaml.safe_load(file.read_text("utf-8"))
        challenges = {c["id"]: c for c in data["challenges"]}
        texts = {p["url"]: archiver.extract(page(p), url=p["url"]) for p in data["posts"]}
        for post in data["posts"]:
            beside = [
                t
                for url, t in texts.items()
                if url != post["url"] and _host(url) == _host(post["url"])
            ]
            for label in post["labels"]:
                told = _verdict(texts[post["url"]], post, label["challenge"], challenges, beside)
                rounds = label.get("round") or ()
                several = (rounds,) if isinstance(rounds, str) else tuple(map(str, rounds))
                yield Judged(file.stem, label["verdict"], several, told)


def _host(url: str) -> str:
    return url.split("/")[2]


def _verdict(
    text: Post, post: dict[str, Any], name: str, challenges: dict[str, Any], beside: Sequence[Post]
) -> Membership:
    announced = [
        {**a, "source": a["via"], "title": post["title"], "tags": tuple(a.get("tags") or ())}
        | ({"author": post["author"], "published": post["published"]} if a["how"] == "feed" else {})
        for a in post["announced"]
    ]
    return testing.judge(
        text, challenges[name], announced, challenges=list(challenges.values()), host_posts=beside
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed of a set of judgements."""

    count: int
    precision: float
    recall: float
    round: float
    unsure: float
    error: float

    def line(self) -> str:
        """In one line."""
        return (
            f"{self.count:4} judgements: precision {self.precision:.3f}, recall {self.recall:.3f}, round {self.round:.3f}, "
            f"unsure kept {self.unsure:.3f}, ECE {self.error:.3f}"
        )


def figures(found: Sequence[Judged]) -> Figures:
    """The figures of a set; its calibration with each community left out in turn."""
    said = [j for j in found if j.told.verdict is Verdict.MEMBER]
    right = [j for j in said if j.is_member]
    timed = [j for j in right if j.rounds]
    doubted = [j for j in found if j.verdict == Verdict.UNSURE]
    return Figures(
        count=len(found),
        precision=_share(len(right), len(said)),
        recall=_share(len(right), sum(j.is_member for j in found)),
        round=_share(sum(j.told.round in j.rounds for j in timed), len(timed)),
        unsure=_share(sum(j.told.verdict is Verdict.UNSURE for j in doubted), len(doubted)),
        error=calibration_error(left_out(found)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def fitted(totals: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The slope and shift by which sums of weights become probabilities (Platt 1999: logistic regression,
    with targets that leave room for a miss), by Newton's method."""
    yes = sum(right for _, right in totals)
    high, low = (yes + 1) / (yes + 2), 1 / (len(totals) - yes + 2)
    slope, shift = 1.0, 0.0
    for _ in range(50):
        g1 = g0 = h11 = h10 = h00 = 0.0
        for x, is_right in totals:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * x + shift))))
            d, w = p - (high if is_right else low), max(p * (1 - p), 1e-6)
            g1, g0 = g1 + d * x, g0 + d
            h11, h10, h00 = h11 + w * x * x, h10 + w * x, h00 + w
        h11, h00 = h11 + 1e-3, h00 + 1e-3
        det = h11 * h00 - h10 * h10
        slope -= (h00 * g1 - h10 * g0) / det
        shift -= (h11 * g0 - h10 * g1) / det
    return slope, shift


def left_out(found: Sequence[Judged]) -> list[tuple[float, bool]]:
    """The confidence in each judgement by what was fitted on the other communities, and whether it is a member."""
    pairs = []
    for name in sorted({j.community for j in found}):
        others = [(j.total, j.is_member) for j in found if j.community != name]
        slope, shift = fitted(others) if others else (weights.SLOPE, weights.SHIFT)
        pairs += [
            (1 / (1 + math.exp(-max(-30.0, min(30.0, slope * j.total + shift)))), j.is_member)
            for j in found
            if j.community == name
        ]
    return pairs


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean distance, over ten bands, of what was said from how often it came true."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for said, right in pairs:
        bands.setdefault(min(int(said * BANDS), BANDS - 1), []).append((said, right))
    distances = (abs(sum(s for s, _ in band) - sum(r for _, r in band)) for band in bands.values())
    return sum(distances) / len(pairs) if pairs else 0.0


def by_mention(found: Sequence[Judged]) -> tuple[float, float]:
    """Precision and recall where every mention makes a member."""
    kinds = ("phrase", "link", "tag", "listed")
    said = [j for j in found if any(e.kind in kinds for e in j.told.evidence)]
    right = sum(j.is_member for j in said)
    return _share(right, len(said)), _share(right, sum(j.is_member for j in found))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each community and of all; tests hold them against the bars."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[OWN])
    parser.add_argument(
        "--fit", action="store_true", help="print the slope and shift of all together"
    )
    args = parser.parse_args(arguments)
    found = list(judged(args.folders))
    for name in sorted({j.community for j in found}):
        print(f"{name:28} {figures([j for j in found if j.community == name]).line()}")
    print(f"{'all':28} {figures(found).line()}")
    precision, recall = by_mention(found)
    print(
        f"{'mention (peer)':28} {len(found):4} judgements: precision {precision:.3f}, recall {recall:.3f}"
    )
    if args.fit:
        slope, shift = fitted([(j.total, j.is_member) for j in found])
        print(f"SLOPE, SHIFT = {slope:.2f}, {shift:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
