"""How sure the reader is that company, person, direction and role of an event are all right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.types import Lang


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression (Platt scaling with several inputs), then a monotone table, both fitted on the development slice.

    weights, bias: over `Scores.values()`; knots: (score, probability) pairs in ascending order, interpolated between;
    thresholds: the least confidence at which an event is worth a row, by language.
    """

    weights: Sequence[float]
    bias: float
    knots: Sequence[tuple[float, float]]
    thresholds: Mapping[Lang, float]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Calibration:
        """From the model's metadata."""
        return cls(
            tuple(stored["weights"]), stored["bias"], tuple((a, b) for a, b in stored["knots"]), dict(stored["thresholds"])
        )

    def confidence(self, scores: Scores) -> float:
        """Probability, 0 to 1."""
        raw = self.bias + sum(w * x for w, x in zip(self.weights, scores.values(), strict=True))
        places, chances = zip(*self.knots, strict=True)
        return float(np.interp(raw, places, chances))


@dataclass(frozen=True, slots=True)
class Scores:
    """The raw scores of one event, kept for the explanation."""

    exists: float
    """Logit that the person joins (or leaves) at all."""
    company: float
    """Log probability of the company among all companies named."""
    role: float
    """Logit of the role."""
    status: float
    """Log probability of the status."""
    people: int
    """How many persons the article names."""
    frame: bool = False
    """A sentence frame says that the person makes this move."""
    counter_frame: bool = False
    """A sentence frame says that the person makes the opposite move, and none this one."""
    company_beside: bool = False
    """The sentence of the event names the company."""
    role_beside: bool = False
    """The sentence of the event names a post of that role."""

    def values(self) -> tuple[float, ...]:
        """What the calibration looks at."""
        return (
            max(-8.0, min(8.0, self.exists)), max(-5.0, self.company), max(-4.0, min(6.0, self.role)), self.status,
            math.log1p(self.people), float(self.frame), float(self.counter_frame), float(self.company_beside),
            float(self.role_beside),
        )
