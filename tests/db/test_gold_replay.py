"""A perfect reader's week: one company's chief changes twice in three days, and nobody else is paged."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import Engine, text

from benchmarks.gold import run_days, stages_told, stored
from benchmarks.gold_reading import Gold
from etl.commands.outcome import alert_fault, is_alert_raised
from etl.pipeline import BY_NAME, run_stage
from tests.conftest import MakeContext
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db

FRIDAY, SUNDAY, MONDAY = "2024-03-08", "2024-03-10", "2024-03-11"
COMPANIES = {"Norvale Robotics": ["Norvale"], "Quint & Sons": ["Quint"]}


def event(company: str, person: str, direction: str, date: str | None, evidence: str, role: str = "ceo") -> dict[str, Any]:
    return {
        "company": company, "person": person, "direction": direction, "post": role, "role": role, "interim": False,
        "manner": None, "date": date, "status": "confirmed", "evidence": evidence,
    }


def article(name: str, day: str, sentences: list[str], events: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "url": f"https://wire.example/{name}", "day": day, "title": f"News of {name}", "events": events,
        "html": "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences),
    }


OUSTED = "The board of Norvale removed Ida Brandvold, and Tomas Reyl leads from today."
CHAIR = "Chairman Otto Quast resigned in protest."
NAMED = "Norvale named Lena Uhl chief executive; Tomas Reyl steps aside."
OUSTED_TOO = "Ida Brandvold has lost the confidence of Norvale's directors and goes; finance man Tomas Reyl takes over at once."
NAMED_TOO = "After a weekend of talks the robot maker Norvale hands its top job to Lena Uhl, and Tomas Reyl gives it up."
QUINT = "Quint & Sons said that Maud Perry retires as finance chief."
RECALLED = "Years of strife began when Per Aasen left Norvale's board in spring."
WEEK = [
    article("norvale-ousts", FRIDAY, [OUSTED], [
        event("Norvale Robotics", "Ida Brandvold", "out", FRIDAY, OUSTED),
        event("Norvale Robotics", "Tomas Reyl", "in", FRIDAY, OUSTED),
    ]),
    article("norvale-ousts-too", FRIDAY, [OUSTED_TOO], [
        event("Norvale Robotics", "Ida Brandvold", "out", FRIDAY, OUSTED_TOO),
        event("Norvale Robotics", "Tomas Reyl", "in", FRIDAY, OUSTED_TOO),
    ]),
    article("quint", FRIDAY, [QUINT], [event("Quint & Sons", "Maud Perry", "out", FRIDAY, QUINT, "cfo")]),
    article("norvale-names", SUNDAY, [NAMED], [
        event("Norvale Robotics", "Lena Uhl", "in", SUNDAY, NAMED),
        event("Norvale Robotics", "Tomas Reyl", "out", SUNDAY, NAMED),
    ]),
    article("norvale-names-too", SUNDAY, [NAMED_TOO], [
        event("Norvale Robotics", "Lena Uhl", "in", SUNDAY, NAMED_TOO),
        event("Norvale Robotics", "Tomas Reyl", "out", SUNDAY, NAMED_TOO),
    ]),
    article("norvale-chair", MONDAY, [CHAIR, RECALLED], [
        event("Norvale Robotics", "Otto Quast", "out", MONDAY, CHAIR, "chair"),
    ]),
    article("norvale-past", MONDAY, [RECALLED], [event("Norvale Robotics", "Per Aasen", "out", None, RECALLED, "board")]),
]  # fmt: skip


def write_replay(folder: Path) -> Path:
    """The labels and the feeds of the week; returns the folder of the feeds."""
    folder.joinpath("articles.jsonl").write_text("\n".join(json.dumps(each) for each in WEEK))
    folder.joinpath("entities.json").write_text(json.dumps({"companies": COMPANIES, "people": {}}))
    for day in (FRIDAY, SUNDAY, MONDAY):
        feed = folder / "feeds" / day / "wire-en.xml"
        feed.parent.mkdir(parents=True)
        feed.write_text(rss([each for each in WEEK if each["day"] <= day]))
    return folder / "feeds"


def rss(articles: list[dict[str, Any]]) -> str:
    items = "".join(
        f"<item><title>{each['title']}</title><link>{each['url']}</link><guid>{each['url']}</guid>"
        f"<pubDate>{email.utils.format_datetime(dt.datetime.fromisoformat(each['day'] + 'T09:00:00+00:00'))}</pubDate>"
        f"<description>{escape(each['html'])}</description></item>"
        for each in articles
    )
    return f'<rss version="2.0"><channel><title>Wire</title><link>https://wire.example</link>{items}</channel></rss>'


def ask(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def test_two_chiefs_in_three_days_are_one_page_in_the_run_that_sees_the_second(
    engine: Engine, make_context: MakeContext, tmp_path: Path
) -> None:
    feeds = write_replay(tmp_path)
    run_days(engine, make_context().settings, stages_told(Gold.load(tmp_path)), feeds, until=dt.date(2024, 3, 20))

    rows = ask(engine, "SELECT company, day, departures, appointments FROM mart.daily_churn WHERE departures + appointments > 0")
    assert stored(rows, COMPANIES) == {
        ("Norvale Robotics", FRIDAY): (1, 1), ("Quint & Sons", FRIDAY): (1, 0),
        ("Norvale Robotics", SUNDAY): (1, 1), ("Norvale Robotics", MONDAY): (1, 0),
    }  # fmt: skip
    told = ask(engine, "SELECT company, created_at::date::text, kind, payload->>'level' FROM core.alert_delivery "
                       "JOIN mart.alert USING (alert_id) WHERE channel = 'file' ORDER BY created_at")  # fmt: skip
    assert [tuple(row) for row in told] == [
        ("Norvale", SUNDAY, "opened", "page"), ("Norvale", MONDAY, "updated", "page"),
    ]
    assert is_alert_raised(engine, "Norvale")
    assert "Norvale" in alert_fault(engine, "Quint")
    assert ask(engine, "SELECT DISTINCT passed FROM mart.check_result") == [(True,)]


def test_a_page_that_comes_late_is_a_fault(engine: Engine, make_context: MakeContext) -> None:
    filler = Filler(engine)
    filler.poll(days=3)
    filler.change("ceo", "ada", "bo", NOW.date() - DAY)
    assert alert_fault(engine, "Acme") == "Paged were none; it should be Acme, once."
    filler.at(NOW + DAY).change("ceo", "bo", "cy", NOW.date() + DAY)
    for stage in ("signals", "alerts"):
        run_stage(BY_NAME[stage], make_context(NOW + DAY))
    assert alert_fault(engine, "Acme") == ""
    with engine.begin() as connection:
        connection.execute(text("UPDATE core.daily_churn SET computed_at = computed_at + interval '1 hour'"))
    assert "was reached in the run of" in alert_fault(engine, "Acme")
