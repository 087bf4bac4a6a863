"""`revdoor review`: a person's word, stored beside what was read; the stages resolve and events heed it at their next run."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shlex
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, insert, text

from etl.commands.review_queue import Waiting, evidence, queue
from etl.commands.review_subjects import UNDO, Decision, Subject, decide, find, parse_changes
from etl.commands.screen import screen
from etl.commands.sql import as_table
from etl.config import Settings
from etl.errors import ConfigError
from etl.io.session import open_database
from etl.tables.core import Judgement

KEYS = {"a": "accept", "r": "reject", "c": "correct", "m": "merge", "s": "split", "l": "link", "u": UNDO}
HELP = (
    "a accept | r reject | c role=ceo ... correct | l person=ID | company=ID link | m ID into=ID merge | s ID name=WRITTEN split | "
    "u undo the last | n next | q quit"
)
Ask = Callable[[str], str]


def show_queue() -> None:
    """Print what waits for a word, the doubtful and weighty first."""
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        rows = [(w.kind, w.subject, w.what, f"{w.doubt:.2f}", f"{w.impact:.1f}") for w in queue(connection)]
    screen().print(as_table(["kind", "id", "what", "doubt", "impact"], rows))
    screen().print("Its evidence: revdoor review ID; a word on it: revdoor review ID accept, or correct --set role=ceo; by keys: --keys")


def show(item: str) -> None:
    """Print the evidence of one thing to judge."""
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        subject = find(connection, item)
        screen().print(f"{subject.kind} {item}", markup=False)
        _print_evidence(connection, item)


def judge(item: str, verdict: str, changes: Iterable[str], note: str | None) -> None:
    """Store a judgement, or take back what holds; `ConfigError` for a thing, verdict, column or value that there is not."""
    payload = parse_changes(list(changes), verdict)
    with open_database(Settings.load()) as engine, engine.begin() as connection:
        _judge(connection, item, verdict, payload, note)
    screen().print(f"Stored: {verdict} {item} {payload or ''}; the stages resolve and events heed it at their next run", markup=False)


def by_keys(ask: Ask = input) -> None:
    """Go through the queue in the terminal, one thing after the other, by single letters; `ask` reads a line."""
    with open_database(Settings.load()) as engine:
        with engine.connect() as connection:
            waiting = queue(connection)
        judged: list[str] = []
        for number, each in enumerate(waiting, 1):
            with engine.begin() as connection:
                _print_waiting(connection, each, f"{number}/{len(waiting)}")
                if not _until_next(connection, each, judged, ask):
                    break
    screen().print(f"{len(judged)} judged; the stages resolve and events heed it at their next run")


def _until_next(connection: Connection, each: Waiting, judged: list[str], ask: Ask) -> bool:
    """Take commands on one thing until it is judged or passed over; False to quit."""
    while True:
        try:
            key, *words = shlex.split(ask("> ")) or ["n"]
        except (EOFError, ValueError):
            return False
        if key in ("n", "q"):
            return key == "n"
        try:
            _command(connection, each, key, words, judged)
        except ConfigError as error:
            screen().print(str(error), markup=False)
            continue
        if key != "u":
            return True


def _command(connection: Connection, each: Waiting, key: str, words: list[str], judged: list[str]) -> None:
    verdict = KEYS.get(key)
    if verdict is None:
        raise ConfigError(HELP)
    if verdict == UNDO:
        if not judged:
            raise ConfigError("Nothing was judged yet")
        _judge(connection, judged.pop(), UNDO, {}, None)
        screen().print("Taken back")
        return
    item = words.pop(0) if verdict in ("merge", "split") and words else each.subject
    _judge(connection, item, verdict, parse_changes(words, verdict), None)
    judged.append(item)


def _judge(connection: Connection, item: str, verdict: str, changes: dict[str, Any], note: str | None) -> None:
    now = dt.datetime.now(dt.UTC)
    subject = find(connection, item)
    decisions = [] if verdict == UNDO else decide(connection, subject, verdict, changes)
    _take_back(connection, subject, decisions, now)
    for decision in decisions:
        _store(connection, decision, note, now)


def _take_back(connection: Connection, subject: Subject, decisions: list[Decision], now: dt.datetime) -> None:
    """End the judgements that hold on the thing, or only those that new ones replace; they stay readable."""
    replaced = {_slot(decision.kind, decision.payload.get("name")) for decision in decisions}
    query = "SELECT judgement_id, kind, payload->>'name' AS name FROM core.judgement WHERE subject = :id AND undone_at IS NULL"
    holding = connection.execute(text(query), {"id": subject.facts.get("article_id", subject.subject)})
    mine = [row for row in holding if _concerns(subject, row.name)]
    ended = [row.judgement_id for row in mine if not decisions or _slot(row.kind, row.name) in replaced]
    connection.execute(text("UPDATE core.judgement SET undone_at = :now WHERE judgement_id = ANY(:ids)"), {"now": now, "ids": ended})


def _slot(kind: str, name: str | None) -> tuple[str, str | None]:
    """Judgements of one slot replace each other: one verdict on an event, one merge of an entity, one word on each name."""
    if kind in ("link", "split_person"):
        return kind, name
    return ("merge" if kind.startswith("merge") else "verdict"), None


def _concerns(subject: Subject, name: str | None) -> bool:
    """Whether a judgement with this name is about the thing: those of links lie with the article, which names others too."""
    return subject.kind != "link" or name in (subject.facts["company_written"], subject.facts["person_written"])


def _store(connection: Connection, decision: Decision, note: str | None, now: dt.datetime) -> None:
    payload = dict(decision.payload)
    key = json.dumps([decision.kind, decision.subject, payload, now.isoformat()], sort_keys=True)
    row = {"kind": decision.kind, "subject": decision.subject, "payload": payload, "note": note, "made_at": now}
    connection.execute(insert(Judgement).values(row | {"judgement_id": hashlib.sha256(key.encode()).hexdigest()[:24]}))


def _print_waiting(connection: Connection, each: Waiting, place: str) -> None:
    screen().rule(f"{place} {each.kind} {each.subject}")
    screen().print(f"{each.what}\ndoubt {each.doubt:.2f}, impact {each.impact:.1f}", markup=False)
    _print_evidence(connection, each.subject)
    screen().print(HELP, markup=False)


def _print_evidence(connection: Connection, subject: str) -> None:
    for line in evidence(connection, subject):
        screen().print(line, markup=False)
