"""Go on from a model that ships: `thaw.py --model FOLDER --to DIR` writes its weights as PyTorch tensors, and the source files
that `train.py --source DIR --start DIR/network.pt` needs. What int8 rounding cost stays lost; the trigger head, which only helps
to train, starts anew."""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from network import Network
from onnx import numpy_helper
from torch import Tensor

from etl.enrich.encoder import MODEL_FOLDER, unpacked

_PRODUCT = re.compile(r"/layers\.(\d+)/(qkv|out|up|down)/MatMul_quant$")
_LAYER = re.compile(r"encoder\.layers\.(\d+)\.")
HEADS = 12
"""Attention heads of the source model; nothing in the graph tells them."""


def body_of(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """The encoder's weights: what `quantize.py` did to each matrix, undone but for the rounding."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name: values for name, values in stored.items() if name.startswith("encoder.")}
    for node in graph.node:
        if match := _PRODUCT.search(node.name):
            name = node.input[1].removesuffix("_quantized")
            whole = stored[node.input[1]].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
            matrix = whole * stored[f"{name}_scale"] * stored[node.name.removesuffix("_quant") + "/unscale"][:, None]
            found[f"encoder.layers.{match[1]}.{match[2]}.weight"] = matrix.T
    return {name: torch.from_numpy(np.array(values, np.float32)) for name, values in found.items()}


def config_of(graph: onnx.GraphProto, body: dict[str, Tensor], words: np.ndarray) -> dict[str, Any]:
    """Sizes, under the names that `prepare.py` gives them; words: packed [VOC, ...]."""
    places, width = body["encoder.position.weight"].shape
    layers = 1 + max(int(match[1]) for name in body if (match := _LAYER.match(name)))
    inner = len(body["encoder.layers.0.up.bias"])
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    (epsilon,) = (attribute.f for attribute in norm.attribute if attribute.name == "epsilon")
    return {"VOC": len(words), "MAXP": places, "H": width, "NH": HEADS, "NL": layers, "FF": inner, "eps": epsilon}


def thaw(model: Path, to: Path) -> None:
    """Raises KeyError where the graph is not one that `export.py` wrote in int8."""
    to.mkdir(parents=True, exist_ok=True)
    packed = np.load(model / "words.npz")["packed"]
    words = torch.from_numpy(unpacked(packed))
    graph = onnx.load(model / "encoder.onnx").graph
    body = body_of(graph)
    heads = {name: torch.from_numpy(values.astype(np.float32)) for name, values in np.load(model / "heads.npz").items()}
    config = config_of(graph, body, packed)
    network = Network(config)
    lost = network.load_state_dict({**body, **heads, "words.weight": words}, strict=False)
    if lost.unexpected_keys or any(not name.startswith("triggers.") for name in lost.missing_keys):
        raise KeyError(f"{model}: not the weights of this network: {lost}")
    torch.save(network.state_dict(), to / "network.pt")
    torch.save({"cfg": config, "sd": {"embeddings.word_embeddings.weight": words}}, to / "e5p.pt")
    torch.save(torch.from_numpy(packed), to / "words-q4.pt")
    shutil.copy(model / "tokenizer.json", to / "small.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    thaw(args.model, args.to)


if __name__ == "__main__":
    main()
