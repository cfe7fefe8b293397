"""One run of the real command line over the demo's web, and what it and the server say of it."""

import contextlib
import io
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.cli import main
from demo.server import Asked, Blogosphere

HERE = Path(__file__).parent
SOURCES = HERE / "sources.yaml"
OUT = HERE / "out"
"""Where the archive is made; sources.yaml names it, too."""


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """A run: its exit code, its report as ``--json`` writes it, what the server was asked."""

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


class Broken(Exception):
    """A run ended without a report."""


def crawl(web: Blogosphere, archive: Path) -> Crawl:
    """``archiver run -c demo/sources.yaml -a ARCHIVE``. Raises Broken with what it said where it broke off."""
    web.log.clear()
    said, began = io.StringIO(), time.perf_counter()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["run", "-c", str(SOURCES), "-a", str(archive), "--json", "--quiet"])
    try:
        report = json.loads(said.getvalue())
    except ValueError:
        raise Broken(
            f"`archiver run` ended with exit code {code} and said:\n{said.getvalue()}"
        ) from None
    return Crawl(
        code=code, report=report, asked=tuple(web.log), seconds=time.perf_counter() - began
    )
