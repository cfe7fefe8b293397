"""WARC 1.1 (ISO 28500:2017): captures to records and back, over bytes and binary streams.

Each record is a gzip member of its own, so that a record is read from its offset alone and a torn
tail costs one record. Cookies and credentials are never written. The payload is written as it came
over the wire, but for its Transfer-Encoding, which was undone.
"""

from archiver.formats.warc.captures import Opener, capture_at, payload_at
from archiver.formats.warc.cdxj import cdxj, cdxj_line, surt
from archiver.formats.warc.records import (
    Headers,
    Record,
    members,
    payload_digest,
    records,
    verify,
    whole_length,
)
from archiver.formats.warc.writing import (
    REVISIT,
    SECRET,
    Earlier,
    Packed,
    file_name,
    info,
    pack,
    repeats,
)

__all__ = [
    "REVISIT",
    "SECRET",
    "Earlier",
    "Headers",
    "Opener",
    "Packed",
    "Record",
    "capture_at",
    "cdxj",
    "cdxj_line",
    "file_name",
    "info",
    "members",
    "pack",
    "payload_at",
    "payload_digest",
    "records",
    "repeats",
    "surt",
    "verify",
    "whole_length",
]
