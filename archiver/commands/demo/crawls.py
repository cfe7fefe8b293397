"""One run over the demo's web, and what it and the blogs say of it."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver import config
from archiver.console import report as reports
from archiver.demo.blogosphere import Asked, Blogosphere
from archiver.pipeline import run

MOMENTS = {
    "first": datetime(2025, 10, 8, 8, tzinfo=UTC),
    "second": datetime(2025, 10, 9, 7, tzinfo=UTC),
}
"""The runs, and when they are made: while the challenge is on, before and after its web changed."""


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """A run: its exit code, its report as ``--json`` writes it, what the blogs were asked."""

    code: int
    report: dict[str, Any]
    asked: tuple[Asked, ...]
    seconds: float

    def facts(self, *actions: str) -> list[dict[str, Any]]:
        """The report's changes of these kinds."""
        return [fact for fact in self.report["changes"] if fact["action"] in actions]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The sources that failed."""
        return [o for o in self.report["outcomes"] if o["status"] == "failed"]

    @property
    def downloaded(self) -> set[tuple[str, str, str]]:
        """Host, path and digest of everything that was sent in full."""
        return {(a.host, a.path, a.digest) for a in self.asked if a.status == 200}


def crawl(web: Blogosphere, sources: Path, name: str) -> Crawl:
    """What ``archiver run -c SOURCES`` does, at the moment of the run of this name."""
    web.log.clear()
    began = time.perf_counter()
    moment = MOMENTS[name]
    web.now = lambda: moment
    report = run(config.read(sources), transport=web, run_id=name, now=web.now)
    return Crawl(
        code=reports.exit_code(report),
        report=json.loads(reports.as_json(report)),
        asked=tuple(web.log),
        seconds=time.perf_counter() - began,
    )
