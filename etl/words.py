"""How roles, changes and shares are told in messages, tables and the report."""

from __future__ import annotations

from collections.abc import Mapping

ROLE_WORDS: Mapping[str, str] = {
    "ceo": "chief executive",
    "chair": "chair",
    "president": "president",
    "cfo": "finance chief",
    "coo": "operations chief",
    "cto": "technology chief",
    "cxo": "other chief officer",
    "board": "board member",
    "founder": "founder",
    "head": "head of a unit",
    "other": "other post",
}


def change_words(out_person: str | None, in_person: str | None) -> str:
    """The change of a seat: who left it and who took it."""
    if out_person and in_person:
        return f"{out_person} → {in_person}"
    return f"{in_person} arrives" if in_person else f"{out_person or 'somebody'} leaves"


def share_words(share: float) -> str:
    """A share in whole percent."""
    return f"{share:.0%}" if share >= 0.01 else "less than 1%"
