"""Shingles and the keys made of them."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.dedupe import shingles as module
from etl.dedupe import signatures
from etl.dedupe.folding import Hashes, distinct, edges, fold
from etl.dedupe.shingles import overlap, words
from etl.dedupe.signatures import BANDS, ROWS, SENTENCES, band_keys
from etl.types import Lang


def shingles(text: str, lang: Lang) -> Hashes:
    return module.shingles(fold(text), lang)


def sentence_keys(text: str, lang: Lang) -> list[int]:
    return signatures.sentence_keys(fold(text), lang)


WORD_LISTS = st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=30)


@given(st.text())
def test_words_are_those_of_a_regular_expression(text: str) -> None:
    folded = fold(text)
    assert words(folded) == re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


@given(st.text("ab c.\n", max_size=60))
def test_a_span_has_one_hash_wherever_it_stands(text: str) -> None:
    folded = fold(text)
    starts, ends = edges(folded.mask("word"))
    found: dict[str, int] = {}
    for word, key in zip(words(folded), folded.spans(starts, ends).tolist(), strict=True):
        assert found.setdefault(word, key) == key
    assert len(set(found.values())) == len(found)


@given(st.lists(st.integers(0, 9)))
def test_distinct_is_what_numpy_calls_unique(numbers: list[int]) -> None:
    hashes = np.array(numbers, dtype=np.uint64)
    assert distinct(hashes).tolist() == np.unique(hashes).tolist()


@given(WORD_LISTS)
def test_there_is_one_shingle_for_each_distinct_run_of_three_words(found: list[str]) -> None:
    runs = {tuple(found[place : place + 3]) for place in range(max(len(found) - 2, min(len(found), 1)))}
    assert len(shingles(" ".join(found), "en")) == len(runs)


@given(WORD_LISTS, WORD_LISTS)
def test_overlap_counts_what_both_sets_have(first: list[str], second: list[str]) -> None:
    one, other = shingles(" ".join(first), "de"), shingles(" ".join(second), "de")
    assert overlap(one, other) == len(set(one.tolist()) & set(other.tolist())) == overlap(other, one)


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("en", "The CEO, he said, LEAVES.", "the ceo he said - leaves"),
        ("de", "Straße und Maß", "STRASSE UND MASS"),
        ("zh", "ＡＢ公司,任命", "ab公司任命。"),
    ],
)
def test_case_width_and_punctuation_make_no_difference(lang: str, first: str, second: str) -> None:
    assert shingles(first, lang).tolist() == shingles(second, lang).tolist()  # type: ignore[arg-type]


def test_chinese_is_cut_into_runs_of_four_characters() -> None:
    assert len(shingles("公司任命新总裁", "zh")) == 4
    assert overlap(shingles("公司任命新总裁", "zh"), shingles("今天公司任命新", "zh")) == 2


@pytest.mark.parametrize(("text", "count"), [("", 0), ("...", 0), ("one", 1), ("one two", 1)])
def test_a_text_shorter_than_a_shingle_is_one_and_an_empty_text_none(text: str, count: int) -> None:
    assert len(shingles(text, "en")) == count


def test_the_order_of_words_matters() -> None:
    assert overlap(shingles("adam hires eve", "en"), shingles("eve hires adam", "en")) == 0


def test_equal_texts_have_equal_bands_and_other_texts_none_in_common() -> None:
    source = np.random.default_rng(7)
    one, other = (np.unique(source.integers(0, 2**63, 300, dtype=np.uint64)) for _ in range(2))
    keys = band_keys([one, other, one])
    assert keys.shape == (3, BANDS)
    assert keys[0].tolist() == keys[2].tolist()
    assert not set(keys[0].tolist()) & set(keys[1].tolist())
    assert band_keys([]).shape == (0, BANDS)


def test_texts_share_bands_as_often_as_their_similarity_says() -> None:
    source = np.random.default_rng(7)
    hits = 0
    for _ in range(300):
        pool = source.integers(0, 2**63, 200, dtype=np.uint64)
        keys = band_keys([np.unique(pool[:180]), np.unique(pool[20:])])  # Jaccard 160 / 200
        hits += bool((keys[0] == keys[1]).any())
    assert hits / 300 >= 0.95
    assert 1 - (1 - 0.8**ROWS) ** BANDS > 0.98


def test_the_same_sentences_are_kept_of_a_text_and_of_one_that_begins_anew() -> None:
    kept = ["The board of the company met on Monday in Berlin", "Nobody who was asked wanted to say anything about it"]
    first = sentence_keys("A headline\n" + ". ".join(kept) + ". Short one.", "en")
    second = sentence_keys("Another headline\nThis beginning is a wholly new sentence of its own! " + ".\n".join(kept), "en")
    assert len(first) == 2
    assert set(first) < set(second)


def test_at_most_so_many_sentences_are_kept() -> None:
    text = ". ".join(f"This is the sentence number {number} of a long text" for number in range(30))
    assert len(sentence_keys(text, "en")) == SENTENCES
    assert sentence_keys("很短。太短。", "zh") == []
    assert sentence_keys("", "de") == []


@pytest.mark.parametrize(
    ("lang", "text", "bands", "sentences"),
    [
        ("en", "Muster AG names Erika Probe chief executive. She follows Max Example, who leaves after 11 years… \U0001f600 More soon!",
         [-2445513423591403783, -7990311550729863783], [5966034495549324104, 7354237183012210261]),
        ("de", "Die ÄRZTE-Gruppe beruft eine neue Vorständin. Sie folgt am 1. Januar auf Max Beispiel, heißt es.",
         [1354059876440739937, -1438560159364555362], [-8146310442204362781, -5250703177361579203]),
        ("zh", "公司周一宣布，董事长辞任，继任者为副总裁李四。　ＡＢＣ集团表示感谢！",
         [-5968086050447295245, -3835272811003257988], [-4182556640546562197]),
    ],
)  # fmt: skip
def test_the_keys_are_those_that_are_stored(lang: Lang, text: str, bands: list[int], sentences: list[int]) -> None:
    """Other keys than those in `core.near_key` would find no earlier article."""
    assert band_keys([shingles(text, lang)])[0].tolist()[:2] == bands
    assert sentence_keys(text, lang) == sentences
