"""A page -> the title of its post, or what else it is and the addresses that it lists."""

import json
from pathlib import Path

from archiver.errors import NotThePage
from archiver.extraction import extract

MODULES = ["forum", "home", "post", "search", "shop", "tag", "video"]


def run(case: Path) -> object:
    url = json.loads((case / "case.json").read_text("utf-8"))["url"]
    try:
        return {"post": extract((case / "page.html").read_bytes(), url).title}
    except NotThePage as error:
        return {"refused": error.message, "addresses": error.addresses}
