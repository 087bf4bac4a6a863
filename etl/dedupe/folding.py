"""A text as an array of folded characters, in which any span is hashed in one step, all spans of a kind at once.

The hash of a span is a polynomial of its characters modulo 2**64 (Rabin and Karp 1987), taken from prefix sums: with
S(i) = sum of c(j) * p**j for j < i, the span from s to e has (S(e) - S(s)) * p**-s, wherever it stands.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

BASE = 0x9E3779B97F4A7C15
"""p: odd, so that it has an inverse."""
MIX = np.uint64(0xBF58476D1CE4E5B9)
SHIFT = np.uint64(29)
PLANE = 0x10000
"""Characters of the first plane are looked up; those beyond (emoji, rare Han) are asked for one by one."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without differences of case and width."""

    text: str
    codes: Hashes
    """Its code points."""
    sums: Hashes
    """One more than there are characters: the prefix sums S."""

    def spans(self, starts: Places, ends: Places) -> Hashes:
        """Hashes of the spans from `starts` to `ends`, exclusive."""
        found = (self.sums[ends] - self.sums[starts]) * powers(len(self.codes))[1][starts]
        return (found ^ (found >> SHIFT)) * MIX

    def mask(self, kind: str) -> Mask:
        """Which characters are of a kind: `word` (letters, digits, underscore) or `blank`."""
        table = _table(kind)
        if len(self.codes) == 0 or int(self.codes.max()) < PLANE:
            return table[self.codes]
        return np.fromiter((_is(kind, character) for character in self.text), dtype=np.bool_, count=len(self.codes))


def fold(text: str) -> Folded:
    """The text without differences of case and width, its characters and their prefix sums."""
    if text.isascii():
        folded = text.lower()
        codes = np.frombuffer(folded.encode("ascii"), dtype=np.uint8).astype(np.uint64)
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers(len(codes))[0][: len(codes)], out=sums[1:])
    return Folded(folded, codes, sums)


def edges(mask: Mask) -> tuple[Places, Places]:
    """Starts and exclusive ends of the runs of true values."""
    padded = np.zeros(len(mask) + 2, dtype=np.int8)
    padded[1:-1] = mask
    turns = np.flatnonzero(np.diff(padded))
    return turns[::2], turns[1::2]


def distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once; faster on some hundreds than `numpy.unique`."""
    if len(hashes) < 2:
        return hashes
    ordered = np.sort(hashes)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def powers(length: int) -> tuple[Hashes, Hashes]:
    """p**i and p**-i for i from 0 up to at least `length`."""
    return _powers(max(1 << length.bit_length(), 1 << 12))


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    found = []
    for base in (BASE, pow(BASE, -1, 1 << 64)):
        factors = np.full(size, base, dtype=np.uint64)
        factors[0] = 1
        found.append(np.cumprod(factors, dtype=np.uint64))
    return found[0], found[1]


@cache
def _table(kind: str) -> Mask:
    return np.fromiter((_is(kind, chr(code)) for code in range(PLANE)), dtype=np.bool_, count=PLANE)


def _is(kind: str, character: str) -> bool:
    if kind == "blank":
        return character.isspace()
    return character.isalnum() or character == "_"
