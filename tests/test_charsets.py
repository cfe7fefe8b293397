"""Labels of charsets: what browsers read, and nothing that only Python knows."""

import codecs

import pytest

from archiver.web import charsets
from archiver.web.html import decode

READ = {
    "latin1": "cp1252", "ISO-8859-1": "cp1252", "us-ascii": "cp1252", "iso_8859-1:1987": "cp1252",
    "l1": "cp1252", "cp819": "cp1252", "ansi_x3.4-1968": "cp1252", "x-cp1252": "cp1252",
    "x-sjis": "cp932", "Shift_JIS": "cp932", "sjis": "cp932", "windows-31j": "cp932",
    "ms_kanji": "cp932", "gb2312": "gb18030", "GBK": "gb18030", "x-gbk": "gb18030",
    "chinese": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "korean": "cp949", "windows-949": "cp949",
    "koi": "koi8-r", "koi8-ru": "koi8-u", "x-mac-ukrainian": "mac-cyrillic", "macintosh": "mac-roman",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874",
    "windows-1251": "cp1251", "x-cp1251": "cp1251", "iso-8859-8-i": "iso8859-8", "visual": "iso8859-8",
    "logical": "iso8859-8", "iso-8859-15": "iso8859-15", "euc-jp": "euc_jp", "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp", "utf8": "utf-8", " UTF-8 ": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "utf-16": "utf-16-le", "ucs-2": "utf-16-le", "utf-16be": "utf-16-be", "ibm866": "cp866",
}  # fmt: skip

REFUSED = [
    "utf-7", "UTF7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "rot13", "hex",
    "base64", "zlib", "utf-32", "cp037", "ebcdic-cp-us", "undefined", "mbcs", "cesu-8", "replacement",
    "iso-2022-kr", "hz-gb-2312", "iso-2022-cn", "", "no such", "\x00", "..", "utf-8\x00",
]  # fmt: skip


@pytest.mark.parametrize("label", READ)
def test_a_label_is_read_as_browsers_read_it(label: str) -> None:
    assert charsets.codec(label) == READ[label]
    assert codecs.lookup(READ[label])


@pytest.mark.parametrize("label", REFUSED)
def test_what_no_page_may_choose(label: str) -> None:
    assert charsets.codec(label) is None


def test_every_codec_that_is_named_is_there() -> None:
    every = {*charsets._AS_NAMED, *filter(None, charsets._READ_AS.values())}
    for name in every | set(charsets._UNKNOWN_TO_PYTHON.values()):
        assert codecs.lookup(name).name in charsets._AS_NAMED


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [("“Tea” – for €5", "cp1252", "latin1"), ("日本語の物語を書く。" * 5, "cp932", "x-sjis"),
     ("Слова и вечер. " * 5, "koi8-r", "koi"), ("똠방각하 펲시콜라 " * 3, "cp949", "ks_c_5601-1987"),
     ("Şiir ve çay için ığdır", "cp1254", "latin5")],
)  # fmt: skip
def test_a_page_in_such_a_charset(text: str, codec: str, label: str) -> None:
    assert decode(text.encode(codec), f"text/html; charset={label}") == text
    meta = f"<meta charset={label}><p>{text}"
    assert decode(meta.encode(codec)) == meta


def test_utf_7_hides_no_markup() -> None:
    body = b"<meta charset=utf-7><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4- caf\xe9"
    assert "<script" not in decode(body) and "<script" not in decode(
        body, "text/html; charset=utf-7"
    )
