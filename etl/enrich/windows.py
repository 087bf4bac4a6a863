"""An article as the encoder reads it: pieces with their place in the text, cut into overlapping windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tokenizers
from numpy.typing import NDArray

from etl.enrich.han_words import word_places

BOS, EOS = 0, 2
"""Ids of `<s>` and `</s>`; the second also stands for each line break."""
LONGEST = 512
"""Positions that the encoder has."""
_TITLE_PIECES = 64
_STRIDE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class PieceSpans:
    """The pieces of one text.

    ids, start, end: int64 [T]; `text[start:end]` is a piece without its leading blank, zero-width for blanks and line breaks.
    title: how many of them belong to the first line.
    stops: int64 [T], how many sentence ends and line breaks come before each piece.
    inside: bool [T], whether a piece goes on with the word of the piece before it (Latin letters on both sides).
    words: int64 [T], the place of a Chinese character in its word (`han_words`), 0 for other pieces.
    """

    ids: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    title: int
    stops: NDArray[np.int64]
    inside: NDArray[np.bool_]
    words: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    ids, words: int64 [n]; the rows from `offset` on are kept for the pieces `keep_start:keep_end`.
    """

    ids: NDArray[np.int64]
    words: NDArray[np.int64]
    offset: int
    keep_start: int
    keep_end: int


def pieces_of(tokenizer: tokenizers.Tokenizer, text: str) -> PieceSpans:
    """Cut `text` into pieces, line by line; a line break becomes one piece of its own."""
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    title = 0
    at = 0
    for number, line in enumerate(text.split("\n")):
        if number:
            ids.append(EOS)
            spans.append((at - 1, at - 1))
        encoding = tokenizer.encode(line, add_special_tokens=False)
        ids.extend(encoding.ids)
        places = zip(encoding.tokens, encoding.offsets, strict=True)
        spans.extend(_trimmed(text, at + a, at + (a if piece == "▁" else b)) for piece, (a, b) in places)
        title = title or len(ids)
        at += len(line) + 1
    bounds = np.array(spans, np.int64).reshape(-1, 2)
    ends = [n == EOS or text[a:b] in _STOPS for n, (a, b) in zip(ids, spans, strict=True)]
    stops = np.concatenate([[0], np.cumsum(ends)[:-1]]).astype(np.int64) if ids else np.zeros(0, np.int64)
    inside = np.array([a < b and a > 0 and _letter(text[a - 1]) and _letter(text[a]) for a, b in spans], bool)
    words = _words_of(text, bounds)
    return PieceSpans(np.array(ids, np.int64), bounds[:, 0], bounds[:, 1], title, stops, inside, words)


def _words_of(text: str, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place in its word of each piece's first character; zero-width pieces have none."""
    places = np.append(word_places(text), 0)
    return np.where(bounds[:, 0] < bounds[:, 1], places[bounds[:, 0]], 0)


_STOPS = frozenset({".", "!", "?", "。", "！", "？", "…"})


def _letter(char: str) -> bool:
    return char < "\u2e80" and char.isalpha()


def whole_words(tags: Sequence[str], inside: NDArray[np.bool_]) -> list[str]:
    """Tags (O, B-kind, I-kind) by word: the pieces inside of a word follow its first piece."""
    found: list[str] = []
    for tag, follows in zip(tags, inside.tolist(), strict=True):
        found.append(found[-1].replace("B-", "I-") if follows and found else tag)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, end


def piece_ranges(spans: PieceSpans, chars: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Half-open piece ranges for half-open character spans; None where no piece lies in one."""
    found: list[tuple[int, int] | None] = []
    for start, end in chars:
        first = int(np.searchsorted(spans.end, start, side="right"))
        last = int(np.searchsorted(spans.start, end, side="left"))
        found.append((first, last) if first < last else None)
    return found


def date_prefix(tokenizer: tokenizers.Tokenizer, published: dt.date | None) -> list[int]:
    """The pieces that tell the encoder the day of publication; none where it is unknown."""
    if published is None:
        return []
    return [*tokenizer.encode(published.isoformat(), add_special_tokens=False).ids, EOS]


def windows_of(spans: PieceSpans, prefix: list[int], longest: int = LONGEST) -> list[Window]:
    """Windows of at most `longest` pieces that together keep every piece once; each later one begins with the title."""
    total = len(spans.ids)
    head = [BOS, *prefix]
    room = longest - len(head) - 1
    if total <= room:
        return [_window(spans, head, 0, 0, total, 0)]
    title = min(spans.title, _TITLE_PIECES)
    found = [_window(spans, head, 0, 0, room, 0)]
    room -= title + 1
    step = int(room * _STRIDE_SHARE)
    while found[-1].keep_end < total:
        start = min(found[-1].keep_end - (room - step), total - room)
        found.append(_window(spans, head, title, start, start + room, found[-1].keep_end))
    return found


def _window(spans: PieceSpans, head: list[int], title: int, start: int, end: int, kept: int) -> Window:
    """`head`, the first `title` pieces again, then `start:end`, of which those from `kept` on are kept with context before them."""
    repeated = [*spans.ids[:title].tolist(), EOS] if title else []
    before = len(head) + len(repeated)
    ids = np.array([*head, *repeated, *spans.ids[start:end], EOS], np.int64)
    words = np.zeros(len(ids), np.int64)
    words[len(head) : len(head) + title] = spans.words[:title]
    words[before:-1] = spans.words[start:end]
    return Window(ids, words, before + kept - start, kept, end)
