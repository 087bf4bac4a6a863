"""Every language of the catalogue has its goldens, and reading gives what they say."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.enrich.dates import find_dates
from etl.enrich.gate import is_candidate
from etl.enrich.languages import LANGUAGES
from etl.enrich.posts import role_of
from etl.enrich.reader import Reader
from etl.enrich.sentences import split_sentences
from etl.types import ArticleText, EventReading

DATA = Path(__file__).parent / "data"
LANGS = sorted(path.stem for path in LANGUAGES.glob("*.yml"))


@cache
def golden(lang: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / f"{lang}.yml").read_text("utf-8"))
    return loaded


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(lang, case, id=f"{lang}-{case.get('title') or case['text']}"[:60])
        for lang in LANGS
        if (DATA / f"{lang}.yml").exists()
        for case in golden(lang)[kind]
    ]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_goldens(lang: str) -> None:
    assert (DATA / f"{lang}.yml").exists(), f"write tests/golden/data/{lang}.yml"
    kinds = golden(lang)
    assert all(kinds[kind] for kind in ("sentences", "dates", "posts", "articles"))
    assert {bool(a["events"]) for a in kinds["articles"]} == {True, False}


@pytest.mark.parametrize(("lang", "case"), cases("sentences"))
def test_sentences(lang: Any, case: dict[str, Any]) -> None:
    assert [case["text"][a:b] for a, b in split_sentences(case["text"], lang)] == case["expected"]


@pytest.mark.parametrize(("lang", "case"), cases("dates"))
def test_dates(lang: Any, case: dict[str, Any]) -> None:
    (span,) = find_dates(case["text"], lang, golden(lang)["published"])
    assert str(span.date) == case["expected"]


@pytest.mark.parametrize(("lang", "case"), cases("posts"))
def test_posts(lang: Any, case: dict[str, Any]) -> None:
    assert role_of(case["text"], lang) == case["expected"]


@pytest.mark.parametrize(("lang", "case"), cases("articles"))
def test_articles(lang: Any, case: dict[str, Any], reader: Reader) -> None:
    text = "\n".join([case["title"], *case["body"]])
    article = ArticleText("golden", lang, text, len(case["title"]), golden(lang)["published"])
    assert is_candidate(text, lang) or not case["events"]
    found = {(e.company, e.person, e.direction, e.role): e for e in reader.read(article).events}
    wanted = {(e["company"], e["person"], e["direction"], e["role"]): e for e in case["events"]}
    assert found.keys() == wanted.keys()
    for key, event in found.items():
        agrees(event, wanted[key])
        assert text[event.sentence_start : event.sentence_end].strip()


def agrees(event: EventReading, wanted: dict[str, Any]) -> None:
    """The details that the golden names are those of the event."""
    assert event.status == wanted["status"]
    assert event.interim == wanted.get("interim", False)
    if "date" in wanted:
        assert event.event_date is not None
        assert abs(event.event_date - dt.date.fromisoformat(str(wanted["date"]))) <= dt.timedelta(days=1)
