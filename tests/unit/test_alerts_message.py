"""What an alert tells."""

from __future__ import annotations

import dataclasses
import datetime as dt

from etl.alerts.episodes import ENDED, WITHDRAWN, Episode, Intent
from etl.alerts.evidence import Leg, Member, as_json, dates_of, doubts
from etl.alerts.message import LONGEST_QUOTE, delivery_id, payload

NOW = dt.datetime(2023, 11, 20, 12, tzinfo=dt.UTC)
LEAVER = Leg("e1", "Ada Lane", "CEO", False, 0.95, 3, "Ada Lane leaves Acme.", "https://a.example/1", "en")
COMER = Leg("e2", "Bo Chen", "CEO", True, 0.95, 2, "Bo Chen takes over.", "https://a.example/2", "en")
MEMBER = Member("t1", "ceo", NOW.date(), LEAVER, COMER)
EPISODE = Episode("x1", "acme", "page", NOW, NOW, None, ("t1",), NOW.date(), NOW.date(), "Too many.")


def test_evidence_names_who_when_sentence_and_link() -> None:
    entry = as_json(MEMBER)
    assert entry["what"] == "chief executive: Ada Lane → Bo Chen (interim)"
    assert entry["date"] == "2023-11-20"
    assert [quote["url"] for quote in entry["quotes"]] == ["https://a.example/1", "https://a.example/2"]
    assert dates_of([entry, {"date": "2023-11-17"}]) == [dt.date(2023, 11, 17), NOW.date()]


def test_a_side_that_is_not_known_is_said_so() -> None:
    assert as_json(dataclasses.replace(MEMBER, into=None))["what"] == "chief executive: Ada Lane leaves"
    assert as_json(dataclasses.replace(MEMBER, out=None))["what"] == "chief executive: Bo Chen arrives (interim)"
    assert as_json(Member("t", "new-role", NOW.date(), None, None))["what"] == "new-role: somebody leaves"
    assert as_json(dataclasses.replace(MEMBER, out=dataclasses.replace(LEAVER, sentence="")))["quotes"][0]["event_id"] == "e2"


def test_doubts_name_what_would_make_it_wrong() -> None:
    single = dataclasses.replace(LEAVER, source_count=1)
    unsure = dataclasses.replace(COMER, confidence=0.61, is_machine_translated=True)
    words = doubts([Member("t1", "ceo", NOW.date(), single, unsure)], 0.7)
    assert words == [
        "What is said of Ada Lane rests on a single story.",
        "The reading of Bo Chen is uncertain (61%).",
        "Some of the evidence is machine-translated; names and posts may be garbled.",
        "Only 70% of the feeds could be read today; more may have happened.",
    ]
    assert doubts([MEMBER], 1.0) == ["A denial or a correction by the company; none is known."]


def test_the_message_holds_it_all() -> None:
    message = payload(Intent("opened", EPISODE), "Acme", [as_json(MEMBER)], ["It may be wrong."])
    assert message["subject"] == "Acme: 1 change at the top (page, opened)"
    assert message["text"] == (
        "Too many.\n\n2023-11-20  chief executive: Ada Lane → Bo Chen (interim)\n"
        "    “Ada Lane leaves Acme.”\n    https://a.example/1\n    “Bo Chen takes over.”\n    https://a.example/2\n\n"
        "What would make it wrong:\n- It may be wrong."
    )


def test_a_closing_message_says_why_and_doubts_nothing() -> None:
    ended = Intent("closed", dataclasses.replace(EPISODE, closed_at=NOW))
    assert payload(ended, "Acme", [], ["doubt"])["text"] == f"{ENDED}\n"
    withdrawn = Intent("closed", dataclasses.replace(EPISODE, closed_at=NOW, reason=WITHDRAWN))
    assert payload(withdrawn, "Acme", [], ())["reason"] == WITHDRAWN


def test_long_sentences_are_cut() -> None:
    entry = as_json(dataclasses.replace(MEMBER, out=dataclasses.replace(LEAVER, sentence="x" * 1000)))
    text = payload(Intent("opened", EPISODE), "Acme", [entry], [])["text"]
    assert "x" * (LONGEST_QUOTE - 1) + "…" in text
    assert "x" * LONGEST_QUOTE not in text


def test_the_key_is_stable_and_differs_by_channel_kind_and_moment() -> None:
    intents = [
        Intent("opened", EPISODE),
        Intent("updated", EPISODE),
        Intent("updated", dataclasses.replace(EPISODE, updated_at=NOW + dt.timedelta(hours=1))),
        Intent("closed", dataclasses.replace(EPISODE, closed_at=NOW + dt.timedelta(days=30))),
    ]
    keys = {delivery_id(intent, channel) for intent in intents for channel in ("file", "console")}
    assert len(keys) == 8
    assert delivery_id(Intent("opened", EPISODE), "file") in keys
