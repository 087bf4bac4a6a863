from __future__ import annotations

from pathlib import Path

import pytest

from etl.enrich import posts
from etl.enrich.posts import company_posts, expand, find_posts, role_at, role_of
from etl.errors import CatalogError
from etl.types import Lang, Role


@pytest.mark.parametrize(
    ("lang", "post", "role"),
    [
        ("en", "chief executive", "ceo"),
        ("en", "CEO", "ceo"),
        ("en", "Managing director", "ceo"),
        ("en", "chairwoman", "chair"),
        ("en", "vice chairman", "board"),
        ("en", "non-executive director", "board"),
        ("en", "finance chief", "cfo"),
        ("en", "chief operating officer", "coo"),
        ("en", "chief technology officer", "cto"),
        ("en", "chief happiness officer", "cxo"),
        ("en", "senior vice president of engineering", "head"),
        ("en", "senior vice president", "other"),
        ("en", "chairman of the management board", "ceo"),
        ("en", "general manager of the automotive division", "head"),
        ("en", "president, North America", "head"),
        ("en", "head of devices", "head"),
        ("en", "co-founder", "founder"),
        ("en", "chairman emeritus", None),
        ("en", "prime minister", None),
        ("en", "deputy chairman", "board"),
        ("en", "gardener", None),
        ("de", "Vorstandsvorsitzender", "ceo"),
        ("de", "Sprecher des Vorstands", "ceo"),
        ("de", "OpenAI-Chef", "ceo"),
        ("de", "Finanzvorstand", "cfo"),
        ("de", "Technikchefin", "cto"),
        ("de", "Vertriebsvorstand", "cxo"),
        ("de", "Vorstandsmitglied", "board"),
        ("de", "Aufsichtsratschef", "chair"),
        ("de", "stellvertretender Vorsitzender", "board"),
        ("de", "Deutschlandchef", "head"),
        ("de", "Ehrenvorsitzender", None),
        ("de", "Küchenchef", None),
        ("de", "Kunstdirektor", None),
        ("de", "Verkehrsminister", None),
        ("zh", "首席执行官", "ceo"),
        ("zh", "行政總裁", "ceo"),
        ("zh", "总经理", "ceo"),
        ("zh", "董事长", "chair"),
        ("zh", "副董事长", "board"),
        ("zh", "副总裁", "other"),
        ("zh", "高级副总裁", "other"),
        ("zh", "营销副总裁", "head"),
        ("zh", "监事会主席", "board"),
        ("zh", "总工程师", "cto"),
        ("zh", "中国总裁", "head"),
        ("zh", "首席增长官", "cxo"),
        ("zh", "财务总监", "cfo"),
        ("zh", "事业部总经理", "head"),
        ("zh", "名誉主席", None),
        ("zh", "主教练", None),
    ],
)
def test_role_of_a_wording(lang: Lang, post: str, role: Role | None) -> None:
    assert role_of(post, lang) == role


@pytest.mark.parametrize(
    ("lang", "text", "post", "role"),
    [
        ("en", "as chief executive of the metals division", "chief executive", "head"),
        ("en", "as president of the University of Ohio", "president", None),
        ("en", "its deputy chief executive", "chief executive", "other"),
        ("en", "vice-chairman", "chairman", "board"),
        ("en", "the Europe chief executive", "chief executive", "head"),
        ("de", "der Microsoft-CEO sprach", "CEO", "ceo"),
        ("de", "der Vertriebs-Chef", "Chef", "cxo"),
        ("de", "Chef der Pkw-Sparte", "Chef", "head"),
        ("zh", "任大中华区总裁", "总裁", "head"),
        ("zh", "任副总裁", "总裁", "other"),
    ],
)
def test_the_words_around_a_post_count(lang: Lang, text: str, post: str, role: Role | None) -> None:
    start = text.index(post)
    assert role_at(text, start, start + len(post), lang) == role


def test_posts_are_found_longest_first_and_on_word_borders() -> None:
    text = "The group chief executive, a co-founder, met directors; the factory across town closed."
    assert [(p.text, p.role) for p in find_posts(text, "en")] == [
        ("group chief executive", "ceo"), ("co-founder", "founder"), ("directors", "board"),
    ]  # fmt: skip


def test_a_german_head_takes_its_whole_compound_along() -> None:
    assert [p.text for p in find_posts("Der Bahnchef und die Personalvorständin", "de")] == ["Bahnchef", "Personalvorständin"]


def test_offsets_survive_letters_that_grow_in_lower_case() -> None:
    text = "İİ CEO"
    assert [(p.start, p.end, p.text) for p in find_posts(text, "en")] == [(3, 6, "CEO")]


def test_alternatives_are_spelt_out() -> None:
    assert expand("(a|b|)c(d|)") == ["acd", "ac", "bcd", "bc", "cd", "c"]


def test_ministers_are_no_company_posts() -> None:
    assert "ceo" in company_posts("de")
    assert "minister" not in company_posts("de")


@pytest.mark.parametrize(
    "content", ["en: {forms: {pope: [x]}}\nde: {forms: {}}\nzh: {forms: {}}", "en: {forms: {}, x: 1}", "[", "en: 3"]
)
def test_a_wrong_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    path = tmp_path / "posts.yml"
    path.write_text(content, "utf-8")
    monkeypatch.setattr(posts, "POSTS_FILE", path)
    for cached in (posts._load, posts._lexicon):
        cached.cache_clear()
    try:
        with pytest.raises(CatalogError, match=r"posts\.yml"):
            find_posts("x", "en")
    finally:
        for cached in (posts._load, posts._lexicon):
            cached.cache_clear()
