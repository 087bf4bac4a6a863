"""Keys of a text: two texts that share one are worth comparing.

Bands of a MinHash find texts that were edited lightly all over; whole sentences find those that were cut, extended or
given a new beginning, whose Jaccard similarity is low. Methods: Broder 1997 (MinHash, and the least hashes of a set as
its sample); Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3 (banding).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from etl.dedupe.shingles import Hashes
from etl.types import Lang

BANDS = 8
ROWS = 4
"""A pair of Jaccard similarity s shares a band with probability 1 - (1 - s^ROWS)^BANDS: 0.99 at 0.8, 0.41 at 0.5."""
SEED = 20_231_117
SENTENCE_BAND = BANDS
"""The band under which sentences are kept."""
SENTENCES = 8
"""Sentences kept of a text: those with the least hashes, so that two texts keep the same ones."""
LEAST_CHARACTERS = {"en": 30, "de": 30, "zh": 12}
"""Shorter sentences are phrases that many texts have."""

_SENTENCE_END = re.compile(r"[.!?。！？\n]+\s*")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(31)


def band_keys(texts: Sequence[Hashes]) -> npt.NDArray[np.int64]:
    """One row a text, one signed 64-bit key a band; the row of a text without shingles means nothing."""
    if not texts:
        return np.zeros((0, BANDS), dtype=np.int64)
    offsets = np.cumsum([0] + [len(text) for text in texts], dtype=np.uint64)
    digests = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(texts), offsets, BANDS * ROWS, SEED)
    rows = np.array(digests.to_rows(), dtype=np.uint64).reshape(len(texts), BANDS, ROWS)
    keys = np.zeros((len(texts), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        keys = (keys ^ rows[:, :, row]) * _MULTIPLIER
        keys = (keys ^ (keys >> _SHIFT)) * _MIX
    return keys.view(np.int64)


def sentence_keys(text: str, lang: Lang) -> list[int]:
    """Signed 64-bit hashes of at most `SENTENCES` of the text's longer sentences, sorted."""
    least = LEAST_CHARACTERS[lang]
    folded = unicodedata.normalize("NFKC", text).casefold()
    sentences = {sentence for sentence in _SENTENCE_END.split(folded) if len(sentence) >= least}
    hashes = np.array(RMinHash.hash_token_sets([sentences])[0], dtype=np.uint64).view(np.int64)
    kept: list[int] = np.sort(hashes)[:SENTENCES].tolist()
    return kept
