"""A release can be made: both files are built, whole, the same each time, and the wheel works alone."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest

import archiver

ROOT = Path(__file__).parents[1]
MOMENT = "1764547200"
"""SOURCE_DATE_EPOCH: the time that the files within both are given."""

hatchling = pytest.importorskip("hatchling", reason="the build backend is in the extra `dev`")
metadata = pytest.importorskip("packaging.metadata", reason="packaging is in the extra `dev`")


def build(source: Path, target: Path, *kinds: str) -> Path:
    """Build what is asked for (``-t sdist``, ``-t wheel``) of a tree into a folder."""
    words = [word for kind in kinds for word in ("-t", kind)]
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target), *words],
        cwd=source,
        env=os.environ | {"SOURCE_DATE_EPOCH": MOMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel of this tree."""
    return build(ROOT, tmp_path_factory.mktemp("release"), "sdist", "wheel")


def wheel(folder: Path) -> Path:
    (found,) = folder.glob("*.whl")
    return found


def sdist(folder: Path) -> Path:
    (found,) = folder.glob("*.tar.gz")
    return found


def test_the_files_bear_the_name_and_the_version(built: Path) -> None:
    name = f"challenge_archiver-{archiver.__version__}"
    assert {path.name for path in built.iterdir()} == {
        f"{name}.tar.gz",
        f"{name}-py3-none-any.whl",
    }


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(built: Path) -> None:
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "archiver").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    with zipfile.ZipFile(wheel(built)) as held:
        names = set(held.namelist())
    beside = {name for name in names if ".dist-info/" in name}
    assert names - beside == package
    assert {name.partition("/")[2] for name in beside} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }
    kinds = {Path(name).suffix for name in package}
    assert kinds == {".py", ".typed", ".tsv", ".json", ".html", ".yaml"}


def test_the_wheel_is_small(built: Path) -> None:
    assert wheel(built).stat().st_size < 2e6


def test_the_metadata_is_valid(built: Path) -> None:
    with zipfile.ZipFile(wheel(built)) as held:
        (name,) = (n for n in held.namelist() if n.endswith(".dist-info/METADATA"))
        raw = held.read(name)
    read = metadata.Metadata.from_email(raw, validate=True)  # raises where a field is wrong
    assert (read.name, str(read.version)) == ("challenge-archiver", archiver.__version__)
    assert read.license_expression == "MIT"
    text = BytesParser().parsebytes(raw)
    assert text["Description-Content-Type"] == "text/markdown"
    assert str(text.get_payload()).startswith("# archiver")


def test_two_builds_are_equal(built: Path, tmp_path: Path) -> None:
    again = build(ROOT, tmp_path, "sdist", "wheel")
    for kind in (wheel, sdist):
        assert kind(again).read_bytes() == kind(built).read_bytes()


def test_the_sdist_has_tests_and_documents_and_builds_the_same_wheel(
    built: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist(built)) as held:
        held.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    for name in (
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "Makefile",
        "docs/commands.md",
        "tests/test_release.py",
        "tests/archives/0.1/archive.json",
        "bench/install.py",
    ):
        assert (tree / name).is_file(), name
    strangers = {".venv", "demo", "dist", "build", "archiver-demo", ".git"}
    assert strangers & {path.name for path in tree.iterdir()} == set()
    assert wheel(build(tree, tmp_path / "dist", "wheel")).read_bytes() == wheel(built).read_bytes()


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel.

    What the wheel needs it has from the environment of the tests: so no index is asked.
    """
    pytest.importorskip("pip", reason="pip installs the wheel")
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    words = ["--python", str(place), "install", "--no-deps", "--no-index", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words, "--disable-pip-version-check", str(wheel(built))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (packages,) = place.glob("lib/python*/site-packages")
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "others.pth").write_text("\n".join(others) + "\n", "utf-8")
    return place / "bin"


def said(program: Path, *words: str, cwd: Path) -> str:
    """What a program of the fresh environment prints; it has to do well."""
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd)}  # no PYTHONPATH that leads to the checkout
    done = subprocess.run(
        [program, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr
    return done.stdout


def test_the_wheel_works_where_there_is_no_checkout(installed: Path, tmp_path: Path) -> None:
    program = installed / "archiver"
    assert said(program, "--version", cwd=tmp_path) == f"archiver {archiver.__version__}\n"
    assert "sources.yaml of archiver" in said(program, "schema", cwd=tmp_path)
    assert "Ben Osei        ● 5 Sep" in said(program, "demo", cwd=tmp_path)
    folder = tmp_path / "archiver-demo"
    assert said(program, "run", cwd=folder)
    assert said(program, "check", cwd=folder).endswith(": all well\n")
    assert "complete" in said(program, "completion", "bash", cwd=tmp_path)


def test_what_is_installed_is_typed_and_its_own(installed: Path, tmp_path: Path) -> None:
    script = (
        "import archiver\nfrom importlib import resources\n"
        "assert resources.files('archiver').joinpath('py.typed').is_file()\n"
        "assert all(getattr(archiver, name) is not None for name in archiver.__all__)\n"
        "print(archiver.__file__)"
    )
    where = said(installed / "python", "-c", script, cwd=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)


def test_every_module_of_the_wheel_can_be_imported(installed: Path, tmp_path: Path) -> None:
    script = (
        "import archiver, importlib, pkgutil\n"
        "names = [m.name for m in pkgutil.walk_packages(archiver.__path__, 'archiver.')]\n"
        "for name in names:\n"
        "    if not name.endswith('__main__'):\n"
        "        importlib.import_module(name)\n"
        "print(len(names))"
    )
    assert int(said(installed / "python", "-c", script, cwd=tmp_path)) > 300
