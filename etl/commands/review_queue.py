"""What waits for a person's word, by doubt and impact: events, links and pairs of names that nobody judged yet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

LENGTH = 20
ALERT_WEIGHT = 2.0
"""A company with an open alert, or near one, counts so many times."""
SEAT_WEIGHT: dict[str, float] = {"ceo": 2.0, "chair": 1.5, "president": 1.5, "cfo": 1.5}
"""Roles whose changes weigh more; others count once."""
REPORTED_DOUBT = 0.3
"""Least doubt of an event that is reported only: one more story, or a word, would confirm it."""

_UNJUDGED = "NOT EXISTS (SELECT FROM core.judgement j WHERE j.subject = {subject} AND j.undone_at IS NULL)"
_COMPANY = """
    (SELECT count(*) FROM core.leadership_event o WHERE o.company_id = {company}) AS events,
    (EXISTS (SELECT FROM core.alert a WHERE a.company_id = {company} AND a.closed_at IS NULL)
     OR coalesce((SELECT d.level IN ('watch', 'page') FROM core.daily_churn d WHERE d.company_id = {company}
                   ORDER BY d.day DESC, d.computed_at DESC LIMIT 1), false)) AS alerting
"""
EVENTS = f"""
    SELECT e.event_id AS subject, e.company, e.person, e.direction, e.role, e.effective_date, e.status, e.confidence, e.article_count,
           {_COMPANY.format(company="e.company_id")}
      FROM mart.leadership_event e WHERE {_UNJUDGED.format(subject="e.event_id")}
"""
LINKS = f"""
    SELECT DISTINCT ON (l.company_id, l.person_id, x.person) l.article_id || ':' || l.ordinal AS subject, c.name AS company,
           p.name AS person, x.person AS written, x.role, l.person_rule, l.company_rule, l.confidence,
           jsonb_array_length(l.alternatives -> 'person') + jsonb_array_length(l.alternatives -> 'company') AS others,
           {_COMPANY.format(company="l.company_id")}
      FROM core.event_link l
      JOIN core.article_event x USING (article_id, ordinal)
      JOIN core.company c USING (company_id) JOIN core.person p USING (person_id)
     WHERE 'judgement' NOT IN (l.person_rule, l.company_rule) AND {_UNJUDGED.format(subject="l.article_id")}
       AND (l.alternatives -> 'person' <> '[]' OR l.alternatives -> 'company' <> '[]' OR l.confidence < 0.75)
     ORDER BY l.company_id, l.person_id, x.person, l.article_id, l.ordinal
"""
ALIASES = f"""
    SELECT a.proposal_id AS subject, a.kind, a.name, a.alias, a.rules, a.confidence,
           (SELECT count(*) FROM core.article_event x WHERE a.name IN (x.company, x.person) OR a.alias IN (x.company, x.person)) AS events
      FROM core.alias_proposal a WHERE a.state = 'proposed' AND {_UNJUDGED.format(subject="a.proposal_id")}
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to judge: `kind` is event, link or alias; `doubt` is 0 (sure) to 1 (even); `impact` is 1 or more."""

    kind: str
    subject: str
    what: str
    doubt: float
    impact: float

    @property
    def weight(self) -> float:
        """What the queue is ordered by."""
        return self.doubt * self.impact


def queue(connection: Connection, length: int = LENGTH) -> list[Waiting]:
    """What to judge next, the heaviest first."""
    rows = [
        *map(_event, connection.execute(text(EVENTS))),
        *map(_link, connection.execute(text(LINKS))),
        *map(_alias, connection.execute(text(ALIASES))),
    ]
    return sorted(rows, key=lambda w: (-round(w.weight, 6), w.kind, w.subject))[:length]


def doubt_of(confidence: float) -> float:
    """0 where it is sure one way or the other, 1 where it is even."""
    return 4 * confidence * (1 - confidence)


def impact_of(events: int, *, is_alerting: bool = False, role: str = "other") -> float:
    """What hangs on it: the company's other events, an alert, the seat."""
    return (1 + math.log2(1 + events)) * (ALERT_WEIGHT if is_alerting else 1.0) * SEAT_WEIGHT.get(role, 1.0)


def _event(row: Row[Any]) -> Waiting:
    doubt = max(doubt_of(row.confidence), REPORTED_DOUBT if row.status == "reported" else 0.0)
    what = f"{row.company}: {row.person} {row.direction} {row.role} {row.effective_date or ''} {row.status}, {row.article_count} articles"
    return Waiting("event", row.subject, what, doubt, impact_of(row.events, is_alerting=row.alerting, role=row.role))


def _link(row: Row[Any]) -> Waiting:
    doubt = min(1.0, doubt_of(row.confidence) + (0.2 if row.others else 0.0))
    what = f"{row.company}: '{row.written}' is {row.person} ({row.person_rule}, {row.company_rule}; {row.others} others)"
    return Waiting("link", row.subject, what, doubt, impact_of(row.events, is_alerting=row.alerting, role=row.role))


def _alias(row: Row[Any]) -> Waiting:
    what = f"{row.kind}: {row.name} = {row.alias} ({', '.join(row.rules)}, {row.confidence:.2f})"
    return Waiting("alias", row.subject, what, doubt_of(row.confidence), impact_of(row.events))


def evidence(connection: Connection, subject: str) -> Iterator[str]:
    """The sentences, links and alternatives on which a thing to judge rests, one line each."""
    for query in (_EVENT_EVIDENCE, _LINK_EVIDENCE, _ALIAS_EVIDENCE):
        for row in connection.execute(text(query), {"subject": subject}):
            yield str(row.line)


_NAMES = """
    coalesce((SELECT ' [or ' || string_agg(coalesce(p.name, c.name, other.id) || ' ' || other.id, ', ' ORDER BY other.id) || ']'
                FROM jsonb_array_elements_text((l.alternatives -> 'person') || (l.alternatives -> 'company')) AS other(id)
                LEFT JOIN core.person p ON p.person_id = other.id LEFT JOIN core.company c ON c.company_id = other.id), '')
"""
_SENTENCE = f"""
    a.published_at::date || ' ' || a.lang || ' ' || a.url || chr(10) || '    "' || x.sentence || '"' || chr(10) || '    reads: '
    || x.person || ', ' || x.company || ', ' || x.direction || ' ' || x.role || ', ' || x.status || ', ' || round(x.confidence::numeric, 2)
    || '; linked: ' || l.person_id || ' (' || l.person_rule || '), ' || l.company_id || ' (' || l.company_rule || ')' || {_NAMES}
    || '; link ' || l.article_id || ':' || l.ordinal AS line
"""
_FROM = """
    FROM core.article_event x JOIN core.article a USING (article_id) JOIN core.event_link l USING (article_id, ordinal)
"""
_EVENT_EVIDENCE = f"""
    SELECT {_SENTENCE} {_FROM} JOIN core.event_evidence v USING (article_id, ordinal)
     WHERE v.event_id = :subject ORDER BY a.published_at, a.article_id LIMIT 12
"""
_LINK_EVIDENCE = f"SELECT {_SENTENCE} {_FROM} WHERE l.article_id || ':' || l.ordinal = :subject"
_ALIAS_EVIDENCE = """
    SELECT a.published_at::date || ' ' || a.lang || ' ' || a.url || chr(10) || '    "'
           || coalesce(nullif(substring(a.text FROM greatest(1, strpos(a.text, p.alias) - 80) FOR 200), ''), a.title) || '"' AS line
      FROM core.alias_proposal p
     CROSS JOIN LATERAL jsonb_array_elements_text(p.articles) AS told(article_id)
      JOIN core.article a ON a.article_id = told.article_id
     WHERE p.proposal_id = :subject ORDER BY a.published_at LIMIT 6
"""
