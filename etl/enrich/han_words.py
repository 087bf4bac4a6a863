"""Where the words of the dictionary begin in running Chinese, which has no blanks: names seldom end inside of one."""

from __future__ import annotations

import numpy as np
import rjieba
from numpy.typing import NDArray

from etl.catalog.folding import simplified

ALONE, BEGINS, GOES_ON = 0, 1, 2
"""A character that makes no word with its neighbours (or isn't Chinese), the first one of a word, a later one."""


def word_places(text: str) -> NDArray[np.int64]:
    """ALONE, BEGINS or GOES_ON of each character: int64 [len(text)].

    The likeliest sequence of dictionary words (jieba's list and method, without its guesses at unknown words), looked up in
    simplified characters.
    """
    places = np.zeros(len(text), np.int64)
    if text.isascii():
        return places
    at = 0
    for word in rjieba.cut(simplified(text), False):
        if len(word) > 1 and _is_han(word[0]):
            places[at] = BEGINS
            places[at + 1 : at + len(word)] = GOES_ON
        at += len(word)
    return places


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
