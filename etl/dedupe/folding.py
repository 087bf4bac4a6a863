"""A text as an array of folded characters, in which any span is hashed in one step, all spans of a kind at once.

The hash of a span is a polynomial of its characters modulo 2**64 (Rabin and Karp 1987), taken from prefix sums: with
S(i) = sum of c(j) * p**j for j < i, the span from s to e has (S(e) - S(s)) * p**-s, wherever it stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
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
KINDS: dict[str, Callable[[str], bool]] = {
    "word": lambda character: character.isalnum() or character == "_",
    "blank": str.isspace,
    "end": lambda character: character in ".!?。\n",
}
"""Kinds of characters. What ends a sentence, width folded, does so within a heading or an abbreviation too, in all copies alike."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without differences of case and width."""

    text: str
    codes: Hashes
    """Its code points."""
    is_plain: bool
    """None of them lies beyond the first plane."""
    sums: Hashes
    """One more than there are characters: the prefix sums S."""

    def spans(self, starts: Places, ends: Places) -> Hashes:
        """Hashes of the spans from `starts` to `ends`, exclusive."""
        found = self.sums.take(ends)
        found -= self.sums.take(starts)
        found *= powers(len(self.codes))[1].take(starts)
        found ^= found >> SHIFT
        found *= MIX
        return found

    def mask(self, kind: str) -> Mask:
        """Which characters are of a kind, one of `KINDS`."""
        if self.is_plain:
            return _table(kind).take(self.codes.view(np.intp))
        return np.fromiter(map(KINDS[kind], self.text), dtype=np.bool_, count=len(self.codes))


def fold(text: str) -> Folded:
    """The text without differences of case and width, its characters and their prefix sums."""
    if text.isascii():
        folded = text.lower()
        codes = np.frombuffer(folded.encode("ascii"), dtype=np.uint8).astype(np.uint64)
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.multiply(codes, powers(len(codes))[0][: len(codes)], out=sums[1:])
    np.add.accumulate(sums, out=sums)
    is_plain = folded.isascii() or int(codes.max()) < PLANE
    return Folded(folded, codes, is_plain, sums)


def edges(mask: Mask) -> tuple[Places, Places]:
    """Starts and exclusive ends of the runs of true values."""
    padded = np.zeros(len(mask) + 2, dtype=np.bool_)
    padded[1:-1] = mask
    turns = (padded[1:] != padded[:-1]).nonzero()[0]
    return turns[::2], turns[1::2]


def distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once; faster on some hundreds than `numpy.unique`."""
    if len(hashes) < 2:
        return hashes
    ordered = hashes.copy()
    ordered.sort()
    is_new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return ordered[is_new]


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
    return np.fromiter(map(KINDS[kind], map(chr, range(PLANE))), dtype=np.bool_, count=PLANE)
