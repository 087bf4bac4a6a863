"""What an outlet took back: it said so itself, and what it had said of the event before no longer speaks for it.

A denial takes back every earlier assertion of the same outlet, later ones stand. Where that outlet published a text first, the
copies that others carry of it fall with it; what others found out by themselves does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from etl.events.evidence import Evidence

SURE = 0.5
"""Confidence from which a denial is taken for one."""


def taken_back(pieces: Sequence[Evidence]) -> frozenset[Evidence]:
    """Those of one event's pieces that their outlet took back, and the copies that rest on them."""
    denied_at = _last_denials(pieces)
    own = [piece for piece in pieces if piece.status != "denied" and _is_before(piece, denied_at)]
    origins = {piece.voice for piece in own if piece.article_id == piece.voice}
    copies = [piece for piece in pieces if piece.status != "denied" and piece.voice in origins]
    return frozenset([*own, *copies])


def _last_denials(pieces: Iterable[Evidence]) -> dict[str, dt.datetime]:
    """feed -> when it denied the event last."""
    denied_at: dict[str, dt.datetime] = {}
    for piece in pieces:
        if piece.status == "denied" and piece.confidence >= SURE:
            denied_at[piece.feed] = max(piece.published_at, denied_at.get(piece.feed, piece.published_at))
    return denied_at


def _is_before(piece: Evidence, denied_at: dict[str, dt.datetime]) -> bool:
    return piece.feed in denied_at and piece.published_at < denied_at[piece.feed]
