"""Names taken apart, compared and transliterated."""

from __future__ import annotations

import pytest

from etl.resolve.person_names import (
    is_full,
    is_short_form,
    is_variant,
    parts,
    plain,
    shares_chinese_surname,
    shares_given_name,
)
from etl.resolve.pinyin import is_han
from etl.resolve.transliteration import similarity


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sam Altman", ("sam", "altman")),
        ("Dr. Martina Merz", ("martina", "merz")),
        ("John F. Kennedy", ("john", "kennedy")),
        ("萨姆·奥尔特曼", ("萨姆", "奥尔特曼")),
        ("張勇先生", ("张勇",)),
    ],
)
def test_parts_are_plain_and_folded(name: str, expected: tuple[str, ...]) -> None:
    assert parts(name) == expected


@pytest.mark.parametrize(
    ("name", "full"),
    [("Sam Altman", True), ("Altman", False), ("张勇", True), ("萨姆·奥尔特曼", True), ("奥斯特洛夫斯基", False)],
)
def test_full_names_stand_alone(name: str, full: bool) -> None:
    assert is_full(name) is full


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("Altman", "Sam Altman", True),
        ("Brockmann", "Greg Brockman", True),
        ("奥尔特曼", "萨姆·奥尔特曼", True),
        ("Altman", "Altman", False),
        ("Sam Altman", "Sam Altman", False),
        ("奥尔特曼", "Sam Altman", False),
        ("Shear", "Sam Altman", False),
    ],
)
def test_a_short_form_is_a_part_of_the_full_name(short: str, full: str, fits: bool) -> None:
    assert is_short_form(short, full) is fits


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Greg Brockman", "Greg Brockmann", True),
        ("Miguel López", "Miguel Lopez", True),
        ("Gernot Döllner", "Gernot Doellner", True),
        ("Jean Liu", "Jean Qing Liu", True),
        ("Sam Altman", "Jack Altman", False),
        ("Michael Müller", "Michaela Müller", False),
        ("Altman", "ALTMAN", True),
        ("Sam Altman", "奥尔特曼", False),
    ],
)
def test_variants_are_spellings_of_one_name(left: str, right: str, same: bool) -> None:
    assert is_variant(left, right) is is_variant(right, left) is same


def test_given_names_are_compared_in_one_script_only() -> None:
    assert shares_given_name("Sam Ultraman", "Sam Altman")
    assert not shares_given_name("Sam Ultraman", "Greg Brockman")
    assert not shares_given_name("Sam", "Sam Altman")
    assert not shares_given_name("萨姆·奥尔特曼", "Sam Altman")


def test_plain_takes_titles_and_initials_off() -> None:
    assert plain("Prof. Dr. Anna B. Schmidt") == "Anna Schmidt"


TRANSLITERATIONS = {
    "埃米特·希尔": "Emmett Shear",
    "奥特曼": "Sam Altman",
    "布罗克曼": "Greg Brockman",
    "米拉·穆拉蒂": "Mira Murati",
    "苏茨克维": "Ilya Sutskever",
    "麦考利": "Tasha McCauley",
    "纳德拉": "Satya Nadella",
    "马斯克": "Elon Musk",
}


@pytest.mark.parametrize("han", TRANSLITERATIONS)
def test_each_transliteration_fits_its_own_name_best(han: str) -> None:
    best = max(TRANSLITERATIONS.values(), key=lambda latin: similarity(han, latin))
    assert best == TRANSLITERATIONS[han]


def test_script_is_told_by_its_characters() -> None:
    assert is_han("奥特曼")
    assert not is_han("Altman")
    assert similarity("艾", "Oe") < 0.1


@pytest.mark.parametrize(
    ("han", "latin", "fits"),
    [
        ("王传福", "Wang Chuanfu", True), ("王传福", "Chuanfu Wang", True), ("王传福", "Wang Chuan", False), ("曾毓群", "Zeng Yuqun", True),
        ("吕伟", "Lyu Wei", True), ("李瑜", "Michael Yu", False), ("范豪滕", "Frans van Houten", True),
        ("约翰·多纳霍", "John Foley", False), ("劳伦斯·萨默斯", "Larry Summers", True),
    ],
)  # fmt: skip
def test_pinyin_is_read_to_the_letter_and_foreign_names_by_sound(han: str, latin: str, fits: bool) -> None:
    assert (similarity(han, latin) > 0.65) is fits


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("萨姆·奥尔特曼", "山姆·奥特曼", True), ("萨姆·奥尔特曼", "杰克·奥尔特曼", False), ("王兴", "王欣", False),
        ("扎克伯格", "扎克博格", True), ("何小鹏", "何晓鹏", False), ("Sergej Brin", "Sergey Brin", True),
        ("Igor Setschin", "Igor Sechin", True),
        ("Sun Shuming", "Shuming Sun", True), ("Daniel Ek", "Daniel Eck", False), ("Bob Miller", "Robert Miller", True),
        ("Ted Weber", "Edward Weber", True), ("Edward Weber", "Theodore Weber", False), ("Bob Miller", "Rob Miller", True),
        ("奥尔特曼", "萨姆·奥尔特曼", False),
    ],
)  # fmt: skip
def test_one_name_is_written_in_many_ways(left: str, right: str, same: bool) -> None:
    assert is_variant(left, right) is is_variant(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("袁征", "Eric Yuan", True), ("Eric Yuan", "袁征", True), ("袁征", "Yuan Hong", False), ("袁征", "Eric Wang", False),
        ("Eric Yuan", "Yuan", False),
    ],
)
def test_a_chinese_surname_behind_a_foreign_given_name(left: str, right: str, shared: bool) -> None:
    assert shares_chinese_surname(left, right) is shared
