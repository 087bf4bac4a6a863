from __future__ import annotations

from pathlib import Path

import pytest

from etl.enrich.gate import is_candidate
from etl.enrich.languages import LANGUAGES, has_interim, language, load_language, staying, unnamed_sources
from etl.errors import CatalogError
from etl.types import LANGS, Lang


@pytest.mark.parametrize(
    ("lang", "text", "passes"),
    [
        ("en", "Acme names Ann Lee chief executive", True),
        ("en", "The CEO resigned.", True),
        ("en", "The board is happy with the weather.", False),
        ("en", "He resigned himself to rain.", False),
        ("en", "Across the closed factory they joined hands", False),
        ("en", "The chief executive spoke." + " Rain fell." * 40 + " He retired to bed.", False),
        ("de", "Der Bahnchef tritt zurück", True),
        ("de", "Die Chefs wechseln", True),
        ("de", "Der Regen hört auf", False),
        ("zh", "王明辞去董事长职务", True),
        ("zh", "今天下雨，明天放晴", False),
    ],
)
def test_gate(lang: Lang, text: str, passes: bool) -> None:
    assert is_candidate(text, lang) is passes


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_its_file(lang: Lang) -> None:
    assert language(lang).lang == lang
    assert language(lang).pipeline.components


def test_cues() -> None:
    assert has_interim("The Interim chief", "en")
    assert not has_interim("The chief", "en")
    assert unnamed_sources("de").search("wie aus Kreisen verlautet")
    assert not unnamed_sources("zh").search("公司宣布")
    assert staying("zh").search("李安继续担任总裁")


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "en.yml"
    path.write_text((LANGUAGES / "en.yml").read_text("utf-8") + "\npipelin: {}\n", "utf-8")
    with pytest.raises(CatalogError, match=r"en\.yml(.|\n)*pipelin"):
        load_language(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"fr\.yml"):
        load_language(tmp_path / "fr.yml")
