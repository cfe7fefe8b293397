"""Damage, as it is met on the way from a server, and as somebody would do it on purpose."""

import random
import re
from collections.abc import Callable

_TAG = re.compile(rb"<[A-Za-z/!?][^<>]{0,400}>")
_DATE = re.compile(rb"\d{4}-\d\d-\d\d[T\d:.Z+-]*|\w{3}, \d{1,2} \w{3} \d{4} [\d:]+ [+\w-]+")
_NUMBER = re.compile(rb"(?<![\w#&])\d+(?!\w)")
_TEXT = re.compile(rb">[^<>]{1,80}<")
_VALUE = re.compile(rb"=\"[^\"<>]{0,80}\"|=\s?'[^'<>]{0,80}'")

_ODD_DATES = (
    *(b"0000-00-00", b"0000-00-00 00:00:00", b"0001-01-01T00:00:00+05:00", b"99999-01-01"),
    *(b"9999-12-31T23:59:59-12:00", b"2020-13-45T99:99:99Z", b"Wed, 30 Nov -0001 00:00:00 +0000"),
    *(b"Mon, 01 Jan 0001 00:00:00 GMT", b"Thu, 31 Feb 2021 25:61:61 +9999", b"2020-W99-9", b"-1"),
    *(b"2020-01-01T00:00:60Z", "２０２０-０１-０１".encode(), b"31 Dec 2020 24:00 EST", b"1e400"),
    *(
        b"2020-01-01T00:00:00+99:99",
        b"20200101T",
        b"2020/99/99 x",
        b"Sat, 99 Foo 10000000000 1:1:1",
    ),
)
_ODD_NUMBERS = (
    *(b"9" * 400, b"-1", b"0", b"", b"1e999", b"NaN", "١٢٣".encode(), "²".encode(), b"9" * 5000),
    *(b"1.2.3", b"0x10", b"2147483648", b"18446744073709551616", b"-0", b"1_000", b"Infinity"),
)
_ODD_TEXT = (
    *(b"&#55356;&#57225;", b"&#xD83D;", b"&#x110000;", b"&#99999999999999999999;", b"&#0;", b"&#;"),
    *(b"\0", b"\xed\xa0\xbd\xed\xb8\x80", b"\xff\xfe", b"&nosuch;", b"&amp;amp;#55356;", b"]]>"),
    *(
        b"<![CDATA[",
        b"<!--",
        b"\x1b[2J",
        "\u202e\u2066".encode(),
        b"%00%ff%zz",
        b"http://[::1",
        b"{{",
    ),
    *(
        b"//[",
        b"javascript:1",
        b"http://a:99999999/",
        b"http://\xe2\x80\xae/",
        b"a" * 3000,
        b" " * 3000,
    ),
    *(
        b"data:,x",
        b"mailto:",
        b"?",
        b"#",
        b"http://xn--/",
        b"\\\\x\\y",
        b"tag:,:",
        b"http:///",
        b"://",
    ),
)
_ENTITIES = (
    b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    b'<!ENTITY e SYSTEM "file:///etc/passwd">]>'
)
_JSON = (
    b"null",
    b"[]",
    b"{}",
    b"-1",
    b"1e999",
    b"NaN",
    b'"\\ud83d"',
    b"[[[[{}]]]]",
    b"true",
    b'""',
)

Mutation = Callable[[bytes, random.Random], bytes]


def cut(body: bytes, rng: random.Random) -> bytes:
    """The connection ended."""
    return body[: rng.randrange(len(body) + 1)]


def flipped(body: bytes, rng: random.Random) -> bytes:
    """Some bits are others: one in a few hundred bytes."""
    data = bytearray(body)
    for _ in range(1 + len(data) // rng.choice((200, 1000, 5000))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def doubled(body: bytes, rng: random.Random) -> bytes:
    """Blocks stand twice, are lost, or stand where another stood."""
    for _ in range(rng.randint(1, 6)):
        start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
        block = body[start : min(end, start + 5000)]
        at = rng.randrange(len(body) + 1)
        kept = body if rng.random() < 0.5 else body.replace(block, b"", 1)
        body = kept[:at] + block * rng.randint(1, 3) + kept[at:]
    return body


def nested(body: bytes, rng: random.Random) -> bytes:
    """Tags are opened many times, never closed, or closed before they are opened."""
    tags = _TAG.findall(body) or [b"<b>"]
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(body) + 1)
        some = b"".join(rng.choices(tags, k=rng.randint(1, 4))) * rng.choice((1, 2, 30, 400))
        body = body[:at] + some + body[at:]
    dropped = rng.random() * 0.1
    return _TAG.sub(lambda m: b"" if rng.random() < dropped else m[0], body)


def recoded(body: bytes, rng: random.Random) -> bytes:
    """The bytes are in another encoding than they say."""
    text = body.decode("utf-8", "replace")
    coding = rng.choice(
        ("utf-16", "utf-32", "utf-7", "latin-1", "cp1251", "shift_jis", "utf-8-sig")
    )
    said = rng.choice(("", "utf-7", "utf-16", "idna", "unicode_escape", "x-user-defined", "hex"))
    if said:
        for quote in ('"', "'"):
            text = re.sub(rf"(?i)(encoding|charset)={quote}?[\w-]+", rf"\1={quote}{said}", text)
    return text.encode(coding, "replace")


def bombed(body: bytes, rng: random.Random) -> bytes:
    """Entities that grow, or that name a file, and text that uses them."""
    at = body.find(b"?>") + 2 if b"?>" in body[:200] else 0
    body = body[:at] + _ENTITIES + body[at:]
    return _TEXT.sub(lambda m: m[0] if rng.random() < 0.9 else b">&d;&e;<", body)


def odd(body: bytes, rng: random.Random) -> bytes:
    """Dates, numbers, texts and values of attributes are such as nobody thought of."""
    share = rng.choice((0.02, 0.2, 1))
    for pattern, odds in ((_DATE, _ODD_DATES), (_NUMBER, _ODD_NUMBERS)):
        body = pattern.sub(lambda m, o=odds: rng.choice(o) if rng.random() < share else m[0], body)
    body = _TEXT.sub(
        lambda m: b">" + rng.choice(_ODD_TEXT) + b"<" if rng.random() < share / 4 else m[0], body
    )
    return _VALUE.sub(
        lambda m: (
            b'="' + rng.choice(_ODD_TEXT + _ODD_NUMBERS) + b'"'
            if rng.random() < share / 4
            else m[0]
        ),
        body,
    )


def retyped(body: bytes, rng: random.Random) -> bytes:
    """Values of JSON are of another type, and null bytes and lone halves of signs stand in the text."""
    share = rng.choice((0.02, 0.2))
    value = re.compile(rb'(?<=[:\[,])\s*(?:"(?:[^"\\]|\\.){0,200}"|-?\d[\d.]*|true|false|null)')
    body = value.sub(lambda m: rng.choice(_JSON) if rng.random() < share else m[0], body)
    for _ in range(rng.randint(0, 20)):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.choice(_ODD_TEXT) + body[at:]
    return body


EVERY: tuple[Mutation, ...] = (cut, flipped, doubled, nested, recoded, bombed, odd, retyped)
"""The ways in which a body is damaged."""


def of(body: bytes, seed: str) -> bytes:
    """A body, damaged in one way or in two; the same for the same seed."""
    rng = random.Random(seed)
    for mutation in rng.sample(EVERY, rng.choice((1, 1, 2))):
        body = mutation(body, rng) if body else body
    return body
