"""What does a fresh environment weigh: packages and megabytes of the core, and of each extra?

    python bench/install.py [EXTRA ...]

Each is installed from this checkout into an environment of its own, as a user does it; pip itself does not
count, bytecode does. Needs a package index. README has the table; the bar is that of the core.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
BAR = (40, 110.0)
"""Packages and megabytes (10^6 bytes) that the core may have."""
INSTALLERS = {"pip", "setuptools", "wheel"}


def extras() -> list[str]:
    """The extras that are for users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [name for name in project["optional-dependencies"] if name != "dev"]


def weigh(extra: str) -> tuple[int, float]:
    """Packages and megabytes of a fresh environment with the core and perhaps an extra."""
    with tempfile.TemporaryDirectory(prefix="archiver-install-") as folder:
        venv.create(folder, with_pip=True)
        what = f"{ROOT}[{extra}]" if extra else str(ROOT)
        command = [f"{folder}/bin/python", "-m", "pip", "install", "-qq", what]
        subprocess.run([*command, "--disable-pip-version-check"], check=True)
        (packages,) = Path(folder).glob("lib/python*/site-packages")
        names = {path.name.split("-")[0].lower() for path in packages.glob("*.dist-info")}
        files = [
            path
            for path in packages.rglob("*")
            if path.is_file() and _owner(path.relative_to(packages)) not in INSTALLERS
        ]
        return len(names - INSTALLERS), sum(path.stat().st_size for path in files) / 1e6


def _owner(path: Path) -> str:
    """What a file belongs to, as far as the installers are concerned."""
    return path.parts[0].split("-")[0].lower()


def main(wanted: list[str]) -> int:
    """Print the table; 1 where the core is over the bar."""
    core = weigh("")
    print(f"{'':<12} packages     MB")
    print(f"{'core':<12} {core[0]:>8} {core[1]:>6.0f}")
    for extra in wanted or extras():
        packages, megabytes = weigh(extra)
        print(f"{extra:<12} {f'+{packages - core[0]}':>8} {f'+{megabytes - core[1]:.0f}':>6}")
    if core[0] > BAR[0] or core[1] > BAR[1]:
        print(f"the core is over its bar of {BAR[0]} packages and {BAR[1]:.0f} MB", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
