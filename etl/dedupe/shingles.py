"""The set of overlapping word or character runs that a text is made of, as 64-bit hashes.

Words for English and German, characters for Chinese, which writes no blanks between words. Case, width and
punctuation make no difference.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from etl.types import Lang

Hashes = npt.NDArray[np.uint64]

WORDS_PER_SHINGLE = 3
CHARACTERS_PER_SHINGLE = 4
"""Of 3 to 6 characters, 4 keeps the similarity of copies high and that of texts on one subject below 0.1."""

_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


def folded_words(text: str) -> list[str]:
    """The runs of letters and digits of `text`, without differences of case and width."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str, lang: Lang) -> Hashes:
    """Hashes of the distinct shingles, sorted; a text shorter than one shingle is one, an empty text none."""
    words = folded_words(text)
    if lang == "zh":
        return np.unique(_runs(_characters(words), CHARACTERS_PER_SHINGLE))
    return np.unique(_runs(_word_hashes(words), WORDS_PER_SHINGLE))


def overlap(first: Hashes, second: Hashes) -> int:
    """How many shingles both have; each array sorted and without repeats."""
    if not len(first) or not len(second):
        return 0
    places = np.minimum(np.searchsorted(second, first), len(second) - 1)
    return int(np.count_nonzero(second[places] == first))


def _characters(words: list[str]) -> Hashes:
    return np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4").astype(np.uint64)


def _word_hashes(words: list[str]) -> Hashes:
    return np.array(RMinHash.hash_token_sets([words])[0], dtype=np.uint64)


def _runs(units: Hashes, length: int) -> Hashes:
    """A hash of each run of `length` units, in order."""
    count = max(len(units) - length + 1, min(len(units), 1))
    run = np.zeros(count, dtype=np.uint64)
    for offset in range(min(length, len(units))):
        run = run * _MULTIPLIER + units[offset : offset + count]
        run = (run ^ (run >> _SHIFT)) * _MIX
    return run
