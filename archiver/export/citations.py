"""Citations of posts: CSL-JSON for Zotero, Pandoc and citeproc, BibTeX for BibTeX and Biber.

An entry's id follows from the post's identity alone, so a text that cites it stays right after the next
export. Names are parted where it is plain how: one given and one family name, with particles and initials
between. Any other name stands whole, as that of a team, one of three words, or one of East Asia.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from archiver.export.edition import Edition, editions
from archiver.export.holding import Holding
from archiver.web.persons import person_names
from archiver.web.plain_text import without_controls
from archiver.web.vocabulary import lists

Names = dict[str, str]
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_]")
_LATIN = re.compile(r"[^\W\d_]+(?:[’'\-‐.][^\W\d_]*)*")


def csl(holdings: Iterable[Holding], archive: str = "archiver") -> Iterator[str]:
    """Pieces of a CSL-JSON file, an item a post on a line; ``archive`` is the name of the archive."""
    start = "[\n"
    for holding in holdings:
        for edition in editions(holding):
            yield start + json.dumps(_csl_item(edition, archive), ensure_ascii=False)
            start = ",\n"
    yield "[]\n" if start == "[\n" else "\n]\n"


def bibtex(holdings: Iterable[Holding]) -> Iterator[str]:
    """Pieces of a BibTeX file in UTF-8, an entry each."""
    for holding in holdings:
        for edition in editions(holding):
            yield _bibtex_entry(edition)


def key(edition: Edition) -> str:
    """The id of an entry: the host and a digest of the address, in ASCII; no two posts have one."""
    host = edition.holding.host.encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z0-9.-]', '', host) or 'post'}-{edition.key}"


def author(name: str) -> Names:
    """A name in the parts of CSL: ``family`` and ``given``, with a particle, or ``literal``."""
    whole = " ".join(without_controls(name).split())
    said = person_names.plain(whole).split()
    if len(said) < 2 or not person_names.looks_full(whole):
        return {"literal": whole}
    given, *between, family = said
    particles = [word for word in between if word in lists.words("particles")]
    initials = [word for word in between if _INITIAL.fullmatch(word)]
    in_order = between == initials + particles
    if not in_order or not all(_is_latin(word) for word in (given, family)):
        return {"literal": whole}
    parts = {"family": family, "given": " ".join((given, *initials))}
    return parts | ({"non-dropping-particle": " ".join(particles)} if particles else {})


def _is_latin(word: str) -> bool:
    first = unicodedata.name(word[0], "")
    return bool(_LATIN.fullmatch(word)) and first.startswith(("LATIN", "CYRILLIC", "GREEK"))


def _csl_item(edition: Edition, archive: str) -> dict[str, object]:
    post, version = edition.post, edition.version
    found = {
        "id": key(edition),
        "type": "post-weblog",
        "title": edition.title,
        "author": [author(name) for name in edition.holding.writers if name.strip()],
        "container-title": _site(edition),
        "issued": _parts(edition.day),
        "accessed": _parts(version.seen_at),
        "URL": post.url,
        "language": post.language,
        "abstract": post.description,
        "archive": archive,
        "archive_location": f"sha512:{_sha512(edition)}",
        "version": str(version.number),
    }
    return {name: value for name, value in found.items() if value}


def _site(edition: Edition) -> str:
    return " ".join(without_controls(edition.post.site or "").split()) or edition.holding.host


def _sha512(edition: Edition) -> str:
    """The digest of the file of the version that is cited."""
    at = edition.holding.versions.index(edition.version)
    return edition.holding.digests[at]


def _parts(day: date | None) -> dict[str, object] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


# ---- BibTeX

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces, also those behind a backslash
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_NOT_IN_ADDRESS = re.compile(r"[{}\\\s^~`\"<>|]|[^\x21-\x7e]")


def _bibtex_entry(edition: Edition) -> str:
    """An entry of the type ``misc``, which both know; what only Biber reads is passed over by BibTeX."""
    post, day = edition.post, edition.day
    names = (_bibtex_name(author(name)) for name in edition.holding.writers if name.strip())
    fields = {
        "author": " and ".join(names),
        # the braces within keep the case of the title
        "title": f"{{{_tex(edition.title)}}}",
        "howpublished": _tex(_site(edition)),
        "year": f"{day.year:04}" if day else "",
        "date": day.isoformat() if day else "",
        "url": _NOT_IN_ADDRESS.sub(_encoded, post.url),
        "urldate": edition.version.seen_at.date().isoformat(),
        "sha512": _sha512(edition),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key(edition)},\n{lines}}}\n\n"


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _bibtex_name(name: Names) -> str:
    if "literal" in name:
        return f"{{{_tex(name['literal'])}}}"
    family = " ".join(filter(None, (name.get("non-dropping-particle"), name["family"])))
    return f"{_tex(family)}, {_tex(name['given'])}"


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
