"""The ready files of docs/cron are sound, and what they run exists."""

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from archiver.cli import parser

CRON = Path(__file__).parents[1] / "docs" / "cron"
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""Minute, hour, day of the month, month, day of the week (crontab(5))."""


def fires(schedule: str) -> bool:
    """Whether a schedule is five crontab fields: steps, ranges and lists of numbers within their bounds."""
    fields = schedule.split()
    return len(fields) == len(RANGES) and all(
        re.fullmatch(r"(\*|\d+(-\d+)?)(/[1-9]\d*)?", part)
        and all(
            low <= int(number) <= high for number in re.findall(r"(?<!/)\b\d+", part.split("/")[0])
        )
        for field, (low, high) in zip(fields, RANGES, strict=True)
        for part in field.split(",")
    )


def understood(command: str) -> bool:
    """Whether the program takes these words; argparse leaves by SystemExit where it does not."""
    program, *words = shlex.split(command)
    assert Path(program).name == "archiver"
    try:
        return parser().parse_args(words).command == words[0]
    except SystemExit:
        return False


def unit(name: str) -> ConfigParser:
    read = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((CRON / name).read_text("utf-8"))
    return read


def workflow() -> dict[Any, Any]:
    return dict(yaml.safe_load((CRON / "archive.yml").read_text("utf-8")))


def test_these_checks_can_fail() -> None:
    assert not fires("61 * * * *")
    assert not fires("* * * *")
    assert not fires("* * 0 * *")
    assert fires("*/5 0-6 1,15 * 7")
    assert not understood("archiver rum -q")
    assert not understood("archiver run --quite")


def test_crontab() -> None:
    lines = (CRON / "crontab").read_text("utf-8").splitlines()
    jobs = [
        line for line in lines if line and not line.startswith("#") and not re.match(r"\w+=", line)
    ]
    assert len(jobs) == 3
    for job in jobs:
        *fields, command = job.split(maxsplit=5)
        assert fires(" ".join(fields)), job
        folder, program, *then = command.split(" && ")
        assert folder == 'cd "$HOME/challenge"'
        program, _, file = program.partition(" > ")
        assert understood(program), job
        # what reads the metrics never finds half of them, and their file stays where this one fails
        assert then == ([f"mv {file} /var/lib/node_exporter/archiver.prom"] if file else [])


def test_systemd_units_fit_together() -> None:
    service, timer = unit("archiver.service"), unit("archiver.timer")
    assert service.sections() == ["Unit", "Service"]
    assert timer.sections() == ["Unit", "Timer", "Install"]
    assert service["Service"]["Type"] == "oneshot"
    assert understood(service["Service"]["ExecStart"])
    assert service["Service"]["SuccessExitStatus"] == "3 75"


def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine")
    program = tmp_path / "challenge" / ".venv" / "bin" / "archiver"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    files = []
    for name in ("archiver.service", "archiver.timer"):
        text = (CRON / name).read_text("utf-8").replace("%h", str(tmp_path))
        files.append(tmp_path / name)
        files[-1].write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    said = [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "archiver." in line
    ]
    assert (done.returncode, said) == (0, [])


def test_the_container_is_the_service_and_goes_by_the_same_timer() -> None:
    held, plain = unit("archiver.container"), unit("archiver.service")
    assert held.sections() == ["Unit", "Container", "Service"]
    assert understood(f"archiver {held['Container']['Exec']}")
    assert plain["Service"]["ExecStart"].endswith(f"archiver {held['Container']['Exec']}")
    for key in ("Type", "SuccessExitStatus", "TimeoutStartSec"):
        assert held["Service"][key] == plain["Service"][key]
    image = (CRON.parents[1] / "Containerfile").read_text("utf-8")
    name, place = held["Container"]["Image"], held["Container"]["Volume"].partition(":")[2]
    assert f"-t {name.removeprefix('localhost/')} " in image
    assert f"VOLUME {place}\n" in image


def test_workflow_runs_on_a_schedule_and_commits_the_archive() -> None:
    flow = workflow()
    [schedule] = flow[True]["schedule"]  # YAML 1.1 reads the key `on` as a truth value
    assert fires(schedule["cron"])
    assert flow["permissions"] == {"contents": "write"}
    [job] = flow["jobs"].values()
    names = [step.get("name") for step in job["steps"]]
    assert names.index("Run") < names.index("Commit") < names.index("Check")
    commit = next(step["run"] for step in job["steps"] if step.get("name") == "Commit")
    assert "git add archive\n" in commit
    assert "git push" in commit


def test_a_run_ends_in_order_before_anything_ends_it() -> None:
    def limit(command: str) -> float:
        return float(parser().parse_args(shlex.split(command)[1:]).time_limit)

    [job] = workflow()["jobs"].values()
    script = next(step["run"] for step in job["steps"] if step.get("name") == "Run")
    command = next(line for line in script.splitlines() if line.startswith("archiver "))
    assert limit(command.split("||")[0]) < 60 * (job["timeout-minutes"] - 5)
    service = unit("archiver.service")["Service"]
    assert service["TimeoutStartSec"] == "2h" and limit(service["ExecStart"]) < 7200
    crontab = (CRON / "crontab").read_text("utf-8")
    [line] = [line for line in crontab.splitlines() if "archiver run" in line]
    assert "*/6 " in line and limit(line.split(" && ")[1]) < 6 * 3600


def test_every_command_of_the_workflow_exists() -> None:
    [job] = workflow()["jobs"].values()
    lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    ours = [line.split("||")[0] for line in lines if line.startswith("archiver ")]
    assert len(ours) == 2
    assert all(understood(command) for command in ours)


@pytest.mark.parametrize("step", ["Run", "Commit"])
def test_the_shell_takes_the_steps(step: str) -> None:
    [job] = workflow()["jobs"].values()
    script = next(found["run"] for found in job["steps"] if found.get("name") == step)
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_failed_run_is_committed_first_and_told_afterwards(tmp_path: Path) -> None:
    [job] = workflow()["jobs"].values()
    script = next(found["run"] for found in job["steps"] if found.get("name") == "Run")
    program = tmp_path / "archiver"
    program.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    program.chmod(0o755)
    output = tmp_path / "output"
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_OUTPUT": str(output)}
    done = subprocess.run(["bash", "-e", "-c", script], env=environment, check=False)
    assert done.returncode == 0
    assert output.read_text("utf-8") == "code=3\n"
    last = job["steps"][-1]
    assert last["if"] == "steps.run.outputs.code != '0'"
    assert last["run"] == "exit ${{ steps.run.outputs.code }}"


def test_the_documentation_names_every_file() -> None:
    text = (CRON.parent / "cron.md").read_text("utf-8")
    assert {f"cron/{path.name}" for path in CRON.iterdir()} <= set(re.findall(r"\]\((.+?)\)", text))
