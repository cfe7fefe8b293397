"""What stands around the program: its name, its targets, its workflow, its forms and its folder."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from archiver.store import create

ROOT = Path(__file__).parents[1]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def loaded(name: str | Path) -> dict[Any, Any]:
    return dict(yaml.safe_load((ROOT / name).read_text("utf-8")))


def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"])


def targets() -> dict[str, str]:
    """Every target of the Makefile that is no file, with what `make help` says of it."""
    lines = (ROOT / "Makefile").read_text("utf-8")
    return dict(re.findall(r"^([a-z]+):(?:.*?## +(.*))?", lines, re.MULTILINE))


def test_the_metadata_is_complete() -> None:
    told = project()
    assert told["name"] == "challenge-archiver"
    assert told["scripts"] == {"archiver": "archiver.cli:main"}
    assert {"Typing :: Typed", "Operating System :: POSIX"} <= set(told["classifiers"])
    assert all((ROOT / name).exists() for name in (*told["license-files"], told["readme"]))
    cited = loaded("CITATION.cff")
    assert (cited["license"], cited["abstract"]) == (told["license"], told["description"])
    assert cited["authors"] == told["authors"]


def test_the_readme_says_what_each_extra_weighs() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    told = re.findall(r"^\| `pip install '\.\[(\w+)\]'`.*\| \+\d+ \| \+\d+ \|$", text, re.MULTILINE)
    assert told == [name for name in project()["optional-dependencies"] if name != "dev"]


def test_ci_runs_every_python_that_is_promised() -> None:
    job = loaded(".github/workflows/ci.yml")["jobs"]["test"]
    promised = {c.rpartition(" :: ")[2] for c in project()["classifiers"] if ":: 3." in c}
    assert set(job["strategy"]["matrix"]["python"]) == promised
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@v\d+", name) for name in used)
    run = "\n".join(step.get("run", "") for step in job["steps"])
    assert {"lint", "test"} == set(re.findall(r"^make (\w+)$", run, re.MULTILINE)) & set(targets())


def test_make_alone_lists_its_targets() -> None:
    assert "" not in targets().values()
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = dict(re.findall(r"^  make (\w+) +(.*)$", done.stdout, re.MULTILINE))
    assert said == targets()


def test_the_hooks_are_the_tools_of_make_lint() -> None:
    [local] = loaded(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    hooked = {" ".join(hook["entry"].split()[:2]) for hook in local["hooks"]}
    recipe = re.findall(
        r"\$\(BIN\)/((?:ruff|mypy)(?: \w+)?)", (ROOT / "Makefile").read_text("utf-8")
    )
    assert hooked == {f".venv/bin/{tool}" for tool in recipe}


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one(form: Path) -> None:
    told = loaded(form)
    assert {"name", "description", "body"} <= told.keys()
    names = [field["id"] for field in told["body"]]
    assert len(set(names)) == len(names)
    assert all(field["attributes"]["label"] for field in told["body"])
    assert {field["type"] for field in told["body"]} <= {"input", "textarea"}


def test_the_folder_for_an_archive_takes_one(tmp_path: Path) -> None:
    """The repository's own folder has a README.md, which is no stranger to `check`."""
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(ROOT / "archive" / "README.md", folder)
    archive = create(folder, sync=False)
    assert archive.check() == []
    assert (folder / "README.md").read_bytes() == (ROOT / "archive" / "README.md").read_bytes()
    archive.close()
