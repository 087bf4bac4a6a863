"""From a name as written to the companies or people of the catalogue that bear it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from etl.catalog.folding import fold, looser_forms, plainer_forms, shorter_forms, spellings
from etl.catalog.models import Company, Person

E = TypeVar("E", Company, Person)

_NAME_DOTS = re.compile(r"[·・•‧．]")


class _Index(Generic[E]):
    """Folded name -> entries in the order of the catalogue."""

    def __init__(self) -> None:
        self._entries: dict[str, list[E]] = {}

    def add(self, name: str, entry: E) -> None:
        for spelling in spellings(name):
            entries = self._entries.setdefault(fold(spelling), [])
            if entry not in entries:
                entries.append(entry)

    def get(self, name: str) -> list[E]:
        return list(self._entries.get(fold(name), ()))

    def __contains__(self, name: str) -> bool:
        return fold(name) in self._entries


class Companies:
    """The companies of the catalogue by id and by name."""

    def __init__(self, companies: Iterable[Company]) -> None:
        self.by_id: Mapping[str, Company] = MappingProxyType({c.company_id: c for c in companies})
        self._names: _Index[Company] = _Index()
        self._weak: _Index[Company] = _Index()
        self._tickers: dict[str, list[Company]] = {}
        for company in self.by_id.values():
            if company.ticker:
                self._tickers.setdefault(company.ticker, []).append(company)
            for alias in company.aliases:
                self._names.add(alias, company)
            for alias in company.weak:
                self._weak.add(alias, company)

    def by_alias(self, text: str) -> list[Company]:
        """The companies called `text`, exactly but for folding; else without its legal form; else loosely, by strong names only."""
        for form in (text, *shorter_forms(text)):
            if found := self._names.get(form):
                return found
        for form in looser_forms(text):
            if form not in self._weak and (found := self._names.get(form)):
                return found
        return []

    def by_ticker(self, symbol: str) -> list[Company]:
        """The companies with the symbol, exchange suffix and all."""
        return list(self._tickers.get(symbol, ()))

    def is_weak(self, text: str) -> bool:
        """Whether `text` as it stands is an everyday word or a shared name; with a legal form it no longer is."""
        return text in self._weak

    def __iter__(self) -> Iterator[Company]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)


class People:
    """The people of the catalogue by id and by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_id: Mapping[str, Person] = MappingProxyType({p.person_id: p for p in people})
        self._names: _Index[Person] = _Index()
        self._context: _Index[Person] = _Index()
        for person in self.by_id.values():
            for alias in person.aliases:
                self._names.add(alias, person)
            for alias in context_names(person):
                self._context.add(alias, person)

    def by_alias(self, text: str) -> list[Person]:
        """The people called `text`; names that need context only where no one bears it as a full name."""
        for index in (self._names, self._context):
            for form in (text, *plainer_forms(text)):
                if found := index.get(form):
                    return found
        return []

    def needs_context(self, text: str) -> bool:
        """Whether `text` means a person only beside the company or the full name: a surname, a transliteration's end."""
        in_full = any(form in self._names for form in (text, *plainer_forms(text)))
        return not in_full and bool(self.by_alias(text))

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)


def context_names(person: Person) -> tuple[str, ...]:
    """The names that mean the person only in context: those listed, the surname, and the last part of transliterations."""
    ends = (parts[-1] for parts in map(_NAME_DOTS.split, person.zh) if len(parts) > 1 and len(parts[-1]) > 1)
    surname = (person.surname,) if person.surname else ()
    return tuple(dict.fromkeys((*surname, *person.context, *person.mt, *ends)))
