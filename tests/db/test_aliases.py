"""Aliases that grow by themselves: out of brackets, tickers and parallel stories, the same in whatever order articles come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text, update

from etl.context import Context
from etl.events.run import run as merge_events
from etl.resolve.run import run as resolve
from etl.tables.core import Article, Judgement, Mention
from tests.conftest import MakeContext
from tests.db.test_resolve_and_events import DAY, Told, prepare, rows, tell

pytestmark = pytest.mark.db

PROPOSALS = "SELECT name, alias, rules, state, articles FROM mart.alias_proposal ORDER BY name, alias"
COMPANIES = "SELECT DISTINCT company FROM mart.leadership_event ORDER BY company"
PEOPLE = "SELECT person, article_count FROM mart.leadership_event ORDER BY person"


def says(connection: Connection, told: Told, words: str, *named: tuple[str, str]) -> None:
    """An article with these words, in which the names were found."""
    tell(connection, told, DAY)
    body = f"t\n{words}"
    connection.execute(update(Article).where(Article.article_id == told.article).values(text=body))
    for ordinal, (kind, name) in enumerate(named, 1):
        start = body.index(name)
        place = {"char_start": start, "char_end": start + len(name)}
        row = {"article_id": told.article, "ordinal": ordinal, "kind": kind, "text": name} | place
        connection.execute(insert(Mention), row)


BRACKETS: tuple[tuple[Told, str, tuple[tuple[str, str], ...]], ...] = (
    (Told("b1", 17, "Ute Kranz", "out", company="Norvale Robotik"), "Norvale Robotik (诺瓦尔机器人) teilte mit",
     (("ORG", "Norvale Robotik"), ("ORG", "诺瓦尔机器人"))),
    (Told("b2", 18, "Ute Kranz", "out", company="诺瓦尔机器人"), "诺瓦尔机器人（Norvale Robotik）宣布",
     (("ORG", "诺瓦尔机器人"), ("ORG", "Norvale Robotik"))),
    (Told("b3", 18, "克兰茨", "out", company="诺瓦尔机器人"), "x", ()),
)  # fmt: skip


def run(context: Context, batches: Sequence[Sequence[Any]]) -> None:
    for batch in batches:
        with context.engine.begin() as connection:
            for told, words, named in batch:
                says(connection, told, words, *named)
        resolve(context)
        merge_events(context)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_two_stories_make_a_bracket_an_alias_and_the_order_does_not_matter(make_context: MakeContext, order: tuple[int, ...]) -> None:
    context = make_context()
    prepare(context.engine)
    run(context, [[BRACKETS[n]] for n in order])
    assert rows(context.engine, PROPOSALS) == [
        ("Norvale Robotik", "诺瓦尔机器人", ["apposition"], "certain", ["b1", "b2"]),
    ]  # fmt: skip
    assert rows(context.engine, COMPANIES) == [("诺瓦尔机器人",)]
    assert rows(context.engine, "SELECT person, article_count FROM mart.leadership_event") == [("Ute Kranz", 3)]
    learned = "SELECT DISTINCT company_rule FROM core.event_link"
    assert rows(context.engine, learned) == [("learned_alias",)]
    before = rows(context.engine, "SELECT * FROM mart.leadership_event"), rows(context.engine, PROPOSALS)
    assert resolve(context)["links"] == 0
    with context.engine.begin() as connection:
        connection.execute(text("UPDATE core.resolution SET link_version = 'link-0'"))
        connection.execute(text("DELETE FROM core.alias_proposal"))
    resolve(context)
    merge_events(context)
    assert before == (rows(context.engine, "SELECT * FROM mart.leadership_event"), rows(context.engine, PROPOSALS))


def test_one_story_is_a_proposal_until_a_person_accepts_it(context: Context) -> None:
    prepare(context.engine)
    run(context, [[BRACKETS[0], BRACKETS[2]]])
    assert [row[3] for row in rows(context.engine, PROPOSALS)] == ["proposed"]
    assert len(rows(context.engine, COMPANIES)) == 2
    proposal = rows(context.engine, "SELECT proposal_id FROM mart.alias_proposal")[0][0]
    judgement = {
        "judgement_id": "j1", "kind": "accept", "subject": proposal, "payload": {"alias": "诺瓦尔机器人"}, "note": None, "made_at": DAY,
    }  # fmt: skip
    with context.engine.begin() as connection:
        connection.execute(insert(Judgement), judgement)
    run(context, [[]])
    assert len(rows(context.engine, COMPANIES)) == 1
    assert rows(context.engine, PEOPLE) == [("Ute Kranz", 2)]
    with context.engine.begin() as connection:
        connection.execute(update(Judgement).values(undone_at=DAY))
    run(context, [[]])
    assert len(rows(context.engine, COMPANIES)) == 2


def test_a_ticker_promotes_an_unknown_name_to_the_company_of_the_catalogue(context: Context) -> None:
    prepare(context.engine)
    told = Told("t1", 17, "Ann Reyl", "out", company="Redmonder Konzernmutter")
    run(context, [[(told, "Redmonder Konzernmutter (NASDAQ: MSFT) meldet", (("ORG", "Redmonder Konzernmutter"),))]])
    assert rows(context.engine, "SELECT company_id FROM mart.leadership_event") == [("microsoft",)]
    assert rows(context.engine, "SELECT state, rules FROM mart.alias_proposal") == [("certain", ["ticker"])]
    aliases = rows(context.engine, "SELECT alias, source FROM core.company_alias WHERE company_id = 'microsoft'")
    assert ("Redmonder Konzernmutter", "article") in aliases


def test_stories_of_one_move_propose_a_name_that_no_rule_joins(context: Context) -> None:
    prepare(context.engine)
    company = "Norvale Robotik"
    told = [Told("p1", 17, "Lena Uhl", "in", company=company), Told("p2", 18, "乌兰娜", "in", company=company)]
    run(context, [[(each, "x", ()) for each in told]])
    assert rows(context.engine, PROPOSALS) == [("Lena Uhl", "乌兰娜", ["parallel"], "proposed", ["p2"])]
    assert len(rows(context.engine, PEOPLE)) == 2


@pytest.mark.parametrize("pairs", [("Microsoft", "微软", "MSFT"), ("Meta", "Facebook", "脸书")])
def test_one_company_over_languages_tickers_and_time(context: Context, pairs: tuple[str, ...]) -> None:
    prepare(context.engine)
    run(context, [[(Told(f"m{n}", 17, "Ann Reyl", "out", company=name), "x", ()) for n, name in enumerate(pairs)]])
    assert len(rows(context.engine, "SELECT event_id FROM mart.leadership_event")) == 1


def test_one_chief_over_spellings_scripts_and_machine_translation(context: Context) -> None:
    """No name of his is in the catalogue's company: what joins them is sound, likeness and the move."""
    prepare(context.engine)
    names = ("Tomas Brockmann", "Brockmanns", "Tomas Brockman", "托马斯·布罗克曼", "布洛克曼", "Tomas Blockman")
    told = [Told(f"s{n}", 17 + n % 2, name, "out", company="Norvale Robotik") for n, name in enumerate(names)]
    run(context, [[(each, "x", ()) for each in told]])
    with context.engine.begin() as connection:
        connection.execute(text("UPDATE core.extraction SET is_machine_translated = true WHERE article_id = 's5'"))
        connection.execute(text("UPDATE core.resolution SET link_version = 'link-0'"))
    run(context, [[]])
    assert rows(context.engine, PEOPLE) == [("Tomas Brockmann", 6)]


def test_every_link_has_its_rule_confidence_and_who_else_it_may_be(context: Context) -> None:
    prepare(context.engine)
    told = [Told(f"w{n}", 17, name, "out", company="Norvale Robotik") for n, name in enumerate(("Hans Weber", "Ute Weber", "Weber"))]
    run(context, [[(each, "x", ()) for each in told]])
    query = "SELECT person_rule, confidence, jsonb_array_length(alternatives->'person') FROM core.event_link ORDER BY 1, 3"
    assert rows(context.engine, query) == [("provisional", 0.8, 0), ("provisional", 0.8, 0), ("provisional_here", 0.6, 2)]
