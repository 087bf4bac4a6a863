"""Language of an item: the feed's, unless the text clearly says otherwise."""

from __future__ import annotations

import pytest

from etl.store.language import language_code, language_of
from etl.types import Lang

ENGLISH = (
    "The board of the company said that it has named a new chief executive, and that the search is over."
)
GERMAN = "Der Aufsichtsrat hat am Montag einen neuen Vorstand berufen, wie das Unternehmen mit der Mitteilung erklärt und dazu sagt."
CHINESE = "公司董事会今日宣布任命新的首席执行官，此前 OpenAI 的 CEO 已经离任。"


@pytest.mark.parametrize(
    ("text", "feed_lang", "expected"),
    [
        (ENGLISH, "en", "en"), (ENGLISH, "de", "en"), (ENGLISH, "zh", "en"), (GERMAN, "en", "de"), (GERMAN, "de", "de"),
        (GERMAN, "zh", "de"), (CHINESE, "en", "zh"), (CHINESE, "de", "zh"), (CHINESE, "zh", "zh"), ("", "de", "de"),
        ("12345 ...", "zh", "zh"),
        ("Apple Inc.", "de", "de"), ("OpenAI CEO", "zh", "zh"), ("今日の発表によると、社長は辞任する", "en", "en"),
        ("the die and der of ist to das is und", "de", "de"), ("the die and der of ist to das is und", "en", "en"),
        ("Qwertz uiopas dfghjk lyxcvb nmqwer tzuiop asdfgh jklyxc", "zh", "zh"),
        (f"Breaking: {ENGLISH} 苹果", "zh", "en"),
    ],
)  # fmt: skip
def test_language_of(text: str, feed_lang: Lang, expected: Lang) -> None:
    assert language_of(text, feed_lang) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-us", "en"),
        ("de_DE", "de"),
        ("zh-Hans-CN", "zh"),
        ("ZH", "zh"),
        (" cn ", "zh"),
        ("fr", None),
        ("", None),
    ],
)
def test_language_codes(tag: str, expected: Lang | None) -> None:
    assert language_code(tag) == expected
