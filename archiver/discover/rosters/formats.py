"""Which format a list is in, by its own content first, then by its name and type; and its tables."""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from archiver.discover import documents
from archiver.discover.rosters import delimited, html_rows, markdown_rows, nested
from archiver.discover.rosters.table import Listed
from archiver.errors import ParseError

_BY_NAME = {
    "csv": "CSV",
    "tsv": "CSV",
    "json": "JSON",
    "geojson": "JSON",
    "jsonl": "JSON",
    "ndjson": "JSON",
    "js": "JSON",
    "yaml": "YAML",
    "yml": "YAML",
    "md": "Markdown",
    "markdown": "Markdown",
    "mdx": "Markdown",
    "html": "HTML",
    "htm": "HTML",
}
_BY_TYPE = (
    ("csv", "CSV"), ("tab-separated", "CSV"), ("json", "JSON"), ("yaml", "YAML"),
    ("markdown", "Markdown"), ("html", "HTML"),
)  # fmt: skip
_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)\b", re.I)
_MARKDOWN = re.compile(
    r"\]\(\s{0,3}(?:https?:|\.?/)|^\|?[ \t]{0,9}:?-{3,}:?[ \t]{0,9}\|", re.MULTILINE
)
_YAML = re.compile(r"^[ \t]{0,40}(?:-[ \t]{1,9})?[^\s:#,\-][^\n:,]{0,60}:(?=\s)", re.MULTILINE)
_ELEMENT = re.compile(r"<[a-z!]", re.I)
_JSON_SCRIPT = re.compile(r"(?:export\s|var\s|let\s|const\s|window[.\[])")
_START = 65_536


def format_of(text: str, url: str, content_type: str | None) -> tuple[str, str]:
    """CSV, JSON, YAML, Markdown or HTML: what the list is said to be, or is beyond doubt, else empty;
    and what it looks like. Raises ParseError for a page in place of another file.
    """
    named = _BY_NAME.get(urlsplit(url).path.rpartition(".")[2].lower(), "")
    kind = (content_type or "").partition(";")[0].lower()
    typed = next((name for part, name in _BY_TYPE if part in kind), "")
    said, start = named or typed, text[:_START]
    if said == "HTML" and not _ELEMENT.search(start):
        said = ""  # what servers say of a file whose kind they do not know
    is_page = bool(_PAGE.match(start.lstrip()[:400]))
    if is_page and said not in ("HTML", "Markdown", ""):
        hint = "is it a wall, or the page of the file in place of the file?"
        raise ParseError(f"this is no {said} but an HTML page", where=url, hint=hint)
    if is_page:
        return "HTML", "HTML"
    if start[0] in "{[" and said != "Markdown" and (said == "JSON" or not _is_link(start)):
        return "JSON", "JSON"
    return said, said or _sniffed(start)


def _is_link(start: str) -> bool:
    """Whether a text that begins with a square bracket begins with a link or a badge in Markdown."""
    return start.startswith(("[!", "[@")) or "](" in start.partition("\n")[0]


def _sniffed(start: str) -> str:
    if start.startswith("<"):
        return "HTML"
    if _JSON_SCRIPT.match(start):
        return "JSON"
    if _MARKDOWN.search(start):
        return "Markdown"
    return "YAML" if start.startswith("---") or len(_YAML.findall(start)) > 1 else "CSV"


def read(text: str, url: str, content_type: str | None) -> Listed:
    """The tables of a list in any of the formats. Raises ParseError where it cannot be read."""
    said, found = format_of(text, url, content_type)
    match said or found:
        case "JSON":
            return _of_values(nested.json_value(text, url), url, "JSON")
        case "YAML":
            with suppress(*() if said else (ParseError,)):
                return _of_values(nested.yaml_value(text, url), url, "YAML")
        case "Markdown":
            return markdown_rows.read(text, url)
        case "HTML":
            return html_rows.read(documents.parsed(text, url), url)
    name = "CSV" if said or delimited.delimiter_of(text) else "text"
    return Listed(format=name, tables=(delimited.read(text, url),))


def _of_values(value: object, url: str, found: str) -> Listed:
    title = value.get("title") if isinstance(value, dict) else ""
    told = " ".join(title.split())[:200] if isinstance(title, str) else ""
    return Listed(format=found, tables=nested.tables(value, url), title=told)
