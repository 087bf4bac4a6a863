"""How well a Chinese name fits a Latin one, or another Chinese one, as renderings of one name by its sound.

This only PROPOSES among the people of one company; used over all names it would be a source of false links. Chinese people's
names are spelt in pinyin, to the letter; names of others are rendered by sound, which is a matter of degree (`sounds`).
"""

from __future__ import annotations

import functools
import math
import re

from etl.catalog.folding import fold
from etl.resolve import sounds
from etl.resolve.given_names import other_forms
from etl.resolve.pinyin import SURNAMES, is_chinese_name, is_pinyin, is_syllable, latin_key, spells, syllables

_DOTS = re.compile(r"[·・•‧\s]+")
_HYPHEN = re.compile(r"[-‐–]")
_BLANKS = re.compile(r"\s+")
STEEPNESS = 2.0
"""Log odds a letter, times this, are the log odds of `similarity`."""
GIVEN_MARGIN = 0.9
"""How much less than the surname, in log odds a letter, a given name may fit: it is often a short form."""
ALIKE_MIN = 0.5
"""Likeness from which two Chinese renderings of one part count as one."""


@functools.lru_cache(maxsize=20_000)
def similarity(han: str, latin: str) -> float:
    """0 to 1, 0.5 being even; where both names have two parts or more, both ends have to fit, else the surname has to."""
    han_parts, latin_parts = _parts(fold_parts(han)), tuple(_BLANKS.split(latin.strip()))
    if len(han_parts) == 1 and len(latin_parts) > 1 and is_chinese_name(han_parts[0]):
        if all(map(is_pinyin, latin_parts)):
            return float(spells(latin_parts, han_parts[0]))
        if is_syllable(latin_parts[-1]):
            return 0.0
    odds = _odds(han_parts, latin_parts)
    return 1 / (1 + math.exp(-STEEPNESS * odds))


def sound_alike(left: str, right: str) -> bool:
    """Whether two single parts in Chinese characters render one foreign name: 奥尔特曼 and 奥特曼, not 王兴 and 王欣."""
    if min(len(left), len(right)) < 2:
        return False
    return sounds.alike(syllables(left), syllables(right)) >= ALIKE_MIN


def is_foreign(han: str) -> bool:
    """Whether a single part in characters can't be a Chinese person's name: too long, or without a common surname."""
    return len(han) > 4 or (len(han) > 2 and han[0] not in SURNAMES)


def fold_parts(han: str) -> str:
    """The characters simplified, the dots between the parts kept."""
    return "·".join(fold(part) for part in _DOTS.split(han) if part)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in _DOTS.split(name) if part) or (name,)


def _odds(han: tuple[str, ...], latin: tuple[str, ...]) -> float:
    surname = max(_log_odds(han[-1], last) for last in _surnames(latin))
    if len(han) == 1:
        return max(surname, _log_odds(han[0], "".join(latin))) if len(latin) > 1 else surname
    if len(latin) == 1:
        return max(surname, _log_odds("".join(han), latin[0]))
    given = max(_log_odds(han[0], form) for form in _given_forms(latin))
    return min(surname, given + GIVEN_MARGIN)


def _surnames(latin: tuple[str, ...]) -> list[str]:
    """Each part after the first, and the last with those before it: Houten, van, vanHouten."""
    return ["".join(latin[start:]) for start in range(max(1, len(latin) - 3), len(latin))] + [*latin[1:-1]] or [latin[0]]


def _given_forms(latin: tuple[str, ...]) -> list[str]:
    first = _HYPHEN.split(latin[0])[0]
    return [first, latin[0], *other_forms(fold(first))]


def _log_odds(han: str, latin: str) -> float:
    return sounds.load().log_odds(syllables(han), latin_key(latin))

