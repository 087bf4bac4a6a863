"""Who is meant: links of companies and people, with the rule that made each."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalog.models import Company, Person
from etl.catalog.names import Companies, People
from etl.resolve.company_links import link_company
from etl.resolve.display import company_name, person_name
from etl.resolve.person_links import link_people
from etl.resolve.words import Link, Written

DAY = dt.date(2023, 11, 17)


def company(company_id: str, name: str, **names: object) -> Company:
    return Company(company_id=company_id, name=name, country="US", segment="large", **names)  # type: ignore[arg-type]


COMPANIES = Companies(
    [
        company("acme", "Acme", zh=("艾克米",)),
        company("delta-air", "Delta Air Lines", weak=("Delta",)),
        company("delta-electronics", "Delta Electronics", weak=("Delta",)),
        company("gap", "Gap Inc.", weak=("Gap",)),
    ]
)
PEOPLE = People(
    [
        Person(person_id="ann-lee", name="Ann Lee", surname="Lee", zh=("安·李",), mt=("Plum Ann",), companies=("acme",)),
        Person(person_id="bob-lee", name="Bob Lee", surname="Lee", companies=("gap",)),
    ]
)


def written(person: str, article: str = "a", **changes: object) -> Written:
    fields: dict[str, object] = {
        "article_id": article, "ordinal": 0, "company": "Acme", "person": person, "direction": "out", "role": "ceo", "day": DAY,
        "is_machine_translated": False,
    } | changes  # fmt: skip
    return Written(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "hints", "company_id", "rule"),
    [
        ("Acme", (), "acme", "alias"),
        ("ACME Inc.", (), "acme", "alias"),
        ("艾克米公司", (), "acme", "alias"),
        ("Gap", (), "gap", "weak_alias"),
        ("Delta", ("delta-electronics",), "delta-electronics", "alias_and_people"),
        ("Delta", (), "delta-air", "shared_alias"),
    ],
)
def test_companies_link_by_alias_and_context(name: str, hints: tuple[str, ...], company_id: str, rule: str) -> None:
    link = link_company(name, COMPANIES, hints)
    assert (link.entity_id, link.rule) == (company_id, rule)


def test_unknown_companies_become_provisional_ones_alike_for_all_spellings() -> None:
    assert link_company("Norma Group SE", COMPANIES) == link_company("norma", COMPANIES)
    assert link_company("Norma", COMPANIES).rule == "provisional"
    assert link_company("Norma", COMPANIES).entity_id != link_company("Forma", COMPANIES).entity_id


def links_of(*events: Written) -> dict[str, Link]:
    return link_people("acme", events, PEOPLE)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Ann Lee", "alias_at_company"),
        ("Lee", "alias_at_company"),
        ("安·李", "alias_at_company"),
        ("Plum Ann", "alias_at_company"),
    ],
)
def test_known_people_are_found_by_every_name_at_their_company(name: str, rule: str) -> None:
    link = next(iter(links_of(written(name)).values()))
    assert (link.entity_id, link.rule) == ("ann-lee", rule)


def test_a_known_person_may_turn_up_at_another_company() -> None:
    assert links_of(written("Bob Lee"))["boblee"].entity_id == "bob-lee"


def test_a_surname_means_a_known_person_elsewhere_where_the_article_names_the_own_company_too() -> None:
    beside = {"a": frozenset({"acme"})}
    lee = link_people("gap", [written("安·李")], PEOPLE, beside=beside)["安李"]
    assert lee.entity_id == "ann-lee"
    link = link_people("delta-air", [written("Lee")], PEOPLE, beside=beside)["lee"]
    assert (link.entity_id, link.rule, link.alternatives) == ("ann-lee", "alias_beside", ("bob-lee",))
    assert link_people("delta-air", [written("Lee")], PEOPLE)["lee"].rule == "provisional_here"
    both = {"a": frozenset({"acme", "gap"})}
    assert link_people("delta-air", [written("Lee")], PEOPLE, beside=both)["lee"].rule == "provisional_here"


def test_surnames_variants_and_transliterations_join_the_one_they_can_mean() -> None:
    links = links_of(
        written("Greg Brockman"), written("Brockman", "b"), written("Greg Brockmann", "c"), written("格雷格·布罗克曼", "d"),
        written("Mira Murati", "e", direction="in"),
    )  # fmt: skip
    assert {link.entity_id for key, link in links.items() if key != "miramurati"} == {links["gregbrockman"].entity_id}
    assert links["brockman"].rule == "surname"
    assert links["gregbrockmann"].rule == "variant"
    assert links["格雷格布罗克曼"].rule == "transliteration"


def test_two_people_of_one_surname_stay_apart_and_the_bare_surname_joins_neither() -> None:
    links = links_of(written("Hans Weber"), written("Ute Weber", "b"), written("Weber", "c"))
    assert len({link.entity_id for link in links.values()}) == 3
    assert links["weber"].rule == "provisional_here"


def test_a_transliteration_needs_the_same_seat() -> None:
    links = links_of(written("Greg Brockman"), written("布罗克曼", "b", role="cfo"))
    assert links["布罗克曼"].entity_id != links["gregbrockman"].entity_id


def test_a_name_mangled_by_machine_translation_joins_who_makes_the_same_move() -> None:
    mangled = written("Emmett Hill", "b", is_machine_translated=True, day=DAY + dt.timedelta(days=1))
    assert links_of(written("Emmett Shear"), mangled)["emmetthill"].rule == "mangled_name"
    honest = written("Emmett Hill", "b")
    assert links_of(written("Emmett Shear"), honest)["emmetthill"].rule == "provisional"


def test_one_chief_over_spellings_genitives_scripts_and_machine_translation() -> None:
    names = ("Sam Oltman", "Oltmans", "奥特曼", "萨姆·奥尔特曼", "Oltraman")
    links = link_people("gap", [written(name, f"a{n}", is_machine_translated="tra" in name) for n, name in enumerate(names)], PEOPLE)
    assert len({link.entity_id for link in links.values()}) == 1
    assert (links["oltmans"].rule, links["oltraman"].rule) == ("surname", "transliteration")
    alone = link_people("gap", [written("Sam Oltman"), written("Oltraman", "b", is_machine_translated=True)], PEOPLE)
    assert alone["oltraman"].rule == "mangled_name"
    honest = link_people("gap", [written("Sam Oltman"), written("Oltraman", "b")], PEOPLE)
    assert honest["oltraman"].rule == "provisional_here"


def test_rare_names_carry_a_person_to_another_company_and_short_ones_do_not() -> None:
    for name, same in (("Petra Vogel", True), ("欧阳明", True), ("李强", False), ("Vogel", False)):
        here, there = (link_people(cid, [written(name)], PEOPLE) for cid in ("acme", "gap"))
        assert ({link.entity_id for link in here.values()} == {link.entity_id for link in there.values()}) is same


@given(st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_of_arrival(rnd: random.Random) -> None:
    names = ["Greg Brockman", "Brockman", "布罗克曼", "Greg Brockmann", "Sam Ultraman", "Sam Altman", "Altman", "奥特曼"]
    events = [written(name, f"a{n}", is_machine_translated="Ultra" in name) for n, name in enumerate(names)]
    shuffled = rnd.sample(events, len(events))
    assert links_of(*shuffled) == links_of(*events)


def test_entities_are_shown_as_the_catalogue_or_most_articles_write_them() -> None:
    assert company_name("Acme", ["艾克米", "ACME"]) == "Acme"
    assert company_name("Acme Corporation", ["Acme", "Acme", "艾克米"]) == "Acme"
    assert person_name(None, ["奥特曼", "奥特曼", "Altman", "Sam Altman"]) == "Sam Altman"
    assert person_name("Samuel Altman", ["奥特曼", "萨姆·奥特曼"]) == "萨姆·奥特曼"
