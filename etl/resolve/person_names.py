"""Names of people taken apart and compared: same name, shorter form, spelling variant."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from etl.catalog.folding import fold, plainer_forms, spellings
from etl.resolve.given_names import same_given
from etl.resolve.pinyin import is_chinese_name, is_han, is_pinyin, latin_key, spells_surname
from etl.resolve.transliteration import is_foreign, sound_alike

_PARTS = re.compile(r"[\s·・•‧]+")
MANGLED_MIN = 0.75
"""Share of a surname's consonants that machine translation keeps at least: Ultraman of Altman."""
_SHORTEST = 4
"""Letters from which spellings are compared by sound; in shorter names every letter tells: Ek is not Eck."""
# Ways of writing one sound; what is left decides. Edit distance would join Christian and Christiane, Julian and Julia.
# A capital is a sound that is settled: German and English writings of Russian names differ in most of these.
_SOUNDS = (
    (re.compile(r"t?sch(?=ts)"), "S"), (re.compile(r"tsch|tch"), "C"), (re.compile(r"sch|sh"), "S"), (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"), (re.compile(r"kh"), "k"), (re.compile(r"ck"), "k"), (re.compile(r"x"), "ks"),
    (re.compile(r"(?:yj|ij|ej|ey|ei|y|j)$"), "i"), (re.compile(r"^(?:j|y)(?=[aou])"), "i"),
    (re.compile(r"(?<=.)e(?=r?ine?$)"), "a"), (re.compile(r"t[sz]|z"), "s"), (re.compile(r"w"), "v"), (re.compile(r"c(?![hei])"), "k"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


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
    return any(_same_part(own[0], other) for other in others) or _genitive_of(own[0]) == others[-1]


def is_variant(left: str, right: str) -> bool:
    """Whether two names of the same script are spellings of one.

    All parts of the shorter name are found in the longer, in order; or, of a name of two parts, with the surname at the other
    end; or, of a foreign name in characters, they sound alike.
    """
    if fold(plain(left)) == fold(plain(right)):
        return True
    first, second = sorted((parts(left), parts(right)), key=len)
    if not same_script(left, right):
        return False
    if is_han(left):
        return _han_variant(first, second)
    return len(first) > 1 and (_in_order(first, second) or _turned(first, second))


def _in_order(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    rest = iter(second)
    return all(any(_same_part(part, other) for other in rest) for part in first) and _same_part(first[-1], second[-1])


def _turned(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one name has the surname first: Sun Shuming, Son Masayoshi."""
    return len(first) == 2 and (first[1], first[0]) == second


def _han_variant(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if len(first) != len(second):
        return False
    if len(first) == 1 and not (is_foreign(first[0]) and is_foreign(second[0])):
        return False
    return all(one == other or sound_alike(one, other) for one, other in zip(first, second, strict=True))


def shares_chinese_surname(left: str, right: str) -> bool:
    """Whether one name is Chinese and the other has its surname behind a foreign given name: 袁征 and Eric Yuan."""
    han, latin = (left, right) if is_han(left) else (right, left)
    own = parts(latin)
    if is_han(latin) or len(parts(han)) != 1 or not is_chinese_name(parts(han)[0]) or len(own) < 2:
        return False
    return not all(map(is_pinyin, own)) and spells_surname(own[-1], parts(han)[0])


def _genitive_of(word: str) -> str:
    """The surname whose German genitive the word may be: Altmans of Altman."""
    return word.removesuffix("s") if len(word) >= _SHORTEST else word


def sounds_mangled(left: str, right: str) -> bool:
    """Whether a single Latin word, as machine translation leaves a surname, has most of the consonants of the other's surname."""
    own, others = parts(left), parts(right)
    if len(own) != 1 or is_han(left) or is_han(right):
        return False
    return Levenshtein.normalized_similarity(_consonants(own[0]), _consonants(others[-1])) >= MANGLED_MIN


def _consonants(word: str) -> str:
    return re.sub(r"[^bcdfghjklmnpqrstvwxz]", "", latin_key(word))


def shares_given_name(left: str, right: str) -> bool:
    """Whether two Latin full names begin with the same part; what machine translation leaves of a mangled name."""
    first, second = parts(left), parts(right)
    return len(first) > 1 and len(second) > 1 and same_script(left, right) and _same_part(first[0], second[0])


def _same_part(left: str, right: str) -> bool:
    if left == right or spellings(left) & spellings(right):
        return True
    if is_han(left) or is_han(right):
        return False
    return same_given(left, right) or (min(len(left), len(right)) >= _SHORTEST and bool(_sounds(left) & _sounds(right)))


def _sounds(part: str) -> frozenset[str]:
    """The part with one letter for each sound: brockman and brockmann, sinofsky and sinofski share one.

    What "ch" stands for, only the language would tell: k (Christoph), or a sound of its own (Sechin).
    """
    bare = min(spellings(part), key=lambda spelling: (not spelling.isascii(), len(spelling), spelling))
    for pattern, letter in _SOUNDS:
        bare = pattern.sub(letter, bare)
    return frozenset({bare.replace("ch", "C").replace("c", "k"), bare.replace("ch", "k").replace("c", "k")})
