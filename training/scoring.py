"""Article-level scores, as the project defines them: a (company, person, direction, role) is right where the gold has it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus import Article

from etl.types import EventReading

Key = tuple[str, str, str, str]
LEVELS: dict[str, Callable[[Key], tuple]] = {
    "person and direction": lambda k: k[1:3], "with company": lambda k: k[:3], "with role": lambda k: k,
}  # fmt: skip


def key_of(event: dict) -> Key:
    return event["company"], event["person"], event["direction"], event["role"]


def key_in(article: Article, reading: EventReading) -> Key:
    """The names of a reading by the alias table of the article's part."""
    aliases = article.aliases
    return aliases.company_of(reading.company), aliases.person_of(reading.person), reading.direction, reading.role


@dataclass
class Count:
    """Hits, false alarms and misses."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.false)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, 2 * self.hit + self.false + self.missed)


@dataclass
class Scoreboard:
    """All that is counted over a set of articles."""

    by: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Count)))
    """Count by kind of group (lang, role, status, trap, level) and group."""
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    clean_flagged: int = 0
    confident: list[tuple[float, bool]] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[tuple[str, Article, Key, str]] = field(default_factory=list)

    def add(self, article: Article, readings: Iterable[EventReading]) -> None:
        """Count one article."""
        gold = {key_of(e): e for e in article.events}
        mine = _without_history(article, readings, gold)
        self._groups(article, gold, mine)
        for key in gold.keys() & mine.keys():
            self._details(article, gold[key], mine[key])
        self.confident += [(r.confidence, k in gold) for k, r in mine.items()]
        if not gold:
            self.clean += 1
            self.clean_flagged += bool(mine)
        self.errors += [("missed", article, k, gold[k]["evidence"]) for k in sorted(gold.keys() - mine.keys())]
        for k in sorted(mine.keys() - gold.keys()):
            sentence = article.text[mine[k].sentence_start : mine[k].sentence_end]
            self.errors.append(("false", article, k, f"{mine[k].confidence:.2f} {sentence}"))

    def _groups(self, article: Article, gold: dict[Key, dict], mine: dict[Key, EventReading]) -> None:
        for name, cut in LEVELS.items():
            for group in ("all", article.lang):
                counted(self.by[name][group], {cut(k) for k in gold}, {cut(k) for k in mine})
        for role in {k[3] for k in (*gold, *mine)}:
            counted(self.by["role"][role], {k for k in gold if k[3] == role}, {k for k in mine if k[3] == role})
        for trap in article.traps:
            counted(self.by["trap"][trap], set(gold), set(mine))
        for status in {e["status"] for e in gold.values()}:
            wanted = {k for k, e in gold.items() if e["status"] == status}
            self.by["status (recall)"][status].hit += len(wanted & mine.keys())
            self.by["status (recall)"][status].missed += len(wanted - mine.keys())

    def _details(self, article: Article, event: dict, reading: EventReading) -> None:
        def answer(name: str, right: bool) -> None:
            self.asked[name] += 1
            self.right[name] += right

        answer("status", reading.status == event["status"])
        answer("interim", reading.interim == bool(event["interim"]))
        answer("manner", reading.manner == event["manner"])
        self.confusion[event["status"], reading.status] += 1
        if event["date"]:
            want = dt.date.fromisoformat(event["date"])
            answer("date", reading.event_date is not None and abs((reading.event_date - want).days) <= 1)
        else:
            answer("no date", reading.event_date is None)

        start = article.text.find(event["evidence"])
        if start >= 0:
            end = start + len(event["evidence"])
            answer("sentence", reading.sentence_start < end and start < reading.sentence_end)

    def accuracy(self, name: str) -> float:
        return self.right[name] / max(1, self.asked[name])

    def reliable(self, least: float = 0.9) -> tuple[int, int]:
        """Right and all rows of at least that confidence."""
        sure = [right for c, right in self.confident if c >= least]
        return sum(sure), len(sure)


def counted(count: Count, gold: set, mine: set) -> None:
    """Add one set of gold and predicted items."""
    count.hit += len(gold & mine)
    count.false += len(mine - gold)
    count.missed += len(gold - mine)


def _without_history(article: Article, readings: Iterable[EventReading], gold: dict[Key, dict]) -> dict[Key, EventReading]:
    """By key; without those that match the article's history and carry no date or one of another year."""
    past = {key_of(e) for e in article.historical} - gold.keys()
    found: dict[Key, EventReading] = {}
    for reading in readings:
        key = key_in(article, reading)
        this_year = reading.event_date is not None and reading.event_date.year == article.published.year
        if key not in past or this_year:
            found.setdefault(key, reading)
    return found
