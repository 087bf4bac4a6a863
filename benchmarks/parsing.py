"""What the delta parse saves: CPU of feedparser on whole feeds against our parse, on the same feeds in one run.

    python -m benchmarks.parsing [FOLDER]    FOLDER: recorded feeds, *.xml; without it feeds of the project's own corpus

Of all entries a share is new, the rest was in the feed's last body. The items must be those of feedparser, or it fails. CPU time and
ratios are taken round by round, each with both parses, since a machine that is busy with other things slows down for seconds at a time.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from unittest import mock

from feedparser import mixin, urls

from benchmarks.articles import build_replay
from etl.store.parsing import ParsedFeed, parse, parse_all, read

URL = "https://paper.example/feed"
SHARES = (0.0, 0.02, 0.1, 0.5, 1.0)
ROUNDS = 15
GOALS = {0.1: 6.0}
"""How many times as fast as feedparser on the whole, by the share of new entries."""
SEED = 20231117


@dataclass(frozen=True, slots=True)
class Poll:
    """A feed, and the hashes of its entries that were known before."""

    body: bytes
    known: frozenset[bytes]


def main(folder: Path | None) -> None:
    """Print CPU and ratio for each share of new entries."""
    bodies = _recorded(folder) if folder else _made()
    entries = sum(len(parse(body, "", URL).entry_hashes) for body in bodies)
    polls = {share: _polls(bodies, share) for share in SHARES}
    for batch in polls.values():
        for poll in batch:
            _compare(poll)
    rounds = [_round(bodies, polls) for _ in range(ROUNDS)]
    print(f"{len(bodies)} feeds, {entries} entries, {sum(map(len, bodies)) / 1e6:.2f} MB; all items as feedparser reads them")
    print(f"feedparser on the whole: {median(whole for whole, _ in rounds) * 1000:.1f} ms of CPU; medians of {ROUNDS} rounds")
    for share in SHARES:
        ours = median(spent[share] for _, spent in rounds)
        ratios = sorted(whole / spent[share] for whole, spent in rounds)
        half = f"half of the rounds {ratios[ROUNDS // 4]:.1f} to {ratios[-1 - ROUNDS // 4]:.1f}"
        goal = f" (goal: {GOALS[share]:g})" if share in GOALS else ""
        print(f"{share:5.0%} new: {ours * 1000:7.1f} ms, {median(ratios):5.1f} times as fast{goal}, {half}")


def _made() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        build_replay(Path(name), days=1)
        return [path.read_bytes() for path in sorted(Path(name).glob("*/*.xml"))]


def _recorded(folder: Path) -> list[bytes]:
    """Those that are known by their entries: the others are read in full in any case."""
    bodies = [path.read_bytes() for path in sorted(folder.glob("*.xml"))]
    return [body for body in bodies if parse(body, "", URL).entry_hashes]


def _polls(bodies: list[bytes], share: float) -> list[Poll]:
    hashes = [parse(body, "", URL).entry_hashes for body in bodies]
    places = [(number, each) for number, own in enumerate(hashes) for each in own]
    new = set(random.Random(SEED).sample(range(len(places)), round(share * len(places))))
    known: list[set[bytes]] = [set() for _ in bodies]
    for place, (number, each) in enumerate(places):
        if place not in new:
            known[number].add(each)
    return [Poll(body, frozenset(own)) for body, own in zip(bodies, known, strict=True)]


def _compare(poll: Poll) -> None:
    whole, delta = _whole(poll.body), parse(poll.body, "", URL, poll.known)
    by_position = {item.position: item for item in whole.items}
    if len(delta.items) + delta.known_count != len(whole.items) or any(by_position[i.position] != i for i in delta.items):
        raise SystemExit("the delta parse reads otherwise than feedparser")


def _whole(body: bytes) -> ParsedFeed:
    """By feedparser as it comes, without what `etl.store.parsing` remembers for it."""
    data, _ = read(body, "")
    with mock.patch.object(mixin, "make_safe_absolute_uri", urls.make_safe_absolute_uri):
        return parse_all(data, URL)


def _round(bodies: list[bytes], polls: dict[float, list[Poll]]) -> tuple[float, dict[float, float]]:
    """CPU seconds of feedparser on the whole, and of our parse by share: one after the other, so that noise meets both."""
    return _cpu(lambda: [_whole(body) for body in bodies]), {
        share: _cpu(lambda batch=batch: [parse(poll.body, "", URL, poll.known) for poll in batch]) for share, batch in polls.items()
    }


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
