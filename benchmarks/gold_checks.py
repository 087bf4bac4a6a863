"""What `make eval-gold` checks besides the scores: the past as it was stored, rows a real event, companies, seat timelines."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.gold_reading import Gold
from etl.catalog.folding import fold

VIEWS = ("leadership_event", "seat_transition", "daily_churn")
"""Each has a function in `mart` of the same name and `_as_of`."""
TIMELINE = """
    SELECT company, role, state, person, interim, held_from, held_to, reverses_event_id IS NOT NULL AS is_reversal, began_sources,
           ended_sources
      FROM mart.seat_timeline
     WHERE company = :company AND role = :role
     ORDER BY state = 'voided', held_from NULLS FIRST, held_to NULLS LAST, person
"""
EVIDENCE = "SELECT event_id, url, company, person, direction, role FROM mart.article_event WHERE event_id IS NOT NULL"
Key = tuple[str, str, str, str]


@dataclass
class Snapshots:
    """The rows of the views at the end of each run, to be compared with what their functions say of those moments later."""

    taken: dict[dt.datetime, dict[str, Counter[str]]] = field(default_factory=dict)

    def take(self, engine: Engine, moment: dt.datetime) -> None:
        """Keep the rows as they are now, at the run's clock."""
        self.taken[moment] = {view: _rows(engine, f"SELECT t::text FROM mart.{view} t") for view in VIEWS}

    def differences(self, engine: Engine) -> Iterator[str]:
        """One line a moment and view whose function says otherwise than the snapshot."""
        for moment, views in self.taken.items():
            for view, rows in views.items():
                now = _rows(engine, f"SELECT t::text FROM mart.{view}_as_of(:moment) t", moment=moment)
                if now != rows:
                    yield f"{view} as of {moment:%Y-%m-%d %H:%M}: {(rows - now).total()} rows are gone, {(now - rows).total()} are new"

    def count(self, view: str) -> int:
        """Rows in all snapshots of a view."""
        return sum(views[view].total() for views in self.taken.values())


@dataclass(frozen=True, slots=True)
class Attachment:
    """How the stored events lie over the labelled ones."""

    rows: int
    """Stored events of which most evidence is labelled as some real event."""
    events: int
    """Real events that they are of."""
    wrong_company: tuple[str, ...]
    """Stored events most evidence of which is labelled with another company."""

    @property
    def rows_per_event(self) -> float:
        """1 where no real event has two rows."""
        return self.rows / self.events if self.events else 0.0


def attachment(engine: Engine, gold: Gold) -> Attachment:
    """Compare each stored event with the labels of the articles that are its evidence."""
    evidence: dict[str, list[Any]] = defaultdict(list)
    with engine.connect() as connection:
        for row in connection.execute(text(EVIDENCE)):
            evidence[row.event_id].append(row)
    names = _Names(gold)
    real = Counter(filter(None, (names.real_event(rows) for rows in evidence.values())))
    wrong = sorted(filter(None, (names.wrong_company(rows) for rows in evidence.values())))
    return Attachment(real.total(), len(real), tuple(wrong))


class _Names:
    """The labels by article, and names by the form that the labels use."""

    def __init__(self, gold: Gold) -> None:
        self._canonical = {
            kind: {fold(alias): name for name, aliases in names.items() for alias in (name, *aliases)} for kind, names in gold.names.items()
        }
        self._labels = {url: [*article["events"], *(article.get("historical") or ())] for url, article in gold.articles.items()}

    def real_event(self, rows: Sequence[Any]) -> str | None:
        """The labelled event that most of the evidence is of; None where most is none."""
        found = Counter(self._label(row) for row in rows)
        return found.most_common(1)[0][0]

    def wrong_company(self, rows: Sequence[Any]) -> str | None:
        """The event in words where the labels give most of its evidence to another company."""
        misplaced = [row for row in rows if self._label(row) is None and self._companies(row) - {self._company(row)}]
        if 2 * len(misplaced) <= len(rows):
            return None
        row = misplaced[0]
        return f"{row.company}: {row.person} {row.direction} as {row.role}, labelled {', '.join(sorted(self._companies(row)))}"

    def _label(self, row: Any) -> str | None:
        key = self._company(row), self._person(row.person), row.direction, row.role
        return next((event.get("canonical") or str(key) for event in self._labels[row.url] if _key(event) == key), None)

    def _companies(self, row: Any) -> set[str]:
        """Companies at which the article's labels let the person come or go in the same way."""
        return {e["company"] for e in self._labels[row.url] if (e["person"], e["direction"]) == (self._person(row.person), row.direction)}

    def _company(self, row: Any) -> str:
        return self._canonical["companies"].get(fold(row.company), row.company)

    def _person(self, name: str) -> str:
        return self._canonical["people"].get(fold(name), name)


def _key(event: Mapping[str, Any]) -> Key:
    return event["company"], event["person"], event["direction"], event["role"]


def seat_lines(engine: Engine, company: str, role: str) -> list[str]:
    """The seat timeline of a company in words, one line a tenure."""
    with engine.connect() as connection:
        return [_line(row) for row in connection.execute(text(TIMELINE), {"company": company, "role": role})]


def _line(row: Any) -> str:
    if row.state == "voided":
        return f"{row.person}: told, never took effect"
    who = row.person or "nobody"
    span = f"{row.held_from or 'before'} to {row.held_to or 'now'}"
    known = "/".join(str(sources or "-") for sources in (row.began_sources, row.ended_sources))
    return f"{who}{' (interim)' if row.interim else ''}: {span}{', takes the departure back' if row.is_reversal else ''} [{known} stories]"


def _rows(engine: Engine, query: str, **values: Any) -> Counter[str]:
    with engine.connect() as connection:
        return Counter(connection.scalars(text(query), values))
