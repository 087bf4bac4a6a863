"""Check the parts of the corpus against their own rules: `check.py [PART...]`; exit status 1 where one is broken.

Every part (a folder of `corpus/`, or any other of its form) must be consistent in itself: see `faults_of`. Prints the
counts of each part.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import CORPUS, fold, plain

from etl.types import DIRECTIONS, MANNERS, ROLES, STATUSES

ARTICLE_KEYS = frozenset(
    {"id", "feed", "guid", "url", "lang", "published", "title", "html", "dup_of", "events", "historical", "traps", "mentions"}
)
EVENT_KEYS = frozenset(
    {"canonical", "company", "person", "direction", "post", "role", "interim", "date", "status", "manner", "evidence", "trigger"}
)
CHOICES = {"direction": DIRECTIONS, "role": ROLES, "status": STATUSES, "manner": (None, *MANNERS), "interim": (True, False)}
Row = dict[str, Any]


def jsonl(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def faults_of(folder: Path) -> list[str]:
    """What is wrong with a part: each fault names the article.

    An article has exactly its keys, a time with a zone and mentions that occur; an event has exactly its keys, values of the
    vocabularies, evidence that is part of the text and trigger words that are part of the evidence, a company and a person of
    entities.json, a date of the article's year or the next (none if denied), and a row in timeline.jsonl.
    """
    articles, timeline = jsonl(folder / "articles.jsonl"), jsonl(folder / "timeline.jsonl")
    entities = json.loads((folder / "entities.json").read_text("utf-8"))
    rows = {row["canonical"]: row for row in timeline}
    return [*_repeated(articles), *_of_entities(entities), *(f for a in articles for f in _of_article(a, entities, rows))]


def _repeated(articles: list[Row]) -> Iterator[str]:
    for name in ("id", "guid", "url"):
        yield from (f"{name} {value} twice" for value, n in Counter(a[name] for a in articles).items() if n > 1)


def _of_entities(entities: Row) -> Iterator[str]:
    for kind, names in entities.items():
        owner: dict[str, str] = {}
        for canonical, aliases in names.items():
            for form in [canonical, *aliases]:
                if owner.setdefault(fold(form), canonical) != canonical:
                    yield f"{kind}: {form} is {owner[fold(form)]} and {canonical}"


def _of_article(article: Row, entities: Row, timeline: dict[str, Row]) -> Iterator[str]:
    name = article["id"]
    if set(article) != ARTICLE_KEYS:
        yield f"{name}: keys {sorted(set(article) ^ ARTICLE_KEYS)}"
        return
    published = dt.datetime.fromisoformat(article["published"])
    if published.tzinfo is None:
        yield f"{name}: published without a zone"
    text = article["title"] + "\n" + plain(article["html"])
    forms = [form for listed in article["mentions"].values() for form in listed]
    yield from (f"{name}: mention {form} does not occur" for form in forms if form not in text)
    yield from (f"{name}: mention {form} twice" for form, n in Counter(forms).items() if n > 1)
    for event in article["events"]:
        yield from (f"{name}: {fault}" for fault in _of_event(event, text, entities))
        yield from (f"{name}: {fault}" for fault in _of_present(event, published.year, timeline))
    for event in article["historical"]:
        yield from (f"{name}: historical: {fault}" for fault in _of_event(event, text, entities))


def _of_event(event: Row, text: str, entities: Row) -> Iterator[str]:
    if set(event) != EVENT_KEYS:
        yield f"keys {sorted(set(event) ^ EVENT_KEYS)}"
        return
    yield from (f"{key} {event[key]}" for key, allowed in CHOICES.items() if event[key] not in allowed)
    if _spaced(event["evidence"]) not in _spaced(text):
        yield f"evidence is not in the text: {event['evidence'][:40]}"
    yield from (f"trigger {word} is not in the evidence" for word in event["trigger"] if word not in event["evidence"])
    for one, kind in (("company", "companies"), ("person", "people")):
        if event[one] not in entities[kind]:
            yield f"{event[one]} is not in entities.json"


def _of_present(event: Row, year: int, timeline: dict[str, Row]) -> Iterator[str]:
    if event["date"] and (event["status"] == "denied" or int(event["date"][:4]) not in (year, year + 1)):
        yield f"date {event['date']} of a {event['status']} event, published {year}"
    if event["canonical"] not in timeline:
        yield f"{event['canonical']} is not in timeline.jsonl"


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def counts_of(folder: Path) -> str:
    """Articles and events of a part in one line."""
    articles = jsonl(folder / "articles.jsonl")
    events = [event for article in articles for event in article["events"]]
    status = ", ".join(f"{n} {name}" for name, n in Counter(e["status"] for e in events).most_common())
    without = sum(not a["events"] for a in articles)
    return f"{folder.name}: {len(articles)} articles, {without} without an event; {len(events)} events ({status})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", type=Path)
    parts = parser.parse_args().parts or sorted(p for p in CORPUS.iterdir() if p.is_dir())
    faults = [f"{folder.name}: {fault}" for folder in parts for fault in faults_of(folder)]
    print("\n".join([*map(counts_of, parts), *faults]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
