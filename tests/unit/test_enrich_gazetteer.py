from __future__ import annotations

import pytest

from etl.catalog.loader import Catalog
from etl.catalog.models import Company, Person
from etl.catalog.names import Companies, People
from etl.enrich.gazetteer import Gazetteer, by_form, united
from etl.types import Lang, Mention


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    companies = [
        Company(company_id="acme", name="Acme", zh=("万家",), weak=("Can",), country="US", segment="mid"),
        Company(company_id="acme-cloud", name="Acme Cloud", zh=("萬家雲",), country="US", segment="unit"),
    ]
    people = [Person(person_id="ann-lee", name="Ann Lee", surname="Lee", zh=("安·李",), companies=("acme",))]
    return Gazetteer(Catalog({}, Companies(companies), People(people)))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Acme Cloud and Acme's boss Ann Lee", ["Acme Cloud", "Acme", "Ann Lee"]),
        ("en", "Acmeville, PanAcme and Lee can do it: Can.", []),
        ("de", "Acmes Chefin; Acmesse; Acme", ["Acme", "Acme"]),
        ("zh", "万家任命安·李，Acme股价", ["万家", "安·李", "Acme"]),
        ("zh", "萬家宣布", ["萬家"]),
    ],
)
def test_names_of_the_catalogue(gazetteer: Gazetteer, lang: Lang, text: str, expected: list[str]) -> None:
    found = gazetteer.find(text, lang)
    assert [m.text for m in found] == expected
    assert all(text[m.start : m.end] == m.text for m in found)


def test_part_of_a_known_person_is_no_company(gazetteer: Gazetteer) -> None:
    found = gazetteer.persons_first([Mention("ORG", "Lee", 0, 3), Mention("ORG", "Acme", 4, 8)])
    assert [m.kind for m in found] == ["PERSON", "ORG"]


def test_kinds(gazetteer: Gazetteer) -> None:
    assert [m.kind for m in gazetteer.find("Ann Lee of Acme", "en")] == ["PERSON", "ORG"]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The Harrow Mills, Inc. and Cole & Sons plc", ["Harrow Mills, Inc.", "Cole & Sons plc"]),
        ("en", "in AGES", []),
        ("de", "Die Lindhof AG und Lindhof-Chefin Ebert", ["Lindhof AG", "Lindhof"]),
        ("de", "der Interims-Chef, die Vertriebs-Chefin, der US-Präsident", []),
    ],
)
def test_names_told_by_their_form(lang: Lang, text: str, expected: list[str]) -> None:
    assert [m.text for m in by_form(text, lang)] == expected


def test_the_first_list_wins_where_two_overlap() -> None:
    first, second = Mention("PERSON", "Koch", 5, 9), Mention("ORG", "Koch AG", 5, 12)
    other = Mention("ORG", "Acme", 0, 4)
    assert united([first], [second, other]) == [other, first]
