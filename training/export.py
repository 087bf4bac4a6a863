"""Write a trained network as the package data of the product: `export.py --network network.pt --source DIR --to FOLDER --version V`."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

from etl.enrich.encoder import FORMAT
from network import Encoder, Network

UNCALIBRATED = {
    "weights": [1.0, 0.0, 0.0, 0.0, 0.0], "bias": 0.0, "knots": [[-20.0, 0.0], [0.0, 0.5], [20.0, 1.0]],
    "thresholds": {"en": 0.5, "de": 0.5, "zh": 0.5},
}


class Body(nn.Module):
    """The encoder for one unpadded input."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, words: Tensor) -> Tensor:
        x = self.encoder.norm(words + self.encoder.position.weight[: words.shape[1]])
        bias = torch.zeros(1)
        for layer in self.encoder.layers:
            x = layer(x, bias)
        return x


def export_body(network: Network, path: Path) -> None:
    body = Body(network.encoder).eval()
    words = torch.randn(1, 40, network.words.weight.shape[1])
    torch.onnx.export(
        body, (words,), str(path), input_names=["words"], output_names=["hidden"], opset_version=20, dynamo=False,
        dynamic_axes={"words": {1: "n"}, "hidden": {1: "n"}},
    )


def quantize(source: Path, target: Path, kind: str) -> None:
    """`dynamic`: int8 by channel; `blocks8`, `blocks4`: weights in blocks of 32 with a scale each; `none`: fp32."""
    if kind == "dynamic":
        quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"])
    elif kind.startswith("blocks"):
        config = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=int(kind[-1]))
        quantizer = MatMulNBitsQuantizer(onnx.load(source), algo_config=config)
        quantizer.process()
        quantizer.model.save_model_to_file(str(target))
    else:
        shutil.copy(source, target)


def fused(source: Path, target: Path) -> None:
    """Let onnxruntime fold what it can (GELU, layer norm, skip connections) before weights are quantized."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def packed_words(path: Path, rows: list[int]) -> np.ndarray:
    """The 4-bit blocks of the kept rows, as they are in the source file: uint8 [rows, 216]."""
    stored = torch.load(path, weights_only=False)
    return np.ascontiguousarray(stored[np.array(rows)])


def write(args: argparse.Namespace) -> None:
    source = torch.load(args.source / "e5p.pt")
    network = Network(source["cfg"])
    network.load_state_dict(torch.load(args.network))
    args.to.mkdir(parents=True, exist_ok=True)
    work = args.network.parent
    export_body(network, work / "plain.onnx")
    fused(work / "plain.onnx", work / "fused.onnx")
    quantize(work / "fused.onnx", args.to / "encoder.onnx", args.quantize)
    shutil.copy(args.source / "small.json", args.to / "tokenizer.json")
    np.savez(args.to / "words.npz", packed=packed_words(args.source / "words-q4.pt", source["keep"]))
    heads = {n: t.numpy().astype(np.float16) for n, t in network.state_dict().items() if not n.startswith(("encoder", "words", "triggers"))}
    np.savez(args.to / "heads.npz", **heads)
    calibration = json.loads(args.calibration.read_text("utf-8")) if args.calibration else UNCALIBRATED
    describe(args.to, args.version, calibration)


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
    parser.add_argument("--quantize", default="blocks8", choices=("dynamic", "blocks8", "blocks4", "none"))
    write(parser.parse_args())


if __name__ == "__main__":
    main()
