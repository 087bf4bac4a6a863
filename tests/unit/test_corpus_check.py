"""The corpus keeps its own rules, and each broken rule is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TRAINING = Path(__file__).resolve().parents[2] / "training"
sys.path.insert(0, str(TRAINING))

from check import faults_of  # noqa: E402

PARTS = sorted(folder for folder in (TRAINING / "corpus").iterdir() if folder.is_dir())


def part() -> dict[str, Any]:
    """A part with one article and one event, all in order."""
    event = {
        "canonical": "acme-ann-in-ceo", "company": "Acme", "person": "Ann Ray", "direction": "in", "post": "CEO", "role": "ceo",
        "interim": False, "date": "2024-05-01", "status": "confirmed", "manner": "appointed",
        "evidence": "Acme names Ann Ray CEO.", "trigger": ["names"],
    }  # fmt: skip
    article = {
        "id": "x-1", "feed": "f", "guid": "f:x-1", "url": "https://f.example/x-1", "lang": "en",
        "published": "2024-05-01T08:00:00+02:00", "title": "News", "html": "<p>Acme names Ann Ray CEO.</p>", "dup_of": None,
        "mentions": {"PERSON": ["Ann Ray"], "ORG": ["Acme"], "POST": ["CEO"]}, "events": [event], "historical": [], "traps": [],
    }  # fmt: skip
    return {"articles": [article], "entities": {"companies": {"Acme": []}, "people": {"Ann Ray": []}}, "timeline": [event]}


def written(folder: Path, content: dict[str, Any]) -> Path:
    for name in ("articles", "timeline"):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in content[name]), "utf-8")
    (folder / "entities.json").write_text(json.dumps(content["entities"]), "utf-8")
    return folder


def event_of(content: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = content["articles"][0]["events"][0]
    return event


@pytest.mark.parametrize("folder", PARTS, ids=lambda folder: folder.name)
def test_every_part_keeps_the_rules(folder: Path) -> None:
    assert faults_of(folder) == []


def test_a_part_in_order_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path, part())) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda p: p["articles"].append(p["articles"][0]), "twice"),
        (lambda p: p["articles"][0].pop("traps"), "keys"),
        (lambda p: p["articles"][0].update(published="2024-05-01T08:00:00"), "without a zone"),
        (lambda p: p["articles"][0]["mentions"]["ORG"].append("Bolt"), "mention Bolt does not occur"),
        (lambda p: p["articles"][0]["mentions"]["POST"].append("Acme"), "mention Acme twice"),
        (lambda p: event_of(p).update(role="king"), "role king"),
        (lambda p: event_of(p).update(evidence="Acme fires Ann Ray."), "evidence is not in the text"),
        (lambda p: event_of(p).update(trigger=["fires"]), "trigger fires"),
        (lambda p: event_of(p).update(person="Bob"), "Bob is not in entities.json"),
        (lambda p: event_of(p).update(status="denied"), "of a denied event"),
        (lambda p: event_of(p).update(date="2021-05-01"), "date 2021-05-01"),
        (lambda p: p["timeline"].clear(), "is not in timeline.jsonl"),
        (lambda p: p["entities"]["people"].update({"Bo": ["ANN RAY"]}), "ANN RAY is"),
    ],
)
def test_each_broken_rule_is_told(tmp_path: Path, spoil: Callable[[dict[str, Any]], object], fault: str) -> None:
    content = part()
    content["timeline"] = [dict(event_of(content))]
    spoil(content)
    assert fault in "\n".join(faults_of(written(tmp_path, content)))
