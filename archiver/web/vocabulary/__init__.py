"""The vocabulary: what the names in a page's markup and the phrases of services mean.

Every room that has to know what an element or a line is asks here, so that they cannot disagree.
Names of tags, ids and classes stand in ``names/*.tsv``; a row that cannot be meant fails when its file is read.
What services write in the lines around a post stands in ``phrases/*.tsv``, a row a phrase with an
example and a counter-example; ``lines`` and ``walls`` say what is asked of them. Mere lists of
words stand in ``words/*.tsv``. A new language is new rows.
"""

from archiver.web.vocabulary.lookup import (
    ATTRIBUTES,
    BODIES,
    CLASSES,
    COLUMNS,
    DISCUSSION,
    ENTRIES,
    IDS,
    LIMITS,
    LISTINGS,
    PAGES,
    ROUND_COLUMNS,
    TAGS,
    Meaning,
    marks,
    marks_of,
    of_class,
    of_frame,
    of_id,
    of_words,
    role_of,
    says_body,
    words_of,
)
from archiver.web.vocabulary.role import Role

__all__ = [
    "ATTRIBUTES",
    "BODIES",
    "CLASSES",
    "COLUMNS",
    "DISCUSSION",
    "ENTRIES",
    "IDS",
    "LIMITS",
    "LISTINGS",
    "PAGES",
    "ROUND_COLUMNS",
    "TAGS",
    "Meaning",
    "Role",
    "marks",
    "marks_of",
    "of_class",
    "of_frame",
    "of_id",
    "of_words",
    "role_of",
    "says_body",
    "words_of",
]
