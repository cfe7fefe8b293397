import importlib
import os
from pathlib import Path

import pytest

from tests import harness


@pytest.mark.parametrize("case", harness.cases(), ids=lambda c: str(c.relative_to(harness.CASES)))
def test_case(case: Path, request: pytest.FixtureRequest) -> None:
    got = harness.answer(case)
    if request.config.getoption("--accept"):
        assert not os.environ.get("CI"), "a person accepts an expectation, never CI"
        harness.accept(case, got)
    assert (case / "expected.json").exists(), f"{case} has no expectation; run pytest --accept"
    assert got == harness.expected(case)


@pytest.mark.parametrize("stage", harness.STAGES)
def test_every_module_has_a_case(stage: str) -> None:
    modules = importlib.import_module(f"tests.stages.{stage}").MODULES
    have = {case.parent.name for case in harness.cases() if case.parts[-3] == stage}
    assert sorted(set(modules) - have) == [], f"modules of {stage} without a case"
    assert sorted(have - set(modules)) == [], f"cases of {stage} without a module"
