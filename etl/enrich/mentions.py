"""Mentions made consistent over an article: what is a name in one place is that name in every place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from etl.enrich.person_names import is_han
from etl.types import Mention, MentionKind

_EDGES = " \t\"'“”„‚‘’«»‹›「」『』《》（）()[]【】,;:.，、。；：!?！？▲—–-"
_GENITIVE = re.compile(r"['’]s?$")
_SHORTEST_LATIN = 3
_SHORTEST_HAN = 2


def consistent(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Trimmed mentions, each surface form of one kind, with the places of known names that were overlooked.

    A form tagged as two kinds takes the one it has more often (the first of them if even). Only persons and companies are
    looked for again: posts and places are common words too often.
    """
    trimmed = [m for m in (_trimmed(mention) for mention in mentions) if m is not None]
    kinds = _kinds(trimmed)
    voted = [Mention(kinds.get(m.text, m.kind), m.text, m.start, m.end) for m in trimmed]
    return tuple(sorted([*voted, *_overlooked(voted, text)], key=lambda m: (m.start, m.end)))


def _trimmed(mention: Mention) -> Mention | None:
    left = len(mention.text) - len(mention.text.lstrip(_EDGES))
    core = mention.text[left:].rstrip(_EDGES if not mention.text.endswith(".") or mention.kind != "ORG" else _EDGES.replace(".", ""))
    core = _GENITIVE.sub("", core) if mention.kind == "PERSON" else core
    if len(core) < 2 and mention.kind in ("PERSON", "ORG") and not core.isupper():
        return None
    return Mention(mention.kind, core, mention.start + left, mention.start + left + len(core)) if core else None


def _kinds(mentions: Sequence[Mention]) -> dict[str, MentionKind]:
    """The kind of each form that was tagged as person in one place and as company or place in another."""
    votes: dict[str, Counter[MentionKind]] = defaultdict(Counter)
    for m in mentions:
        votes[m.text][m.kind] += 1
    return {form: count.most_common(1)[0][0] for form, count in votes.items() if len(count) > 1 and "POST" not in count}


def _overlooked(mentions: Sequence[Mention], text: str) -> list[Mention]:
    taken = bytearray(len(text))
    for m in mentions:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    found = []
    forms = {(m.text, m.kind) for m in mentions if m.kind in ("PERSON", "ORG") and _is_telling(m.text)}
    for form, kind in sorted(forms, key=lambda f: (-len(f[0]), f)):
        for match in re.finditer(_pattern(form), text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Mention(kind, form, start, end))
    return found


def _is_telling(form: str) -> bool:
    """Whether a form is long enough, and a name by its letters, to be looked for by itself."""
    if is_han(form):
        return len(form) >= _SHORTEST_HAN
    return len(form) >= _SHORTEST_LATIN and any(c.isupper() for c in form)


def _pattern(form: str) -> str:
    if is_han(form):
        return re.escape(form)
    return rf"(?<![A-Za-zÀ-ÿ0-9]){re.escape(form)}(?![A-Za-zÀ-ÿ0-9])"
