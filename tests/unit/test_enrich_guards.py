from __future__ import annotations

import datetime as dt

import pytest

from etl.enrich.dates import find_dates
from etl.enrich.guards import (
    Telling,
    fiction_sections,
    is_chosen_again,
    is_institution,
    is_machine_translated,
    line_at,
    stays,
    surroundings,
    veto,
)
from etl.enrich.sentences import split_sentences
from etl.types import Lang

PUBLISHED = dt.datetime(2024, 1, 10, 9, 0, tzinfo=dt.UTC)


def verdict(text: str, words: str, lang: Lang = "en", day: dt.date | None = None, company: str = "Acme") -> str | None:
    around = surroundings(text, lang, PUBLISHED.date(), find_dates(text, lang, PUBLISHED))
    spans = split_sentences(text, lang)
    sentence = next(span for span in spans if span[0] <= text.index(words) < span[1])
    name = text.index("Lee", sentence[0])
    return veto(around, Telling(sentence, (name, name + 3), company, "in", "confirmed", day))


@pytest.mark.parametrize(
    ("text", "words", "guard"),
    [
        ("Title\nLee resigned on Monday.", "Lee", None),
        ("Title\nLee resigned in 2019.", "Lee", "history"),
        ("Title\nLee resigned in 2019 and came back in January 2024.", "Lee", None),
        ("Title\n▲ Lee resigned", "Lee", "caption"),
        ("Title\nPhoto: Lee resigned", "Lee", "footer"),
        ("Title\nLee left.\nTitle: The Fall\nAct one\n- Lee is fired", "Lee is fired", "fiction"),
        ("Title\nLee left.\nTitle: The Fall\nAct one\n- Lee is fired", "Lee left", None),
    ],
)
def test_veto(text: str, words: str, guard: str | None) -> None:
    assert verdict(text, words) == guard


@pytest.mark.parametrize(
    ("day", "guard"), [(dt.date(2023, 12, 31), None), (dt.date(2023, 6, 1), "history"), (dt.date(2024, 5, 1), None)]
)
def test_the_events_own_day_decides_on_history(day: dt.date, guard: str | None) -> None:
    assert verdict("Title\nLee, who came in 2019, resigned.", "Lee", day=day) == guard


def test_one_heading_makes_no_script() -> None:
    assert fiction_sections("Lee left\nTitle: chief executive", "en") == []


@pytest.mark.parametrize(
    ("lang", "text"), [("de", "Ein Stück\nRollen:\n- Lee\nErster Akt\n- Ende"), ("zh", "片名：风暴\n第一幕\n董事会")]
)
def test_scripts_in_other_languages(lang: Lang, text: str) -> None:
    assert fiction_sections(text, lang)[0][1] == len(text)


def test_line_at() -> None:
    assert [line_at("ab\ncd", at) for at in (0, 2, 3, 4)] == ["ab", "ab", "cd", "cd"]


@pytest.mark.parametrize(
    ("text", "fiction"),
    [
        ("The plot\nSpoiler: Lee is fired", True),
        ("Lee left Acme\nThe chair fell.\nThe plot of a satire: Lee is fired", True),
        ("Lee left Acme\nThe chair fell.\nThe plot thickens: Lee is fired", False),
    ],
)
def test_plots_that_are_told(text: str, fiction: bool) -> None:
    assert verdict(text, "Lee is fired" if "fired" in text else "Lee") == ("fiction" if fiction else None)


def test_in_a_digest_only_the_plots_lines_are_fiction() -> None:
    assert verdict("News\nLee left Acme.\nThe plot of a satire: Lee is fired", "Lee left") is None


@pytest.mark.parametrize(
    ("lang", "before", "after", "again"),
    [
        ("en", "Shareholders re-elected ", " to the board", True),
        ("en", "The re-elected board met; then ", " was named chair", False),
        ("en", "", " was reappointed chair", True),
        ("en", "", " was not re-elected", False),
        ("de", "", " wurde als Vorsitzende wiedergewählt", True),
        ("de", "", " wurde nicht wiedergewählt", False),
        ("zh", "会议继续聘任", "为总经理", True),
        ("zh", "聘任", "为总经理（续聘），聘任王明为副总经理", True),
        ("zh", "聘任", "为总经理，王明为副总经理（续聘）", False),
        ("zh", "", "不再寻求连任", False),
    ],
)
def test_a_renewed_term_is_told(lang: Lang, before: str, after: str, again: bool) -> None:
    assert is_chosen_again(before, after, lang) == again


def test_who_is_chosen_again_does_not_come() -> None:
    assert verdict("Title\nLee was re-elected chair.", "Lee") == "stays"


def test_who_stays_does_not_come() -> None:
    assert verdict("Title\nLee remains chief executive.", "Lee") == "stays"
    assert stays(" bleibt Vorstandschef", "de")
    assert not stays(", der gern bleibt, wird Chef", "de")


def test_posts_of_institutions_are_no_companys() -> None:
    assert verdict("Title\nLee leads it.", "Lee", company="Ohio University") == "institution"
    assert is_institution("Ohio State University", "en")
    assert is_institution("清华大学", "zh")
    assert not is_institution("Acme", "en")


def test_machine_translation_is_told_by_its_words() -> None:
    assert is_machine_translated("[自动译文] 慕尼黑", "zh")
    assert not is_machine_translated("Lee left Acme.", "en")
