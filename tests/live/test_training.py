"""The weights of the learned reading are those that its data gives."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "archiver" / "membership" / "sentences" / "learned.tsv"


def weights() -> dict[str, int]:
    rows = (line.rsplit("\t", 1) for line in MODEL.read_text("utf-8").splitlines())
    return {feature: int(weight) for feature, weight in rows}


def test_learning_again_gives_the_same_weights() -> None:
    before, kept = MODEL.read_bytes(), weights()
    try:
        subprocess.run([sys.executable, "training/learn.py"], cwd=ROOT, check=True)
        again = weights()
    finally:
        MODEL.write_bytes(before)
    # the exponential function of another machine may differ in its last bit
    other = [f for f in kept.keys() | again.keys() if abs(kept.get(f, 0) - again.get(f, 0)) > 1]
    assert other == [], "run `python training/learn.py` and commit what it writes"
