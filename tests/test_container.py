"""The Containerfile is sound, as far as can be told where nothing builds it, and what it runs exists."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from archiver.cli import parser

dockerfile = pytest.importorskip("dockerfile", reason="the builders' parser is in the extra `dev`")

ROOT = Path(__file__).parents[1]
KNOWN = {
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
}


def instructions(*names: str) -> list[Any]:
    """The instructions, in order; those of some names, or all."""
    found = dockerfile.parse_file(str(ROOT / "Containerfile"))  # raises where it is none
    return [step for step in found if not names or step.cmd.upper() in names]


def last(name: str) -> tuple[str, ...]:
    return tuple(instructions(name)[-1].value)


def copied() -> Iterator[Path]:
    """What is taken from the checkout."""
    for step in instructions("COPY", "ADD"):
        if not any(flag.startswith("--from=") for flag in step.flags):
            yield from (ROOT / name for name in step.value[:-1])


def is_sent(path: Path) -> bool:
    """Whether `.containerignore` lets a file into the build; its last line that matches decides."""
    name, sent = str(path.relative_to(ROOT)), True
    for line in (ROOT / ".containerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        parents = [name, *map(str, Path(name).parents)]
        anywhere = line.startswith("**/") and pattern in Path(name).parts
        if not line.startswith("#") and (anywhere or any(fnmatchcase(p, pattern) for p in parents)):
            sent = line.startswith("!")
    return sent


def test_every_instruction_is_one() -> None:
    assert {step.cmd.upper() for step in instructions()} <= KNOWN
    assert instructions()[0].cmd.upper() == "FROM"
    for step in instructions("ENTRYPOINT", "CMD"):
        assert step.json, f"line {step.start_line}: a shell would not hand SIGTERM on"


def test_its_stages_stand_on_a_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = {c.rpartition(" :: ")[2] for c in project["classifiers"] if ":: 3." in c}
    bases = {step.value[0] for step in instructions("FROM")}
    assert {
        re.fullmatch(r"docker\.io/library/python:(.+)-slim", base)[1] for base in bases
    } <= promised  # type: ignore[index]
    assert len(bases) == 1  # an environment moves only between alike ones
    stages = {step.value[2] for step in instructions("FROM") if len(step.value) == 3}
    used = {flag.removeprefix("--from=") for step in instructions("COPY") for flag in step.flags}
    assert used == stages


def test_what_it_copies_is_there_and_is_sent() -> None:
    assert [path for path in copied() if not path.exists()] == []
    assert [path for path in copied() if not is_sent(path)] == []
    assert not is_sent(ROOT / "tests" / "test_container.py")
    assert not is_sent(ROOT / "archiver" / "__pycache__" / "cli.cpython-313.pyc")
    assert is_sent(ROOT / "archiver" / "web" / "urls.py")


def test_what_it_copies_is_enough_for_the_package(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the build backend is in the extra `dev`")
    for path in copied():
        if path.is_dir():
            shutil.copytree(path, tmp_path / path.name)
        else:
            shutil.copy(path, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_shell_takes_its_steps() -> None:
    for step in instructions("RUN"):
        (script,) = step.value
        done = subprocess.run(
            ["sh", "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "apt" not in script


def test_it_runs_the_program_as_nobody_special_in_a_volume() -> None:
    words = [*last("ENTRYPOINT"), *last("CMD")]
    assert words[0] == "archiver"
    assert parser().parse_args(words[1:]).command == "run"
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last("USER")[0])
    assert last("VOLUME") == last("WORKDIR") == ("/challenge",)
    assert last("STOPSIGNAL") == ("SIGTERM",)
    order = [step.cmd.upper() for step in instructions()]
    assert max(i for i, name in enumerate(order) if name == "RUN") < order.index("USER")


def test_the_words_in_its_head_fit() -> None:
    head = (ROOT / "Containerfile").read_text("utf-8").partition("\n\n")[0]
    told = [shlex.split(line.lstrip("# ")) for line in head.splitlines() if line.startswith("#   ")]
    builds = [words for words in told if words[1] == "build"]
    runs = [words for words in told if words[1] == "run"]
    assert (len(builds), len(runs)) == (2, 2)
    assert all(words[words.index("-t") + 1] == "archiver" for words in builds)
    for words in runs:
        assert words[-1] == "archiver"
        assert words[words.index("-v") + 1].endswith(f":{last('VOLUME')[0]}")
