"""What a request costs by the number of hosts, with a transport that answers at once.

    .venv/bin/python -m bench.lanes [HOSTS ...]        100 and 10,000 by default

Two posts of each host are asked for, without pauses, so that what is measured is the queue alone:
robots.txt, lanes, threads. Prints CPU milliseconds an answer, the least of three turns. The bar: at
the largest number of hosts an answer costs at most .1 ms more than at the smallest.
"""

import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from archiver.fetch.client import Fetcher, Frontier
from archiver.model import Capture, Purpose, Request
from archiver.model.settings import Pace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MORE = 0.1
"""The milliseconds of CPU that an answer may cost more with many hosts than with few."""

TURNS = 3


class AtOnce:
    """A transport that takes no time: every page has a few bytes, every robots.txt has none."""

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        body = b"" if url.endswith("/robots.txt") else b"<p>a page"
        return Capture(
            url=url,
            final_url=url,
            status=200,
            headers=(("Content-Type", "text/html"),),
            payload=body,
            body=body,
            fetched_at=NOW,
        )


def queued(hosts: int, each: int) -> Frontier:
    """A frontier with so many posts of each of so many hosts."""
    frontier = Frontier()
    for number in range(hosts):
        for post in range(each):
            url = f"http://blog{number}.test/{post}"
            frontier.add(Request(url=url, source="", purpose=Purpose.POST))
    return frontier


def cost(hosts: int) -> float:
    """Milliseconds of CPU an answer."""
    fetcher = Fetcher(AtOnce(), user_agent="bench", pace=Pace(delay=0), now=lambda: NOW)
    frontier = queued(hosts, each=2)
    began = time.process_time()
    answers = sum(answer.error is None for answer in fetcher.answers(frontier))
    took = time.process_time() - began
    assert answers == 3 * hosts
    return took / answers * 1e3


def main(sizes: list[int]) -> int:
    turns = [[cost(hosts) for hosts in sizes] for _ in range(TURNS)]
    costs = {hosts: min(turn[i] for turn in turns) for i, hosts in enumerate(sizes)}
    for hosts, milliseconds in costs.items():
        print(f"{hosts:>7,} hosts: {milliseconds:.3f} ms of CPU an answer")
    more = costs[max(sizes)] - costs[min(sizes)]
    print(f"{more:+.3f} ms at {max(sizes):,} hosts (bar: {MORE:+.3f})")
    return int(more > MORE)


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [100, 10_000]))
