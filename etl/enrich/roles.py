"""The role of an event, from the posts that its sentence names: the model proposes, the lexicon settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.enrich.encoder import Decision
from etl.types import Lang, Mention, Role

Named = tuple[int, Role]
"""Index of a post's mention and its role."""


def settled(
    decision: Decision, person: Sequence[int], mentions: Sequence[Mention], posts: Sequence[Named], sentence: tuple[int, int]
) -> Decision:
    """The decision with a role that its sentence speaks of: the model's if it is among those named there, else the nearest's."""
    named = [(i, role) for i, role in posts if sentence[0] <= mentions[i].start < sentence[1]]
    if not named:
        return decision
    places = [_middle(mentions[i]) for i in person if sentence[0] <= mentions[i].start < sentence[1]] or [sum(sentence) / 2]
    fitting = [post for post in named if post[1] == decision.role] or named
    post, role = min(fitting, key=lambda p: min(abs(_middle(mentions[p[0]]) - at) for at in places))
    keeps = decision.post_mention in [i for i, _ in fitting]
    return replace(decision, role=role, post_mention=decision.post_mention if keeps else post)


def top_role(role: Role, posts: Sequence[Named], lang: Lang) -> Role:
    """A president is the top executive where a German or Chinese article names no chief executive beside him."""
    if role == "president" and lang != "en" and all(known != "ceo" for _, known in posts):
        return "ceo"
    return role


def _middle(mention: Mention) -> float:
    return (mention.start + mention.end) / 2
