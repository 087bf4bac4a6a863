"""Score the whole reader (gate, tagging, folding, deciding, guards) on labelled articles, without a database.

    score_reader.py FOLDER... [--model FOLDER] [--slice dev|test] [--ungated] [--errors]

Each FOLDER holds articles.jsonl and entities.json. An event counts where company, person, direction and role are right,
names compared through the aliases; historical ones that the reader finds without a date or with one of another year
are left out of account. Status, interim and date are accuracies over the right ones.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from corpus import Article, _set_groups, load_part, slice_of

from etl.enrich.reader import Reader
from etl.types import ArticleText, EventReading

Key = tuple[str, str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--model", help="folder of a model; the shipped one if not given")
    parser.add_argument("--slice", choices=["dev", "test"], help="only articles of that slice of the corpus")
    parser.add_argument("--ungated", action="store_true", help="look for events in every article")
    parser.add_argument("--errors", action="store_true", help="list what was missed and what is wrong")
    args = parser.parse_args()
    articles = [a for folder in args.folders for a in load_part(folder)]
    if args.slice:
        _set_groups(articles)
        articles = [a for a in articles if slice_of(a) == args.slice]
    tally = Tally()
    reader = Reader(gated=not args.ungated, model_folder=args.model)
    started = time.process_time()
    for article in articles:
        tally.add(article, read(reader, article))
    print(tally.report(), f"\n{len(articles)} articles, {1000 * (time.process_time() - started) / len(articles):.0f} ms CPU each")
    if args.errors:
        print("\n".join(tally.errors))


def read(reader: Reader, article: Article) -> tuple[EventReading, ...]:
    """What the reader says of a labelled article."""
    text = ArticleText(article.id, article.lang, article.text, article.text.index("\n"), article.published)  # type: ignore[arg-type]
    return reader.read(text).events


class Tally:
    """Counts over articles."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.traps: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.roles: Counter[tuple[str, str]] = Counter()
        self.sure: list[int] = [0, 0]
        self.clean = [0, 0]
        self.errors: list[str] = []

    def add(self, article: Article, events: tuple[EventReading, ...]) -> None:
        """Compare one article's events with its gold."""
        gold = {gold_key(e): e for e in article.events}
        past = {gold_key(e) for e in article.historical}
        mine = {k: e for e in reversed(events) if (k := key_of(article, e)) in gold or not self._is_past(article, k, e, past)}
        for level, cut in (("person", (1, 2)), ("company", (0, 1, 2)), ("role", (0, 1, 2, 3))):
            a, b = ({tuple(k[i] for i in cut) for k in keys} for keys in (mine, gold))
            for group in ("all", article.lang):
                count = self.found[level][group]
                count[0] += len(a & b)
                count[1] += len(a)
                count[2] += len(b)
        for key in mine.keys() & gold.keys():
            self._details(article, gold[key], mine[key])
        for key, event in mine.items():
            if event.confidence >= 0.9:
                self.sure[0] += key in gold
                self.sure[1] += 1
        self._wrong(article, gold, mine)
        if not gold:
            self.clean[0] += bool(mine)
            self.clean[1] += 1
        for trap in article.traps:
            self.traps[trap][0] += bool(gold.keys() ^ mine.keys())
            self.traps[trap][1] += 1

    @staticmethod
    def _is_past(article: Article, key: Key, event: EventReading, past: set[Key]) -> bool:
        return key in past and (event.event_date is None or event.event_date.year != article.published.year)

    def _details(self, article: Article, gold: dict[str, Any], mine: EventReading) -> None:
        day = dt.date.fromisoformat(gold["date"]) if gold["date"] else None
        close = None
        if day is not None:
            close = mine.event_date is not None and abs((mine.event_date - day).days) <= 1
        elif mine.event_date is not None:
            self.errors.append(f"{article.id}\tdate None not {mine.event_date}\t{gold['canonical']}\t{gold['evidence']}")
        checks = {
            "status": mine.status == gold["status"], "interim": mine.interim == bool(gold["interim"]),
            "date": close, "manner": mine.manner == gold["manner"],
        }  # fmt: skip
        for name, right in checks.items():
            if right is None:
                continue
            self.asked[name] += 1
            self.right[name] += right
            if not right and name != "manner":
                said = mine.event_date if name == "date" else getattr(mine, name)
                self.errors.append(f"{article.id}\t{name} {gold[name]} not {said}\t{gold['canonical']}\t{gold['evidence']}")

    def _wrong(self, article: Article, gold: dict[Key, Any], mine: dict[Key, EventReading]) -> None:
        for key in sorted(gold.keys() - mine.keys()):
            self.errors.append(f"{article.id}\tmissed\t{' | '.join(key)}\t{gold[key]['evidence']}")
        for key in sorted(mine.keys() - gold.keys()):
            e = mine[key]
            sentence = article.text[e.sentence_start : e.sentence_end]
            self.errors.append(f"{article.id}\tfalse {e.confidence:.2f} {e.status}\t{' | '.join(key)}\t{e.post}\t{sentence}")

    def report(self) -> str:
        """All counts as text."""
        lines = [f"{level:8} " + "  ".join(f"{g} {_f1(*c)}" for g, c in sorted(groups.items())) for level, groups in self.found.items()]
        lines.append("  ".join(f"{name} {self.right[name] / max(1, n):.3f}" for name, n in self.asked.items()))
        lines.append(f"clean articles flagged {self.clean[0]}/{self.clean[1]}, confidence >= .9 right {self.sure[0]}/{self.sure[1]}")
        worst = sorted(self.traps.items(), key=lambda t: -t[1][0])[:14]
        lines.append("articles with an error by trap: " + ", ".join(f"{t} {a}/{b}" for t, (a, b) in worst))
        return "\n".join(lines)


def gold_key(event: dict[str, Any]) -> Key:
    return event["company"], event["person"], event["direction"], event["role"]


def key_of(article: Article, event: EventReading) -> Key:
    return article.aliases.company_of(event.company), article.aliases.person_of(event.person), event.direction, event.role


def _f1(right: int, mine: int, gold: int) -> str:
    p, r = right / max(1, mine), right / max(1, gold)
    return f"{2 * p * r / max(1e-9, p + r):.3f} (P {p:.2f} R {r:.2f})"


if __name__ == "__main__":
    main()
