"""The joint network: one encoder over the article, a tagging head and a deciding head over its mentions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from etl.types import MANNERS, MENTION_KINDS, ROLES, STATUSES

TAGS = ["O"] + [f"{b}-{kind}" for kind in MENTION_KINDS for b in "BI"]
DIRECTIONS = ("in", "out")
BUCKETS = 18
"""Token distance on a log scale (9) by the side on which the other mention stands (2)."""
STOPS = 7
"""Sentence ends between two mentions, signed, clipped to -3..3."""
PLACES = 3
"""Places of a piece in a Chinese word, see `etl.enrich.han_words`."""
WIDE, NARROW = 256, 128


class Layer(nn.Module):
    """One transformer layer of BERT (post-norm)."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(b, n, w))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The body: takes word embeddings [b, n, w] and a mask [b, n] (1 = piece) to hidden states [b, n, w]."""

    def __init__(self, c: dict[str, Any], dropout: float = 0.15) -> None:
        super().__init__()
        self.position = nn.Embedding(c["MAXP"], c["H"])
        self.norm = nn.LayerNorm(c["H"], eps=c["eps"])
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(c["H"], c["NH"], c["FF"], c["eps"], dropout) for _ in range(c["NL"]))

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        places = self.position.weight[: words.shape[1]]
        x = self.drop(self.norm(words + places))
        bias = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


def lower_precision() -> torch.autocast:
    """bfloat16 where the processor calculates with it; where it only imitates it, a step takes minutes."""
    able = torch.cpu.get_capabilities()
    return torch.autocast("cpu", torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16")))


def freeze(network: Network, layers: int) -> None:
    """Leave the positions and the lowest `layers` as they are, so that a network that has learnt goes on faster; call after `train()`."""
    if layers:
        fixed = [network.places, network.encoder.position, network.encoder.norm, network.encoder.drop, *network.encoder.layers[:layers]]
        for module in fixed:
            module.requires_grad_(False).eval()


def load_source(encoder: Encoder, weights: dict[str, Tensor]) -> None:
    """Copy the weights of the source BERT model; its one token type is added to the positions."""
    state = {"norm.weight": weights["embeddings.LayerNorm.weight"], "norm.bias": weights["embeddings.LayerNorm.bias"]}
    token_type = weights["embeddings.token_type_embeddings.weight"][0]
    state["position.weight"] = weights["embeddings.position_embeddings.weight"] + token_type
    names = {
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "norm2": "output.LayerNorm",
    }
    for number in range(len(encoder.layers)):
        old = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            parts = [weights[f"{old}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            state[f"layers.{number}.qkv.{kind}"] = torch.cat(parts)
            for new, name in names.items():
                state[f"layers.{number}.{new}.{kind}"] = weights[f"{old}{name}.{kind}"]
    encoder.load_state_dict(state)


class Pointer(nn.Module):
    """Scores person mention x other mention: bilinear, distance, sentence ends between them, and the other's own weight."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, NARROW)
        self.key = nn.Linear(width, NARROW)
        self.own = nn.Linear(width, 1)
        # Near ones first, until the data say otherwise.
        self.distance = nn.Parameter(-0.25 * (torch.arange(BUCKETS) % 9).float())
        self.stops = nn.Parameter(-0.5 * (torch.arange(STOPS) - 3).abs().float())

    def forward(self, persons: Tensor, others: Tensor, buckets: Tensor, stops: Tensor) -> Tensor:
        """[p, w], [o, w], [p, o], [p, o] -> [p, o]."""
        match = self.query(persons) @ self.key(others).T / math.sqrt(NARROW)
        return match + self.own(others).T + self.distance[buckets] + self.stops[stops]


class Side(nn.Module):
    """All that is decided about one direction."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.exists = nn.Sequential(nn.Linear(width, WIDE), nn.GELU(), nn.Dropout(0.2), nn.Linear(WIDE, 1))
        self.hidden = nn.Sequential(nn.Linear(width, WIDE), nn.GELU(), nn.Dropout(0.2))
        self.status = nn.Linear(WIDE, len(STATUSES))
        self.interim = nn.Linear(WIDE, 1)
        self.manner = nn.Linear(WIDE, len(MANNERS) + 1)
        self.role = nn.Linear(WIDE, len(ROLES))
        self.no_company = nn.Linear(WIDE, 1)
        self.no_date = nn.Linear(WIDE, 2)
        self.company = Pointer(width)
        self.post = Pointer(width)
        self.date = Pointer(width)


@dataclass
class Decided:
    """Logits for one direction and all p persons of an article, who have m mentions together."""

    exists: Tensor
    """[p]"""
    attention: Tensor
    """[p, m]: weight of each mention, zero for those of other persons."""
    status: Tensor
    interim: Tensor
    manner: Tensor
    company: Tensor
    """[p, orgs + 1], the last one stands for "no company named"."""
    roles: Tensor
    posts: Tensor
    """[p, posts + 1, roles]: what each post mention (the last: none) gives to each role."""
    dates: Tensor
    """[p, dates + 2], the last two: day of publication, none."""


@dataclass
class Layout:
    """Where the mentions of one article are, in pieces: half-open (first, last) each, and features between them."""

    persons: list[list[tuple[int, int]]]
    orgs: list[tuple[int, int]]
    posts: list[tuple[int, int]]
    post_roles: list[int]
    """Role number that the lexicon gives, len(ROLES) where it gives none."""
    dates: list[tuple[int, int]]
    stops: Tensor
    """[T] sentence ends before each piece."""


class Network(nn.Module):
    """Encoder, tagging head and one `Side` a direction."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        width = config["H"]
        self.words = nn.Embedding(config["VOC"], width)
        self.words.weight.requires_grad = False
        self.places = nn.Embedding(PLACES, width)
        nn.init.zeros_(self.places.weight)
        self.encoder = Encoder(config)
        self.tags = nn.Linear(width, len(TAGS))
        self.triggers = nn.Linear(width, 3)
        self.sides = nn.ModuleList(Side(width) for _ in DIRECTIONS)
        self.post_role = nn.Sequential(nn.Linear(width, NARROW), nn.GELU(), nn.Linear(NARROW, len(ROLES)))
        self.lexicon = nn.Parameter(torch.cat([3.0 * torch.eye(len(ROLES)), torch.zeros(1, len(ROLES))]))

    def encode(self, ids: Tensor, places: Tensor, mask: Tensor) -> Tensor:
        """Pieces, their places in Chinese words and mask [b, n] -> hidden states [b, n, w]."""
        return self.encoder(self.words(ids) + self.places(places), mask)

    def decide(self, hidden: Tensor, layout: Layout) -> list[Decided]:
        """hidden [T, w] of one article -> the logits of each direction."""
        orgs, posts, dates = (_means(hidden, spans) for spans in (layout.orgs, layout.posts, layout.dates))
        post_roles = F.log_softmax(self.post_role(posts) + self.lexicon[layout.post_roles], -1)
        everyone = [span for spans in layout.persons for span in spans]
        owner = torch.tensor([number for number, spans in enumerate(layout.persons) for _ in spans])
        others = ((orgs, layout.orgs), (posts, layout.posts), (dates, layout.dates))
        between = [(values, *features(everyone, places, layout.stops)) for values, places in others]
        mine = owner[None, :] == torch.arange(len(layout.persons))[:, None]
        return [self._side(side, _means(hidden, everyone), mine, between, post_roles) for side in self.sides]

    def _side(self, side: Side, persons: Tensor, mine: Tensor, between: list[Any], post_roles: Tensor) -> Decided:
        logits = side.exists(persons)[:, 0].expand(mine.shape).masked_fill(~mine, -1e9)
        weights = torch.softmax(logits, 1)
        company, post, date = (
            weights @ pointer(persons, *what) for pointer, what in zip((side.company, side.post, side.date), between)
        )
        hidden = side.hidden(weights @ persons)
        by_post = torch.cat([post[:, :, None] + post_roles[None], side.role(hidden)[:, None]], 1)
        return Decided(
            torch.logsumexp(logits, 1), weights, side.status(hidden), side.interim(hidden)[:, 0], side.manner(hidden),
            torch.cat([company, side.no_company(hidden)], 1), torch.logsumexp(by_post, 1), by_post,
            torch.cat([date, side.no_date(hidden)], 1),
        )


def _means(hidden: Tensor, spans: list[tuple[int, int]]) -> Tensor:
    if not spans:
        return hidden.new_zeros(0, hidden.shape[1])
    return torch.stack([hidden[a:b].mean(0) for a, b in spans])


def features(left: list[tuple[int, int]], right: list[tuple[int, int]], stops: Tensor) -> tuple[Tensor, Tensor]:
    """Distance bucket and signed sentence ends from each left span to each right span: int64 [l, r] each."""
    a = torch.tensor(left, dtype=torch.long).view(-1, 2)
    b = torch.tensor(right, dtype=torch.long).view(-1, 2)
    after = b[None, :, 0] - a[:, None, 1]
    before = a[:, None, 0] - b[None, :, 1]
    gap = torch.clamp(torch.maximum(after, before), min=0)
    log = torch.clamp(torch.floor(torch.log2(gap.float() + 1.0)), max=8).long()
    between = stops[b[:, 0]][None, :] - stops[a[:, 0]][:, None]
    return log + 9 * (after >= before), torch.clamp(between, -3, 3) + 3
