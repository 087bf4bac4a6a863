"""From the bytes of a feed to well-formed UTF-8, whatever the labels say."""

from __future__ import annotations

import codecs
import re
import zlib
from html import escape
from html.entities import html5

GZIP_MAGIC = b"\x1f\x8b"
MAX_UNPACKED = 20_000_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252",
         "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}  # fmt: skip
"""What publishers call an encoding and the larger one that they use."""
SEVEN_BIT = ("iso-2022", "hz", "utf-7")
"""Encodings whose bytes are valid UTF-8 and yet mean something else."""
NOT_TEXT = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
"""Codecs of Python that are no encoding of a document."""
FEW_BAD = 1 / 3
"""Bad sequences to good ones up to which a text still counts as UTF-8: other encodings make ten times as many."""
FEW_LOST = 1 / 20
"""Characters that can't be read to those beyond ASCII up to which a text still counts as what its label says."""
STRAY = "revdoor-stray"
CUT_OFF = (0xC2, 0xC3)
"""A lone one of these bytes is half of a Western character in UTF-8."""

IN_RUNS = 0.7
"""Share of the Han characters that stand beside another one, in text that is Chinese."""

LONGEST_REFERENCE = 12
XML_NAMES = ("amp", "lt", "gt", "quot", "apos")

_ENTITY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:#\d+;|#[xX][0-9a-fA-F]+;|(\w+);)?", re.DOTALL
)
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_START = re.compile(
    r"<\?xml\b|<(?:[\w-]+:)?(?:rss|feed|RDF|channel|opml)\b|<!DOCTYPE\s+(?:rss|rdf)", re.IGNORECASE
)
_DECLARATIONS = re.compile(r"^(?:\s*<\?xml\b[^>]*?\?>)+", re.IGNORECASE)
"""All of them: feedparser would believe the second one."""
_UNCOVERED = re.compile(_DECLARATIONS.pattern.encode(), re.IGNORECASE)
"""Declarations that are none until the characters that XML forbids are out of them."""
_DECLARED = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_FORBIDDEN = bytes([*range(9), 11, 12, *range(14, 32)])
"""Bytes that XML forbids, beside the characters U+FFFE and U+FFFF."""
_HEAD = 4096
_JUNK_HEAD = 65536


def utf8_xml(body: bytes, content_type: str) -> bytes:
    """The feed as UTF-8 without encoding declaration, characters that XML forbids, or junk before its start."""
    text = decode(body, content_type)
    start = _START.search(text, 0, _JUNK_HEAD)
    text = text[start.start() :] if start else text.lstrip("\ufeff")
    text = _DECLARATIONS.sub("", text, count=1).replace("\ufffe", "").replace("\uffff", "")
    data = text.encode("utf-8", "ignore").translate(None, _FORBIDDEN)
    return _UNCOVERED.sub(b"", data)


def with_entities_resolved(data: bytes) -> bytes:
    """HTML's named characters as such and stray ampersands escaped, as far as the feed defines no entities itself."""
    if b"&" not in data or b"<!DOCTYPE" in data[:_HEAD]:
        return data
    return _ENTITY.sub(_well_formed, data.decode("utf-8")).encode("utf-8")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """One byte of Windows-1252 between letters of ASCII, as pasted into a text in UTF-8; anything else can't be read."""
    assert isinstance(error, UnicodeDecodeError)
    before, bad = error.object[max(0, error.start - 1) : error.start], error.object[error.start : error.end]
    after = error.object[error.end : error.end + 1]
    if len(bad) == 1 and bad[0] not in CUT_OFF and before.isascii() and after.isascii():
        return bad.decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


codecs.register_error(STRAY, _stray)


def _well_formed(found: re.Match[str]) -> str:
    """HTML's named characters as such, any other ampersand escaped; CDATA and what XML knows stay as they are."""
    whole, name = found[0], found[1]
    if whole.startswith("&#"):
        return whole if _is_character(whole[2:-1]) else ""
    if whole.startswith("<") or name in XML_NAMES:
        return whole
    if not name:
        return "&amp;"
    character = html5.get(f"{name};")
    return escape(character, quote=False) if character else f"&amp;{name};"


def _is_character(reference: str) -> bool:
    """Whether XML allows the character that a numeric reference names; feedparser would raise on some others."""
    if len(reference) > LONGEST_REFERENCE:
        return False
    code = int(reference[1:], 16) if reference[0] in "xX" else int(reference)
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def decode(body: bytes, content_type: str) -> str:
    """The text by byte-order mark, else UTF-8 if it is (nearly) that, else by declaration, header, or best fit.

    Multi-byte text that is valid UTF-8 is hardly ever anything else, so it outweighs a label.
    """
    body = _unpacked(body)
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    labels = _labels(body, content_type)
    if b"\0" in body[:64]:
        labels = [*labels, *_zero_byte_encodings(body)]
    elif not any(label.startswith(SEVEN_BIT) for label in labels):
        text = _as_utf8(body)
        if text is not None:
            return text
    for label in labels:
        text = _decoded(body, WIDER.get(label, label))
        if text is not None:
            return text
    return _nearly(body, labels) or _best_fit(body)


def _decoded(body: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        if codecs.lookup(encoding).name in NOT_TEXT:
            return None
        return body.decode(encoding, errors)
    except (LookupError, ValueError):
        return None


def _nearly(body: bytes, labels: list[str]) -> str | None:
    """What a label makes of the bytes but for a few that it can't read."""
    for label in labels:
        text = _decoded(body, WIDER.get(label, label), "replace")
        if text and text.count("\ufffd") <= FEW_LOST * sum(character > "\x7f" for character in text):
            return text
    return None


def _best_fit(body: bytes) -> str:
    """Chinese if it reads as Chinese, else Western European; many Western texts decode as GB18030 by chance."""
    chinese = _decoded(body, "gb18030")
    if chinese is not None and _reads_as_chinese(chinese):
        return chinese
    return _decoded(body, "cp1252") or body.decode("utf-8", "replace")


def _reads_as_chinese(text: str) -> bool:
    """Han stands beside Han in Chinese; by chance it stands alone between Latin letters."""
    runs = [len(run) for run in _HAN_RUN.findall(text)]
    return sum(length for length in runs if length > 1) > IN_RUNS * sum(runs)


def _unpacked(body: bytes) -> bytes:
    """What a server packed without saying so in its headers; a damaged or huge archive stays as it is."""
    if not body.startswith(GZIP_MAGIC):
        return body
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpack.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return body
    return content if unpack.eof else body


def _labels(body: bytes, content_type: str) -> list[str]:
    declared = _DECLARED.search(body[:_HEAD])
    header = _CHARSET.search(content_type)
    found = [declared[1].decode("ascii", "replace") if declared else "", header[1] if header else ""]
    return [label.lower() for label in found if label and label.lower() not in ("utf-8", "utf8")]


def _zero_byte_encodings(body: bytes) -> list[str]:
    if body[:1] == b"\0":
        return ["utf-16-be"]
    return ["utf-16-le"] if body[1:2] == b"\0" else []


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(body) - len(text)  # each multi-byte sequence is longer in bytes than in characters
    return body.decode("utf-8", STRAY) if bad <= FEW_BAD * good else None
