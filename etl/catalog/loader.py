"""The whole catalogue: its files read strictly, its references checked, once per process."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from etl.catalog.models import Company, Feed, Person
from etl.catalog.names import Companies, People
from etl.catalog.strict import Row, closest_match, load_csv_strict, load_yaml_strict, yaml_line
from etl.errors import CatalogError

__all__ = ["CATALOG_FOLDER", "Catalog", "home_catalog", "load_catalog", "load_csv_strict", "load_feeds", "load_yaml_strict"]

CATALOG_FOLDER = Path(__file__).parent

E = TypeVar("E", Company, Person)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that is known before the first article."""

    feeds: Mapping[str, Feed]
    """Slug -> feed, in the order of the slugs."""
    companies: Companies
    people: People


def load_catalog(folder: Path | None = None) -> Catalog:
    """The catalogue in `folder` (the package's own if none is given), read once per process.

    Raises `CatalogError` naming file and line for the first entry that is wrong.
    """
    return _load_catalog((folder or CATALOG_FOLDER).resolve())


def home_catalog(folder: Path | None, home: Path) -> Catalog:
    """The catalogue in `folder` with the home's own feeds (HOME/feeds/*.yml) beside its own.

    Raises `CatalogError` as `load_catalog` does, and for a slug that both have.
    """
    catalog, own = load_catalog(folder), load_feeds(home / "feeds")
    for slug in own:
        if slug in catalog.feeds:
            raise CatalogError(f'{home / "feeds" / f"{slug}.yml"}:1: the catalogue has a feed "{slug}" too; rename the file and its slug')
    return dataclasses.replace(catalog, feeds=MappingProxyType(dict(sorted({**catalog.feeds, **own}.items())))) if own else catalog


@functools.cache
def _load_catalog(folder: Path) -> Catalog:
    companies = _rows(folder / "companies", Company)
    people = _rows(folder / "people", Person)
    _refuse_twins((row, row.entry.company_id) for row in companies)
    _refuse_twins((row, row.entry.person_id) for row in people)
    known = {row.entry.company_id for row in companies}
    _check_references(((row, row.entry.parent) for row in companies if row.entry.parent), known)
    _check_references(((row, company) for row in people for company in row.entry.companies), known)
    return Catalog(
        feeds=MappingProxyType(load_feeds(folder / "feeds")),
        companies=Companies(row.entry for row in companies),
        people=People(row.entry for row in people),
    )


def load_feeds(folder: Path) -> dict[str, Feed]:
    """Slug -> feed for the YAML files in `folder`; raises `CatalogError` where a slug is not its file's name."""
    feeds: dict[str, Feed] = {}
    for path in sorted(folder.glob("*.yml")):
        feed = load_yaml_strict(path, Feed)
        if feed.slug != path.stem:
            line = yaml_line(path, "slug")
            raise CatalogError(
                f'{path}:{line}: key "slug": must be the file\'s name "{path.stem}", not "{feed.slug}"'
            )
        feeds[feed.slug] = feed
    return feeds


def _rows(folder: Path, model: type[E]) -> list[Row[E]]:
    return [row for path in sorted(folder.glob("*.csv")) for row in load_csv_strict(path, model)]


def _refuse_twins(rows: Iterable[tuple[Row[E], str]]) -> None:
    first: dict[str, Row[E]] = {}
    for row, key in rows:
        if key in first:
            twin = first[key]
            raise CatalogError(
                f'{row.path}:{row.line}: id "{key}" stands twice, first in {twin.path.name}:{twin.line}'
            )
        first[key] = row


def _check_references(references: Iterable[tuple[Row[E], str]], known: set[str]) -> None:
    for row, company_id in references:
        if company_id not in known:
            closest = closest_match(company_id, known)
            raise CatalogError(f'{row.path}:{row.line}: no company has the id "{company_id}".{closest}')
