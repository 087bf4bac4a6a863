"""Names of people taken apart and compared: same name, shorter form, spelling variant."""

from __future__ import annotations

import re

from rapidfuzz.distance import JaroWinkler

from etl.catalog.folding import fold, plainer_forms, spellings
from etl.resolve.transliteration import is_han

_PARTS = re.compile(r"[\s·・•‧]+")
SPELLING_SIMILARITY = 0.9
"""Jaro-Winkler similarity from which two name parts are taken as one, like Brockman and Brockmann."""


def plain(name: str) -> str:
    """The name without forms of address and middle initials."""
    shortest = name.strip()
    for form in plainer_forms(shortest):
        shortest = form
    return shortest


def parts(name: str) -> tuple[str, ...]:
    """The parts of a plain name, folded: "Sam Altman" -> ("sam", "altman"), "萨姆·奥尔特曼" -> ("萨姆", "奥尔特曼")."""
    return tuple(fold(part) for part in _PARTS.split(plain(name)) if fold(part))


def is_full(name: str) -> bool:
    """Whether the name can stand alone: two parts or more, or a Chinese name of two to four characters without a dot."""
    own = parts(name)
    return len(own) > 1 or (len(own) == 1 and is_han(name) and 2 <= len(own[0]) <= 4)


def same_script(left: str, right: str) -> bool:
    """Whether both names are written in the same kind of script."""
    return is_han(left) == is_han(right)


def is_short_form(short: str, full: str) -> bool:
    """Whether `short` is the surname, or another single part, of `full` in the same script."""
    own, others = parts(short), parts(full)
    if len(own) != 1 or len(others) < 2 or not same_script(short, full):
        return False
    return any(_same_part(own[0], other) for other in others)


def is_variant(left: str, right: str) -> bool:
    """Whether two names of the same script are spellings of one: all parts of the shorter found in the longer, in order."""
    first, second = sorted((parts(left), parts(right)), key=len)
    if len(first) < 2 or not same_script(left, right):
        return fold(left) == fold(right)
    rest = iter(second)
    return all(any(_same_part(part, other) for other in rest) for part in first) and _same_part(first[-1], second[-1])


def shares_given_name(left: str, right: str) -> bool:
    """Whether two Latin full names begin with the same part; what machine translation leaves of a mangled name."""
    first, second = parts(left), parts(right)
    return len(first) > 1 and len(second) > 1 and same_script(left, right) and _same_part(first[0], second[0])


def _same_part(left: str, right: str) -> bool:
    if left == right or spellings(left) & spellings(right):
        return True
    long_enough = min(len(left), len(right)) >= 5 and left[0] == right[0]
    return long_enough and JaroWinkler.similarity(left, right) >= SPELLING_SIMILARITY and abs(len(left) - len(right)) <= 1
