"""Real blog engines on loopback: started where they are at hand, reset after the tests."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BLOGOSPHERE = Path(__file__).parents[3] / "shared" / "blogosphere"


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
    command("up")
    command("snapshot")
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
