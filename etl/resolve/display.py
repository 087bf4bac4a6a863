"""Under which name an entity is shown: the catalogue's where articles use it, else as they write it most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from etl.catalog.folding import fold
from etl.resolve.person_names import parts
from etl.resolve.pinyin import is_han


def company_name(known: str | None, written: Iterable[str]) -> str:
    """`known` is the catalogue's name; `written` all forms in the articles, one an event (at least one)."""
    forms = Counter(written)
    if known and fold(known) in {fold(form) for form in forms}:
        return known
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def person_name(known: str | None, written: Iterable[str]) -> str:
    """As for companies, but among the written forms the fullest count first, Latin ones before Chinese."""
    forms = Counter(written)
    if known and fold(known) in {fold(form) for form in forms}:
        return known
    fullest = max((min(len(parts(form)), 2), not is_han(form)) for form in forms)
    full = [form for form in forms if (min(len(parts(form)), 2), not is_han(form)) == fullest]
    return min(full, key=lambda form: (-forms[form], -len(form), form))
