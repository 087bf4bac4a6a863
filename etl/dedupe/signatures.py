"""Keys of a text: two texts that share one are worth comparing.

Bands of a MinHash find texts that were edited lightly all over; whole sentences find those that were cut, extended or
given a new beginning, whose Jaccard similarity is low. Methods: Broder 1997 (MinHash, and the least hashes of a set as
its sample); Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3 (banding).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from etl.dedupe.folding import Folded, Hashes, Mask, Places, distinct
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

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(31)


class Key(NamedTuple):
    """One key of an article, with the time at which the article was first seen."""

    band: int
    key: int
    article_id: str
    first_seen_at: dt.datetime


class Keyed(Protocol):
    """What keys are made of."""

    @property
    def article_id(self) -> str: ...
    @property
    def first_seen_at(self) -> dt.datetime: ...
    @property
    def lang(self) -> Lang: ...
    @property
    def folded(self) -> Folded: ...
    @property
    def shingles(self) -> Hashes: ...


def keys_of(texts: Sequence[Keyed]) -> list[Key]:
    """All keys of the texts; one without shingles has none."""
    texts = [each for each in texts if len(each.shingles)]
    found: list[Key] = []
    for each, bands in zip(texts, band_keys([each.shingles for each in texts]).tolist(), strict=True):
        sentences = sentence_keys(each.folded, each.lang)
        places = [*range(BANDS), *[SENTENCE_BAND] * len(sentences)]
        found += map(Key, places, bands + sentences, repeat(each.article_id), repeat(each.first_seen_at))
    return found


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


def sentence_keys(text: Folded, lang: Lang) -> list[int]:
    """Signed 64-bit hashes of at most `SENTENCES` of the text's longer sentences, sorted as unsigned ones."""
    starts, stops = _sentences(text)
    is_long = stops - starts >= LEAST_CHARACTERS[lang]
    kept: list[int] = distinct(text.spans(starts[is_long], stops[is_long]))[:SENTENCES].view(np.int64).tolist()
    return kept


def _sentences(text: Folded) -> tuple[Places, Places]:
    """Starts, leading blanks left out, and exclusive ends of what stands between the marks; some are empty."""
    stops = _places(text.mask("end"))
    starts = np.zeros_like(stops)
    starts[1:] = stops[:-1] + 1
    solid = _places(~text.mask("blank"))
    return np.minimum(solid.take(solid.searchsorted(starts)), stops), stops


def _places(mask: Mask) -> Places:
    """Where the mask is true, and its end."""
    ended = np.ones(len(mask) + 1, dtype=np.bool_)
    ended[:-1] = mask
    return ended.nonzero()[0]
