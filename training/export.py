"""Write a trained network as the product's package data: `export.py --network FILE --source DIR --to FOLDER --version V`."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import tokenizers
import torch
from corpus import load_corpus, slice_of
from network import Encoder, Network
from quantize import quantize
from torch import Tensor, nn

from etl.enrich.confidence import Scores
from etl.enrich.encoder import FORMAT, unpacked
from etl.enrich.windows import date_prefix, pieces_of, windows_of

UNCALIBRATED = {
    "weights": [1.0] + [0.0] * (len(Scores(0.0, 0.0, 0.0, 0.0, 1).values()) - 1), "bias": 0.0,
    "knots": [[-20.0, 0.0], [0.0, 0.5], [20.0, 1.0]], "thresholds": {"en": 0.5, "de": 0.5, "zh": 0.5},
}  # fmt: skip
_EVERY = 40
"""Every so many of the training articles are used to measure activations."""


class Body(nn.Module):
    """The encoder for one unpadded input."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, words: Tensor) -> Tensor:
        x = self.encoder.norm(words + self.encoder.position.weight[: words.shape[1]])
        for layer in self.encoder.layers:
            x = layer(x, torch.zeros(1, 1, 1, 1))
        return x


def export_body(network: Network, path: Path) -> None:
    """The fp32 graph, with what onnxruntime can fold folded (GELU, layer norm)."""
    plain = path.with_suffix(".plain.onnx")
    words = torch.randn(1, 40, network.words.weight.shape[1])
    axes = {"words": {1: "n"}, "hidden": {1: "n"}}
    torch.onnx.export(
        Body(network.encoder).eval(), (words,), str(plain), input_names=["words"], output_names=["hidden"],
        opset_version=20, dynamo=False, dynamic_axes=axes,
    )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    plain.unlink()


def samples(tokenizer: tokenizers.Tokenizer, packed: np.ndarray, places: np.ndarray) -> Iterator[np.ndarray]:
    """What the body gets for some training articles."""
    for article in [a for a in load_corpus() if slice_of(a) == "train"][::_EVERY]:
        prefix = date_prefix(tokenizer, article.published.date())
        for window in windows_of(pieces_of(tokenizer, article.text), prefix):
            yield (unpacked(packed[window.ids]) + places[window.words])[None]


def write(args: argparse.Namespace) -> None:
    network = Network(torch.load(args.source / "e5p.pt")["cfg"])
    network.load_state_dict(torch.load(args.network))
    args.to.mkdir(parents=True, exist_ok=True)
    packed = torch.load(args.source / "words-q4.pt").numpy()
    body = args.network.with_suffix(".body.onnx")
    export_body(network, body)
    tokenizer = tokenizers.Tokenizer.from_file(str(args.source / "small.json"))
    if args.fp32:
        shutil.copy(body, args.to / "encoder.onnx")
    else:
        quantize(body, args.to / "encoder.onnx", samples(tokenizer, packed, network.places.weight.detach().numpy()))
    shutil.copy(args.source / "small.json", args.to / "tokenizer.json")
    np.savez(args.to / "words.npz", packed=packed)
    state = network.state_dict().items()
    heads = {n: t.numpy().astype(np.float16) for n, t in state if not n.startswith(("encoder", "words", "triggers"))}
    np.savez(args.to / "heads.npz", **heads)
    describe(args.to, args.version, json.loads(args.calibration.read_text("utf-8")) if args.calibration else UNCALIBRATED)


def describe(folder: Path, version: str, calibration: dict[str, Any]) -> None:
    """Write model.json with the checksum of every file beside it."""
    names = ("encoder.onnx", "heads.npz", "tokenizer.json", "words.npz")
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    metadata = {"format": FORMAT, "version": version, "files": files, "calibration": calibration}
    (folder / "model.json").write_text(json.dumps(metadata, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--calibration", type=Path)
    parser.add_argument("--fp32", action="store_true", help="don't quantize, to measure what that costs")
    logging.disable(logging.INFO)
    write(parser.parse_args())


if __name__ == "__main__":
    main()
