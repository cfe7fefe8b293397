"""Golden cases: a case is a folder, its input and its expectation are files in it.

    tests/cases/<stage>/<module>/<case>/    the input's files, and expected.json

``tests/stages/<stage>.py`` holds ``run(case: Path) -> object`` (JSON-able) for every stage and
``MODULES``, the names of which each needs a case. An ``ArchiverError`` is an answer too:
``{"error": "ParseError", "message": ..., "where": ...}``.
"""

import importlib
import json
from pathlib import Path

from archiver.errors import ArchiverError

ROOT = Path(__file__).parent
CASES = ROOT / "cases"
STAGES = sorted(p.stem for p in (ROOT / "stages").glob("*.py") if p.stem != "__init__")


def cases() -> list[Path]:
    """Every case folder of every stage that this harness runs."""
    return sorted(case for stage in STAGES for case in (CASES / stage).glob("*/*") if case.is_dir())


def answer(case: Path) -> object:
    """What the code says to a case today, as JSON reads it back."""
    stage = importlib.import_module(f"tests.stages.{case.parts[-3]}")
    try:
        value = stage.run(case)
    except ArchiverError as error:
        value = {"error": type(error).__name__, "message": error.message, "where": error.where}
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def expected(case: Path) -> object:
    return json.loads((case / "expected.json").read_text("utf-8"))


def accept(case: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (case / "expected.json").write_text(text, "utf-8")
