from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.enrich.sentences import split_sentences
from etl.types import LANGS, Lang


def sentences(text: str, lang: Lang) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Acme Inc. named J. P. Holt. He starts on Oct. 3.", ["Acme Inc. named J. P. Holt.", "He starts on Oct. 3."]),
        ("en", "It left eBay Inc. The board met.", ["It left eBay Inc.", "The board met."]),
        ("en", "Brant, Inc. (the \"Company\") told Mr. Vance.", ["Brant, Inc. (the \"Company\") told Mr. Vance."]),
        ("en", "\"I am done.\" She left at 3.30 p.m. on Monday.", ["\"I am done.\"", "She left at 3.30 p.m. on Monday."]),
        ("en", "He agreed to \"serve\". The rest stay.", ["He agreed to \"serve\".", "The rest stay."]),
        ("en", "Why now? Nobody knows ... the firm says.", ["Why now?", "Nobody knows ... the firm says."]),
        ("en", "U.B. Rao takes over. U.S. sales fell.", ["U.B. Rao takes over.", "U.S. sales fell."]),
        ("en", "She runs the platform X. The board agreed.", ["She runs the platform X.", "The board agreed."]),
        ("en", "3. Gold wins.", ["3. Gold wins."]),
        ("de", "Er geht am 1. Juni. Dr. Weiß folgt z. B. auf Hr. Alt.", ["Er geht am 1. Juni.", "Dr. Weiß folgt z. B. auf Hr. Alt."]),
        ("de", "München. Er will nicht mehr: Kurt Alt geht.", ["München. Er will nicht mehr: Kurt Alt geht."]),
        ("de", "Das war 1998. Danach kam sie.", ["Das war 1998.", "Danach kam sie."]),
        ("de", "Im Rang stand er auf 2. Danach kam sie.", ["Im Rang stand er auf 2.", "Danach kam sie."]),
        ("de", "»Ich gehe«, sagte er. »Bald.« Dann war Ruhe.", ["»Ich gehe«, sagte er.", "»Bald.«", "Dann war Ruhe."]),
        ("zh", "王明辞职。李华接任！“真的？”他问；没人答。", ["王明辞职。", "李华接任！", "“真的？”", "他问；没人答。"]),
        ("zh", "详见example.com/a?b=1。Sam Altman离开。", ["详见example.com/a?b=1。", "Sam Altman离开。"]),
        ("zh", "他说 \"It is over.\" 然后走了。", ["他说 \"It is over.\"", "然后走了。"]),
    ],
)
def test_splits(lang: Lang, text: str, expected: list[str]) -> None:
    assert sentences(text, lang) == expected


def test_a_newline_always_ends_a_sentence() -> None:
    assert sentences("New chief for Acme\n\n  It is Ann Lee", "en") == ["New chief for Acme", "It is Ann Lee"]


@given(st.text(alphabet="aB1. \n!?。！“”\"(Inc", max_size=60), st.sampled_from(LANGS))
def test_spans_hold_every_visible_character_once_and_in_order(text: str, lang: Lang) -> None:
    spans = split_sentences(text, lang)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert sum(not c.isspace() for a, b in spans for c in text[a:b]) == sum(not c.isspace() for c in text)
