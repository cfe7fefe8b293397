"""Real blog engines on loopback: started where they are at hand, reset after the tests."""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BLOGOSPHERE = Path(__file__).parents[3] / "shared" / "blogosphere"
_STATE = Path(tempfile.gettempdir(), "blogosphere")
CACHE = Path(os.environ.get("BLOGO_CACHE", _STATE / "cache"))
RUN = Path(os.environ.get("BLOGO_RUN", _STATE / "run"))
SNAPSHOT = CACHE / "snap" / "wp.sql"


def command(*words: str) -> str:
    """Run the blogosphere's own command."""
    done = subprocess.run(
        [BLOGOSPHERE / "blogosphere", *words],
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, f"blogosphere {words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def engines() -> Iterator[None]:
    """WordPress, Hugo, Jekyll and Pelican under their names in this process."""
    if not (BLOGOSPHERE / "blogosphere").exists():
        pytest.skip("the blog engines are not on this machine")
    with Path(tempfile.gettempdir(), "archiver-live-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two sessions at a time would undo each other's changes
        command("up")
        # a session that was killed has left its changes behind: the first snapshot is the clean one
        command("reset" if SNAPSHOT.exists() else "snapshot")
        variables = dict(re.findall(r"(\w+)='?([^' \n]*)'?", command("env")))
        os.environ["BLOGO_MAP"] = variables["BLOGO_MAP"]
        sys.path.insert(0, str(BLOGOSPHERE / "pylib"))
        import blogo_resolve

        blogo_resolve.from_env()
        yield
        blogo_resolve.uninstall()
        command("reset")


@pytest.fixture
def wordpress(engines: None) -> Iterator[Callable[..., str]]:
    """Change a WordPress blog; what was changed is undone after the test."""
    yield lambda host, *words: command("wp", host, *words)
    command("reset")
