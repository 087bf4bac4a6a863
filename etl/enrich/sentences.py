"""Sentences as verbatim spans of an article's text, in English, German and Chinese."""

from __future__ import annotations

import re

from etl.types import Lang

_CLOSERS = "\"'”’»«“‘」』）)】]›‹"
_LATIN_END = re.compile(rf"[.!?…]+[{re.escape(_CLOSERS)}]*(?=\s)")
_HAN_END = re.compile(rf"[。！？!?…]+[{re.escape(_CLOSERS.translate({ord('“'): None, ord('‘'): None}))}]*")
_LAST_WORD = re.compile(r"[^\s(\[„“\"'»«‚‘/–—-]*$")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-ZÄÖÜ]")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?|[IVX]{1,4}")

_NEVER_LAST_EN = (
    "mr mrs ms dr prof st gen col sen rep gov rev hon nos vs e.g i.e approx est dept sr jr bros"
    " jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k u.n e.u d.c"
)
_NEVER_LAST_DE = (
    "dr prof dipl ing hr fr hrn mr mrs st nr bzw ca evtl ggf inkl mio mrd vgl z.b u.a d.h o.ä v.a sog bspw z b u a d h v i s"
    " h.c abs art str tel rd tsd ggü einschl geb jan feb febr apr jun jul aug sept okt nov dez gem lt"
)
_NEVER_LAST_ZH = "mr mrs ms dr vs st u.s u.k"
_NEVER_LAST: dict[Lang, frozenset[str]] = {
    # Abbreviations that don't close a sentence, whatever follows: a name, a place or a number comes next.
    "en": frozenset(_NEVER_LAST_EN.split()),
    "de": frozenset(_NEVER_LAST_DE.split()),
    "zh": frozenset(_NEVER_LAST_ZH.split()),
}
_SELDOM_LAST = frozenset({"inc", "corp", "ltd", "co", "llc", "plc", "no", "etc", "usw", "a.m", "p.m", "fig", "vol", "art"})
"""Abbreviations that close a sentence only before a capital letter or a quotation."""
_STARTER_WORDS = (
    "the a an he she it they his her its their in on at but and as when while this that der die das den dem er sie es ihr"
    " sein seine ihre im am in auf mit nach und doch aber als wie zu zuvor auch damit wer was"
)
_STARTERS = frozenset(_STARTER_WORDS.split())
"""Words that begin a sentence after what looks like an initial ("the platform X. The board ...")."""
_ORDINAL_NOUNS = (
    "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember Quartal Halbjahr"
    " Jahrhundert Platz Mal Stock Lebensjahr Hauptversammlung"
)
_AFTER_ORDINAL = re.compile(rf"\s+(?:(?:{'|'.join(_ORDINAL_NOUNS.split())})\b|[a-zäöü])")


def split_sentences(text: str, lang: Lang) -> list[tuple[int, int]]:
    """Half-open spans of the sentences, without surrounding white space; a newline always ends one.

    Every non-blank character of `text` lies in exactly one span and the spans come in order.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = 0
        for end in [*_ends(line.group(), lang), len(line.group())]:
            spans.extend(_trimmed(text, line.start() + start, line.start() + end))
            start = end
    return spans


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end]
    if not piece.strip():
        return []
    return [(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))]


def _ends(line: str, lang: Lang) -> list[int]:
    found = {m.end() for m in _LATIN_END.finditer(line) if _ends_here(line, m, lang)}
    if lang == "zh":
        found |= {m.end() for m in _HAN_END.finditer(line) if not _inside_word(line, m)}
    return sorted(found)


def _inside_word(line: str, match: re.Match[str]) -> bool:
    """Whether an ASCII mark stands inside a Latin word, as in a web address."""
    follower = line[match.end() : match.end() + 1]
    return match.group()[0] in "!?" and follower.isascii() and follower.isalnum()


def _ends_here(line: str, match: re.Match[str], lang: Lang) -> bool:
    follower = line[match.end() :].lstrip()
    if follower[:1].islower() or not line[: match.start()].strip():
        return False
    if match.group() != ".":
        return True
    return not _runs_on(line, match, follower, lang)


def _runs_on(line: str, match: re.Match[str], follower: str, lang: Lang) -> bool:
    """Whether a lone full stop before a capital belongs to an abbreviation, an initial, an ordinal or a dateline."""
    found = _LAST_WORD.search(line[: match.start()])
    word = found.group() if found else ""
    if word.lower() in _NEVER_LAST[lang] or (word.lower() in _SELDOM_LAST and not follower[:1].isalpha()):
        return bool(word) and follower[:1] not in "„“\"»「"
    if _INITIALS.fullmatch(word) is not None:
        return follower.split()[0].lower() not in _STARTERS
    if lang == "de" and _NUMBER.fullmatch(word) is not None:
        return _AFTER_ORDINAL.match(line, match.end()) is not None
    return line[: match.start()] == word and (word[:1].isupper() or word.isdigit())
