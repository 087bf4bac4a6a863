"""Names of people taken apart and compared: same name, shorter form, spelling variant."""

from __future__ import annotations

import re

from etl.catalog.folding import fold, plainer_forms, spellings
from etl.resolve.transliteration import is_han

_PARTS = re.compile(r"[\s·・•‧]+")
# Ways of writing one sound; what is left decides. Edit distance would join Christian and Christiane, Julian and Julia.
_SOUNDS = (
    (re.compile(r"ph"), "f"), (re.compile(r"th"), "t"), (re.compile(r"ck"), "k"), (re.compile(r"x"), "ks"),
    (re.compile(r"(?:yj|ij|y)$"), "i"),
    (re.compile(r"(?<=.)e(?=r?ine?$)"), "a"), (re.compile(r"t[sz]|z"), "s"), (re.compile(r"w"), "v"), (re.compile(r"c(?![hei])"), "k"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_NICKNAMES = {
    "sam": "samuel", "bob": "robert", "bill": "william", "jim": "james", "mike": "michael", "dave": "david",
    "tom": "thomas", "steve": "steven", "ben": "benjamin", "dan": "daniel", "ted": "edward", "tony": "anthony",
    "chris": "christopher", "greg": "gregory", "jeff": "jeffrey", "joe": "joseph", "ken": "kenneth",
    "larry": "lawrence", "matt": "matthew", "pat": "patrick", "pete": "peter", "rob": "robert", "ron": "ronald",
    "tim": "timothy", "andy": "andrew", "ed": "edward", "don": "donald", "doug": "douglas", "fred": "frederick",
}  # fmt: skip
"""Short given names by their full form, where the press uses both for one person."""


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
    if fold(plain(left)) == fold(plain(right)):
        return True
    first, second = sorted((parts(left), parts(right)), key=len)
    if len(first) < 2 or not same_script(left, right):
        return False
    rest = iter(second)
    return all(any(_same_part(part, other) for other in rest) for part in first) and _same_part(first[-1], second[-1])


def shares_given_name(left: str, right: str) -> bool:
    """Whether two Latin full names begin with the same part; what machine translation leaves of a mangled name."""
    first, second = parts(left), parts(right)
    return len(first) > 1 and len(second) > 1 and same_script(left, right) and _same_part(first[0], second[0])


def _same_part(left: str, right: str) -> bool:
    if left == right or spellings(left) & spellings(right):
        return True
    return not is_han(left) and (_sounds(left) == _sounds(right) or _given(left) == _given(right))


def _given(part: str) -> str:
    return _NICKNAMES.get(part, part)


def _sounds(part: str) -> str:
    """The part with one letter for each sound: brockman and brockmann, sinofsky and sinofski become the same."""
    bare = min(spellings(part), key=lambda spelling: (not spelling.isascii(), len(spelling), spelling))
    for pattern, letter in _SOUNDS:
        bare = pattern.sub(letter, bare)
    return bare
