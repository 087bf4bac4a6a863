"""How well near-duplicates are found, in memory, by the same functions as the stage; no database.

    python -m benchmarks.duplicates             edited copies of the project's own corpus: recall, precision, cost
    python -m benchmarks.duplicates REPLAY_DIR  a labelled replay: its `dup_of` pairs against the stories found
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.articles import CORPUS
from etl.dedupe.likeness import Document, rule_of, similarity
from etl.dedupe.signatures import keys_of
from etl.dedupe.stories import Components
from etl.store.links import url_key
from etl.store.textual import body_text

DAY = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
EDITED = (0.0, 0.01, 0.03, 0.06)
"""Shares of the words that the copies of one text have replaced."""
LEAST = 0.8
RECALL_GOAL, PRECISION_GOAL = 0.95, 0.99
COST_GOAL, RATIO_GOAL = 60, 5.8
"""Of the keys of a text: microseconds of CPU where datasketch needs 350, and so, on any machine, how many times as fast."""
SEED = 20231117


def documents(folder: Path) -> list[Document]:
    """The articles of a labelled folder."""
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return [_document(article) for article in map(json.loads, lines)]


def _document(article: dict[str, Any], body: str | None = None, suffix: str = "") -> Document:
    text = f"{article['title']}{suffix}\n{body_text(article['html']) if body is None else body}"
    published = dt.datetime.fromisoformat(article["published"])
    return Document(
        f"{article['id']}{suffix}", 1, article["lang"], article["title"] + suffix, text, url_key(article["url"]) + suffix,
        hashlib.sha256(text.encode()).hexdigest(), published, DAY,
    )  # fmt: skip


def candidates(texts: Sequence[Document]) -> set[tuple[int, int]]:
    """Places of the pairs that share a key, a link or the content: what the stage would compare."""
    holders: dict[tuple[object, ...], list[int]] = defaultdict(list)
    places = {text.article_id: place for place, text in enumerate(texts)}
    for key in keys_of(texts):
        holders[key.band, key.key].append(places[key.article_id])
    for place, text in enumerate(texts):
        holders["link", text.url_key].append(place)
        holders["content", text.content_sha256].append(place)
    return {pair for group in holders.values() for pair in itertools.combinations(sorted(set(group)), 2)}


def stories(texts: Sequence[Document]) -> dict[str, str]:
    """article_id -> root of its story, over the verified candidates."""
    components = Components()
    for first, second in candidates(texts):
        if rule_of(texts[first], texts[second]):
            components.join(texts[first].article_id, texts[second].article_id)
    return {text.article_id: components.find(text.article_id) for text in texts}


def edited_copies() -> tuple[list[Document], dict[str, str]]:
    """Articles of the corpus with edited copies of each, and the article that each is a form of."""
    source = random.Random(SEED)
    texts, origins = [], {}
    for folder in sorted(path.parent for path in CORPUS.glob("*/articles.jsonl")):
        for article in map(json.loads, (folder / "articles.jsonl").read_text("utf-8").splitlines()):
            for number, share in enumerate(EDITED):
                body = _edited(body_text(article["html"]), article["lang"], share, source)
                made = _document(article, body, f" ({number})" if number else "")
                texts.append(made)
                origins[made.article_id] = article.get("dup_of") or article["id"]
    return texts, origins


def _edited(body: str, lang: str, share: float, source: random.Random) -> str:
    units = list(body) if lang == "zh" else body.split(" ")
    for place in range(len(units)):
        if source.random() < share:
            units[place] = source.choice(units)
    return ("" if lang == "zh" else " ").join(units)


def on_corpus() -> None:
    """Print recall at Jaccard 0.8, precision of the verified pairs, and the cost of the keys against datasketch."""
    texts, origins = edited_copies()
    found = candidates(texts)
    verified = [pair for pair in found if rule_of(texts[pair[0]], texts[pair[1]])]
    by_origin: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        by_origin[origins[text.article_id]].append(place)
    alike = [
        pair
        for group in by_origin.values()
        for pair in itertools.combinations(group, 2)
        if similarity(texts[pair[0]], texts[pair[1]]) >= LEAST
    ]
    hits = set(verified)
    right = sum(origins[texts[first].article_id] == origins[texts[second].article_id] for first, second in verified)
    print(f"{len(texts)} texts, {len(alike)} pairs of copies with a Jaccard similarity of {LEAST} or more")
    print(f"recall at {LEAST}: {sum(pair in hits for pair in alike) / len(alike):.4f} (goal: {RECALL_GOAL})")
    print(f"pairs compared {len(found)}, joined {len(verified)}; precision {right / len(verified):.4f} (goal: {PRECISION_GOAL})")
    _print_cost(texts[:2000])


def _print_cost(texts: Sequence[Document]) -> None:
    fresh = [Document(*(getattr(text, name) for name in Document.__dataclass_fields__)) for text in texts]
    ours = _cpu(lambda: keys_of(fresh))
    theirs = _cpu(lambda: _datasketch(texts))
    ours_each, theirs_each = (seconds / len(texts) * 1e6 for seconds in (ours, theirs))
    print(
        f"keys of a text: {ours_each:.0f} us of CPU (goal: {COST_GOAL} where datasketch needs 350), of datasketch {theirs_each:.0f} us: "
        f"{theirs_each / ours_each:.1f} times as fast (goal: {RATIO_GOAL})"
    )


def _datasketch(texts: Iterable[Document]) -> None:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=64)
    for text in texts:
        words = text.text.casefold().split() if text.lang != "zh" else list(text.text)
        sketch = MinHash(num_perm=64)
        sketch.update_batch([" ".join(words[place : place + 3]).encode() for place in range(max(1, len(words) - 2))])
        index.query(sketch)
        index.insert(text.article_id, sketch)


def _cpu(work: Any) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def on_replay(folder: Path) -> int:
    """Print how the stories found agree with the `dup_of` of the replay; returns the number of false merges."""
    articles = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    gold = Components()
    for article in articles:
        if article.get("dup_of"):
            gold.join(article["id"], article["dup_of"])
    said = _pairs({article["id"]: gold.find(article["id"]) for article in articles})
    found = _pairs(stories(documents(folder)))
    langs = {article["id"]: article["lang"] for article in articles}
    across = sum(langs[first] != langs[second] for first, second in found)
    hits, false = len(said & found), sorted(found - said)
    f1 = 2 * hits / (len(said) + len(found)) if said or found else 1.0
    print(f"{len(articles)} articles, {len(said)} pairs of copies: {hits} found, {len(said - found)} missed, {len(false)} false merges")
    print(f"F1 {f1:.4f}; merged across languages: {across}")
    for pair in (*(("missed", *each) for each in sorted(said - found)), *(("false", *each) for each in false)):
        print(*pair)
    return len(false)


def _pairs(groups: dict[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for article, root in groups.items():
        members[root].append(article)
    return {pair for group in members.values() for pair in itertools.combinations(sorted(group), 2)}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(1 if on_replay(Path(sys.argv[1])) else 0)
    on_corpus()
