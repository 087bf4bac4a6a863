"""Fit the confidence and the thresholds on articles that the network has not seen: `calibrate.py --model DIR --out FILE`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from corpus import CORPUS, Article, load_corpus, load_part, slice_of
from product import Row, counted, gold_keys, read

from etl.enrich.components import shared_model
from etl.types import LANGS

Pair = tuple[Article, list[Row]]
SURE, RELIABLE = 0.9, 0.98
"""Rows of confidence SURE or more are to be right this often on the development articles: a margin above the 0.97 asked for."""
LOGIT_SURE = float(np.log(SURE / (1 - SURE)))


def fit(pairs: list[Pair]) -> dict[str, Any]:
    """Logistic regression with a small ridge; thresholds by the best F1 of each language, not below the pooled one's half."""
    x, y = _table(pairs)
    weights, bias = _logistic(x, y)
    slope = _caution(x @ weights + bias, y)
    grid = np.linspace(-8, 8, 33)
    stored: dict[str, Any] = {
        "weights": weights.round(4).tolist(),
        "bias": round(float(bias), 4),
        "knots": [[float(g), round(float(1 / (1 + np.exp(-g * (slope if g > 0 else 1.0)))), 5)] for g in grid],
    }
    scored = [(a, r, _chance(r, weights, bias)) for a, rows in pairs for r in rows]
    stored["thresholds"] = {lang: _threshold(pairs, scored, lang) for lang in LANGS}
    return stored


def _table(pairs: list[Pair]) -> tuple[np.ndarray, np.ndarray]:
    rows = [(r.scores.values(), r.key in gold_keys(a)) for a, found in pairs for r in counted(a, found)]
    return np.array([v for v, _ in rows]), np.array([float(t) for _, t in rows])


def _logistic(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> tuple[np.ndarray, float]:
    """Newton's method."""
    design = np.concatenate([x, np.ones((len(x), 1))], 1)
    beta = np.zeros(design.shape[1])
    penalty = np.diag([ridge] * x.shape[1] + [0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (p - y) + penalty @ beta
        hessian = (design * (p * (1 - p))[:, None]).T @ design + penalty + 1e-6 * np.eye(len(beta))
        beta -= np.linalg.solve(hessian, gradient)
    return beta[:-1], float(beta[-1])


def _caution(raw: np.ndarray, right: np.ndarray) -> float:
    """The slope, at most 1, that makes rows of confidence SURE or more right as often as RELIABLE says."""
    for cut in np.arange(LOGIT_SURE, 8.0, 0.05):
        above = right[raw >= cut]
        if len(above) and above.mean() >= RELIABLE:
            return float(LOGIT_SURE / cut)
    return float(LOGIT_SURE / 8.0)


def _chance(row: Row, weights: np.ndarray, bias: float) -> float:
    return float(1 / (1 + np.exp(-(np.array(row.scores.values()) @ weights + bias))))


def _threshold(pairs: list[Pair], scored: list[tuple[Article, Row, float]], lang: str) -> float:
    gold = sum(len(gold_keys(a)) for a, _ in pairs if a.lang == lang)
    mine = [(c, r.key in gold_keys(a)) for a, r, c in scored if a.lang == lang and r in counted(a, [r])]
    best = (0.0, 0.5)
    for cut in np.arange(0.2, 0.81, 0.02):
        kept = [right for c, right in mine if c >= cut]
        best = max(best, (2 * sum(kept) / max(1, len(kept) + gold), round(float(cut), 2)))
    return best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--more", type=Path, help="another labelled part that was not trained on")
    parser.add_argument("--into", action="store_true", help="also write it into the model's metadata")
    args = parser.parse_args()
    articles = [a for a in load_corpus(args.corpus) if slice_of(a) == "dev"]
    articles += load_part(args.more) if args.more else []
    model = shared_model(str(args.model), 1)
    stored = fit([(a, read(model, str(args.model), a)) for a in articles])
    args.out.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    if args.into:
        metadata = json.loads((args.model / "model.json").read_text("utf-8"))
        metadata["calibration"] = stored
        (args.model / "model.json").write_text(json.dumps(metadata, indent=1) + "\n", "utf-8")
    print(json.dumps(stored["thresholds"]), stored["weights"], stored["bias"])


if __name__ == "__main__":
    main()
