"""Data files of the vocabulary: one row a line, checked when they are read."""

from collections.abc import Iterator
from importlib import resources

from archiver.web.vocabulary.role import Role


def rows(name: str, columns: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows of a file in ``vocabulary/names``, each after its place (``ids.tsv:12``).

    Columns are parted by tabs; empty ones at the end may be left out. Raises ValueError, with what
    to write, for a row of another width.
    """
    text = resources.files(__package__).joinpath("names", name).read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("# "):
            continue
        cells = line.rstrip("\t").split("\t")
        if not 0 < len(cells) <= columns or not all(cell.strip() for cell in cells[: columns - 1]):
            raise ValueError(
                f"{name}:{number}: {len(cells)} columns: write {columns}, parted by tabs"
            )
        yield f"{name}:{number}", tuple(cells + [""] * (columns - len(cells)))


def role(text: str, place: str) -> Role:
    """The role of a row. Raises ValueError, with the nearest one, where there is no such role."""
    try:
        return Role(text)
    except ValueError:
        import difflib

        near = difflib.get_close_matches(text, [str(role) for role in Role], 1)
        hint = f"did you mean `{near[0]}`?" if near else "role.py lists them"
        raise ValueError(f"{place}: there is no role `{text}`: {hint}") from None


def limit(text: str, place: str) -> int:
    """The number of characters in a row; 0 where there is none. Raises ValueError for another text."""
    if text and not text.isdecimal():
        raise ValueError(f"{place}: `{text}` is no number of characters")
    return int(text or 0)
