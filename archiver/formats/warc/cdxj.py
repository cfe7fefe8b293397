"""The CDXJ index of a WARC file."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from archiver.formats.warc.records import Record, read_head


def cdxj(found: Iterator[Record], name: str) -> bytes:
    """The CDXJ index of a WARC file: a sorted line for each response and revisit."""
    lines = [cdxj_line(r, name, r.offset) for r in found if r.kind in ("response", "revisit")]
    return b"".join(sorted(lines))


def cdxj_line(record: Record, name: str, offset: int) -> bytes:
    """The index line of a response or revisit at an offset, as pywb reads it."""
    first, headers = read_head(record.block)
    url = record.header("WARC-Target-URI")
    mime = next((v for k, v in headers if k.lower() == "content-type"), "")
    fields = {
        "url": url,
        "mime": "warc/revisit" if record.kind == "revisit" else mime.partition(";")[0].strip(),
        "status": first.split(" ")[1],
        "digest": record.header("WARC-Payload-Digest"),
        "length": str(record.length),
        "offset": str(offset),
        "filename": name.rsplit("/", 1)[-1],
    }
    stamp = "".join(c for c in record.header("WARC-Date") if c.isdigit())
    return f"{surt(url)} {stamp} {json.dumps(fields, ensure_ascii=False)}\n".encode()


def surt(url: str) -> str:
    """The address as indexes sort it: ``org,example)/path?query``, in lower case."""
    parts = urlsplit(url.lower())
    name = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    reversed_name = ",".join(reversed(name.split(".")))
    return f"{reversed_name}{port}){parts.path or '/'}{query}".replace(" ", "%20")
