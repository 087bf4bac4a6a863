"""Damage a feed at random: what networks, content systems and attackers do to it, in small steps."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.fuzz.seeds import SEEDS

MOST_STEPS = 6
LONGEST = 20_000
"""Bytes after which a feed grows no further: a fuzzed feed should cost milliseconds."""

TOKENS = (
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&nbsp;", b"&amp;amp;", b"&undefined;", b"<item>", b"</item>", b"<entry>",
    b"</entry>", b"<channel>", b"<rss>", b"</rss>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<title>", b"</title>",
    b"<title type='html'>", b"<guid>", b"<link/>", b"<link href='http://[::1'/>", b"http://[", b"https://:99999999/", b"javascript:x",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"<?xml version='1.0' encoding='idna'?>", b"<?xml version='1.0' encoding='unicode_escape'?>",
    b"encoding='rot13'", b"encoding='utf-7'", b"encoding='hex'", b"<?php ?>", b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
    b"<!ENTITY y '&y;'>", b"&y;", b"<pubDate>", b"9999-99-99T99:99:99+99:99", b"0001-01-01T00:00:00+14:00", b"2023-13-45", b"24:61:61",
    b"Fri, 99 Foo 99999 25:61:61 +9999", b"9" * 400, b"-" * 300, b"<div>" * 400, b"</div>" * 40,
    b"xmlns:a='b'", b" xmlns=''", b"xml:base='http://['",
    b"xml:lang=''", b"<content:encoded>", b"<media:content url='&'>", b"<geo:lat>", b"<georss:polygon>1 2 3</georss:polygon>",
    b"<itunes:duration>",
    b"<enclosure length='x'/>", b"<textarea>", b"<plaintext>", b"<svg><p>",
    b"<table><td>", b"<frameset>", b"\xe2\x80\xae", b"\xc2\xad" * 50,
)  # fmt: skip
"""Strings that some parser has tripped over."""
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "cp1252", "shift_jis", "utf-7", "hz", "koi8-r", "cp037")

Mutator = Callable[[bytearray, random.Random], None]


def mutated(number: int, seed: int) -> bytes:
    """Feed `number` of the run `seed`: the same bytes on every machine."""
    source = random.Random(seed * 1_000_000_007 + number)
    body = bytearray(source.choice(SEEDS))
    for _ in range(source.randint(1, MOST_STEPS)):
        source.choice(MUTATORS)(body, source)
        del body[LONGEST:]
    return bytes(body)


def _span(body: bytearray, source: random.Random, longest: int = 80) -> slice:
    start = source.randint(0, len(body))
    return slice(start, min(len(body), start + source.randint(0, longest)))


def _flip(body: bytearray, source: random.Random) -> None:
    for _ in range(source.randint(1, 8) if body else 0):
        body[source.randrange(len(body))] ^= 1 << source.randrange(8)


def _noise(body: bytearray, source: random.Random) -> None:
    body[_span(body, source, 8)] = source.randbytes(source.randint(0, 12))


def _cut(body: bytearray, source: random.Random) -> None:
    del body[_span(body, source)]


def _truncate(body: bytearray, source: random.Random) -> None:
    del body[source.randint(0, len(body)) :]


def _repeat(body: bytearray, source: random.Random) -> None:
    span = _span(body, source, 300)
    body[span] = bytes(body[span]) * source.randint(2, 5)


def _token(body: bytearray, source: random.Random) -> None:
    body[_span(body, source, source.choice((0, 0, 12)))] = source.choice(TOKENS)


def _swap(body: bytearray, source: random.Random) -> None:
    first, second = _span(body, source), _span(body, source)
    body[first], body[second] = bytes(body[second]), bytes(body[first])


def _splice(body: bytearray, source: random.Random) -> None:
    other = source.choice(SEEDS)
    body[source.randint(0, len(body)) :] = other[source.randint(0, len(other)) :]


def _drop_tag(body: bytearray, source: random.Random) -> None:
    start = body.find(b"<", source.randint(0, len(body)))
    end = body.find(b">", start)
    if start >= 0 and end >= 0:
        del body[start : end + 1]


def _relabel(body: bytearray, source: random.Random) -> None:
    name = source.choice(ENCODINGS).encode()
    body[:0] = b"<?xml version='1.0' encoding='" + name + b"'?>"


def _recode(body: bytearray, source: random.Random) -> None:
    body[:] = body.decode("utf-8", "replace").encode(source.choice(ENCODINGS), "replace")


MUTATORS: tuple[Mutator, ...] = (
    _flip, _noise, _cut, _truncate, _repeat, _token, _token, _token, _swap, _splice, _drop_tag, _relabel, _recode,
)  # fmt: skip
