"""Aliases: where articles put two names as one, and what is made of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalog.models import Company
from etl.catalog.names import Companies
from etl.resolve.company_links import link_company
from etl.resolve.learned import changed_companies, learn, learned_names
from etl.resolve.proposals import Proposal, Seen, propose
from etl.resolve.sightings import Sighting, Span, sightings, ticker


def spans(text: str, *names: tuple[str, str]) -> list[Span]:
    return [Span(kind, name, text.index(name), text.index(name) + len(name)) for kind, name in names]


@pytest.mark.parametrize(
    ("inside", "symbol"),
    [
        ("NASDAQ: MSFT", "MSFT"), ("600519.SH", "600519.SS"), ("港股：00700.HK", "0700.HK"), ("HKEX: 700", "0700.HK"),
        ("ETR: SAP", "SAP.DE"),
        ("000858.SZ", "000858.SZ"), ("see page 4", None), ("MSFT", None), ("NYSE:BABA", "BABA"),
    ],
)  # fmt: skip
def test_a_bracket_may_give_a_ticker(inside: str, symbol: str | None) -> None:
    assert ticker(inside) == symbol


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Norvale (诺瓦尔) said", [("ORG", "Norvale"), ("ORG", "诺瓦尔")], [("Norvale", "诺瓦尔", "apposition")]),
        ("Norvale (诺瓦尔) said", [("ORG", "Norvale")], [("Norvale", "诺瓦尔", "apposition_unread")]),
        ("莱娜·乌尔（Lena Uhl）", [("PERSON", "莱娜·乌尔")], [("莱娜·乌尔", "Lena Uhl", "apposition_unread")]),
        ("Lena Uhl (诺瓦尔)", [("PERSON", "Lena Uhl"), ("ORG", "诺瓦尔")], []),
        ("Norvale (Norvale Robotics)", [("ORG", "Norvale")], []),
        ("Norvale (auf Chinesisch: 诺瓦尔)", [("ORG", "Norvale")], [("Norvale", "诺瓦尔", "apposition_unread")]),
        ("诺瓦尔（以下简称“Norvale”）", [("ORG", "诺瓦尔")], [("诺瓦尔", "Norvale", "apposition_unread")]),
        ("Norvale (NYSE: NVL) said", [("ORG", "Norvale")], [("Norvale", "NVL", "ticker")]),
        ("Lena Uhl (NYSE: NVL)", [("PERSON", "Lena Uhl")], []),
        ("Norvale (今年的利润下降了百分之三十以上) fell", [("ORG", "Norvale")], []),
        ("the post (诺瓦尔)", [("POST", "post")], []),
    ],
)  # fmt: skip
def test_names_that_brackets_put_as_one(text: str, names: list[tuple[str, str]], expected: list[tuple[str, str, str]]) -> None:
    assert [(s.name, s.alias, s.rule) for s in sightings(text, spans(text, *names))] == expected


def seen(name: str, alias: str, story: str, rule: str = "apposition", kind: str = "company") -> Seen:
    return Seen(Sighting(kind, name, alias, rule), story, story)


def states(*each: Seen) -> set[str]:
    return {proposal.state for proposal in propose(each, {})}


def test_copies_of_one_story_count_once_and_a_second_story_makes_it_certain() -> None:
    copy = Seen(Sighting("company", "Norvale", "诺瓦尔", "apposition"), "copy", "a")
    assert states(seen("Norvale", "诺瓦尔", "a"), copy) == {"proposed"}
    assert states(seen("Norvale", "诺瓦尔", "a"), seen("诺瓦尔", "Norvale AG", "b")) == {"certain"}


def test_a_name_given_to_two_companies_is_certain_of_neither() -> None:
    one = [seen("Norvale", "诺瓦尔", story) for story in "ab"]
    assert states(*one, *(seen("Quint", "诺瓦尔", story) for story in "cd")) == {"proposed"}


def test_a_persons_name_that_sounds_so_is_certain_at_once() -> None:
    assert states(seen("Lena Uhl", "莱娜·乌尔", "a", "apposition_unread", "person")) == {"certain"}
    assert states(seen("Lena Uhl", "乌兰娜", "a", "apposition_unread", "person")) == {"proposed"}
    spelt = [seen("艾达·布兰德沃尔德", name, name, kind="person") for name in ("Ida Brandvold", "Ida Brandwold")]
    assert states(*spelt) == {"certain"}


def test_parallel_stories_never_decide_alone() -> None:
    told = [seen("Lena Uhl", "乌兰娜", str(n), "parallel", "person") for n in range(30)]
    assert states(*told) == {"proposed"}
    (proposal,) = propose(told, {})
    judged = [propose(told, {proposal.proposal_id: verdict})[0].state for verdict in ("accept", "reject")]
    assert judged == ["accepted", "rejected"]


@given(st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_no_proposal(rnd: random.Random) -> None:
    every = [seen("Norvale", "诺瓦尔", "a"), seen("诺瓦尔", "Norvale AG", "b"), seen("Quint", "昆特", "c", "parallel")]
    every.append(seen("Quint", "QNT", "d", "ticker"))
    assert propose(rnd.sample(every, len(every)), {}) == propose(every, {})


COMPANIES = Companies([
    Company(company_id="acme", name="Acme", zh=("艾克米",), ticker="ACM", country="US", segment="large"),
    Company(company_id="gap", name="Gap Inc.", ticker="GPS", country="US", segment="large"),
])  # fmt: skip


def alias(name: str, other: str, kind: str = "company", state: str = "certain") -> Proposal:
    return Proposal(f"{name}{other}", kind, name, other, ("apposition",), 0.96, state, ("a",))


def test_unknown_names_are_promoted_to_the_one_known_company_of_their_group() -> None:
    aliases = [alias("Akmee", "艾克米"), alias("Akmee", "阿克梅"), alias("Bolt", "ACM"), alias("Nix", "尼克斯", state="proposed")]
    learned = learn(aliases, COMPANIES)
    for name in ("Akmee", "阿克梅", "Bolt AG"):
        link = link_company(name, COMPANIES, (), learned.companies)
        assert (link.entity_id, link.rule, link.confidence) == ("acme", "learned_alias", 0.96)
    assert link_company("Nix", COMPANIES, (), learned.companies).rule == "provisional"


def test_a_group_with_two_known_companies_decides_nothing() -> None:
    assert learn([alias("Akmee", "Acme"), alias("Akmee", "Gap Inc.")], COMPANIES).companies == {}


def test_unknown_names_of_one_company_merge_under_one_and_what_changed_is_known() -> None:
    before, after = learn([], COMPANIES), learn([alias("Norvale", "诺瓦尔")], COMPANIES)
    ids = {link_company(name, COMPANIES, (), after.companies).entity_id for name in ("Norvale", "诺瓦尔")}
    assert len(ids) == 1
    assert changed_companies(before, after) == {link_company(name, COMPANIES).entity_id for name in ("Norvale", "诺瓦尔")}
    assert changed_companies(after, after) == set()
    assert learned_names("company", ["Norvale AG"], [alias("Norvale", "诺瓦尔")]) == {"诺瓦尔"}
    assert learned_names("company", ["诺瓦尔"], [alias("Norvale", "诺瓦尔")]) == {"Norvale"}
