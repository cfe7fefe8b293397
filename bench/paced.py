"""What waiting costs: hosts that may be asked every 2 s only, answers that take 150 ms.

    .venv/bin/python -m bench.paced [SECONDS [HOSTS ...]]        12 s; 40 and 800 hosts by default

Prints how many answers came and the share of a core that was spent on them. The bar: 3 % of a core
at the largest number of hosts. With 800 of them eight threads are always at work, and the others
of the hosts wait for a thread; with 40 the threads mostly wait for a host.
"""

import sys
import time
from collections.abc import Mapping

from archiver.fetch.client import Fetcher
from archiver.model import Capture
from archiver.model.settings import Pace
from bench.lanes import NOW, AtOnce, queued

SHARE = 3.0
"""The most that waiting may cost, in % of a core."""

DELAY, TAKES, JOBS = 2.0, 0.15, 8


class Slow(AtOnce):
    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        time.sleep(TAKES)
        return super().exchange(url, headers, deadline=deadline, max_bytes=max_bytes)


def share(hosts: int, seconds: float) -> float:
    """Per cent of a core."""
    pace = Pace(delay=DELAY, jobs=JOBS)
    answers = Fetcher(Slow(), user_agent="bench", pace=pace, now=lambda: NOW).answers(
        queued(hosts, each=20)
    )
    cpu, began, count = time.process_time(), time.perf_counter(), 0
    for count, _ in enumerate(answers, 1):  # noqa: B007 - the count is what is wanted
        if time.perf_counter() - began > seconds:
            break
    cpu, took = time.process_time() - cpu, time.perf_counter() - began
    answers.close()
    possible = min(JOBS / TAKES, hosts / DELAY)
    per = f"{count / took:.1f} answers a second of {possible:.0f} that are possible"
    print(f"{hosts:>5} hosts: {per}, {100 * cpu / took:.2f} % of a core", flush=True)
    return 100 * cpu / took


def main(seconds: float, sizes: list[int]) -> int:
    shares = {hosts: share(hosts, seconds) for hosts in sizes}
    return int(shares[max(sizes)] > SHARE)


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(float(words[0]) if words else 12.0, [int(w) for w in words[1:]] or [40, 800]))
