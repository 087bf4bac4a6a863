"""The neural reader around its network: spans from tags, unpacking, a checked model folder, decisions with valid numbers."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.enrich.confidence import Calibration, Scores
from etl.enrich.encoder import MODEL_FOLDER, NeuralReader, mentions_of, unpacked
from etl.enrich.windows import pieces_of
from etl.errors import ModelError
from etl.types import LANGS, MANNERS, MENTION_KINDS, ROLES, STATUSES, Mention
from tests.unit.test_windows import small_tokenizer

WIDTH = 32
TAGS = ["O", *(f"{b}-{kind}" for kind in MENTION_KINDS for b in "BI")]


class Session:
    """A body that hands its input through."""

    def run(self, outputs: None, inputs: dict[str, Any]) -> list[Any]:
        return [inputs["words"]]


def heads(seed: int = 2) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    found: dict[str, np.ndarray] = {"lexicon": np.zeros((len(ROLES) + 1, len(ROLES)), np.float32)}

    def linear(name: str, inputs: int, outputs: int) -> None:
        found[name + ".weight"] = rng.normal(size=(outputs, inputs)).astype(np.float32)
        found[name + ".bias"] = np.zeros(outputs, np.float32)

    found["places.weight"] = np.zeros((3, WIDTH), np.float32)
    linear("tags", WIDTH, len(TAGS))
    linear("post_role.0", WIDTH, 4)
    linear("post_role.2", 4, len(ROLES))
    for side in ("sides.0.", "sides.1."):
        linear(side + "exists.0", WIDTH, 4)
        linear(side + "exists.3", 4, 1)
        found[side + "exists.3.bias"] = np.array([9.0], np.float32)
        linear(side + "hidden.0", WIDTH, 4)
        sizes = {
            "status": len(STATUSES), "interim": 1, "manner": len(MANNERS) + 1, "role": len(ROLES), "no_company": 1, "no_date": 2,
        }  # fmt: skip
        for name, size in sizes.items():
            linear(side + name, 4, size)
        for name in ("company", "post", "date"):
            linear(f"{side}{name}.query", WIDTH, 4)
            linear(f"{side}{name}.key", WIDTH, 4)
            linear(f"{side}{name}.own", WIDTH, 1)
            found[f"{side}{name}.distance"] = np.zeros(18, np.float32)
            found[f"{side}{name}.stops"] = np.zeros(7, np.float32)
    return found


CALIBRATION = {
    "weights": [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], "bias": 0.0, "knots": [[-10, 0.0], [0, 0.5], [10, 1.0]],
    "thresholds": {"en": 0.5, "de": 0.4, "zh": 0.6},
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    tokenizer = small_tokenizer()
    words = np.random.default_rng(1).integers(0, 255, (tokenizer.get_vocab_size(), 18), np.uint8)
    words[:, :2] = np.array([0.1], np.float16).view(np.uint8)
    return NeuralReader(Session(), tokenizer, words, heads(), {"version": "t", "calibration": CALIBRATION})


def test_four_bit_blocks_are_unpacked_low_nibbles_first() -> None:
    block = np.concatenate([np.array([0.5], np.float16).view(np.uint8), np.full(16, 0x9A, np.uint8)])
    values = unpacked(block[None])
    assert values.shape == (1, 32)
    assert set(values[0, :16].tolist()) == {(10 - 8) * 0.5}
    assert set(values[0, 16:].tolist()) == {(9 - 8) * 0.5}


def test_spans_follow_the_tags_and_end_at_line_breaks() -> None:
    text = "王伟\n王 Ann"
    pieces = pieces_of(small_tokenizer(), text)
    written = [text[a:b] for a, b in zip(pieces.start, pieces.end, strict=True)]
    tags = ["O" if not w else "I-PERSON" for w in written]
    tags[written.index("A")] = "B-ORG"
    found = mentions_of(text, pieces, tags)
    assert [(m.kind, m.text) for m in found] == [("PERSON", "王伟"), ("PERSON", "王"), ("ORG", "Ann")]
    assert all(text[m.start : m.end] == m.text for m in found)


def test_a_word_is_tagged_by_its_first_piece() -> None:
    pieces = pieces_of(small_tokenizer(), "Ann")
    tags = ["O" if a == b else "B-PERSON" if a == 0 else "B-ORG" for a, b in zip(pieces.start, pieces.end, strict=True)]
    assert mentions_of("Ann", pieces, tags) == (Mention("PERSON", "Ann", 0, 3),)


def test_tagging_a_batch_is_tagging_each(reader: NeuralReader) -> None:
    texts = ["Ann\n王伟", "", "Apple names Ann"]
    day = dt.date(2024, 1, 2)
    for one, other in zip(reader.tag_batch(texts, [day] * 3), texts, strict=True):
        alone = reader.tag(other, day)
        assert one.mentions == alone.mentions
        assert np.array_equal(one.hidden, alone.hidden)
    assert [t.text for t in reader.tag_batch(texts)] == texts


def test_decisions_point_into_the_arguments(reader: NeuralReader) -> None:
    text = "Apple names Ann ceo. Bob left"
    mentions = [
        Mention("ORG", "Apple", 0, 5),
        Mention("PERSON", "Ann", 12, 15),
        Mention("POST", "ceo", 16, 19),
        Mention("PERSON", "Bob", 21, 24),
    ]
    tagged = reader.tag(text).with_mentions(reversed(mentions))
    assert list(tagged.mentions) == mentions
    dates = [(0, 5, None), (25, 29, dt.date(2024, 1, 1))]
    found = reader.decide(tagged, [[1], [3]], [[0]], [(2, "ceo")], [(0, 20), (21, 29)], dates)
    assert {d.person for d in found} == {0, 1}
    assert {d.direction for d in found} == {"in", "out"}
    for d in found:
        assert d.company == 0
        assert d.post_mention in (None, 2)
        assert d.role in ROLES
        assert d.manner is None or d.manner in MANNERS
        assert d.sentence == d.person
        assert d.date in (("span", 1), ("published", None), ("none", None))
        assert 0.0 <= d.confidence <= 1.0


def test_without_a_company_the_decision_says_so(reader: NeuralReader) -> None:
    tagged = reader.tag("Ann left").with_mentions([Mention("PERSON", "Ann", 0, 3)])
    assert {d.company for d in reader.decide(tagged, [[0]], [], [], [(0, 8)], [])} == {None}


def test_without_persons_nothing_is_decided(reader: NeuralReader) -> None:
    assert reader.decide(reader.tag("Apple"), [], [], [], [(0, 5)], []) == []


def test_a_second_company_needs_a_high_probability(reader: NeuralReader) -> None:
    text = "Apple apple Ann"
    mentions = [Mention("ORG", "Apple", 0, 5), Mention("ORG", "Apple", 0, 5), Mention("PERSON", "Ann", 12, 15)]
    tagged = reader.tag(text).with_mentions(mentions)
    found = reader.decide(tagged, [[2]], [[0], [1]], [], [(0, 15)], [])
    by_company = {d.company for d in found if d.scores.company > np.log(0.35)}
    assert by_company in (set(), {0, 1}), "two equal companies are both above the bar or both below"


def test_confidence_rises_with_the_scores_and_stays_a_probability() -> None:
    calibration = Calibration.of(CALIBRATION)
    low, high = (calibration.confidence(Scores(e, -0.1, 1.0, -0.2, 2)) for e in (-3.0, 3.0))
    assert 0.0 < low < high < 1.0
    assert calibration.confidence(Scores(99.0, 0.0, 9.0, 0.0, 1)) <= 1.0


def test_thresholds_are_by_language(reader: NeuralReader) -> None:
    assert [reader.threshold(lang) for lang in LANGS] == [0.5, 0.4, 0.6]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        NeuralReader.load(tmp_path / "nowhere")


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"format": 0, "files": {}}), "utf-8")
    with pytest.raises(ModelError, match="format 0"):
        NeuralReader.load(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "heads.npz").write_bytes(b"x")
    (tmp_path / "model.json").write_text(json.dumps({"format": 2, "files": {"heads.npz": "0" * 64}}), "utf-8")
    with pytest.raises(ModelError, match=r"heads\.npz"):
        NeuralReader.load(tmp_path)


def test_files_that_cannot_be_read_are_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"format": 2, "files": {}}), "utf-8")
    with pytest.raises(ModelError, match="install"):
        NeuralReader.load(tmp_path)


def test_the_shipped_model_reads_three_languages() -> None:
    shipped = NeuralReader.load()
    assert shipped.version
    for text, person, company in (
        ("Orlin Foods names Dana Whitlock as chief executive", "Dana Whitlock", "Orlin Foods"),
        ("Die Kestrel AG beruft Jonas Reuter zum Finanzvorstand", "Jonas Reuter", "Kestrel AG"),
        ("远航科技任命陈立为首席执行官", "陈立", "远航科技"),
    ):
        found = {(m.kind, m.text) for m in shipped.tag(text, dt.date(2024, 5, 6)).mentions}
        assert ("PERSON", person) in found
        assert ("ORG", company) in found


def test_the_model_folder_is_in_the_package() -> None:
    assert MODEL_FOLDER.name == "model"
