"""The gate: whether an article can hold a leadership event at all, so that those that can are read first."""

from __future__ import annotations

from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.enrich.languages import language
from etl.enrich.posts import company_posts
from etl.types import Lang

REACH = 160
"""Characters between a post and a change word up to which they count as near: chosen on the labelled articles."""
_SHORT = 4
"""Posts up to this length (CEO, boss) must stand alone; longer ones may begin a longer word."""


def is_candidate(text: str, lang: Lang) -> bool:
    """Whether a post (or another word for one) stands near a word of change; cheap, and made to miss almost nothing."""
    matcher, posts = _matcher(lang)
    lowered = text.lower()
    last_post, last_change = -REACH - 1, -REACH - 1
    for index, start, end in matcher.find_matches_as_indexes(lowered, overlapping=True):
        is_post = index < posts
        if not (_post_stands(lowered, start, end, lang) if is_post else _begins_word(lowered, start)):
            continue
        if is_post:
            last_post = end
        else:
            last_change = end
        if abs(last_post - last_change) <= REACH:
            return True
    return False


def _begins_word(text: str, start: int) -> bool:
    """Whether no Latin letter comes before `start`, or the word there is Chinese, which has no borders."""
    return text[start] >= "\u2e80" or not (start and _latin(text[start - 1]))


def _post_stands(text: str, start: int, end: int, lang: Lang) -> bool:
    """Whether a post begins a word, or ends a German compound; short ones (CEO) must stand alone."""
    if text[start] >= "\u2e80":
        return True
    if not _begins_word(text, start) and (lang != "de" or end - start < _SHORT):
        return False
    if end - start > _SHORT:
        return True
    end += text.startswith("s", end)
    return end == len(text) or not _latin(text[end])


def _latin(char: str) -> bool:
    return char.isalpha() and char < "\u2e80"


@cache
def _matcher(lang: Lang) -> tuple[AhoCorasick, int]:
    gate = language(lang).gate
    posts = sorted({*gate.posts, *company_posts(lang)})
    words = [*posts, *sorted(set(gate.change) - set(posts))]
    return AhoCorasick(words, matchkind=MatchKind.Standard), len(posts)
