"""The whole catalogue: one folder, one reading, references that hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from etl.catalog.loader import load_catalog, load_feeds
from etl.errors import CatalogError

FEED = """slug: one
title: One
url: https://example.org/feed
homepage: https://example.org/
lang: en
country: GB
timezone: Europe/London
kind: news
expected: {min_per_day: 1, max_per_day: 9, silence_hours: 48}
content: full
terms: none
"""
COMPANIES = "company_id,name,country,segment,parent\nbig,Big,DE,large,\nunit,Unit,DE,unit,big\n"
PEOPLE = "person_id,name,companies\nann,Ann Lee,big|unit\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"feeds/one.yml": FEED, "companies/a.csv": COMPANIES, "people/a.csv": PEOPLE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_once(folder: Path) -> None:
    catalog = load_catalog(folder)
    assert list(catalog.feeds) == ["one"]
    assert [company.company_id for company in catalog.companies] == ["big", "unit"]
    assert catalog.people.by_id["ann"].companies == ("big", "unit")
    assert load_catalog(folder / "feeds" / "..") is catalog


def test_a_list_of_ones_own_joins_the_others(folder: Path) -> None:
    (folder / "companies" / "own.csv").write_text(
        "company_id,name,country,segment\nown,Own,AT,small\n", encoding="utf-8"
    )
    assert "own" in load_catalog(folder).companies.by_id


def test_a_slug_is_the_name_of_its_file(folder: Path) -> None:
    (folder / "feeds" / "one.yml").rename(folder / "feeds" / "two.yml")
    with pytest.raises(
        CatalogError, match=r'two\.yml:1: key "slug": must be the file\'s name "two", not "one"'
    ):
        load_feeds(folder / "feeds")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("companies/b.csv", "company_id,name,country,segment\nbig,Big,DE,large\n", r'b\.csv:2: id "big" stands twice, first in a\.csv:2'),
        ("people/b.csv", "person_id,name\nx,X\nann,Ann\n", r'b\.csv:3: id "ann" stands twice, first in a\.csv:2'),
        ("companies/b.csv", COMPANIES.splitlines()[0] + "\nc,C,DE,unit,bigg\n", r'b\.csv:2: .* id "bigg"\. Did you mean "big"\?'),
        ("people/b.csv", "person_id,name,companies\nbob,Bob,nowhere\n", r'b\.csv:2: no company has the id "nowhere"\.$'),
    ],
)  # fmt: skip
def test_wrong_references_are_named(folder: Path, name: str, text: str, message: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        load_catalog(folder)


def test_the_catalogue_is_cheap_to_import() -> None:
    code = "import sys, etl.catalog; print(sorted({'spacy', 'pandas', 'numpy', 'sqlalchemy', 'airflow'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
