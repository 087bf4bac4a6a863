"""The role that the product's lexicon of posts gives to a post mention."""

from __future__ import annotations

from etl.enrich.posts import role_at
from etl.types import ROLES, Lang


def role_number(text: str, start: int, end: int, lang: Lang) -> int:
    """The number of the role, len(ROLES) where the lexicon does not know the post."""
    role = role_at(text, start, end, lang)
    return ROLES.index(role) if role in ROLES else len(ROLES)
