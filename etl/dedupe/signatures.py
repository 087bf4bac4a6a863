"""MinHash bands: keys that two texts share the more likely, the more shingles they share.

Method: Broder 1997 (MinHash) and Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3 (banding).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from etl.dedupe.shingles import Hashes

BANDS = 24
ROWS = 3
"""A pair of Jaccard similarity s shares a band with probability 1 - (1 - s^ROWS)^BANDS: 0.93 at 0.47, 1.0 at 0.8."""
SEED = 20_231_117

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
