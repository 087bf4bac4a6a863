"""Loader of the labelled corpus: articles as stored text with mention spans, entities and gold events."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "corpus"
SPLIT = Path(__file__).parent / "split.json"
_BLOCK_END = re.compile(r"</p>|<br\s*/?>|</li>|</h\d>|</div>|</tr>|</blockquote>|</figcaption>", re.IGNORECASE)
_HAN = re.compile(r"[㐀-鿿]")


def fold(name: str | None) -> str:
    """A name without case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name or "").casefold())


def plain(markup: str) -> str:
    """The text of a feed's HTML, one paragraph a line."""
    text = html.unescape(re.sub(r"<[^>]+>", "", _BLOCK_END.sub("\n", markup))).replace("\xa0", " ")
    lines = (re.sub(r"[ \t\r]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass
class Article:
    """One article with its gold; spans are (start, end, kind, key), key the canonical name for persons and companies."""

    part: str
    id: str
    lang: str
    text: str
    published: dt.datetime
    mentions: list[tuple[int, int, str, str]]
    events: list[dict[str, Any]]
    historical: list[dict[str, Any]]
    traps: list[str]
    labelled: bool
    aliases: Aliases
    group: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


class Aliases:
    """The alias table of a part: surface form to canonical name."""

    def __init__(self, entities: dict[str, dict[str, list[str]]]) -> None:
        self.company = _table(entities["companies"])
        self.person = _table(entities["people"])

    def company_of(self, name: str) -> str:
        return _look_up(self.company, name)

    def person_of(self, name: str) -> str:
        return _look_up(self.person, name)


def _table(names: dict[str, list[str]]) -> dict[str, str]:
    table: dict[str, str] = {}
    for canonical, aliases in names.items():
        for alias in [canonical, *aliases]:
            table.setdefault(fold(alias), canonical)
    return table


def _look_up(table: dict[str, str], name: str) -> str:
    key = fold(name)
    if key not in table and key.endswith("s") and key[:-1] in table:
        return table[key[:-1]]
    return table.get(key, "?" + key)


def occurrences(text: str, forms: Iterable[tuple[str, str]]) -> list[tuple[int, int, str, str]]:
    """All places of the given (kind, surface form) pairs, the longest form first, none overlapping."""
    used = bytearray(len(text))
    found = []
    for kind, form in sorted(set(forms), key=lambda f: (-len(f[1]), f)):
        for match in re.finditer(_pattern(form), text) if form else ():
            start, end = match.span()
            if any(used[start:end]):
                continue
            used[start:end] = b"\1" * (end - start)
            found.append((start, end, kind, form))
    return sorted(found)


def _pattern(form: str) -> str:
    def word(char: str) -> bool:
        return char.isalnum() and not _HAN.match(char)

    left = r"(?<![^\W_㐀-鿿])" if word(form[0]) else ""
    right = r"(?![^\W_㐀-鿿])" if word(form[-1]) else ""
    return left + re.escape(form) + right


def load_part(folder: Path) -> list[Article]:
    """The articles of one part (a folder with articles.jsonl and entities.json)."""
    aliases = Aliases(json.loads((folder / "entities.json").read_text("utf-8")))
    rows = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return [_article(folder.name, json.loads(row), aliases) for row in rows if row.strip()]


def _article(part: str, row: dict[str, Any], aliases: Aliases) -> Article:
    text = re.sub(r"\s+", " ", html.unescape(row["title"])).strip() + "\n" + plain(row["html"])
    listed = row.get("mentions")
    forms = [(kind, form) for kind, names in (listed or {}).items() for form in names]
    canonical = {"PERSON": aliases.person_of, "ORG": aliases.company_of, "POST": fold}
    spans = [(s, e, k, canonical[k](form)) for s, e, k, form in occurrences(text, forms)]
    return Article(
        part, row["id"], row["lang"], text, dt.datetime.fromisoformat(row["published"]), spans,
        row["events"], row.get("historical") or [], row.get("traps") or [], bool(listed), aliases,
    )


def load_corpus(root: Path = CORPUS) -> list[Article]:
    """All parts, in order of their names, with the company group of each article set."""
    articles = [a for folder in sorted(root.iterdir()) if folder.is_dir() for a in load_part(folder)]
    _set_groups(articles)
    return articles


def _set_groups(articles: list[Article]) -> None:
    """Give all articles that are tied by a company of an event the same group name."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for article in articles:
        names = list(companies_of(article))
        for name in names[1:]:
            a, b = root(names[0]), root(name)
            parent[max(a, b)] = min(a, b)
    for article in articles:
        article.group = root(next(companies_of(article)))


def companies_of(article: Article) -> Iterator[str]:
    named = {fold(e["company"]) for e in [*article.events, *article.historical]}
    if named:
        yield from sorted(named)
        return
    first = next((key for _, _, kind, key in article.mentions if kind == "ORG"), None)
    yield fold(first) if first else article.id


def slice_of(article: Article) -> str:
    """`test` (held aside), `dev` (thresholds, calibration) or `train`, as recorded in split.json; new articles are `train`."""
    return _slices().get(article.id, "train")


@cache
def _slices() -> dict[str, str]:
    lists = json.loads(SPLIT.read_text("utf-8")) if SPLIT.exists() else {}
    return {number: name for name, ids in lists.items() for number in ids}


def load_sentences(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Rows of public tagging sets: text, lang, ents as (start, end, label); line breaks become blanks."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [{**row, "text": row["text"].replace("\n", " ")} for row in rows if row["text"].strip()]
