"""Stories: the connected components of articles that are forms of one text, whatever the order in which they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.dedupe.likeness import Document, Rule, rule_of, similarity

REFERENCES = 32
"""A copy is compared with this many of the first articles of its story: the cost of a long story stays linear."""


@dataclass(frozen=True, slots=True)
class Member:
    """One article's place in its story."""

    article_id: str
    version: int
    story_id: str
    dup_of: str | None
    rule: Rule
    similarity: float | None


class Components:
    """Union of articles; the root of a component is its least id, so that the order of joining makes no difference."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def find(self, article_id: str) -> str:
        """The root of the component; an article not yet joined is its own."""
        root = article_id
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while article_id != root:
            self._parents[article_id], article_id = root, self._parents[article_id]
        return root

    def join(self, first: str, second: str) -> None:
        """Make one component of both."""
        low, high = sorted((self.find(first), self.find(second)))
        self._parents[high] = low
        self._parents[low] = low

    def groups(self, article_ids: Iterable[str]) -> dict[str, list[str]]:
        """root -> those of the articles that are in its component."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for article_id in article_ids:
            grouped[self.find(article_id)].append(article_id)
        return grouped


def members_of(story: Sequence[Document]) -> list[Member]:
    """One row an article: each is a copy of the earlier one that it's most similar to, the first published of none."""
    ordered = sorted(story, key=lambda document: (document.published_at, document.article_id))
    first = ordered[0]
    members = [Member(first.article_id, first.version, first.article_id, None, "first", None)]
    for place, document in enumerate(ordered[1:], start=1):
        members.append(_copy(document, ordered[: min(place, REFERENCES)], first.article_id))
    return members


def _copy(document: Document, earlier: Sequence[Document], story_id: str) -> Member:
    # max keeps the first of equals: the earliest published.
    original = max(earlier, key=lambda other: similarity(document, other))
    rule = rule_of(document, original) or "near"
    return Member(
        document.article_id, document.version, story_id, original.article_id, rule, similarity(document, original)
    )
