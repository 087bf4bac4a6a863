"""What the entries of the catalogue accept, and how names lead to entries."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from etl.catalog.models import TRACKED_SEATS, Company, Expected, Feed, Person
from etl.catalog.names import Companies, People, context_names

FEED: dict[str, Any] = {
    "slug": "a-feed",
    "title": "A feed",
    "url": "https://example.org/feed",
    "homepage": "https://example.org/",
    "lang": "de",
    "country": "DE",
    "timezone": "Europe/Berlin",
    "kind": "news",
    "expected": {"min_per_day": 1, "max_per_day": 9, "silence_hours": 48},
    "content": "snippet",
    "terms": "none",
}


def company(**cells: Any) -> Company:
    return Company.model_validate({"company_id": "a", "name": "A", "country": "DE", "segment": "mid"} | cells)


def person(**cells: Any) -> Person:
    return Person.model_validate({"person_id": "p", "name": "P Q"} | cells)


def test_a_feed_has_polite_defaults() -> None:
    feed = Feed.model_validate(FEED)
    assert (feed.cadence_minutes, feed.politeness.max_per_host, feed.full_text) == (15, 1, "never")
    assert feed.politeness.min_seconds >= 1


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("url", "http://example.org/feed", "absolute https URL"),
        ("url", "https://localhost/feed", "absolute https URL"),
        ("url", "https://example.org/a b", "absolute https URL"),
        ("timezone", "Europe/Bonn", "no time zone"),
        ("timezone", "../etc/passwd", "no time zone"),
        ("slug", "A Feed", "should match pattern"),
        ("lang", "fr", "'en', 'de' or 'zh'"),
        ("country", "Germany", "should match pattern"),
        ("cadence_minutes", "15", "valid integer"),
        ("cadence_minutes", 1, "greater than or equal to 5"),
        ("full_text", "page", "'never', 'when_snippet' or 'always'"),
        ("politeness", {"min_seconds": 0}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_feed_is_refused(key: str, value: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Feed.model_validate(FEED | {key: value})


@pytest.mark.parametrize("policy", ["never", "when_snippet", "always"])
def test_a_feed_says_whether_pages_are_read(policy: str) -> None:
    assert Feed.model_validate(FEED | {"full_text": policy}).full_text == policy


def test_expected_counts_are_in_order() -> None:
    with pytest.raises(ValidationError, match="min_per_day is above max_per_day"):
        Expected(min_per_day=5, max_per_day=4, silence_hours=1)


def test_a_company_is_read_from_cells_and_from_lists() -> None:
    from_cells = company(en="B | C", weak="D", listed="yes", former="E:2019", seats="ceo|cto")
    from_lists = company(en=["B", "C"], weak=["D"], listed=True, former=["E:2019"], seats=["ceo", "cto"])
    assert from_cells == from_lists
    assert from_cells.aliases == ("A", "B", "C", "E", "D")
    assert company().seats == TRACKED_SEATS


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"former": "E"}, "not of the form"),
        ({"listed": "maybe"}, "valid boolean"),
        ({"seats": "king"}, "Input should be"),
        ({"en": 5}, "valid tuple"),
    ],
)
def test_a_wrong_company_is_refused(cells: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        company(**cells)


def test_the_name_of_a_year() -> None:
    car_maker = company(name="Mercedes-Benz", former="Daimler:2022|DaimlerChrysler:2007")
    assert [car_maker.name_in(year) for year in (2000, 2007, 2008, 2022, 2023)] == [
        "DaimlerChrysler", "DaimlerChrysler", "Daimler", "Daimler", "Mercedes-Benz",
    ]  # fmt: skip


def test_companies_share_weak_names_only() -> None:
    here = company(company_id="de", name="Merck KGaA", weak="Merck")
    there = company(company_id="us", name="Merck & Co.", weak="Merck", country="US")
    companies = Companies([here, there])
    assert companies.by_alias("Merck") == [here, there]
    assert companies.by_alias("Merck KGaA") == [here]
    assert companies.by_alias("Merck Holding AG") == [here, there]
    assert companies.by_alias("Bayer") == []
    assert (companies.is_weak("MERCK"), companies.is_weak("Merck KGaA")) == (True, False)
    assert (len(companies), list(companies), companies.by_id["us"]) == (2, [here, there], there)


def test_a_name_given_twice_leads_to_one_entry() -> None:
    assert len(Companies([company(name="Müller", en="Mueller|MÜLLER")]).by_alias("Mueller")) == 1


def test_people_by_full_name_before_surname() -> None:
    sam = person(
        person_id="sam",
        name="Sam Altman",
        surname="Altman",
        zh="萨姆·奥尔特曼",
        context="奥特曼",
        mt="Ultraman",
    )
    other = person(person_id="altman", name="Altman", latin="Robert Altman")
    people = People([sam, other])
    assert people.by_alias("Altman") == [other]
    assert People([sam]).by_alias("Altman") == [sam]
    assert people.by_alias("Mr. Sam H. Altman") == [sam]
    assert people.by_alias("奥尔特曼") == people.by_alias("ultraman") == [sam]
    assert people.by_alias("nobody") == []
    assert [people.needs_context(name) for name in ("Sam Altman", "Ultraman", "Altman", "nobody")] == [
        False, True, False, False,
    ]  # fmt: skip
    assert (len(people), list(people), people.by_id["sam"]) == (2, [sam, other], sam)


def test_context_names() -> None:
    assert context_names(person(zh="李想|萨姆·奥尔特曼|约翰·雷")) == ("奥尔特曼",)
    assert context_names(person(surname="Q", context="R", mt="S")) == ("Q", "R", "S")
