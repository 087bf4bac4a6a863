"""Where an article itself says that two names are one: "Siemens Healthineers (西门子医疗)", "(NASDAQ: MSFT)", "（600519.SH）".

Nothing is decided here; each sighting is one article's word for a pair of names (`proposals` weighs them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.resolve.pinyin import is_han

COMPANY, PERSON = "company", "person"
KINDS = {"ORG": COMPANY, "PERSON": PERSON}

_BRACKET = re.compile(r"\s*[（(]\s*([^（）()\n]{2,60}?)\s*[)）]")
_INTRODUCED = re.compile(
    r"^(?:下称|以下简称|简称|英文名|中文名|音译|又名|(?:auf )?chinesisch|(?:in )?chinese|englisch|english)\s*[:：]?\s*", re.IGNORECASE
)
_QUOTES = " \"'“”„‘’「」『』"
_HAN_NAME = re.compile(r"[\u3400-\u9fff·・•‧]{2,14}")
_LATIN_NAME = re.compile(r"[A-ZÀ-Þ][\w'’.&-]*(?:\s+(?:(?:de|van|von|der|al|bin|&)\s+)*[A-ZÀ-Þ0-9][\w'’.&-]*){0,4}")
_EXCHANGE = re.compile(
    r"(NASDAQ|NYSE(?: American)?|AMEX|HKEX|SEHK|HKG|XETRA|ETR|FWB|FRA|SSE|SHA|SZSE|SHE|LSE|LON|SIX|SWX|港股|港交所|纳斯达克|纽交所)"
    r"\s*[:：]?\s*([A-Z0-9]{1,6}(?:\.[A-Z]{1,2})?)",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(r"([A-Z0-9]{1,6})\.(SH|SS|SZ|HK|DE|L|SW|US|N|O|PA|AS|MI)", re.IGNORECASE)
_SUFFIX = {
    "hkex": ".HK", "sehk": ".HK", "hkg": ".HK", "港股": ".HK", "港交所": ".HK", "xetra": ".DE", "etr": ".DE", "fwb": ".DE", "fra": ".DE",
    "sse": ".SS", "sha": ".SS", "szse": ".SZ", "she": ".SZ", "lse": ".L", "lon": ".L", "six": ".SW", "swx": ".SW",
    "sh": ".SS", "ss": ".SS", "sz": ".SZ", "hk": ".HK", "de": ".DE", "l": ".L", "sw": ".SW", "pa": ".PA", "as": ".AS", "mi": ".MI",
}  # fmt: skip
"""Exchange or suffix -> suffix as the catalogue's tickers have it (Yahoo's); those of the United States have none."""


@dataclass(frozen=True, slots=True)
class Span:
    """A mention: kind (ORG or PERSON) and place in the text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article's word that `alias` is another name of what is called `name`; `rule` says how it was put."""

    kind: str
    name: str
    alias: str
    rule: str


def sightings(text: str, mentions: Iterable[Span]) -> list[Sighting]:
    """All pairs that the article puts as one; `mentions` are its companies and people, in any order."""
    spans = sorted((m for m in mentions if m.kind in KINDS), key=lambda m: (m.start, m.end))
    found = {sighting for span in spans for sighting in _after(span, text, spans)}
    return sorted(found, key=lambda s: (s.kind, s.name, s.alias, s.rule))


def _after(span: Span, text: str, spans: list[Span]) -> Iterator[Sighting]:
    bracket = _BRACKET.match(text, span.end)
    if bracket is None:
        return
    kind, inside = KINDS[span.kind], bracket.group(1)
    if kind == COMPANY and (symbol := ticker(inside)):
        yield Sighting(kind, span.text, symbol, "ticker")
        return
    alias = _INTRODUCED.sub("", inside.strip(_QUOTES)).strip(_QUOTES)
    if is_han(alias) == is_han(span.text) or not (_HAN_NAME.fullmatch(alias) or _LATIN_NAME.fullmatch(alias)):
        return
    read_as = {other.kind for other in spans if other.start < bracket.end(1) and bracket.start(1) < other.end}
    if not read_as or read_as == {span.kind}:
        yield Sighting(kind, span.text, alias, "apposition" if read_as else "apposition_unread")


def ticker(inside: str) -> str | None:
    """The symbol that a bracket gives, as the catalogue writes it: "NASDAQ: MSFT" -> MSFT, "600519.SH" -> 600519.SS."""
    words = inside.strip()
    if found := _SUFFIXED.fullmatch(words):
        return _symbol(found[1], found[2])
    if found := _EXCHANGE.fullmatch(words):
        suffixed = _SUFFIXED.fullmatch(found[2])
        return _symbol(*suffixed.groups()) if suffixed else _symbol(found[2], found[1])
    return None


def _symbol(code: str, exchange: str) -> str:
    suffix = _SUFFIX.get(exchange.casefold(), "")
    return (code.lstrip("0").zfill(4) if suffix == ".HK" else code.upper()) + suffix
