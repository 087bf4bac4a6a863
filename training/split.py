"""Record which articles are held aside: `split.py` extends split.json for new parts and never moves an article.

Articles that share a company of an event stay together; a new one follows those of its companies that are placed already
(held aside before development before training), else a hash of its group decides.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from corpus import CORPUS, SPLIT, Article, companies_of, load_corpus

TEST, DEV = 0.12, 0.20


def drawn(group: str) -> str:
    """The slice that the hash of a group gives."""
    number = int.from_bytes(hashlib.sha256(("split 1 " + group).encode()).digest()[:4], "big") / 2**32
    return "test" if number < TEST else "dev" if number < DEV else "train"


def extended(articles: list[Article], placed: dict[str, str]) -> dict[str, str]:
    """Slices of all articles, by id."""
    found = dict(placed)
    by_company: dict[str, set[str]] = {}
    for article in articles:
        if article.id in placed:
            for company in companies_of(article):
                by_company.setdefault(company, set()).add(placed[article.id])
    for article in articles:
        if article.id not in found:
            near = {s for company in companies_of(article) for s in by_company.get(company, ())}
            found[article.id] = next((s for s in ("test", "dev", "train") if s in near), drawn(article.group))
    return found


def main(corpus: Path = CORPUS) -> None:
    articles = load_corpus(corpus)
    placed = json.loads(SPLIT.read_text("utf-8")) if SPLIT.exists() else {}
    old = {number: name for name, ids in placed.items() for number in ids}
    found = extended(articles, old)
    present = {a.id for a in articles}
    lists = {name: sorted(i for i, s in found.items() if s == name and i in present) for name in ("dev", "test", "train")}
    SPLIT.write_text(json.dumps(lists, indent=0) + "\n", "utf-8")
    print({name: len(ids) for name, ids in lists.items()})


if __name__ == "__main__":
    main()
