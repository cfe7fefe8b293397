"""Who takes no part: rows that their list marks as not shown, unlisted, left and the like."""

from archiver.discover.rosters.columns import words_of
from archiver.discover.rosters.table import Row, is_address
from archiver.web.vocabulary import COLUMNS

_NO = frozenset(("no", "n", "false", "0", "off", "✗", "❌", "nein", "non"))
_YES = frozenset(("yes", "y", "true", "1", "x", "on", "✓", "✔", "✅", "ja", "oui", "si", "sí"))
_MOST = 4
"""A state has so few words; a longer text is a note, which may tell of anything."""


def is_left_out(row: Row) -> bool:
    """Whether a row, or one that it stands in, says that it is not shown or takes no part any more."""
    outer = row.outer is not None and is_left_out(row.outer)
    return outer or any(_leaves_out(cell.column, cell.value) for cell in row.cells)


def _leaves_out(column: str, value: str) -> bool:
    if not column or is_address(value):
        return False
    words, said = words_of(column.rpartition(".")[2]), value.strip().casefold()
    if words & COLUMNS["shown"]:
        rest = words - COLUMNS["shown"] - {"is", "in", "on", "the"}
        return said in _NO and rest <= COLUMNS["for-all"]
    if words & COLUMNS["hidden"]:
        # "left on 1 May" and "left: yes" leave; an empty "left", or "no", does not
        rest = words - COLUMNS["hidden"] - {"is", "on", "at", "out", "from", "the", "date"}
        return bool(said) and said not in _NO and rest <= COLUMNS["for-all"] and _is_sign(said)
    if words & COLUMNS["state"] and len(said.split()) <= _MOST:
        return bool(words_of(said) & COLUMNS["hidden"]) and not words_of(said) & {"not", "never"}
    return False


def _is_sign(said: str) -> bool:
    return said in _YES or said[:1].isdecimal()
