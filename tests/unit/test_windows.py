"""Pieces and windows: every piece is kept once, with its place in the text."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, models, pre_tokenizers

from etl.enrich.han_words import ALONE, BEGINS, GOES_ON
from etl.enrich.windows import BOS, EOS, date_prefix, piece_ranges, pieces_of, windows_of


@pytest.fixture(scope="module")
def tokenizer() -> tokenizers.Tokenizer:
    return small_tokenizer()


def small_tokenizer() -> tokenizers.Tokenizer:
    """Single letters, digits and Han characters as pieces."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-,苹果公司任命王伟"
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -20.0), ("▁", -1.0), *((c, -2.0) for c in letters)]
    found = tokenizers.Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    han = pre_tokenizers.Split(Regex(r"[\u3400-\u9fff]"), "isolated")
    found.pre_tokenizer = pre_tokenizers.Sequence([han, pre_tokenizers.Metaspace(prepend_scheme="first")])
    return found


def test_pieces_point_into_the_text(tokenizer: tokenizers.Tokenizer) -> None:
    text = "Apple names Ann\n苹果任命王伟"
    pieces = pieces_of(tokenizer, text)
    spelt = "".join(text[a:b] for a, b in zip(pieces.start, pieces.end, strict=True))
    assert spelt == text.replace(" ", "").replace("\n", "")
    breaks = [i for i, n in enumerate(pieces.ids) if n == EOS]
    assert [text[pieces.start[i]] for i in breaks] == ["\n"]
    assert pieces.title == breaks[0]


def test_chinese_pieces_know_their_place_in_a_word(tokenizer: tokenizers.Tokenizer) -> None:
    text = "Apple 苹果任命"
    pieces = pieces_of(tokenizer, text)
    places = {text[a:b]: int(n) for a, b, n in zip(pieces.start, pieces.end, pieces.words, strict=True)}
    assert [places[c] for c in "苹果任命"] == [BEGINS, GOES_ON, BEGINS, GOES_ON]
    assert places["A"] == ALONE


def test_stops_count_sentence_ends_before_each_piece(tokenizer: tokenizers.Tokenizer) -> None:
    pieces = pieces_of(tokenizer, "a.\nb.")
    by_text = {"a.\nb."[a:b]: int(n) for a, b, n in zip(pieces.start, pieces.end, pieces.stops, strict=True) if a < b}
    assert by_text["a"] == 0
    assert by_text["b"] == 2, "the full stop and the line break"


def test_an_empty_text_has_no_pieces_and_one_window(tokenizer: tokenizers.Tokenizer) -> None:
    pieces = pieces_of(tokenizer, "")
    (window,) = windows_of(pieces, [])
    assert len(pieces.ids) == 0
    assert window.ids.tolist() == [BOS, EOS]


def test_ranges_cover_whole_pieces_and_miss_where_there_are_none(tokenizer: tokenizers.Tokenizer) -> None:
    pieces = pieces_of(tokenizer, "Apple 王伟")
    name, nothing = piece_ranges(pieces, [(6, 8), (20, 22)])
    assert name is not None
    assert pieces.start[name[0]] == 6
    assert pieces.end[name[1] - 1] == 8
    assert nothing is None


def test_the_day_comes_first(tokenizer: tokenizers.Tokenizer) -> None:
    assert date_prefix(tokenizer, None) == []
    prefix = date_prefix(tokenizer, dt.date(2024, 8, 26))
    assert prefix[-1] == EOS
    assert "".join(tokenizer.id_to_token(n) for n in prefix[:-1]).lstrip("▁") == "2024-08-26"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc. 王", max_size=120), min_size=1, max_size=8), st.integers(24, 90))
def test_windows_keep_every_piece_once_and_in_order(lines: list[str], longest: int) -> None:
    tokenizer = small_tokenizer()
    pieces = pieces_of(tokenizer, "\n".join(["ab", *lines]))
    windows = windows_of(pieces, [7, EOS], longest)
    for of_window, of_pieces in (("ids", pieces.ids), ("words", pieces.words)):
        kept = [getattr(w, of_window)[w.offset : w.offset + w.keep_end - w.keep_start] for w in windows]
        assert np.array_equal(np.concatenate(kept), of_pieces)
    assert all(len(w.ids) == len(w.words) for w in windows)
    assert [w.keep_start for w in windows[1:]] == [w.keep_end for w in windows[:-1]]
    assert all(len(w.ids) <= longest for w in windows)
    assert all(w.ids[:3].tolist() == [BOS, 7, EOS] for w in windows)
