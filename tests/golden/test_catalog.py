"""The catalogue as shipped: each feed by name, each list as a whole. What a new entry lacks is said here."""

from __future__ import annotations

import collections
import csv
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from etl.catalog import Catalog, Company, fold, load_catalog
from etl.catalog.folding import spellings
from etl.catalog.loader import CATALOG_FOLDER
from etl.catalog.names import context_names
from etl.types import LANGS

FEED_FILES = sorted((CATALOG_FOLDER / "feeds").glob("*.yml"))
LISTS = sorted((CATALOG_FOLDER / "companies").glob("*.csv")) + sorted(
    (CATALOG_FOLDER / "people").glob("*.csv")
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize("path", FEED_FILES, ids=lambda path: path.stem)
def test_feed(path: Path, catalog: Catalog) -> None:
    feed = catalog.feeds[path.stem]
    assert feed.slug == path.stem
    assert (CATALOG_FOLDER / "languages" / f"{feed.lang}.yml").exists(), (
        f"languages/{feed.lang}.yml is missing"
    )
    assert ZoneInfo(feed.timezone).key == feed.timezone
    assert urlsplit(feed.url).scheme == "https"
    assert not feed.url.endswith("#")
    assert urlsplit(feed.homepage).hostname != urlsplit(feed.url).hostname or feed.homepage != feed.url
    assert feed.expected.min_per_day <= feed.expected.max_per_day <= 2000
    assert feed.expected.silence_hours * 60 > feed.cadence_minutes
    if feed.expected.min_per_day > 1:
        assert feed.expected.silence_hours >= 48 / feed.expected.min_per_day, (
            "a healthy pause would be called silence"
        )
    assert feed.tags


def test_every_language_has_twenty_feeds(catalog: Catalog) -> None:
    counts = collections.Counter(feed.lang for feed in catalog.feeds.values())
    assert set(counts) == set(LANGS)
    assert min(counts.values()) >= 20
    assert "ifanr" in catalog.feeds


def test_no_url_is_read_twice(catalog: Catalog) -> None:
    urls = collections.Counter(feed.url.rstrip("/") for feed in catalog.feeds.values())
    assert [url for url, count in urls.items() if count > 1] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_list_is_sorted_by_id(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    ids = [row[0] for row in csv.reader(lines[1:])]
    assert ids == sorted(ids)


def _bearers(companies: list[Company]) -> dict[str, set[str]]:
    bearers: dict[str, set[str]] = collections.defaultdict(set)
    for company in companies:
        for alias in company.aliases:
            for spelling in spellings(alias):
                bearers[fold(spelling)].add(company.company_id)
    return bearers


def test_a_name_of_two_companies_is_weak_in_both(catalog: Catalog) -> None:
    """Merck is one firm in Darmstadt and another in New Jersey: such a name must ask for context in each of them."""
    weak = {c.company_id: {fold(s) for name in c.weak for s in spellings(name)} for c in catalog.companies}
    shared = {
        name: sorted(ids)
        for name, ids in _bearers(list(catalog.companies)).items()
        if len(ids) > 1 and not all(name in weak[company] for company in ids)
    }
    assert shared == {}


def test_every_name_can_be_compared(catalog: Catalog) -> None:
    unusable = [
        (company.company_id, alias)
        for company in catalog.companies
        for alias in company.aliases
        if not fold(alias) or (len(fold(alias)) < 2 and not catalog.companies.is_weak(alias))
    ]
    assert unusable == []


def test_parents_make_no_circle(catalog: Catalog) -> None:
    for company in catalog.companies:
        seen = {company.company_id}
        parent = company.parent
        while parent:
            assert parent not in seen, f"{company.company_id} is its own ancestor"
            seen.add(parent)
            parent = catalog.companies.by_id[parent].parent


def test_a_ticker_belongs_to_one_company(catalog: Catalog) -> None:
    tickers = collections.Counter(company.ticker for company in catalog.companies if company.ticker)
    assert [ticker for ticker, count in tickers.items() if count > 1] == []
    assert all(company.listed == (company.ticker is not None) for company in catalog.companies)


def test_people_are_told_apart_by_id_and_known_with_a_company(catalog: Catalog) -> None:
    by_name = collections.Counter((person.name, person.companies) for person in catalog.people)
    assert [key for key, count in by_name.items() if count > 1] == []
    assert sum(1 for person in catalog.people if not person.companies) < 20


def test_a_surname_alone_never_stands_for_a_full_name(catalog: Catalog) -> None:
    full = {fold(alias) for person in catalog.people for alias in person.aliases}
    clashes = [
        (person.person_id, name)
        for person in catalog.people
        for name in context_names(person)
        if len(name) > 3 and fold(name) in full
    ]
    assert clashes == []


@pytest.mark.parametrize(
    ("written", "company_id"),
    [
        ("OpenAI Inc.", "openai"),
        ("OpenAI公司", "openai"),
        ("Facebook", "meta"),
        ("臉書", "meta"),
        ("Twitter, Inc.", "x"),
        ("推特", "x"),
        ("蘋果公司", "apple"),
        ("輝達", "nvidia"),
        ("英伟达", "nvidia"),
        ("Volkswagen AG", "volkswagen"),
        ("VW-Konzern", "volkswagen"),
        ("Daimler", "mercedes-benz"),
        ("Muenchener Rueck", "munich-re"),
        ("Münchener Rück AG", "munich-re"),
        ("Nestle S.A.", "nestle"),
        ("阿里巴巴集团控股有限公司", "alibaba"),
        ("阿里云", "alibaba-cloud"),
        ("贵州茅台酒股份有限公司", "kweichow-moutai"),
        ("深圳市腾讯计算机系统有限公司", "tencent"),
        ("珠海格力电器股份有限公司", "gree"),
        ("中国长城科技集团股份有限公司", None),
        ("Daimlers", "mercedes-benz"),
        ("Schweizerischen Post", "schweizerische-post"),
        ("Disney’s", "disney"),
        ("Targets", None),
        ("小米集团", "xiaomi"),
        ("Robert Bosch GmbH", "bosch"),
        ("The Walt Disney Company", "disney"),
        ("FTX", "ftx"),
        ("Kryptobörse Binance", "binance"),
        ("unheard of", None),
    ],
)
def test_companies_are_found_as_the_press_writes_them(
    catalog: Catalog, written: str, company_id: str | None
) -> None:
    assert [company.company_id for company in catalog.companies.by_alias(written)] == (
        [company_id] if company_id else []
    )


@pytest.mark.parametrize(
    ("written", "weak"),
    [
        ("Target", True),
        ("Target Corp.", False),
        ("苹果", True),
        ("苹果公司", False),
        ("Gap Inc.", False),
        ("Siemens", False),
    ],
)
def test_everyday_words_need_context(catalog: Catalog, written: str, weak: bool) -> None:
    assert catalog.companies.by_alias(written)
    assert catalog.companies.is_weak(written) is weak


@pytest.mark.parametrize(
    ("written", "person_id", "context"),
    [
        ("Samuel H. Altman", "sam-altman", False),
        ("萨姆·奥尔特曼", "sam-altman", False),
        ("山姆·奧特曼", "sam-altman", False),
        ("奥特曼", "sam-altman", True),
        ("Ultraman", "sam-altman", True),
        ("Altman", "sam-altman", True),
        ("黃仁勳", "jensen-huang", False),
        ("Ma Yun", "jack-ma", False),
        ("馬雲", "jack-ma", False),
        ("Dr. Herbert Dieß", "herbert-diess", False),
        ("Ola Kaellenius", "ola-kallenius", False),
        ("Frau Belen Garijo", "belen-garijo", False),
        ("李彦宏先生", "robin-li", False),
        ("纳德拉", "satya-nadella", True),
    ],
)
def test_people_are_found_as_the_press_writes_them(
    catalog: Catalog, written: str, person_id: str, context: bool
) -> None:
    assert [person.person_id for person in catalog.people.by_alias(written)] == [person_id]
    assert catalog.people.needs_context(written) is context
