"""Names are folded so that spellings of one name are equal and names of two companies are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalog.folding import fold, looser_forms, plainer_forms, shorter_forms, spellings, strip_legal_form


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("T-Mobile US", "tmobileus"),
        ("ＯｐｅｎＡＩ", "openai"),
        ("AT&T", "att"),
        ("Groß & Söhne", "grosssöhne"),
        ("輝達", "辉达"),
        ("萨姆·奥尔特曼", "萨姆奥尔特曼"),
        ("  ", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_fold_is_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet="abcXYZ 中国公司.-&,"))
def test_fold_ignores_case_spaces_and_punctuation(name: str) -> None:
    assert fold(f" {name.upper()}! ") == fold(name.lower())


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Robert Bosch GmbH", "Robert Bosch"),
        ("Merck KGaA", "Merck"),
        ("Fresenius SE & Co. KGaA", "Fresenius"),
        ("Apple, Inc.", "Apple"),
        ("The Gap, Inc.", "Gap"),
        ("Alibaba Group Holding Ltd.", "Alibaba"),
        ("Meyer-Gruppe", "Meyer"),
        ("Siemens Aktiengesellschaft", "Siemens"),
        ("Nestlé S.A.", "Nestlé"),
        ("Generali S.p.A.", "Generali"),
        ("Toyota Motor K.K.", "Toyota Motor"),
        ("小米集团", "小米"),
        ("腾讯控股有限公司", "腾讯"),
        ("中国石油天然气股份有限公司", "中国石油天然气"),
        ("鴻海集團", "鴻海"),
        ("海尔（集团）公司", "海尔"),
        ("OpenAI", "OpenAI"),
        ("公司", "公司"),
        ("AG", "AG"),
    ],
)
def test_strip_legal_form(written: str, bare: str) -> None:
    assert strip_legal_form(written) == bare


def test_shorter_forms_come_longest_first() -> None:
    assert list(shorter_forms("Alibaba Group Holding Ltd.")) == [
        "Alibaba Group Holding",
        "Alibaba Group",
        "Alibaba",
    ]


def test_spellings_without_diacritics() -> None:
    assert spellings("Müller") == {"Müller", "Mueller", "Muller"}
    assert spellings("Ørsted") == {"Ørsted", "Oersted", "Orsted"}
    assert spellings("Siemens") == {"Siemens"}


@pytest.mark.parametrize(
    ("written", "plainest"),
    [
        ("Dr. Prof. Martin Winterkorn", "Martin Winterkorn"),
        ("Elon R. Musk", "Elon Musk"),
        ("John J. Ray III", "John Ray"),
        ("李彦宏先生", "李彦宏"),
    ],
)
def test_plainer_forms(written: str, plainest: str) -> None:
    assert list(plainer_forms(written))[-1] == plainest


def test_a_plain_name_has_no_plainer_form() -> None:
    assert list(plainer_forms("Tim Cook")) == []


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("珠海格力电器股份有限公司", ["格力电器", "格力电器"]),
        ("北京字节跳动科技有限公司", ["北京字节跳动", "字节跳动科技", "字节跳动"]),
        ("广东省乙有限公司", []),
        ("Schweizerischen Post", ["Schweizerische Post", "Schweizerische Post"]),
        ("Deutschen Telekoms", ["Deutschen Telekom", "Deutsche Telekom", "Deutsche Telekoms"]),
        ("Disney's", ["Disney", "Disney"]),
        ("Bosch’", []),
        ("Linux’", ["Linux", "Linux"]),
        ("OpenAI", []),
    ],
)
def test_looser_forms(written: str, forms: list[str]) -> None:
    assert list(looser_forms(written)) == forms
