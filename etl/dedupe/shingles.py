"""The set of overlapping word or character runs that a text is made of, as 64-bit hashes.

Words for English and German, characters for Chinese, which writes no blanks between words. Case, width and
punctuation make no difference.
"""

from __future__ import annotations

import numpy as np

from etl.dedupe.folding import Folded, Hashes, distinct, edges
from etl.types import Lang

WORDS_PER_SHINGLE = 3
CHARACTERS_PER_SHINGLE = 4
"""Of 3 to 6 characters, 4 keeps the similarity of copies high and that of texts on one subject below 0.1."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


def words(text: Folded) -> list[str]:
    """The runs of letters and digits of the text."""
    return [text.text[start:end] for start, end in zip(*(places.tolist() for places in edges(text.mask("word"))), strict=True)]


def shingles(text: Folded, lang: Lang) -> Hashes:
    """Hashes of the distinct shingles, sorted; a text shorter than one shingle is one, an empty text none."""
    mask = text.mask("word")
    if lang == "zh":
        return distinct(_runs(text.codes[mask], CHARACTERS_PER_SHINGLE))
    return distinct(_runs(text.spans(*edges(mask)), WORDS_PER_SHINGLE))


def overlap(first: Hashes, second: Hashes) -> int:
    """How many shingles both have; each array sorted and without repeats."""
    if not len(first) or not len(second):
        return 0
    places = np.minimum(np.searchsorted(second, first), len(second) - 1)
    return int(np.count_nonzero(second[places] == first))


def _runs(units: Hashes, length: int) -> Hashes:
    """A hash of each run of `length` units, in order."""
    count = max(len(units) - length + 1, min(len(units), 1))
    run = np.zeros(count, dtype=np.uint64)
    for offset in range(min(length, len(units))):
        run *= _MULTIPLIER
        run += units[offset : offset + count]
        run ^= run >> _SHIFT
        run *= _MIX
    return run
