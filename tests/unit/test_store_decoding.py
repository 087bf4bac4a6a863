"""Encodings as feeds label them and as they are."""

from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.decoding import decode, utf8_xml

TEXT = "<rss><channel><title>Führung 换帅 naïve</title></channel></rss>"
GERMAN = "<rss><channel><title>Führungswechsel für Übermorgen</title></channel></rss>"
CHINESE = "<rss><channel><title>公司换帅首席执行官离任</title></channel></rss>"

TRADITIONAL = "<rss><channel><title>公司換帥</title></channel></rss>"
TYPES = ["", "text/xml; charset=utf-16", "text/html; charset=gbk", "x; charset=hz", "charset=idna"]


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (TEXT.encode(), "", TEXT),
        (TEXT.encode(), "text/xml; charset=ISO-8859-1", TEXT),
        (TEXT.encode(), "text/xml; charset=us-ascii", TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/xml; charset=gbk", TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", TEXT),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "", TEXT),
        (TEXT.encode("utf-16-le"), "", TEXT),
        (TEXT.encode("utf-16-be"), "", TEXT),
        (GERMAN.encode("cp1252"), "text/xml; charset=iso-8859-1", GERMAN),
        (GERMAN.encode("latin-1"), "text/xml; charset=nonsense", GERMAN),
        (CHINESE.encode("gbk"), "text/xml; charset=gb2312", CHINESE),
        (CHINESE.encode("gbk"), "text/xml; charset=utf-8", CHINESE),
        (TRADITIONAL.encode("big5"), "text/xml; charset=big5", TRADITIONAL),
        (gzip.compress(TEXT.encode()), "application/x-gzip", TEXT),
    ],
    ids=["utf-8", "utf-8 called latin-1", "utf-8 called ascii", "bom outweighs header", "utf-16 le bom", "utf-16 be bom", "utf-32 bom",
         "utf-16 le", "utf-16 be", "latin-1", "unknown label", "gbk called gb2312", "gbk called utf-8", "big5", "gzip in gzip"],
)  # fmt: skip
def test_labels_and_truth(body: bytes, content_type: str, expected: str) -> None:
    assert decode(body, content_type) == expected


def test_a_declaration_is_read_and_dropped() -> None:
    body = declared("gb2312", CHINESE).encode("gbk")
    assert utf8_xml(body, "text/xml") == CHINESE.encode()
    assert utf8_xml(declared("windows-1252", GERMAN).encode("cp1252"), "") == GERMAN.encode()


def test_a_few_bad_bytes_do_not_turn_the_rest_into_noise() -> None:
    long = CHINESE.replace("公司", "公司换帅" * 200).encode()
    assert "首席执行官" in decode(long[:60] + b"\xff" + long[60:], "")


def test_bytes_of_no_encoding_are_replaced() -> None:
    assert "�" in decode(b"<rss>\x81\xff\xff\x00</rss>", "text/xml; charset=utf-16x")


@pytest.mark.parametrize("damaged", [gzip.compress(TEXT.encode())[:20], b"\x1f\x8bno archive"])
def test_a_damaged_archive_is_read_as_it_is(damaged: bytes) -> None:
    assert decode(damaged, "").startswith("\x1f")


@pytest.mark.parametrize(
    "junk",
    [
        "\n\n  ",
        "\ufeff\ufeff",
        "<br />\n<b>Warning</b>: include() in /var/www/x.php on line 3<br />\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["blank lines", "byte-order marks", "PHP warning", "headers"],
)
def test_junk_before_the_feed_is_cut(junk: str) -> None:
    assert utf8_xml(f"{junk}{declared('utf-8', TEXT)}".encode(), "") == TEXT.encode()


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert utf8_xml(b"<rss>a\x0bb\x00c\x1fd\tx</rss>", "") == b"<rss>abcd\tx</rss>"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(TYPES))
def test_any_bytes_become_utf8(body: bytes, content_type: str) -> None:
    assert not set(utf8_xml(body, content_type).decode("utf-8")) & set("\x00\x0b\x1f\ufffe")
