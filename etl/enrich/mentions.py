"""Mentions made consistent over an article: whole words, one kind a name, and every place of a name that is found once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from etl.enrich.org_spans import company_spans
from etl.enrich.person_names import is_han
from etl.types import Mention, MentionKind

_EDGES = " \t\"'“”„‚‘’«»‹›「」『』《》（）()[]【】,;:.，、。；：!?！？▲—–-"
_ADDRESS = {"女": "士", "先": "生"}
"""Ends of a Chinese form of address, of which a name may have kept the beginning."""
_GENITIVE = re.compile(r"['’]s?$")
_AFTER_AGENCY = re.compile(r"[)）]\s*[-–—]")
_AFTER_OUTLET = re.compile(r"\s*(?:\d{1,2}月)?\d{1,2}日(?:晚间?|早间?)?(?:讯|訊|电|電|消息)|(?:讯|訊|电)[，：]")
_HYPHENATED = re.compile(r"(?<=\w)(?:-[A-ZÀ-Þ][\wÀ-ÿ]+)+")
_NAME_PARTS = re.compile(r"[\s·・•]+")
_SHORTEST_LATIN = 3
_SHORTEST_HAN = 2
_NO_NAMES = frozenset(
    {"集团", "集團", "公司", "本公司", "该公司", "該公司", "董事会", "董事會", "股份", "母公司", "子公司", "银行", "the company", "company"}
    | {"the group", "group", "the board", "board", "konzern", "der konzern", "vorstand", "aufsichtsrat", "unternehmen", "das unternehmen"}
    | {"die firma", "firma", "die gruppe", "gruppe", "the firm", "firm", "bank", "die bank", "ceo", "cfo", "chief executive", "gmbh", "ag"}
    | {"ai", "ki", "it", "ipo", "esg", "hr", "pr", "r&d"}
)
"""What stands for a company without naming it."""


def consistent(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Mentions of whole words without marks around them; each form of one kind; known names where they were overlooked.

    A form tagged as two kinds takes the one it has more often (the first of them if even). Only persons and companies are
    looked for again: posts and places are common words too often. Where a longer known name stands, it wins over a part.
    """
    trimmed = [m for m in (_trimmed(_widened(mention, text), text) for mention in mentions) if m is not None]
    outlets = {m.text for m in trimmed if m.kind == "ORG" and _in_dateline(m, text)}
    trimmed = company_spans([m for m in trimmed if m.text not in outlets], text)
    kinds = _kinds(trimmed)
    voted = [Mention(kinds.get(m.text, m.kind), m.text, m.start, m.end) for m in trimmed]
    known = _places({(m.text, m.kind) for m in voted if m.kind in ("PERSON", "ORG") and _is_telling(m.text)}, text)
    kept = [m for m in voted if not any(m.start < k.end and k.start < m.end for k in known)]
    return tuple(sorted([*kept, *known], key=lambda m: (m.start, m.end)))


def _widened(mention: Mention, text: str) -> Mention:
    """The mention with the rest of the Latin words that it begins or ends in."""
    start, end = mention.start, mention.end
    while start and _latin(text[start]) and _latin(text[start - 1]):
        start -= 1
    while end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        end += 1
    if mention.kind == "PERSON" and (rest := _HYPHENATED.match(text, end)) is not None:
        end = rest.end()
    return Mention(mention.kind, text[start:end], start, end)


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def _trimmed(mention: Mention, text: str) -> Mention | None:
    """The mention without the marks around it; None where no name is left."""
    start = mention.start + len(mention.text) - len(mention.text.lstrip(_EDGES))
    right = _EDGES.replace(".", "") if mention.kind == "ORG" else _EDGES
    core = text[start : mention.end].rstrip(right)
    if mention.kind == "PERSON":
        core = _GENITIVE.sub("", core)
        core = core[:-1] if core[-1:] in _ADDRESS and text.startswith(_ADDRESS[core[-1]], start + len(core)) else core
    named = mention.kind in ("PERSON", "ORG")
    if not core or (named and (core.casefold() in _NO_NAMES or (len(core) < 2 and not core.isupper()))):
        return None
    return Mention(mention.kind, core, start, start + len(core))


def _in_dateline(mention: Mention, text: str) -> bool:
    """Whether a company is the outlet itself: "LONDON (Reuters) -", "财联社3月1日讯"."""
    if text[mention.start - 1 : mention.start] in ("(", "（"):
        return _AFTER_AGENCY.match(text, mention.end) is not None
    return _AFTER_OUTLET.match(text, mention.end) is not None


def _kinds(mentions: Sequence[Mention]) -> dict[str, MentionKind]:
    """The kind of each form that was tagged as several, or that is the later part of a person's name elsewhere."""
    votes: dict[str, Counter[MentionKind]] = defaultdict(Counter)
    for m in mentions:
        votes[m.text][m.kind] += 1
    kinds = {form: count.most_common(1)[0][0] for form, count in votes.items() if len(count) > 1 and "POST" not in count}
    parts = {part for form, count in votes.items() if count["PERSON"] for part in _NAME_PARTS.split(form)[1:] if len(part) > 1}
    return kinds | {part: "PERSON" for part in parts if part in votes and "POST" not in votes[part]}


def _places(forms: set[tuple[str, MentionKind]], text: str) -> list[Mention]:
    """All places of the forms, the longest first, none overlapping."""
    taken = bytearray(len(text))
    found = []
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
    """The form, not inside a longer Latin word."""
    left = r"(?<![A-Za-zÀ-ÿ0-9])" if _latin(form[0]) else ""
    right = r"(?![A-Za-zÀ-ÿ0-9])" if _latin(form[-1]) else ""
    return left + re.escape(form) + right
