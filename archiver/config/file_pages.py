"""Pages that show a file, as forges of code have them, and the address of the file itself."""

import re

_GITHUB = re.compile(r"https?://github\.com/([^/?#]+/[^/?#]+)/(?:blob|raw)/([^?#]+)")
_REPOSITORY = re.compile(r"https?://github\.com/([^/?#]+)/([^/?#]+)/?")
_FORGEJO = re.compile(r"(https?://[^/?#]+/[^/?#]+/[^/?#]+)/src/((?:branch|tag|commit)/[^?#]+)")
_SHEET = re.compile(r"(https://docs\.google\.com/spreadsheets/d/[\w-]+)/(?:edit|view|htmlview)\b")
_SHEET_NUMBER = re.compile(r"[?#&]gid=(\d+)")


def of_file(url: str) -> str:
    """The address of the file that a page of a forge shows, or of a repository's README; else itself."""
    bare = url.split("#")[0].split("?")[0]
    if match := _GITHUB.fullmatch(bare):
        return f"https://raw.githubusercontent.com/{match[1]}/{match[2]}"
    if match := _REPOSITORY.fullmatch(bare):
        name = match[2].removesuffix(".git")
        return f"https://raw.githubusercontent.com/{match[1]}/{name}/HEAD/README.md"
    if "/-/blob/" in bare:  # GitLab
        return bare.replace("/-/blob/", "/-/raw/", 1)
    if match := _FORGEJO.fullmatch(bare):  # Codeberg, Gitea
        return f"{match[1]}/raw/{match[2]}"
    if match := _SHEET.match(bare):
        number = _SHEET_NUMBER.search(url)
        return f"{match[1]}/export?format=csv" + (f"&gid={number[1]}" if number else "")
    return url
