"""Int8 weights for the body with little loss: activations are balanced and scaled by row before onnxruntime quantizes them.

Dynamic quantization gives a whole activation matrix one scale, and a few large channels and rows take all its steps. Two
exact rewrites before each matrix product help: channels are divided by s and the weights multiplied by it (SmoothQuant,
arXiv 2211.10438), s = amax(x) ** ALPHA / amax(W) ** (1 - ALPHA); and each row is divided by its largest value, which is
multiplied back after the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

ALPHA = 0.6
_PRODUCT = re.compile(r"/(qkv|out|up|down)/MatMul$")
_PROVIDERS = ["CPUExecutionProvider"]


def quantize(source: Path, target: Path, samples: Iterable[np.ndarray]) -> None:
    """Write `target` from the fp32 graph `source`; samples: word embeddings [1, n, w] of typical articles."""
    model = onnx.load(source)
    _balance(model, _largest(model, samples))
    balanced = target.with_suffix(".fp32.onnx")
    onnx.save(model, balanced)
    quantize_dynamic(balanced, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
    balanced.unlink()


def _products(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    return [node for node in graph.node if node.op_type == "MatMul" and _PRODUCT.search(node.name)]


def _largest(model: onnx.ModelProto, samples: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """The largest absolute value of each channel of each product's input."""
    names = list(dict.fromkeys(node.input[0] for node in _products(model.graph)))
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    del watched.graph.output[:]
    watched.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=_PROVIDERS)
    found: dict[str, np.ndarray] = {}
    for words in samples:
        for name, values in zip(names, session.run(names, {"words": words}), strict=True):
            top = np.abs(values).reshape(-1, values.shape[-1]).max(0)
            found[name] = np.maximum(found.get(name, top), top)
    return found


def _balance(model: onnx.ModelProto, largest: dict[str, np.ndarray]) -> None:
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "last_axis"))
    graph.initializer.append(numpy_helper.from_array(np.array(1e-6, np.float32), "tiny"))
    nodes: list[onnx.NodeProto] = []
    products = {node.name for node in _products(graph)}
    for node in graph.node:
        if node.name not in products:
            nodes.append(node)
            continue
        stored = weights[node.input[1]]
        matrix = numpy_helper.to_array(stored)
        scale = _scale(largest[node.input[0]], matrix)
        stored.CopyFrom(numpy_helper.from_array(matrix * scale[:, None], stored.name))
        graph.initializer.append(numpy_helper.from_array(1 / scale, node.name + "/unscale"))
        nodes += _by_row(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _scale(activations: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The factor of each input channel, of geometric mean 1."""
    scale = np.maximum(activations, 1e-3) ** ALPHA / np.maximum(np.abs(matrix).max(1), 1e-4) ** (1 - ALPHA)
    found: np.ndarray = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
    return found


def _by_row(product: onnx.NodeProto) -> list[onnx.NodeProto]:
    """The nodes that take the place of one product."""
    name, given, wanted = product.name, product.input[0], product.output[0]
    product.input[0], product.output[0] = name + "/row", name + "/product"
    return [
        helper.make_node("Mul", [given, name + "/unscale"], [name + "/balanced"], name + "/balance"),
        helper.make_node("Abs", [name + "/balanced"], [name + "/abs"], name + "/Abs"),
        helper.make_node("ReduceMax", [name + "/abs", "last_axis"], [name + "/max"], name + "/ReduceMax", keepdims=1),
        helper.make_node("Add", [name + "/max", "tiny"], [name + "/top"], name + "/Add"),
        helper.make_node("Div", [name + "/balanced", name + "/top"], [name + "/row"], name + "/Div"),
        product,
        helper.make_node("Mul", [name + "/product", name + "/top"], [wanted], name + "/restore"),
    ]
