"""How well names are linked: hand-made pairs in three scripts with hard negatives, half of them never tuned on.

Each pair is put to the linking as it comes up in practice: both names written with one company, on one seat, on one
day. No entry of the catalogue helps, so the figures speak of the rules alone.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from etl.catalog.folding import fold
from etl.catalog.names import People
from etl.resolve.person_links import link_people
from etl.resolve.words import Written

PAIRS = Path(__file__).with_name("data") / "name_pairs.csv"
MIN_ACCURACY = 0.97
MAX_FALSE_MERGES = 0.005


def pairs(part: str) -> list[tuple[str, str, bool]]:
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        return [
            (row["left"], row["right"], row["same"] == "yes") for row in csv.DictReader(handle) if row["part"] == part
        ]


def are_linked(left: str, right: str) -> bool:
    day = dt.date(2023, 11, 17)
    written = [
        Written(article, 0, "Acme", name, "out", "ceo", day, False) for article, name in (("a", left), ("b", right))
    ]
    links = link_people("acme", written, People([]))
    return len({links[fold(left)].entity_id, links[fold(right)].entity_id}) == 1


@pytest.mark.parametrize("part", ["tune", "held"])
def test_pairs_link_where_they_are_one_person_and_only_there(part: str) -> None:
    found = pairs(part)
    wrong = [(left, right) for left, right, same in found if are_linked(left, right) != same]
    assert len(found) >= 130
    assert 1 - len(wrong) / len(found) >= MIN_ACCURACY, wrong


def test_false_merges_are_rare() -> None:
    found = pairs("tune") + pairs("held")
    merged = [(left, right) for left, right, same in found if not same and are_linked(left, right)]
    assert len(found) >= 300
    assert len(merged) / len(found) <= MAX_FALSE_MERGES, merged
