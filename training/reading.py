"""End to end during training: tag, fold, decide with the PyTorch network, scored as the product is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import tokenizers
import torch
from corpus import Article
from examples import cut, kept, padded
from lexicon import role_number
from network import DIRECTIONS, Decided, Layout, Network, lower_precision
from scoring import LEVELS, Count, Scoreboard, counted
from torch import Tensor
from torch.nn import functional as F

from etl.enrich.dates import find_dates
from etl.enrich.encoder import mentions_of
from etl.enrich.han_words import GOES_ON
from etl.enrich.names import best_form, fold_companies, fold_people
from etl.enrich.tags import best_tags
from etl.enrich.windows import PieceSpans, date_prefix, piece_ranges, pieces_of, windows_of
from etl.types import ROLES, STATUSES, EventReading, Mention


def found_by(logits: Tensor, text: str, spans: PieceSpans) -> tuple[Mention, ...]:
    """Mentions from the logits [T, tags] of the pieces, as the product makes them."""
    scores = F.log_softmax(logits, -1).detach().numpy()
    return mentions_of(text, spans, best_tags(scores, spans.words == GOES_ON))


def hidden_of(network: Network, tokenizer: tokenizers.Tokenizer, article: Article) -> tuple[Tensor, PieceSpans]:
    """Hidden states [T, w] of an article and its pieces."""
    spans = pieces_of(tokenizer, article.text)
    windows = windows_of(spans, date_prefix(tokenizer, article.published.date()))
    with lower_precision():
        hidden = network.encode(*padded(windows))
    return kept(hidden.float(), windows), spans


def read(network: Network, tokenizer: tokenizers.Tokenizer, article: Article) -> list[EventReading]:
    """The events of one article, from the network's own mentions; without dates, sentences and guards."""
    hidden, spans = hidden_of(network, tokenizer, article)
    text = article.text
    mentions = found_by(network.tags(hidden), text, spans)
    people, companies = fold_people(mentions, text, article.lang), fold_companies(mentions, text, article.lang)
    if not people or not companies:
        return []
    places = [r or (0, 1) for r in piece_ranges(spans, [(m.start, m.end) for m in mentions])]
    orgs = [i for group in companies for i in group]
    posts = [i for i, m in enumerate(mentions) if m.kind == "POST"]
    dates = [(d.start, d.end) for d in find_dates(text, article.lang, article.published) if d.date]
    layout = Layout(
        [[places[i] for i in group] for group in people], [places[i] for i in orgs], [places[i] for i in posts],
        [role_number(text, mentions[i].start, mentions[i].end, article.lang) for i in posts],
        [r or (0, 1) for r in piece_ranges(spans, dates)], torch.from_numpy(spans.stops),
    )
    found: list[EventReading] = []
    for direction, decided in zip(DIRECTIONS, network.decide(hidden, layout), strict=True):
        for number, group in enumerate(people):
            if decided.exists[number] > 0:
                company = _company(decided, number, companies, orgs, mentions)
                found += _readings(direction, decided, number, [mentions[i] for i in group], company)
    return found


def _company(decided: Decided, person: int, companies: list[list[int]], orgs: list[int], mentions: Sequence[Mention]) -> str:
    chances = dict(zip(orgs, decided.company[person].softmax(0)[:-1].tolist(), strict=True))
    best = max(companies, key=lambda group: sum(chances[i] for i in group))
    return best_form([mentions[i] for i in best])


def _readings(direction: Any, decided: Decided, person: int, names: list[Mention], company: str) -> list[EventReading]:
    scores = decided.roles[person]
    roles = [r for r, v in zip(ROLES, scores.tolist(), strict=True) if v > 0] or [ROLES[int(scores.argmax())]]
    status, interim = STATUSES[int(decided.status[person].argmax())], bool(decided.interim[person] > 0)
    chance = float(decided.exists[person].sigmoid())
    return [EventReading(best_form(names), company, direction, "", r, interim, None, None, status, chance, 0, 0) for r in roles]


def evaluate(network: Network, tokenizer: tokenizers.Tokenizer, articles: list[Article], name: str) -> str:
    """One line of figures."""
    network.eval()
    board = Scoreboard()
    with torch.no_grad():
        for article in articles:
            board.add(article, read(network, tokenizer, article))
    levels = {level: {g: round(c.f1, 3) for g, c in sorted(board.by[level].items())} for level in LEVELS}
    full = board.by["with role"]["all"]
    return (
        f"{name} {levels} P {full.precision:.3f} R {full.recall:.3f} status {board.accuracy('status'):.3f} "
        f"interim {board.accuracy('interim'):.3f} flagged {board.clean_flagged}/{board.clean}"
    )


def tagging_f1(network: Network, tokenizer: tokenizers.Tokenizer, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Exact span and type F1 on sentences."""
    network.eval()
    counts: dict[str, Count] = defaultdict(Count)
    items = sorted(((pieces_of(tokenizer, r["text"]), r) for r in rows), key=lambda x: len(x[0].ids))
    with torch.no_grad():
        for i in range(0, len(items), 32):
            batch = items[i : i + 32]
            pieces = [cut(spans, 508) for spans, _ in batch]
            with lower_precision():
                hidden = network.encode(*padded([window for spans in pieces for window in windows_of(spans, [])]))
            for short, (_, row), logits in zip(pieces, batch, network.tags(hidden.float()), strict=True):
                mine = {(m.start, m.end, m.kind) for m in found_by(logits[1 : len(short.ids) + 1], row["text"], short)}
                for kind in ("PERSON", "ORG", "LOC"):
                    gold = {tuple(e) for e in row["ents"] if e[2] == kind}
                    counted(counts[kind], gold, {m for m in mine if m[2] == kind})
    counts["ALL"] = Count(*(sum(getattr(c, f) for c in counts.values()) for f in ("hit", "false", "missed")))
    return {k: round(c.f1, 3) for k, c in counts.items()}
