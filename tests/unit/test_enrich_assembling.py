from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from etl.enrich import components
from etl.enrich.components import build_pipeline
from etl.enrich.confidence import Scores
from etl.enrich.encoder import Decision, Tagged
from etl.enrich.languages import language
from etl.enrich.reader import Reader
from etl.errors import CatalogError
from etl.types import ArticleText, Lang, Mention, MentionKind

PUBLISHED = dt.datetime(2023, 11, 20, 9, 0, tzinfo=dt.UTC)
NAMES: tuple[tuple[str, MentionKind], ...] = (
    ("Ann Lee", "PERSON"), ("Lee", "PERSON"), ("Bo Kim", "PERSON"), ("Acme", "ORG"), ("Bolt", "ORG"), ("Reuters", "ORG"),
    ("chief executive", "POST"), ("Präsidentin", "POST"), ("CEO", "POST"),
)  # fmt: skip


class ScriptedModel:
    """Tags the names it was given and decides what it was told to."""

    version = "scripted"

    def __init__(self, *decisions: Decision) -> None:
        self.decisions = list(decisions)
        self.asked = 0

    def threshold(self, lang: Lang) -> float:
        return 0.5

    def tag(self, text: str, published: dt.date | None = None) -> Tagged:
        found: list[Mention] = []
        for name, kind in NAMES:
            for m in re.finditer(re.escape(name), text):
                if not any(f.start < m.end() and m.start() < f.end for f in found):
                    found.append(Mention(kind, name, *m.span()))
        mentions = tuple(sorted(found, key=lambda f: f.start))
        return Tagged(text, mentions, pieces=None, hidden=np.zeros((0, 4), np.float32))  # type: ignore[arg-type]

    def decide(self, tagged: Tagged, *arguments: Sequence[Any]) -> list[Decision]:
        self.asked += 1
        return self.decisions


def decision(**changes: Any) -> Decision:
    fields: dict[str, Any] = {
        "person": 0, "company": 0, "direction": "out", "role": "ceo", "post_mention": None, "interim": False,
        "manner": "resigned", "status": "confirmed", "date": ("published", None), "confidence": 0.9, "sentence": 1,
        "scores": Scores(1.0, 0.0, 1.0, 0.0, 1), "roles": {},
    }  # fmt: skip
    return Decision(**fields | changes)


def article(text: str, lang: Lang = "en") -> ArticleText:
    return ArticleText("a1", lang, text, text.index("\n"), PUBLISHED)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads a text with a model that makes the given decisions."""

    def _read(text: str, *decisions: Decision, lang: Lang = "en", gated: bool = True) -> Any:
        model = ScriptedModel(*decisions)
        monkeypatch.setattr(components, "shared_model", lambda folder, threads: model)
        return Reader(gated=gated).read(article(text, lang))

    return _read


TEXT = "Lee leaves Acme\nAnn Lee, chief executive of Acme, resigned on Friday. Bolt hired Bo Kim in 2019."


def test_an_event_has_the_fullest_names_and_its_sentence(read: Any) -> None:
    reading = read(TEXT, decision(post_mention=3, date=("span", 0)))
    (event,) = reading.events
    assert (event.person, event.company, event.post) == ("Ann Lee", "Acme", "chief executive")
    assert event.event_date == dt.date(2023, 11, 17)
    assert TEXT[event.sentence_start : event.sentence_end] == "Ann Lee, chief executive of Acme, resigned on Friday."
    assert [m.text for m in reading.mentions] == ["Lee", "Acme", "Ann Lee", "chief executive", "Acme", "Bolt", "Bo Kim"]


def test_unlikely_decisions_and_repetitions_are_left_out(read: Any) -> None:
    events = read(TEXT, decision(confidence=0.6), decision(confidence=0.9), decision(confidence=0.4, person=1)).events
    assert [e.confidence for e in events] == [0.9]


def test_who_stays_has_not_left(read: Any) -> None:
    text = "Lee leaves Acme?\nAnn Lee stays chief executive of Acme, it said after reports that she had resigned."
    assert [(e.status, e.event_date) for e in read(text, decision()).events] == [("denied", None)]


def test_who_simply_stays_makes_no_event(read: Any) -> None:
    assert read("Acme news\nAnn Lee remains chief executive of Acme.", decision()).events == ()


def test_who_tells_the_news_is_not_in_it(read: Any) -> None:
    assert read("Acme news\nAnn Lee said on Monday that Bo Kim would join Acme.", decision(direction="in")).events == ()


def test_a_ministers_move_is_no_companys(read: Any) -> None:
    assert read("Acme news\nAnn Lee resigned as finance minister. Acme fell.", decision()).events == ()


def test_who_leaves_a_post_and_the_board_leaves_both(read: Any) -> None:
    text = "Lee leaves Acme\nAnn Lee resigned as chief executive of Acme. She also left the board."
    events = read(text, decision()).events
    assert [e.role for e in events] == ["ceo", "board"]
    assert text[events[1].sentence_start : events[1].sentence_end] == "She also left the board."


def test_an_event_of_an_earlier_year_is_history(read: Any) -> None:
    assert read(TEXT, decision(person=1, company=1, sentence=2, date=("none", None))).events == ()


def test_without_a_company_the_titles_is_taken(read: Any) -> None:
    assert [e.company for e in read(TEXT, decision(company=None)).events] == ["Acme"]
    assert read("CEO quits\nAnn Lee resigned as CEO.", decision(company=None)).events == ()


@pytest.mark.parametrize(
    ("status", "date", "day"),
    [
        ("confirmed", ("published", None), dt.date(2023, 11, 20)),
        ("confirmed", ("none", None), None),
        ("reported", ("published", None), None),
        ("reported", ("span", 0), dt.date(2023, 11, 17)),
        ("denied", ("span", 0), None),
    ],
)
def test_the_day_follows_the_status(read: Any, status: str, date: Any, day: dt.date | None) -> None:
    assert [e.event_date for e in read(TEXT, decision(status=status, date=date)).events] == [day]


def test_a_president_of_a_german_article_is_the_chief_unless_the_model_holds_otherwise(read: Any) -> None:
    text = "Lee geht\nDie Präsidentin von Acme, Ann Lee, tritt zurück."
    assert [e.role for e in read(text, decision(role="president"), lang="de").events] == ["ceo"]
    beside = decision(role="president", roles={"president": 2.0, "ceo": -1.0})
    assert [e.role for e in read(text, beside, lang="de").events] == ["president"]


def test_the_gate_spares_the_decision_but_not_the_mentions(read: Any) -> None:
    text = "Rain\nAnn Lee saw rain."
    assert read(text, decision(company=None, sentence=1)).events == ()
    assert [m.text for m in read(text).mentions] == ["Ann Lee"]
    assert len(read(text + " Acme was wet.", decision(), gated=False).events) == 1


def test_entities_and_posts_live_on_the_doc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "shared_model", lambda folder, threads: ScriptedModel(decision()))
    nlp = build_pipeline(language("en"))
    doc = nlp.make_doc(TEXT)
    doc._.article = article(TEXT)
    doc = nlp(doc)
    assert [(e.text, e.label_) for e in doc.ents][:2] == [("Lee", "PERSON"), ("Acme", "ORG")]
    assert [s.text for s in doc.spans["posts"]] == ["chief executive"]
    assert len(doc._.leadership_events) == 1


def test_a_doc_without_an_article_gets_no_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "shared_model", lambda folder, threads: ScriptedModel(decision()))
    assert build_pipeline(language("en"))(TEXT)._.leadership_events == ()


@Pipeline.component("test_own_names")
def own_names(doc: Doc) -> Doc:
    """Stands for another library's entity recognizer."""
    doc.set_ents([spacy.tokens.Span(doc, t.i, t.i + 1, label="PER") for t in doc if t.text == "Lee"])
    return doc


def test_another_recognizer_can_take_the_place_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "shared_model", lambda folder, threads: ScriptedModel())
    settings = language("en")
    own = settings.pipeline.model_copy(update={"components": ("test_own_names", "revdoor_events")})
    nlp = build_pipeline(settings.model_copy(update={"pipeline": own}))
    doc = nlp.make_doc(TEXT)
    doc._.article = article(TEXT)
    mentions = nlp(doc)._.mentions
    assert [m.text for m in mentions if m.kind == "PERSON"] == ["Lee", "Lee"]
    assert [m.text for m in mentions if m.kind == "POST"] == ["chief executive"]


@pytest.mark.parametrize("pipeline", [{"base": "no_such_pipeline"}, {"components": ("no_such_component",)}])
def test_what_spacy_lacks_is_named(pipeline: dict[str, Any]) -> None:
    settings = language("de")
    wrong = settings.model_copy(update={"pipeline": settings.pipeline.model_copy(update=pipeline)})
    with pytest.raises(CatalogError, match=r"languages/de\.yml.*no_such"):
        build_pipeline(wrong)


def test_the_method_version_changes_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "shared_model", lambda folder, threads: ScriptedModel())
    monkeypatch.setattr("etl.enrich.reader.shared_model", lambda folder, threads: ScriptedModel())
    en = language("en")
    changed = {"en": en.model_copy(update={"footers": ("x",)})}
    assert "scripted" in Reader({"en": en}).method_version
    assert Reader({"en": en}).method_version != Reader(changed).method_version  # type: ignore[arg-type]
