"""Whose feeds tell of a company: those in the language of its home, as it is there that every change makes the news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from etl.signals.coverage import Coverage, LastPoll, daily_shares
from etl.types import LANGS, Lang

LANG_OF_COUNTRY: Mapping[str, Lang] = {
    "DE": "de", "AT": "de", "CH": "de", "LI": "de", "LU": "de", "CN": "zh", "HK": "zh", "MO": "zh", "TW": "zh",
}
"""Where the press writes in another of the languages than English; the rest of the world is read about in English."""


def home_language(country: str | None) -> Lang | None:
    """The language whose feeds a company is known from; null where its country is unknown."""
    return LANG_OF_COUNTRY.get(country, "en") if country else None


class Coverages:
    """Coverage by language; of a language without any feed, and of a company without a home, it is that of all feeds."""

    def __init__(self, polls: Iterable[LastPoll]) -> None:
        known = list(polls)
        self._all = Coverage(daily_shares(known))
        by_lang = {lang: [poll for poll in known if poll.lang == lang] for lang in LANGS}
        self._of = {lang: Coverage(daily_shares(own)) for lang, own in by_lang.items() if own}

    def of(self, lang: Lang | None) -> Coverage:
        """How much could be read of the companies whose home language it is."""
        return self._of.get(lang, self._all) if lang else self._all
