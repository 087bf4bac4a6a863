"""What is extended without code: feeds, companies, people (and, in files of their own, languages and posts).

A feed is one YAML under `feeds/`; companies and people are rows of the CSV files under `companies/` and `people/`, each
of which may be joined by files of one's own. Every file is read strictly: an unknown key is an error that names its line.
"""

from __future__ import annotations

from etl.catalog.folding import fold, strip_legal_form
from etl.catalog.loader import Catalog, load_catalog, load_csv_strict, load_yaml_strict
from etl.catalog.models import Company, Feed, Person
from etl.catalog.names import Companies, People

__all__ = [
    "Catalog", "Companies", "Company", "Feed", "People", "Person",
    "fold", "load_catalog", "load_csv_strict", "load_yaml_strict", "strip_legal_form",
]  # fmt: skip
