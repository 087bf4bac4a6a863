"""Names of people: their parts, and when two forms may name one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from etl.types import Lang

_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|mx|dr|prof|sir|dame|lord|lady|mister|mistress|miss|madam|mme|m|herr|herrn|frau|doktor|professor"
    r"|dipl\.-ing|ing|hon|rev|capt|gen|sen|señor|signor|don|herren)\b\.?\s+)+",
    re.IGNORECASE,
)
_HONORIFIC_HAN = re.compile(r"(?:先生|女士|小姐|博士|教授|总裁|董事长|老师|爵士|同志|夫人|太太|老板)$")
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|phd|md|cpa|obe|cbe|mba)\.?$", re.IGNORECASE)
_GENITIVE = re.compile(r"['’]s?$")
_NICKNAME = re.compile(r"\s*[\"“„'‘(（][^\"”“'’)）]*[\"”“'’)）]\s*")
_DOTS = re.compile(r"[·・•‧．\.]")
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "del", "della", "zu", "zur", "al", "el", "bin", "ter", "dos"}
)
_NICKNAMES = {
    "bob": "robert", "bill": "william", "dave": "david", "jim": "james", "mike": "michael", "tom": "thomas", "dick": "richard",
    "rick": "richard", "steve": "stephen", "steven": "stephen", "tim": "timothy", "tony": "anthony", "jack": "john", "andy": "andrew",
    "larry": "lawrence", "ted": "edward", "chuck": "charles", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine",
    "hans": "johannes", "uli": "ulrich", "wolf": "wolfgang", "joe": "joseph", "jeff": "jeffrey", "ken": "kenneth", "ron": "ronald",
}  # fmt: skip
_SURNAME_TITLES = "总董工老爷叔姐哥氏"


@dataclass(frozen=True, slots=True)
class Person:
    """A name's parts, lower case: `parts` without initials and particles, `initials` of those dropped."""

    key: str
    parts: tuple[str, ...]
    initials: tuple[str, ...]
    full: bool
    han: bool
    genitive: str
    """The last part without a German genitive -s, where it ends in one; else the last part."""


def clean_person(text: str) -> str:
    """The name without honorifics, genitive and surrounding marks, as written otherwise."""
    name = " ".join(text.split()).strip(" ,;:\"“”„«»「」")
    name = _GENITIVE.sub("", name)
    name = _SUFFIX.sub("", _HONORIFIC.sub("", name))
    return _HONORIFIC_HAN.sub("", name) if len(name) > 3 and is_han(name) else name


def person_name(text: str, lang: Lang) -> Person:
    """The parts of a name as written in an article of `lang`."""
    name = _plain(clean_person(text))
    if is_han(name):
        return _han_person(name)
    words = _NICKNAME.sub(" ", name).replace(".", ". ").split()
    parts = [w.strip(".,") for w in words if len(w.strip(".,")) > 1 and w not in _PARTICLES]
    initials = tuple(w[0] for w in words if len(w.strip(".,")) == 1)
    parts = parts or [name]
    bare = parts[-1].removesuffix("s") if lang == "de" and len(parts[-1]) > 3 else parts[-1]
    full = len(parts) > 1 or bool(initials)
    return Person(" ".join(parts), tuple(parts), initials, full, False, bare)


def _han_person(name: str) -> Person:
    parts = tuple(p for p in _DOTS.split(name.replace(" ", "")) if p)
    if len(parts) == 1 and len(name) in (2, 3) and name[-1] in _SURNAME_TITLES:
        return Person(name, (name[:-1],), (), False, True, name[:-1])
    full = len(parts) > 1 or 2 <= len(name) <= 4
    return Person(name, parts, (), full, True, parts[-1] if parts else name)


def same_person(left: Person, right: Person) -> bool:
    """Whether two full names may be one person's: equal, or first names that shorten each other and one surname."""
    if left.key == right.key:
        return True
    if left.han or right.han:
        return left.han and right.han and _same_han(left, right)
    if not _same_last(left, right):
        return _subset(left, right)
    if len(left.parts) == 1 or len(right.parts) == 1:
        return _initial_fits(left, right) or _initial_fits(right, left)
    return _first_fits(left.parts[0], right.parts[0]) or _subset(left, right)


def stands_for(short: Person, full: Person) -> bool:
    """Whether a bare surname, first name or (Chinese) surname with a title may stand for a full name."""
    if short.han != full.han:
        return False
    if short.han:
        return _han_stands_for(short, full)
    word = short.parts[-1]
    if word in full.parts or short.genitive in full.parts or word == full.genitive:
        return True
    hyphenated = [piece for part in full.parts for piece in part.split("-")]
    if len(word) > 3 and word in hyphenated:
        return True
    return len(word) > 4 and _one_edit(word, full.parts[-1])


def is_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return unicodedata.normalize("NFKC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _same_han(left: Person, right: Person) -> bool:
    short, long = sorted((left, right), key=lambda p: len(p.parts))
    if len(short.parts) == len(long.parts):
        return len(long.parts) == 1 and len(short.key) == 2 and len(long.key) == 3 and long.key.endswith(short.key)
    return all(part in long.parts for part in short.parts)


def _han_stands_for(short: Person, full: Person) -> bool:
    word = short.parts[0] if short.parts else short.key
    if len(full.parts) > 1:
        return word in full.parts
    return full.key.startswith(word) or (len(word) > 1 and full.key.endswith(word))


def _same_last(left: Person, right: Person) -> bool:
    one, other = left.parts[-1], right.parts[-1]
    return one == other or left.genitive == other or one == right.genitive or (len(one) > 4 and _one_edit(one, other))


def _subset(left: Person, right: Person) -> bool:
    short, long = sorted((set(left.parts), set(right.parts)), key=len)
    return len(short) > 1 and short <= long


def _initial_fits(short: Person, full: Person) -> bool:
    return len(short.parts) == 1 and bool(short.initials) and full.parts[0].startswith(short.initials[0])


def _first_fits(one: str, other: str) -> bool:
    if _NICKNAMES.get(one, one) == _NICKNAMES.get(other, other):
        return True
    short, long = sorted((one, other), key=len)
    return long.startswith(short) if len(short) > 2 else long[0] == short[0] and len(short) == 1


def _one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion or replacement turns `one` into `other`."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
