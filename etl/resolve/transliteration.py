"""How well a Chinese transliteration fits a Latin name, by the sounds of the consonants.

Transliterations keep the order of consonants (埃米特·希尔 is "ai mi te, xi er" for Emmett Shear) and blur the rest. Both
names are reduced to classes of consonants that Chinese mixes up, and compared by edit distance. This only PROPOSES
among the people of one company; used over all names it would be a source of false links.
"""

from __future__ import annotations

import functools
import re

from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTS = re.compile(r"[·・•‧\s-]+")

# Pinyin initials by class of sound; the finals "er" and "-n/-ng" matter too.
_PINYIN_CLASS = (
    ("zh", "J"), ("ch", "J"), ("sh", "S"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "F"), ("d", "T"), ("t", "T"), ("n", "N"),
    ("l", "L"), ("r", "L"), ("g", "K"), ("k", "K"), ("h", "H"), ("j", "J"), ("q", "J"), ("x", "S"), ("z", "S"), ("c", "S"),
    ("s", "S"), ("w", "F"), ("y", ""),
)  # fmt: skip
_LATIN_CLASS = (
    ("tsch", "J"), ("sch", "S"), ("ts", "S"), ("ch", "J"), ("sh", "S"), ("th", "T"), ("ph", "F"), ("ck", "K"), ("qu", "K"), ("tz", "S"),
    ("ng", "N"), ("x", "KS"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "F"), ("v", "F"), ("w", "F"), ("d", "T"), ("t", "T"),
    ("n", "N"), ("l", "L"), ("r", "L"), ("g", "K"), ("k", "K"), ("q", "K"), ("c", "K"), ("h", "H"), ("j", "J"), ("s", "S"), ("z", "S"),
)  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")


def is_han(name: str) -> bool:
    """Whether the name holds Chinese characters."""
    return bool(_HAN.search(name))


def similarity(han: str, latin: str) -> float:
    """0 to 1. Where both names have two parts or more, both ends have to fit; else the surname or the whole name."""
    han_parts, latin_parts = _parts(han), _parts(latin)
    last = _ratio(_han_sounds(han_parts[-1]), _latin_sounds(latin_parts[-1]))
    if len(han_parts) > 1 and len(latin_parts) > 1:
        return (_ratio(_han_sounds(han_parts[0]), _latin_sounds(latin_parts[0])) + last) / 2
    return max(last, _ratio(_han_sounds(han), _latin_sounds(latin)), _ratio(_han_sounds(han), _latin_sounds(_turned(latin_parts))))


def _parts(name: str) -> list[str]:
    return [part for part in _DOTS.split(name) if part] or [name]


def _turned(latin_parts: list[str]) -> str:
    """The surname first, as Chinese names have it."""
    return "".join([latin_parts[-1], *latin_parts[:-1]])


def _ratio(left: str, right: str) -> float:
    return Levenshtein.normalized_similarity(left, right) if left and right else 0.0


@functools.lru_cache(maxsize=10_000)
def _han_sounds(name: str) -> str:
    sounds = "".join(_syllable_sounds(syllable) for syllable in lazy_pinyin(_DOTS.sub("", name)) if syllable.isascii())
    return _REPEATED.sub(r"\1", sounds)


def _syllable_sounds(syllable: str) -> str:
    if syllable in ("er", "r"):
        return "L"
    initial = next((sound for prefix, sound in _PINYIN_CLASS if syllable.startswith(prefix)), "")
    return initial + ("N" if syllable.endswith(("n", "ng")) else "")


@functools.lru_cache(maxsize=10_000)
def _latin_sounds(name: str) -> str:
    rest, sounds = re.sub(r"[^a-z]", "", name.casefold()), []
    while rest:
        prefix, sound = next(((p, s) for p, s in _LATIN_CLASS if rest.startswith(p)), (rest[0], ""))
        sounds.append(sound)
        rest = rest[len(prefix):]
    return _REPEATED.sub(r"\1", "".join(sounds))
