"""The losses of the joint network on one batch of samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from examples import Sample, kept, padded
from network import Decided, Network, lower_precision
from torch import Tensor
from torch.nn import functional as F

from etl.types import MANNERS, ROLES, STATUSES

CLEAN_WEIGHT = 1.5
"""Weight of the persons of an article without events: few clean articles may be flagged."""


def loss_of(network: Network, samples: list[Sample]) -> dict[str, Tensor]:
    """Sums by task: tags and triggers over pieces (mean), decisions over persons (sum by article)."""
    with lower_precision():
        rows = network.encode(*padded([w for s in samples for w in s.windows]))
    by_sample = rows.float().split([len(s.windows) for s in samples])
    texts = [kept(found, s.windows) for found, s in zip(by_sample, samples, strict=True)]
    hidden = torch.cat(texts)
    losses = {"tags": _tag_loss(network.tags(hidden), torch.from_numpy(np.concatenate([s.allowed for s in samples])))}
    if any(s.layout for s in samples):
        labels = torch.from_numpy(np.concatenate([s.triggers for s in samples]))
        losses["triggers"] = F.cross_entropy(network.triggers(hidden), labels, ignore_index=-1)
        parts = [p for text, s in zip(texts, samples, strict=True) if s.layout for p in _decision_losses(network, text, s)]
        losses["decide"] = torch.stack(parts).sum() / len(samples) if parts else hidden.sum() * 0
    return losses


def _tag_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Marginal likelihood: minus the log of the summed probability of all allowed tags, where any is."""
    known = allowed.any(-1)
    logits, allowed = logits[known], allowed[known]
    return -torch.logsumexp(F.log_softmax(logits, -1).masked_fill(~allowed, -1e9), -1).mean()


def _decision_losses(network: Network, hidden: Tensor, sample: Sample) -> list[Tensor]:
    assert sample.layout
    if not sample.layout.persons:
        return []
    found = []
    weight = 1.0 if sample.gold else CLEAN_WEIGHT
    for side, decided in enumerate(network.decide(hidden, sample.layout)):
        rows = [person for person, other in sample.gold if other == side]
        target = torch.zeros(len(sample.layout.persons))
        target[rows] = 1.0
        found.append(weight * F.binary_cross_entropy_with_logits(decided.exists, target, reduction="sum"))
        if rows:
            found += _details(decided, rows, [sample.gold[person, side] for person in rows])
    return found


def _details(decided: Decided, rows: list[int], golds: list[dict[str, Any]]) -> list[Tensor]:
    """Everything but the existence, for the persons `rows` that have an event."""
    roles = torch.tensor([[float(n in g["roles"]) for n in range(len(ROLES))] for g in golds])
    status = torch.tensor([STATUSES.index(g["status"]) for g in golds])
    manner = torch.tensor([MANNERS.index(g["manner"]) if g["manner"] else len(MANNERS) for g in golds])
    interim = torch.tensor([float(g["interim"]) for g in golds])
    # Where the company isn't among the mentions, "no company named" is right.
    company = torch.tensor([[*g["company"], not any(g["company"])] for g in golds])
    dates = torch.tensor([[right and not g.get("undated") for right in g["dates"]] for g in golds])
    told = torch.tensor([[[post and role in g["roles"] for role in range(len(ROLES))] for post in g["posts"]] for g in golds])
    attention = torch.zeros(len(rows), decided.attention.shape[1], dtype=torch.bool)
    for number, (row, gold) in enumerate(zip(rows, golds, strict=True)):
        mine = (decided.attention[row] > 0).nonzero()[:, 0]
        attention[number, mine[: len(gold["attention"])]] = torch.tensor(gold["attention"])[: len(mine)]
    return [
        0.4 * F.binary_cross_entropy_with_logits(decided.roles[rows], roles, reduction="sum"),
        0.5 * _choice(decided.roles[rows], roles > 0),
        0.3 * _choice(decided.posts[rows].flatten(1), told.flatten(1)),
        0.5 * F.cross_entropy(decided.status[rows], status, reduction="sum"),
        0.3 * F.binary_cross_entropy_with_logits(decided.interim[rows], interim, reduction="sum"),
        0.2 * F.cross_entropy(decided.manner[rows], manner, reduction="sum"),
        _choice(decided.company[rows], company),
        0.3 * _choice(decided.attention[rows].clamp_min(1e-6).log(), attention),
        0.4 * _choice(decided.dates[rows], dates),
    ]


def _choice(logits: Tensor, right: Tensor) -> Tensor:
    """Minus the log probability that one of the right options is chosen, summed over the rows that have one."""
    known = right.any(1)
    logits, right = logits[known], right[known]
    return (torch.logsumexp(logits, 1) - torch.logsumexp(logits.masked_fill(~right, -1e9), 1)).sum()
