"""Learn to read sentences: training/sentences/*.tsv -> archiver/membership/sentences/learned.tsv.

    python training/learn.py            learn from all, and write the weights
    python training/learn.py --tried    leave a fifth out in turn, and say how often it is right

A row of a file is a language, an act and a sentence, with § for the challenge and № for a round. It is
logistic regression on the features that ``archiver.membership.sentences.learned`` reads, with a pull
towards 0; features that few sentences have, and small weights, are left away.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from archiver.membership.sentences.learned import BIAS, features

HERE = Path(__file__).parent
MODEL = HERE.parent / "archiver" / "membership" / "sentences" / "learned.tsv"
SEEN = 2
"""A feature of fewer sentences tells more of them than of their kind."""
ROUNDS = 8
RATE = 0.15
PULL = 3e-4
SMALLEST = 0.03

Row = tuple[str, str, str]
Labelled = tuple[list[str], bool]


def rows() -> list[Row]:
    """Language, act and sentence of all labelled sentences, in an order that is always the same."""
    found = []
    for file in sorted((HERE / "sentences").glob("*.tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            cells = line.split("\t")
            if len(cells) != 3:
                raise SystemExit(
                    f"{file}:{number}: write language, act and sentence, parted by tabs"
                )
            found.append(
                (cells[0], cells[1], " ".join(cells[2].casefold().replace("’", "'").split()))
            )
    random.Random(1).shuffle(found)  # noqa: S311 - no secret
    return found


def labelled(found: Sequence[Row]) -> list[Labelled]:
    """The features of each sentence, and whether it answers."""
    return [(sorted(set(features(text))), act == "answers") for _, act, text in found]


def learn(examples: Sequence[Labelled]) -> dict[str, float]:
    """The weight of each feature (AdaGrad over the examples, again and again in another order)."""
    seen = Counter(name for names, _ in examples for name in names)
    examples = [([n for n in names if seen[n] >= SEEN], right) for names, right in examples]
    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    order, dice = list(range(len(examples))), random.Random(2)  # noqa: S311 - no secret
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for at in order:
            names, right = examples[at]
            error = right - probability(sum(weights.get(n, 0.0) for n in names))
            for name in names:
                slope = error - PULL * len(examples) / seen[name] * weights.get(name, 0.0) * (
                    name != BIAS
                )
                squares[name] = squares.get(name, 1e-8) + slope * slope
                weights[name] = weights.get(name, 0.0) + RATE * slope / math.sqrt(squares[name] + 1)
    return {name: w for name, w in weights.items() if abs(w) >= SMALLEST}


def probability(odds: float) -> float:
    """Of a logarithm of odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def tried(found: Sequence[Row], parts: int = 5) -> None:
    """Print how often each language is read rightly by what was learned from the others' sentences."""
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for part in range(parts):
        weights = learn(labelled([r for n, r in enumerate(found) if n % parts != part]))
        for language, act, text in found[part::parts]:
            odds = sum(weights.get(n, 0.0) for n in set(features(text)))
            for key in (language, act, "all"):
                whole[key] += 1
                right[key] += (odds > 0) == (act == "answers")
    for key, count in sorted(whole.items()):
        print(f"{key:10} {right[key] / count:.3f} of {count}")


def main() -> None:
    """Learn, or try."""
    found = rows()
    if "--tried" in sys.argv[1:]:
        tried(found)
        return
    weights = learn(labelled(found))
    lines = [f"{name}\t{round(w * 100)}" for name, w in sorted(weights.items()) if round(w * 100)]
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} weights from {len(found)} sentences")


if __name__ == "__main__":
    main()
