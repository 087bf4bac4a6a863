"""Count which Latin letters Chinese syllables stand for: `sounds.py [--to FILE]`, a minute.

Read are the catalogue's people whose name has as many parts in characters as in letters; part is aligned with part by
expectation maximisation, letters in runs of up to five a syllable. People who occur in the name pairs of tests/golden are left
out, so that those pairs measure.
"""

from __future__ import annotations

import argparse
import csv
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from etl.catalog.folding import fold
from etl.catalog.loader import load_catalog
from etl.catalog.models import Person
from etl.resolve.pinyin import latin_key, syllables
from etl.resolve.sounds import FILE, LONGEST, NOTHING, Sounds, halves_of

PAIRS = Path(__file__).resolve().parents[1] / "tests" / "golden" / "data"
ROUNDS = 8
LEAST = 0.05
"""Counts below are left out of the table."""
LIKELY = 20.0
"""How much likelier, to begin with, a syllable's own consonant is than another letter."""
_DOTS = re.compile(r"[·・•‧\s-]+")
_FIRST_LETTERS = {
    "b": "b", "p": "p", "m": "m", "f": "fvp", "d": "d", "t": "t", "n": "n", "l": "lr", "g": "gh", "k": "kcgq", "h": "h", "j": "jgkc",
    "q": "cjk", "x": "sch", "zh": "jgz", "ch": "ct", "sh": "s", "r": "r", "z": "z", "c": "zct", "s": "sczt", "y": "yijae", "w": "vwuo",
    "": "aeiour",
}  # fmt: skip
Pair = tuple[tuple[str, ...], str]
Chance = Callable[[str, str], float]


def kept_aside() -> set[str]:
    """Folded names of the golden pairs."""
    names = set()
    for path in PAIRS.glob("name_pairs*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            names |= {fold(row[side]) for row in csv.DictReader(file) for side in ("left", "right")}
    return names


def pairs() -> list[Pair]:
    """Syllables and letters of each part of each name."""
    aside = kept_aside()
    people = [p for p in load_catalog().people if not any(fold(name) in aside for name in (*p.aliases, *p.context))]
    found = [pair for person in people for pair in _of_person(person)]
    return [(han, latin) for han, latin in found if han and latin and len(latin) <= 4 * len(han) + 2]


def _of_person(person: Person) -> Iterator[Pair]:
    latin = [part for part in _DOTS.split(person.name) if len(part) > 2 or (len(part) > 1 and part.isalpha())]
    for name in person.zh:
        han = [part for part in _DOTS.split(name) if part]
        if len(han) == len(latin) > 1:
            yield from ((syllables(a), latin_key(b)) for a, b in zip(han, latin, strict=True))


def count(found: list[Pair]) -> Sounds:
    """The counts after `ROUNDS` rounds of expectation maximisation."""
    letters: dict[str, Counter[str]] = defaultdict(Counter)
    for _, latin in found:
        for left, right in zip("^" + latin, latin + "$", strict=True):
            letters[left][right] += 1
    chance: Chance = functools.partial(_at_first, Sounds({}, letters))
    for _ in range(ROUNDS):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for han, latin in found:
            _add(counts, han, latin, chance)
        sounds = Sounds({key: {run: n for run, n in runs.items() if n >= LEAST} for key, runs in counts.items()}, letters)
        chance = sounds.chance
    return sounds


def _at_first(empty: Sounds, syllable: str, run: str) -> float:
    own = LIKELY if run and run[0] in _FIRST_LETTERS[halves_of(syllable)[0]] else 1.0
    return own * empty.chance(syllable, run)


def _add(counts: dict[str, dict[str, float]], han: tuple[str, ...], latin: str, chance: Chance) -> None:
    """Add the expected counts of one pair, by the forward-backward algorithm."""
    size = len(latin)
    spans = [(start, end) for start in range(size + 1) for end in range(start, min(size, start + LONGEST) + 1)]
    forward = [[1.0] + [0.0] * size]
    for syllable in han:
        row = [0.0] * (size + 1)
        for start, end in spans:
            row[end] += forward[-1][start] * chance(syllable, latin[start:end])
        forward.append(row)
    backward = [0.0] * size + [1.0]
    for place in range(len(han) - 1, -1, -1):
        row = [0.0] * (size + 1)
        for start, end in spans:
            weight = chance(han[place], latin[start:end]) * backward[end]
            row[start] += weight
            counts[han[place]][latin[start:end]] += forward[place][start] * weight / forward[-1][-1]
        backward = row


def write(sounds: Sounds, path: Path) -> None:
    """The table as text: S syllable letters count, L letter letter count."""
    lines = ["# Written by training/sounds.py from the people of the catalogue: syllable, letters, expected count; then letter pairs."]
    for kind, table in (("S", sounds.syllables), ("L", sounds.letters)):
        lines += [
            f"{kind} {key} {value or NOTHING} {count:.3g}"
            for key, values in sorted(table.items())
            for value, count in sorted(values.items(), key=lambda item: (-item[1], item[0]))
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=FILE)
    found = pairs()
    write(count(found), parser.parse_args().to)
    print(f"{len(found)} parts of names aligned")


if __name__ == "__main__":
    main()
