"""The losses of the joint network on one batch of samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from etl.types import MANNERS, ROLES, STATUSES
from examples import Sample
from network import Decided, Network

PAD = 1
CLEAN_WEIGHT = 1.5
"""Weight of the persons of an article without events: few clean articles may be flagged."""


def padded(samples: list[Sample]) -> tuple[Tensor, Tensor]:
    n = max(len(s.ids) for s in samples)
    ids = torch.tensor([s.ids + [PAD] * (n - len(s.ids)) for s in samples])
    return ids, (ids != PAD).float()


def loss_of(network: Network, samples: list[Sample]) -> dict[str, Tensor]:
    """Sums by task: tags and triggers over pieces (mean), decisions over persons (sum by article)."""
    ids, mask = padded(samples)
    with torch.autocast("cpu", torch.bfloat16):
        hidden = network.encode(ids, mask)
    hidden = hidden.float()
    losses = {"tags": _tag_loss(network.tags(hidden), samples)}
    if any(s.layout for s in samples):
        labels = _stacked([s.triggers for s in samples], ids.shape[1])
        losses["triggers"] = F.cross_entropy(network.triggers(hidden).flatten(0, 1), labels.flatten(), ignore_index=-1)
        parts = [p for row, s in zip(hidden, samples, strict=True) if s.layout for p in _decision_losses(network, row, s)]
        losses["decide"] = torch.stack(parts).sum() / len(samples) if parts else hidden.sum() * 0
    return losses


def _tag_loss(logits: Tensor, samples: list[Sample]) -> Tensor:
    """Marginal likelihood: minus the log of the summed probability of all allowed tags, where any is."""
    allowed = torch.zeros(logits.shape, dtype=torch.bool)
    for row, sample in zip(allowed, samples, strict=True):
        row[: len(sample.ids)] = torch.from_numpy(sample.allowed)
    known = allowed.any(-1)
    logits, allowed = logits[known], allowed[known]
    return -torch.logsumexp(F.log_softmax(logits, -1).masked_fill(~allowed, -1e9), -1).mean()


def _stacked(labels: list[np.ndarray], n: int) -> Tensor:
    return torch.stack([F.pad(torch.from_numpy(x), (0, n - len(x)), value=-1) for x in labels])


def _decision_losses(network: Network, hidden: Tensor, sample: Sample) -> list[Tensor]:
    assert sample.layout
    found = []
    weight = 1.0 if sample.gold else CLEAN_WEIGHT
    for person, sides in enumerate(network.decide(hidden, sample.layout)):
        for side, decided in enumerate(sides):
            gold = sample.gold.get((person, side))
            target = torch.tensor(float(gold is not None))
            found.append(weight * F.binary_cross_entropy_with_logits(decided.exists, target))
            if gold:
                found += _details(decided, gold)
    return found


def _details(decided: Decided, gold: dict[str, Any]) -> list[Tensor]:
    roles = torch.tensor([float(n in gold["roles"]) for n in range(len(ROLES))])
    manner = MANNERS.index(gold["manner"]) if gold["manner"] else len(MANNERS)
    found = [
        0.5 * F.binary_cross_entropy_with_logits(decided.roles, roles, reduction="sum"),
        0.5 * F.cross_entropy(decided.status[None], torch.tensor([STATUSES.index(gold["status"])])),
        0.3 * F.binary_cross_entropy_with_logits(decided.interim, torch.tensor(float(gold["interim"]))),
        0.2 * F.cross_entropy(decided.manner[None], torch.tensor([manner])),
        # Where the company isn't among the mentions, "no company named" is right.
        _choice(decided.company, [*gold["company"], not any(gold["company"])]),
    ]
    if any(gold["attention"]):
        found.append(0.3 * _choice(decided.attention.clamp_min(1e-6).log(), gold["attention"]))
    if not gold.get("undated") and any(gold["dates"]):
        found.append(0.4 * _choice(decided.dates, gold["dates"]))
    return found


def _choice(logits: Tensor, right: list[bool]) -> Tensor:
    """Minus the log probability that one of the right options is chosen."""
    return torch.logsumexp(logits, 0) - torch.logsumexp(logits[torch.tensor(right)], 0)
