"""page.html, found at https://blog.example.net/ or where url.txt says: its entries."""

from dataclasses import asdict
from pathlib import Path

from bs4 import BeautifulSoup

from archiver.discover import listings

MODULES = ["archive", "home", "tag"]


def run(case: Path) -> object:
    named = case / "url.txt"
    url = named.read_text("utf-8").strip() if named.exists() else "https://blog.example.net/"
    page = BeautifulSoup((case / "page.html").read_text("utf-8"), "lxml")
    return asdict(listings.read(page, url))
