"""Which Latin letters a Chinese syllable stands for in transliterated names, as counted over known ones.

`sounds.txt` holds how often each syllable was aligned with each run of letters ("ke" with k, c, ck, ...) and how often Latin
names put one letter after another. From these come two measures, both log odds a letter or syllable: that letters are the
source of syllables rather than just any name (the joint source-channel model of Li, Zhang and Su, ACL 2004), and that two
runs of syllables stand for the same letters. `training/sounds.py` counts anew.
"""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("sounds.txt")
LONGEST = 5
"""Letters that one syllable stands for at most."""
NOTHING = "-"
_BACK, _FLOOR = 4.0, 8.0
"""Weights of the counts by initial and final, and of letters as such, behind the syllable's own."""
_LENGTHS = (0.05, 0.2, 0.35, 0.25, 0.1, 0.05)
_INITIAL = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_INSERTED = 0.35
"""Least chance that a syllable was left out or put in between two transliterations of one name."""
_BY_HALVES = 0.9
"""What the likeness of initials and finals counts for, where the syllables themselves were seen too seldom."""
_NEVER = -9.0

Counts = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Sounds:
    """Syllable -> letters -> count, and letter -> letter after it -> count ("^" begins a name, "$" ends it)."""

    syllables: Counts
    letters: Counts

    def chance(self, syllable: str, letters: str) -> float:
        """Probability that the syllable stands for these letters; what was not seen is judged by its initial and final."""
        own = self.syllables.get(syllable, {})
        return (own.get(letters, 0.0) + _BACK * self._behind(syllable, letters)) / (sum(own.values()) + _BACK)

    def _behind(self, syllable: str, letters: str) -> float:
        initials, finals = _by_half(self)
        halves = zip((initials, finals), halves_of(syllable), letter_halves(letters), strict=True)
        return math.prod(
            (table[half].get(run, 0.0) + _FLOOR * self._any(run)) / (sum(table[half].values()) + _FLOOR) for table, half, run in halves
        )

    def log_odds(self, syllables: Sequence[str], letters: str) -> float:
        """Natural log of the odds a letter that the syllables render these letters; above 0 is likelier than chance."""
        if not syllables or not letters:
            return _NEVER
        ways = [1.0] + [0.0] * len(letters)
        for syllable in syllables:
            ways = [
                sum(ways[start] * _chance(syllable, letters[start:end]) for start in range(max(0, end - LONGEST), end + 1))
                for end in range(len(letters) + 1)
            ]
        return (math.log(ways[-1]) - self._background(letters)) / len(letters) if ways[-1] else _NEVER

    def likeness(self, left: str, right: str) -> float:
        """0 to 1: how far two syllables stand for the same letters, as such or by their initials and finals."""
        if left == right:
            return 1.0
        halves = zip(_by_half(self), halves_of(left), halves_of(right), strict=True)
        return max(
            _overlap(self.syllables.get(left, {}), self.syllables.get(right, {})),
            _BY_HALVES * math.prod(1.0 if one == other else _overlap(table[one], table[other]) for table, one, other in halves),
        )

    def _any(self, letters: str) -> float:
        total = sum(_singles(self).values())
        return _LENGTHS[len(letters)] * math.prod(_singles(self).get(letter, 0.5) / total for letter in letters)

    def _background(self, letters: str) -> float:
        pairs = zip("^" + letters, letters + "$", strict=True)
        return sum(math.log((self.letters[a].get(b, 0.0) + 1) / (sum(self.letters[a].values()) + 27)) for a, b in pairs)

    def __hash__(self) -> int:
        return id(self)


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Bhattacharyya's coefficient of two counts."""
    shared = sum(math.sqrt(one[letters] * other[letters]) for letters in one.keys() & other.keys())
    return shared / math.sqrt(sum(one.values()) * sum(other.values())) if shared else 0.0


def halves_of(syllable: str) -> tuple[str, str]:
    """Initial consonant and the rest of a syllable: "shi" -> ("sh", "i"); the initial may be empty."""
    found = _INITIAL.match(syllable)
    initial = found.group() if found else ""
    return initial, syllable[len(initial) :]


def letter_halves(letters: str) -> tuple[str, str]:
    """The consonants that a run of letters begins with, and the rest: "scha" -> ("sch", "a")."""
    rest = letters.lstrip(_CONSONANTS)
    return letters[: len(letters) - len(rest)], rest


@functools.cache
def load() -> Sounds:
    """The table that ships."""
    tables: dict[str, dict[str, dict[str, float]]] = {"S": defaultdict(dict), "L": defaultdict(dict)}
    for line in FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            table, key, value, count = line.split()
            tables[table][key][value.replace(NOTHING, "")] = float(count)
    return Sounds(tables["S"], tables["L"])


@functools.lru_cache(maxsize=50_000)
def _likeness(left: str, right: str) -> float:
    return load().likeness(left, right)


@functools.lru_cache(maxsize=50_000)
def _chance(syllable: str, letters: str) -> float:
    return load().chance(syllable, letters)


@functools.lru_cache(maxsize=2)
def _by_half(sounds: Sounds) -> tuple[Counts, Counts]:
    tables: tuple[dict[str, dict[str, float]], ...] = tuple(defaultdict(lambda: defaultdict(float)) for _ in range(2))
    for syllable, counts in sounds.syllables.items():
        for letters, count in counts.items():
            for table, half, run in zip(tables, halves_of(syllable), letter_halves(letters), strict=True):
                table[half][run] += count
    return tables[0], tables[1]


@functools.lru_cache(maxsize=2)
def _singles(sounds: Sounds) -> Mapping[str, float]:
    singles: dict[str, float] = defaultdict(float)
    for after in sounds.letters.values():
        for letter, count in after.items():
            singles[letter] += count
    return singles


@functools.lru_cache(maxsize=50_000)
def alike(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """0 to 1: how well two runs of syllables can render one name, by the best alignment."""
    row = [_INSERTED**j for j in range(len(right) + 1)]
    for i, one in enumerate(left, 1):
        above, row = row, [_INSERTED**i]
        for j, other in enumerate(right, 1):
            dropped = max(above[j] * _left_out(one), row[j - 1] * _left_out(other))
            row.append(max(above[j - 1] * _likeness(one, other), dropped))
    return float(row[-1] ** (1 / max(len(left), len(right))))


def _left_out(syllable: str) -> float:
    return max(_INSERTED, _chance(syllable, ""))
