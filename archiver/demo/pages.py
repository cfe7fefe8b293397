"""What a blog serves: pages, and the small tools with which every engine makes them."""

import html
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from string import Template

from archiver.demo.sites import Site

TEMPLATES = Path(__file__).parent / "templates"
HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer. A redirect has a ``location``; ``headers`` are sent on top of the usual ones."""

    modified: datetime
    body: bytes = b""
    type: str = HTML
    status: int = 200
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def page(text: str, modified: datetime, type: str = HTML, **headers: str) -> Page:  # noqa: A002 - as HTTP names it
    """A page of text; ``headers`` with underscores for hyphens."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(body=text.encode(), modified=modified, type=type, headers=sent)


def moved(location: str, modified: datetime, status: int = 301) -> Page:
    """A redirect."""
    return Page(modified=modified, status=status, location=location)


def fill(template: str, **values: object) -> str:
    """``templates/<template>.html`` with its $names filled in; values are HTML already."""
    text = (TEMPLATES / f"{template}.html").read_text("utf-8")
    return Template(text).substitute({key: str(value) for key, value in values.items()})


def esc(text: str) -> str:
    """Text as HTML."""
    return html.escape(text, quote=True)


def day(time: datetime) -> str:
    """A date as blogs print it."""
    return f"{time:%B} {time.day}, {time.year}"


def slug(name: str) -> str:
    """A tag's name as engines put it into an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def robots(site: Site) -> dict[str, Page]:
    """The site's robots.txt."""
    return {"/robots.txt": page(site.robots, site.modified, "text/plain; charset=utf-8")}


def pictures(site: Site) -> dict[str, Page]:
    """Every picture that a post shows."""
    found = [
        (p, src) for p in site.posts for src in re.findall(r'<img [^<>]*?\bsrc="([^"<>]+)"', p.body)
    ]
    return {
        src: Page(
            body=png(320, 200, tint=zlib.crc32(src.encode())),
            modified=p.published,
            type="image/png",
        )
        for p, src in found
    }


def png(width: int, height: int, tint: int) -> bytes:
    """A table before a wall, in a colour of its own: 8-bit RGB in one IDAT chunk (PNG, section 5)."""
    wall = bytes(150 + (tint >> shift) % 90 for shift in (0, 8, 16))
    wood = bytes(part // 2 for part in wall)
    edge, leg, top = width // 8, width // 32, height // 12
    board = wall * edge + wood * (width - 2 * edge) + wall * edge
    legs = wall * edge + wood * leg + wall * (width - 2 * (edge + leg)) + wood * leg + wall * edge
    rows = [wall * width] * (height // 2) + [board] * top + [legs] * (height - height // 2 - top)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum
