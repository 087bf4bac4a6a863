"""How many of a day's alarms are false: the p-values of all companies, set against each other.

Who looks at thousands of companies a day finds some improbable one every day. The q-value of a company is the share of false
ones to be expected among all that are at least as improbable (Benjamini & Hochberg 1995, Controlling the false discovery rate,
JRSS B 57:289-300).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from etl.words import share_words

WORDS = " Among all "
"""How the words about the q-value begin; what stands before them is the reason of the company's own numbers."""


def q_values(p_values: Mapping[str, float], catalogued: Collection[str]) -> tuple[dict[str, float], int]:
    """company_id -> q, and how many companies are watched.

    Watched are those of the catalogue, also where nothing happens, and whoever else something has happened to (p < 1).
    """
    moved = {company_id for company_id, p_value in p_values.items() if p_value < 1.0}
    watched = len(moved.union(catalogued))
    found = dict.fromkeys(p_values, 1.0)
    smallest = 1.0
    ordered = sorted(moved, key=lambda each: (p_values[each], each))
    for rank, company_id in zip(range(len(ordered), 0, -1), reversed(ordered)):
        smallest = min(smallest, p_values[company_id] * watched / rank)
        found[company_id] = float(f"{smallest:.3g}")
    return found, watched


def q_words(q_value: float, companies: int) -> str:
    """What the q-value says, to be added to the reason of an alarm."""
    share = share_words(q_value)
    return f"{WORDS}{companies:,} companies of the day, {share} of what is at least as improbable is to be expected by chance."


def own_reason(reason: str) -> str:
    """The reason without the words about the q-value."""
    return reason.partition(WORDS)[0]
