"""Tags of pieces: their names and the best sequence of them under the rule that an I goes on with a span of its kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from etl.types import MENTION_KINDS

TAGS: tuple[str, ...] = ("O", *(f"{b}-{kind}" for kind in MENTION_KINDS for b in "BI"))
STAY = 0.75
"""Added to the log probability of going on with a span: chosen on the development slice, where it mends cut-off Chinese names."""
CUT = 2.0
"""Taken off where a span begins or ends inside of a Chinese word: chosen on the development slice."""
_NEVER = -1e4


def _transitions(cut: float) -> NDArray[np.float32]:
    """[from, to]; `cut` is the price of beginning or ending a span."""
    table = np.full((len(TAGS), len(TAGS)), -cut, np.float32)
    table[0, 0] = 0.0
    for i, before in enumerate(TAGS):
        for j, after in enumerate(TAGS):
            if after[0] == "I":
                table[i, j] = STAY if before != "O" and before[2:] == after[2:] else _NEVER
    return table


_TABLES = _transitions(0.0), _transitions(CUT)
_START = np.array([_NEVER if tag[0] == "I" else 0.0 for tag in TAGS], np.float32)


def best_tags(scores: NDArray[np.float32], in_word: NDArray[np.bool_]) -> list[str]:
    """The best tag of each piece, by Viterbi's algorithm; scores: log probabilities [T, tags]; in_word [T]: whether a piece goes
    on with a Chinese word, where a span seldom begins or ends."""
    if not len(scores):
        return []
    total = scores[0] + _START
    back = np.zeros((len(scores), len(TAGS)), np.int64)
    for place in range(1, len(scores)):
        paths = total[:, None] + _TABLES[int(in_word[place])]
        back[place] = paths.argmax(0)
        total = paths.max(0) + scores[place]
    best = [int(total.argmax())]
    for place in range(len(scores) - 1, 0, -1):
        best.append(int(back[place, best[-1]]))
    return [TAGS[number] for number in reversed(best)]
