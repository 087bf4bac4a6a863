"""`python -m tests.fuzz FEEDS [SEED [FIRST]]`: parse so many damaged feeds, and say what came of them.

Feed n of seed s has the same bytes everywhere. Ends with 1 where a feed broke a rule, after naming it by its number.
"""

from __future__ import annotations

import sys
import time
import traceback
import warnings
from collections import Counter

from tests.fuzz.mutating import mutated
from tests.fuzz.target import check

SLOW_SECONDS = 5.0
"""CPU seconds; a feed of a few kilobytes that takes longer counts as a failure."""
MOST_FAILURES = 20
EVERY = 50_000


def main(feeds: int, seed: int = 1, first: int = 0) -> int:
    """Check the feeds `first` to `first + feeds` of the run `seed`; returns how many failed."""
    warnings.simplefilter("error")
    started, slowest, seen = time.process_time(), (0.0, 0), Counter[str]()
    for number in range(first, first + feeds):
        before = time.process_time()
        try:
            items = check(mutated(number, seed), number)
        except Exception:  # every kind of failure is what this looks for
            seen["failed"] += 1
            print(f"feed {number} of seed {seed}:\n{traceback.format_exc()}", flush=True)
            if seen["failed"] >= MOST_FAILURES:
                break
            continue
        seconds = time.process_time() - before
        slowest = max(slowest, (seconds, number))
        seen.update(feeds=1, items=items, empty=not items, slow=seconds > SLOW_SECONDS)
        if (number + 1 - first) % EVERY == 0:
            print(f"{number + 1 - first} feeds", flush=True)
    print(
        f"{seen['feeds']} damaged feeds of seed {seed} parsed against known entries, and in full: "
        f"{seen['items']} items found, {seen['empty']} feeds without any; "
        f"{seen['failed']} failures, {seen['slow']} slower than {SLOW_SECONDS:.0f} s; "
        f"{time.process_time() - started:.0f} CPU s, slowest {slowest[0]:.2f} s (feed {slowest[1]})"
    )
    return seen["failed"] + seen["slow"]


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:])) else 0)
