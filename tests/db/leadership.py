"""Fills the tables with feeds, articles, events and transitions of invented companies, as the stages before would."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from etl.tables.base import Base
from etl.tables.core import (
    Article,
    ArticleEvent,
    Company,
    EventChange,
    EventEvidence,
    Extraction,
    LeadershipEvent,
    Person,
    SeatTransition,
)
from etl.tables.raw import Body, Feed, FeedState, Fetch, Parse

NOW = dt.datetime(2023, 11, 20, 23, 59, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEED = "daily-mirror"


@dataclasses.dataclass(frozen=True)
class Filler:
    """Writes rows in transactions of their own; `now` is when they are first seen."""

    engine: Engine
    now: dt.datetime = NOW

    def at(self, now: dt.datetime) -> Filler:
        """The same at another time."""
        return dataclasses.replace(self, now=now)

    def put(self, model: type[Base], **values: Any) -> None:
        """Insert a row unless it is there."""
        with self.engine.begin() as connection:
            connection.execute(upsert(model).values(values).on_conflict_do_nothing())

    def feed(self, feed: str = FEED) -> None:
        """Register a feed."""
        self.put(
            Feed, feed=feed, title=feed.title(), url=f"https://{feed}.example/rss", lang="en", country="US", timezone="UTC",
            is_local=False, is_active=True, cadence_minutes=15, silence_hours=48, registered_at=self.now,
        )

    def poll(self, feed: str = FEED, *, is_healthy: bool = True, days: int = 1, parse_error: str | None = None) -> None:
        """Poll a feed now and on the days before."""
        self.feed(feed)
        for moment in (self.now - offset * DAY for offset in range(days)):
            fetch_id = f"{feed}-{moment:%Y%m%d%H%M}"
            self.put(Body, sha256="0" * 64, content=b"", size=0, first_fetched_at=moment)
            self.put(
                Fetch, fetch_id=fetch_id, feed=feed, run_id="r", requested_at=moment, url="https://x.example",
                outcome="ok" if is_healthy else "timeout", body_sha256="0" * 64, duration_ms=5,
            )
            self.put(
                Parse, fetch_id=fetch_id, parsed_at=moment, items=4, new=2, updated=1, unchanged=1, rejected=0, error=parse_error
            )
        state = "ok" if is_healthy else "failing"
        self.put(FeedState, feed=feed, state=state, last_attempt_at=self.now, interval_minutes=15, consecutive_failures=0)

    def company(self, company_id: str = "acme") -> None:
        """Make a company known."""
        self.put(Company, company_id=company_id, name=company_id.title(), is_provisional=True, revision=1)

    def event(
        self, person: str, direction: str, date: dt.date, role: str = "ceo", *, company: str = "acme", **changes: Any
    ) -> str:
        """A confirmed event with one article as evidence; returns its id."""
        event_id = f"{company}-{person}-{direction}-{role}-{date}"
        self.company(company)
        self.put(Person, person_id=person, name=person.title(), is_provisional=True)
        values = {
            "event_id": event_id, "company_id": company, "person_id": person, "direction": direction, "post": role.upper(),
            "role": role, "interim": False, "effective_date": date, "announced_on": date, "status": "confirmed",
            "confidence": 0.95, "article_count": 2, "source_count": 2, "first_seen_at": self.now, "last_seen_at": self.now,
            "method_version": "m1",
        } | changes
        self.put(LeadershipEvent, **values)
        self._change(event_id, "insert", values | {"company": company, "person": person})
        self._evidence(event_id, person, direction, role, company, date)
        return event_id

    def deny(self, event_id: str, company: str = "acme") -> None:
        """Let an event be denied; its transition goes."""
        with self.engine.begin() as connection:
            connection.execute(update(LeadershipEvent).where(LeadershipEvent.event_id == event_id).values(status="denied"))
            leg = (SeatTransition.out_event_id == event_id) | (SeatTransition.in_event_id == event_id)
            connection.execute(delete(SeatTransition).where(leg))
        self._change(event_id, "update", {"event_id": event_id, "company_id": company, "status": "denied"})

    def change(
        self, role: str, leaver: str | None, comer: str | None, date: dt.date, *, company: str = "acme"
    ) -> str:
        """A seat transition with its events; returns its id."""
        out = self.event(leaver, "out", date, role, company=company) if leaver else None
        into = self.event(comer, "in", date, role, company=company) if comer else None
        transition_id = f"{company}-{role}-{date}-{leaver}-{comer}"
        self.put(
            SeatTransition, transition_id=transition_id, company_id=company, role=role, out_event_id=out, in_event_id=into,
            transition_date=date, first_seen_at=self.now,
        )
        return transition_id

    def _change(self, event_id: str, op: str, row: dict[str, Any]) -> None:
        plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
        with self.engine.begin() as connection:
            connection.execute(
                insert(EventChange).values(
                    event_id=event_id, op=op, changed_at=self.now, run_id="r", method_version="m1", row=plain
                )
            )

    def _evidence(self, event_id: str, person: str, direction: str, role: str, company: str, date: dt.date) -> None:
        self.poll()
        article_id = f"a-{event_id}"
        verb = "joins" if direction == "in" else "leaves"
        sentence = f"{person.title()} {verb} {company.title()} as {role.upper()}."
        text = f"News of {company.title()}\n{sentence}"
        common = {"title": f"News of {company.title()}", "text": text, "content_sha256": "0" * 64}
        self.put(
            Article, article_id=article_id, feed=FEED, guid=article_id, url=f"https://news.example/{article_id}",
            url_key=article_id, lang="en", published_at=self.now, published_source="feed", utc_offset_minutes=0,
            first_seen_at=self.now, updated_at=self.now, version=1, fetch_id=f"{FEED}-{self.now:%Y%m%d%H%M}", **common,
        )
        self.put(
            Extraction, article_id=article_id, article_version=1, method_version="m1", outcome="ok",
            is_machine_translated=False, extracted_at=self.now,
        )
        start = text.index(sentence)
        self.put(
            ArticleEvent, article_id=article_id, ordinal=0, company=company.title(), person=person.title(), direction=direction,
            post=role.upper(), role=role, interim=False, event_date=date, status="confirmed", confidence=0.9, sentence=sentence,
            char_start=start, char_end=len(text), method_version="m1",
        )
        self.put(EventEvidence, article_id=article_id, ordinal=0, event_id=event_id, story_id=article_id, is_taken_back=False)
