"""Whether two articles are forms of one text, and by which rule; never across languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from etl.dedupe.folding import Folded, Hashes, fold
from etl.dedupe.shingles import overlap, shingles, words
from etl.types import Lang

Rule = Literal["first", "url", "content", "near"]

WINDOW = dt.timedelta(days=30)
"""Articles that were first seen further apart are never compared."""
NEAR_JACCARD = 0.4
"""On texts on one subject the highest seen is 0.1; copies with light edits everywhere go down to 0.45."""
TRIMMED_CONTAINMENT, TRIMMED_JACCARD = 0.7, 0.25
"""A cut copy is contained in the other; the least Jaccard keeps a digest apart from each of the texts that it quotes."""
SHORT_SHARE, SHORT_JACCARD = 20, 0.8
"""Texts that share fewer shingles than this are near only if they're almost the same: short notices follow patterns."""
HEAD_SHARE, HEAD_CONTAINMENT = 0.4, 0.3
"""Of one of both texts, the first part must be in the other: what shares a long closing notice is no copy."""
SAME_LINK_CONTAINMENT = 0.3
"""Under one link a text may be rewritten, but pages that put all items under one link are no story."""


@dataclass(frozen=True)
class Document:
    """An article as it is compared; times are aware."""

    article_id: str
    version: int
    lang: Lang
    title: str
    text: str
    url_key: str
    content_sha256: str
    published_at: dt.datetime
    first_seen_at: dt.datetime

    @cached_property
    def folded(self) -> Folded:
        """The text without differences of case and width."""
        return fold(self.text)

    @cached_property
    def shingles(self) -> Hashes:
        """Hashes of the text's shingles."""
        return shingles(self.folded, self.lang)

    @cached_property
    def head(self) -> Hashes:
        """Hashes of the shingles of the text's first part."""
        return shingles(fold(self.text[: int(len(self.text) * HEAD_SHARE)]), self.lang)

    @cached_property
    def headline(self) -> str:
        """The title without differences of case, width and punctuation."""
        return " ".join(words(fold(self.title)))


def similarity(first: Document, second: Document) -> float:
    """Jaccard similarity of the shingle sets, 0 to 1; 1 for equal texts."""
    if first.content_sha256 == second.content_sha256:
        return 1.0
    common = overlap(first.shingles, second.shingles)
    union = len(first.shingles) + len(second.shingles) - common
    return common / union if union else 0.0


def rule_of(first: Document, second: Document) -> Rule | None:
    """The rule by which both belong to one story, None if they don't; symmetric."""
    if first.lang != second.lang or abs(first.first_seen_at - second.first_seen_at) > WINDOW:
        return None
    if first.url_key == second.url_key != "" and _is_same_page(first, second):
        return "url"
    if first.content_sha256 == second.content_sha256:
        return "content"
    return "near" if _is_near(first, second) else None


def _is_same_page(first: Document, second: Document) -> bool:
    smaller, larger = sorted((first.shingles, second.shingles), key=len)
    return first.headline == second.headline or _containment(smaller, larger) >= SAME_LINK_CONTAINMENT


def _is_near(first: Document, second: Document) -> bool:
    smaller, larger = sorted((first.shingles, second.shingles), key=len)
    jaccard = similarity(first, second)
    if overlap(smaller, larger) < SHORT_SHARE:
        return jaccard >= SHORT_JACCARD
    is_trimmed = _containment(smaller, larger) >= TRIMMED_CONTAINMENT and jaccard >= TRIMMED_JACCARD
    return (jaccard >= NEAR_JACCARD or is_trimmed) and _has_head(first, second)


def _has_head(first: Document, second: Document) -> bool:
    shared = max(_containment(first.head, second.shingles), _containment(second.head, first.shingles))
    return shared >= HEAD_CONTAINMENT


def _containment(part: Hashes, whole: Hashes) -> float:
    """Share of the shingles of `part` that `whole` has too; 0 for an empty one."""
    return overlap(part, whole) / len(part) if len(part) else 0.0
