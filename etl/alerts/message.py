"""What is told: a subject, a text for people, and the same as data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from etl.alerts.episodes import ENDED, WITHDRAWN, Intent

LONGEST_QUOTE = 400


def payload(intent: Intent, company: str, evidence: Sequence[Mapping[str, Any]], doubts: Sequence[str]) -> dict[str, Any]:
    """The message about an intent: all that a channel needs, the same for every channel."""
    episode = intent.episode
    closing = "" if intent.kind != "closed" else (WITHDRAWN if episode.reason == WITHDRAWN else ENDED)
    return {
        "alert_id": episode.alert_id,
        "company_id": episode.company_id,
        "company": company,
        "level": episode.level,
        "kind": intent.kind,
        "opened_at": episode.opened_at.isoformat(),
        "subject": _subject(intent, company, len(evidence)),
        "reason": closing or episode.reason,
        "evidence": list(evidence),
        "doubts": list(doubts),
        "text": _text(closing or episode.reason, evidence, () if closing else doubts),
    }


def delivery_id(intent: Intent, channel: str) -> str:
    """The idempotency key of an alert, its change and a channel: the same again if the run is repeated."""
    episode = intent.episode
    moment = episode.closed_at or episode.updated_at
    parts = (episode.alert_id, intent.kind, moment.isoformat(), channel)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _subject(intent: Intent, company: str, count: int) -> str:
    noun = "change" if count == 1 else "changes"
    return f"{company}: {count} {noun} at the top ({intent.episode.level}, {intent.kind})"


def _text(reason: str, evidence: Sequence[Mapping[str, Any]], doubts: Sequence[str]) -> str:
    lines = [reason, ""]
    for each in evidence:
        lines.append(f"{each['date']}  {each['what']}")
        for quote in each["quotes"]:
            lines += [f"    “{_shortened(quote['sentence'])}”", f"    {quote['url']}"]
    if doubts:
        lines += ["", "What would make it wrong:", *(f"- {doubt}" for doubt in doubts)]
    return "\n".join(lines)


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_QUOTE else sentence[: LONGEST_QUOTE - 1] + "…"
