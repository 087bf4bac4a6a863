"""The pruned vocabulary: the pieces of the source tokenizer that our languages need, and their rows of the word embeddings."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

import tokenizers
from tokenizers import Regex, pre_tokenizers

_COMMON_LATIN = 42_000
_FIRST_IDS = 4
"""`<s>`, `<pad>`, `</s>`, `<unk>` keep their ids 0 to 3."""


def with_single_han(tokenizer: tokenizers.Tokenizer) -> tokenizers.Tokenizer:
    """Let each Han character be a piece of its own, so that no piece crosses the border of a Chinese name."""
    han = pre_tokenizers.Split(Regex(r"[\u3400-\u9fff]"), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([han, pre_tokenizers.Metaspace(prepend_scheme="first")])
    return tokenizer


def pieces_to_keep(tokenizer: tokenizers.Tokenizer, texts: Iterable[str]) -> list[int]:
    """Ids to keep, ascending: seen in `texts`, all single characters of our scripts, and common Latin pieces."""
    kept = set(range(_FIRST_IDS))
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        kept.update(encoding.ids)
    latin = 0
    for number in range(_FIRST_IDS, tokenizer.get_vocab_size()):
        piece = (tokenizer.id_to_token(number) or "").lstrip("▁")
        if len(piece) <= 1:
            if not piece or _ours(piece):
                kept.add(number)
        elif latin < _COMMON_LATIN and all(_latin(c) for c in piece):
            # The source vocabulary is ordered by frequency.
            kept.add(number)
            latin += 1
    return sorted(kept)


def _ours(char: str) -> bool:
    name = unicodedata.name(char, "")
    return name.startswith(("LATIN", "CJK", "DIGIT", "FULLWIDTH")) or not char.isalpha()


def _latin(char: str) -> bool:
    return char < "\u0180"


def pruned(tokenizer: tokenizers.Tokenizer, kept: list[int]) -> tokenizers.Tokenizer:
    """A tokenizer that has only the pieces `kept`, renumbered in that order."""
    data: dict[str, Any] = json.loads(tokenizer.to_str())
    data["model"]["vocab"] = [data["model"]["vocab"][number] for number in kept]
    data["added_tokens"] = []
    return tokenizers.Tokenizer.from_str(json.dumps(data))
