"""What reviewers judged, as training data: a part of the corpus, in the form that training/check.py checks.

Only articles all of whose events were judged are written; who judged what was read has not said what was missed, so a reader
of the part should go through the texts once. A rejected event is none, a corrected one is as the reviewer has it.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from etl.commands.screen import screen
from etl.config import Settings
from etl.io.session import open_database

JUDGED = """
    SELECT a.article_id, a.feed, a.guid, a.url, a.lang, a.published_at, a.utc_offset_minutes, a.title, a.text,
           x.ordinal, c.name AS company, p.name AS person, x.direction, x.post, x.role, x.interim, x.event_date, x.status, x.manner,
           x.sentence, j.kind, j.payload
      FROM core.article_event x
      JOIN core.article a USING (article_id)
      JOIN core.event_link l USING (article_id, ordinal)
      JOIN core.company c USING (company_id)
      JOIN core.person p USING (person_id)
      LEFT JOIN LATERAL (
           SELECT j.kind, j.payload FROM core.judgement j
            WHERE j.undone_at IS NULL AND j.kind IN ('accept', 'reject', 'correct') AND j.payload->'articles' ? x.article_id
              AND j.payload->>'person_id' = l.person_id AND j.payload->>'direction' = x.direction AND j.payload->>'judged_role' = x.role
            ORDER BY j.made_at DESC LIMIT 1) j ON true
     ORDER BY a.published_at, a.article_id, x.ordinal
"""
MENTIONS = "SELECT article_id, kind, text FROM core.mention WHERE article_id = ANY(:ids) ORDER BY article_id, ordinal"


def export(folder: Path) -> None:
    """Write articles.jsonl, entities.json and timeline.jsonl to the folder; says how many articles were left out."""
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        articles, skipped = _articles(connection)
    folder.mkdir(parents=True, exist_ok=True)
    events = [(event, article) for article in articles for event in article["events"]]
    _write(folder / "articles.jsonl", articles)
    _write(folder / "timeline.jsonl", _timeline(events))
    entities: dict[str, dict[str, list[str]]] = {"companies": {}, "people": {}}
    for event, _ in events:
        entities["companies"].setdefault(event["company"], [])
        entities["people"].setdefault(event["person"], [])
    folder.joinpath("entities.json").write_text(json.dumps(entities, ensure_ascii=False, indent=1) + "\n", "utf-8")
    screen().print(f"{len(articles)} articles with {len(events)} events written to {folder}; {skipped} with events not judged left out")


def _articles(connection: Connection) -> tuple[list[dict[str, Any]], int]:
    grouped: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(text(JUDGED)):
        grouped[row.article_id].append(row)
    judged = {key: rows for key, rows in grouped.items() if all(row.kind for row in rows)}
    skipped = sum(any(row.kind for row in rows) for rows in grouped.values()) - len(judged)
    mentions: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for article_id, kind, words in connection.execute(text(MENTIONS), {"ids": list(judged)}):
        mentions[article_id][kind][words] = None
    return [_article(rows, mentions[key]) for key, rows in judged.items()], skipped


def _article(rows: list[Row[Any]], mentions: dict[str, dict[str, None]]) -> dict[str, Any]:
    first = rows[0]
    title, _, body = first.text.partition("\n")
    return {
        "id": first.article_id, "feed": first.feed, "guid": first.guid, "url": first.url, "lang": first.lang,
        "published": first.published_at.astimezone(dt.timezone(dt.timedelta(minutes=first.utc_offset_minutes))).isoformat(), "title": title,
        "html": "\n".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n")), "dup_of": None,
        "mentions": {kind: list(mentions.get(kind, ())) for kind in ("PERSON", "ORG", "POST")},
        "events": [_event(row) for row in rows if row.kind != "reject"], "historical": [], "traps": ["reviewed"],
    }  # fmt: skip


def _event(row: Row[Any]) -> dict[str, Any]:
    """The event as read, with the reviewer's columns over it."""
    said = row.payload if row.kind == "correct" else {}
    day = said.get("effective_date", row.event_date and row.event_date.isoformat())
    status = said.get("status", row.status)
    event = {
        "company": row.company, "person": row.person, "direction": row.direction, "post": said.get("post", row.post),
        "role": said.get("role", row.role), "interim": said.get("interim", row.interim), "date": None if status == "denied" else day,
        "status": status, "manner": said.get("manner", row.manner), "evidence": row.sentence, "trigger": [],
    }  # fmt: skip
    return {"canonical": "-".join([event["company"], event["person"], event["direction"], event["role"], event["date"] or ""])} | event


def _timeline(events: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for event, article in events:
        kept = {name: event[name] for name in ("canonical", "company", "person", "direction", "post", "role", "interim", "date")}
        rows.setdefault(event["canonical"], kept | {"final_status": event["status"], "first_article": article["id"]})
    return list(rows.values())


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
