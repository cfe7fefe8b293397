"""Where the system has no POSIX locks, pages are read, and an archive is refused in plain words."""

import subprocess
import sys
from pathlib import Path

import pytest

from archiver.errors import StoreError
from archiver.store import create, lock, open_archive

STAND_IN = """
import os, sys
sys.modules["fcntl"] = None  # `import fcntl` fails from here on
for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "posix_fadvise"):
    if hasattr(os, name):
        delattr(os, name)
import archiver
from archiver.cli import main
page = "<article><h1>Hello</h1><p>A post is a page with a text on it, and this is one.</p></article>"
assert archiver.extract(page, url="https://blog.example/hello/").title == "Hello"
sys.exit(main(["run", "-c", "sources.yaml"]))
"""


def test_without_fcntl_pages_are_read_and_a_run_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "challenges: [{id: spring, title: Spring, sources: [{site: 'https://blog.example/'}]}]\n"
        "contact: https://example.org/\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", STAND_IN],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == StoreError.exit_code, done.stderr
    [line] = done.stderr.splitlines()
    assert "writing an archive needs POSIX file locks; Windows is not supported yet" in line
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_no_archive_is_opened_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path / "archive", sync=False)
    monkeypatch.setattr(lock, "fcntl", None)
    with pytest.raises(StoreError, match="Windows is not supported yet"):
        open_archive(tmp_path / "archive")
