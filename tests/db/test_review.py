"""The command `revdoor review`, driven as a person drives it: queue, evidence, verdicts, by keys and by words, undo, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, text, update
from typer.testing import CliRunner

from etl.cli import app
from etl.commands import review, review_export
from etl.commands.review_queue import doubt_of, impact_of
from etl.config import Settings
from etl.context import Context
from etl.errors import ConfigError
from etl.events.run import run as merge_events
from etl.resolve.run import run as resolve
from etl.tables.core import Article, ArticleEvent, Extraction
from tests.db.test_aliases import says
from tests.db.test_resolve_and_events import DAY, Told, prepare, rows

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from check import faults_of

pytestmark = pytest.mark.db

COMPANY = "Norvale Robotik"
WORDS = "Norvale Robotik (诺瓦尔机器人) sagte: Hans Weber geht. Quint schweigt."
TOLD = (
    Told("a1", 17, "Hans Weber", "out", status="reported", company=COMPANY),
    Told("a2", 17, "Johann Weber-Lutz", "out", company=COMPANY),
    Told("a3", 18, "Weber", "out", company="Quint"),
    Told("a4", 18, "Ute Weber", "out", company="Quint"),
    Told("a5", 18, "Jan Weber", "out", company="Quint"),
)
EVENTS = "SELECT person, role, status FROM mart.leadership_event ORDER BY person, role"


@pytest.fixture
def week(engine: Engine, context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Five articles, linked and merged; the command works on the test's database."""

    @contextmanager
    def opened(settings: Settings) -> Iterator[Engine]:
        yield engine

    for module in (review, review_export):
        monkeypatch.setattr(module, "open_database", opened)
    prepare(engine)
    with engine.begin() as connection:
        for told in TOLD:
            says(connection, told, WORDS, *((("ORG", COMPANY),) if told.article == "a1" else ()))
        connection.execute(update(ArticleEvent).values(sentence="Hans Weber geht."))
    run(context)
    return context


def run(context: Context) -> None:
    resolve(context)
    merge_events(context)


def revdoor(*words: str, keys: str = "") -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, ["review", *words], input=keys)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def one(context: Context, query: str, **values: Any) -> Any:
    return rows(context.engine, query, **values)[0][0]


def event_of(context: Context, person: str) -> str:
    return str(one(context, "SELECT event_id FROM mart.leadership_event WHERE person = :person", person=person))


def person_of(context: Context, name: str) -> str:
    return str(one(context, "SELECT person_id FROM mart.person WHERE name = :name", name=name))


def read_again(context: Context) -> None:
    """As if a new version of the reader had read every article, and found the events in another order."""
    with context.engine.begin() as connection:
        stored = [dict(row) for row in connection.execute(text("SELECT * FROM core.article_event")).mappings()]
        connection.execute(delete(ArticleEvent))
        connection.execute(insert(ArticleEvent), [row | {"ordinal": row["ordinal"] + 3, "method_version": "m2"} for row in stored])
        connection.execute(update(Extraction).values(method_version=Extraction.method_version + "+"))
    run(context)


def test_doubt_and_impact_order_the_queue() -> None:
    assert doubt_of(0.5) == 1.0
    assert doubt_of(1.0) == doubt_of(0.0) == 0.0
    assert impact_of(3, is_alerting=True, role="ceo") == 2 * impact_of(3, role="ceo") == 4 * impact_of(3) == 12.0


def test_events_links_and_names_wait_with_their_evidence(week: Context) -> None:
    printed = revdoor()
    for waiting in (event_of(week, "Hans Weber"), "a3:0", "诺瓦尔机器人"):
        assert waiting in printed
    assert "Hans Weber geht." in revdoor(event_of(week, "Hans Weber"))
    link = revdoor("a3:0")
    assert person_of(week, "Ute Weber") in link
    assert "provisional_here" in link
    proposal = str(one(week, "SELECT proposal_id FROM mart.alias_proposal"))
    assert "(诺瓦尔机器人)" in revdoor(proposal)
    revdoor(proposal, "reject", "--note", "another firm")
    run(week)
    assert proposal not in revdoor()
    assert one(week, "SELECT state FROM mart.alias_proposal") == "rejected"
    revdoor(proposal, "accept")
    run(week)
    assert ("诺瓦尔机器人",) in rows(week.engine, "SELECT alias FROM core.company_alias WHERE source = 'learned'")


def test_by_keys_a_person_corrects_takes_back_and_passes_over(week: Context) -> None:
    keys = "x\nu\nc role=boss\nm p-none into=p-none\nn\nu\nq\n"
    printed = revdoor("--keys", keys=keys)
    for words in ("a accept", "Nothing was judged yet", "role is one of ceo", "There is no", "0 judged"):
        assert words in printed
    first = next(line for line in printed.splitlines() if " event " in line or " link " in line).split()
    assert first
    revdoor("--keys", keys="a\nu\nq\n")
    assert one(week, "SELECT count(*) FROM core.judgement") >= 1
    assert one(week, "SELECT count(*) FROM core.judgement WHERE undone_at IS NULL") == 0
    assert "judged" in revdoor("--keys", keys="a\n")


def test_a_verdict_on_an_event_outlives_a_new_reader_a_new_linking_and_a_new_id(week: Context) -> None:
    before = event_of(week, "Hans Weber")
    revdoor(before, "correct", "--set", "role=chair", "--set", "status=confirmed")
    run(week)
    with week.engine.begin() as connection:
        connection.execute(update(Article).where(Article.article_id == "a1").values(published_at=DAY.replace(day=10)))
        connection.execute(text("UPDATE core.resolution SET link_version = 'link-0'"))
    read_again(week)
    assert event_of(week, "Hans Weber") != before
    assert ("Hans Weber", "chair", "confirmed") in rows(week.engine, EVENTS)
    revdoor(before, "undo")
    run(week)
    assert ("Hans Weber", "ceo", "reported") in rows(week.engine, EVENTS)


def test_a_wrong_split_is_merged_by_one_word_and_a_wrong_merge_undone_by_one(week: Context) -> None:
    two, one_id = person_of(week, "Johann Weber-Lutz"), person_of(week, "Hans Weber")
    before = rows(week.engine, EVENTS)
    revdoor(two, "merge", "--set", f"into={one_id}")
    run(week)
    read_again(week)
    assert len(rows(week.engine, EVENTS)) == len(before) - 1
    revdoor(two, "undo")
    run(week)
    assert rows(week.engine, EVENTS) == before


def test_a_name_is_split_off_a_person_and_a_link_is_corrected(week: Context) -> None:
    ute = person_of(week, "Ute Weber")
    revdoor("a3:0", "link", "--set", f"person={ute}")
    read_again(week)
    assert one(week, "SELECT article_count FROM mart.leadership_event WHERE person = 'Ute Weber'") == 2
    assert one(week, "SELECT person_rule FROM core.event_link WHERE article_id = 'a3'") == "judgement"
    revdoor("a3:3", "undo")
    run(week)
    revdoor(person_of(week, "Jan Weber"), "split", "--set", "name=Jan Weber")
    split = one(week, "SELECT person_id FROM core.event_link WHERE article_id = 'a5'")
    run(week)
    read_again(week)
    assert one(week, "SELECT person_id FROM core.event_link WHERE article_id = 'a5'") != split
    revdoor(split, "undo")
    run(week)
    assert one(week, "SELECT person_id FROM core.event_link WHERE article_id = 'a5'") == split
    assert resolve(week) == {"articles": 0, "companies": 0, "links": 0}


def test_companies_are_merged_by_one_word_and_undone_by_one(week: Context) -> None:
    ids = dict(rows(week.engine, "SELECT name, company_id FROM mart.company"))
    companies = "SELECT count(DISTINCT company_id) FROM mart.leadership_event"
    revdoor(event_of(week, "Hans Weber"), "accept")
    revdoor(ids["Quint"], "merge", "--set", f"into={ids[COMPANY]}")
    run(week)
    read_again(week)
    assert one(week, companies) == 1
    assert ("Hans Weber", "ceo", "confirmed") in rows(week.engine, EVENTS)
    revdoor(ids["Quint"], "undo")
    run(week)
    assert one(week, companies) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("e-none", "accept"), "There is no event"),
        (("EVENT", "merge", "--set", "into=x"), "is no verdict on a event"),
        (("EVENT", "correct"), "needs --set"),
        (("EVENT", "accept", "--set", "role=ceo"), "takes no --set"),
        (("a3:0", "link", "--set", "person=p-none"), "There is no person"),
        (("a3:0", "link", "--set", "role=ceo"), "columns are company, person"),
    ],
)
def test_what_can_not_be_is_said(week: Context, words: tuple[str, ...], message: str) -> None:
    event = event_of(week, "Hans Weber")
    with pytest.raises(ConfigError, match=message):
        revdoor(*(event if word == "EVENT" else word for word in words))


def test_what_was_judged_is_exported_as_a_part_of_the_corpus(week: Context, tmp_path: Path) -> None:
    revdoor(event_of(week, "Hans Weber"), "correct", "--set", "role=chair")
    revdoor(event_of(week, "Ute Weber"), "reject")
    run(week)
    assert "2 articles with 1 events" in revdoor("--export", str(tmp_path / "part"))
    assert faults_of(tmp_path / "part") == []
    assert '"role": "chair"' in (tmp_path / "part" / "articles.jsonl").read_text("utf-8")
