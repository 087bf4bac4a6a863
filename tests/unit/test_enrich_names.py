from __future__ import annotations

import re

import pytest

from etl.enrich.names import best_form, fold_companies, fold_people
from etl.types import Lang, Mention, MentionKind


def mentions(text: str, kind: MentionKind, *names: str) -> list[Mention]:
    """Every place of the names in the text, the longer ones first."""
    taken: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        for m in re.finditer(re.escape(name), text):
            if not any(t.start < m.end() and m.start() < t.end for t in taken):
                taken.append(Mention(kind, name, *m.span()))
    return sorted(taken, key=lambda m: m.start)


def people(text: str, lang: Lang, *names: str) -> list[list[str]]:
    found = mentions(text, "PERSON", *names)
    return [[found[i].text for i in group] for group in fold_people(found, text, lang)]


def companies(text: str, lang: Lang, *names: str) -> list[list[str]]:
    found = mentions(text, "ORG", *names)
    return [[found[i].text for i in group] for group in fold_companies(found, text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "names", "groups"),
    [
        ("en", "Musk left. Elon Musk said so.", ["Musk", "Elon Musk"], 1),
        ("en", "Robert A. Iger, known as Bob Iger", ["Robert A. Iger", "Bob Iger"], 1),
        ("en", "Amadou Cissé-Laurent; Mr Laurent; Cissé-Laurent", ["Amadou Cissé-Laurent", "Mr Laurent", "Cissé-Laurent"], 1),
        ("en", "J. Holt and James Holt", ["J. Holt", "James Holt"], 1),
        ("en", "Karin Holt and James Holt", ["Karin Holt", "James Holt"], 2),
        ("en", "Maria de la Cruz Perez, Maria Perez", ["Maria de la Cruz Perez", "Maria Perez"], 1),
        ("en", "Ann Lee met Bo Kim", ["Ann Lee", "Bo Kim"], 2),
        ("en", "Holt went. Holt stayed.", ["Holt"], 1),
        ("en", "Holt met Kim", ["Holt", "Kim"], 2),
        ("de", "Oliver Blumes Vertrag; Herr Blume", ["Oliver Blumes", "Herr Blume"], 1),
        ("de", "John Schulman; Schulmann", ["John Schulman", "Schulmann"], 1),
        ("de", "Frau Dr. Eva Kern, Kern", ["Frau Dr. Eva Kern", "Kern"], 1),
        ("zh", "山姆·奥特曼被免职，奥特曼", ["山姆·奥特曼", "奥特曼"], 1),
        ("zh", "马云先生到场，马总说", ["马云先生", "马总"], 1),
        ("zh", "吴新宙离开，新宙", ["吴新宙", "新宙"], 1),
        ("zh", "吴新宙离开，吴明", ["吴新宙", "吴明"], 2),
        ("zh", "扬·莱克（Jan Leike）加入", ["扬·莱克", "Jan Leike"], 1),
        ("zh", "马斯克与Elon Musk", ["马斯克", "Elon Musk"], 2),
        ("zh", "约翰·史密斯与汤姆·史密斯", ["约翰·史密斯", "汤姆·史密斯"], 2),
    ],
)
def test_people(lang: Lang, text: str, names: list[str], groups: int) -> None:
    assert len(people(text, lang, *names)) == groups


def test_a_surname_goes_to_the_nearest_before_it() -> None:
    text = "Karin Holt spoke. Holt left. James Holt came. Holt stays."
    assert people(text, "en", "Karin Holt", "James Holt", "Holt") == [["Karin Holt", "Holt"], ["James Holt", "Holt"]]


def test_a_surname_in_the_title_goes_to_the_first_after_it() -> None:
    text = "Holt out\nJames Holt left; Karin Holt stays."
    assert people(text, "en", "Holt", "James Holt", "Karin Holt")[0] == ["Holt", "James Holt"]


@pytest.mark.parametrize(
    ("lang", "text", "names", "groups"),
    [
        ("en", "Brantley Instruments, Inc. said. Brantley", ["Brantley Instruments, Inc.", "Brantley"], 1),
        ("en", "Faraday Future is FF", ["Faraday Future", "FF"], 1),
        ("en", "The Walt Disney Co and Disney", ["The Walt Disney Co", "Disney"], 1),
        ("en", "Alibaba Cloud left Alibaba", ["Alibaba Cloud", "Alibaba"], 2),
        ("en", "Deutsche Bank and a Bank", ["Deutsche Bank", "Bank"], 2),
        ("en", "McDonald's and McDonald's Corp.", ["McDonald's", "McDonald's Corp."], 1),
        ("en", "Acme and Bolt", ["Acme", "Bolt"], 2),
        ("de", "Chef der Deutschen Bank; Deutsche Bank", ["Deutschen Bank", "Deutsche Bank"], 1),
        ("de", "Bayers Chef; Bayer AG", ["Bayers", "Bayer AG"], 1),
        ("zh", "阿里巴巴集团宣布，阿里", ["阿里巴巴集团", "阿里"], 1),
        ("zh", "招商银行公告，招行", ["招商银行", "招行"], 1),
        ("zh", "中国恒大；恒大", ["中国恒大", "恒大"], 1),
        ("zh", "恒大地产；恒大", ["恒大地产", "恒大"], 2),
        ("zh", "小鹏；小鹏汽车", ["小鹏", "小鹏汽车"], 1),
        ("zh", "法拉第未来（FF）", ["法拉第未来", "FF"], 1),
    ],
)
def test_companies(lang: Lang, text: str, names: list[str], groups: int) -> None:
    assert len(companies(text, lang, *names)) == groups


def test_a_form_that_is_known_joins_the_full_name_beside_it() -> None:
    found = mentions("Ultraman is Sam Altman", "PERSON", "Ultraman", "Sam Altman")
    known = {"Ultraman": frozenset({"Sam Altman", "奥特曼"})}
    assert fold_people(found, "Ultraman is Sam Altman", "de", known) == [[0, 1]]
    assert fold_people(found[:1], "Ultraman", "de", known) == [[0]]


def test_only_the_asked_kind_is_folded() -> None:
    text = "Holt of Acme"
    both = [*mentions(text, "PERSON", "Holt"), *mentions(text, "ORG", "Acme")]
    assert fold_people(both, text, "en") == [[0]]
    assert fold_companies(both, text, "en") == [[1]]


@pytest.mark.parametrize(
    ("kind", "forms", "best"),
    [
        ("PERSON", ["Musk", "Mr. Elon Musk", "Musk"], "Elon Musk"),
        ("PERSON", ["Sam Altman's", "Altman"], "Sam Altman"),
        ("PERSON", ["扬·莱克", "Jan Leike"], "扬·莱克"),
        ("PERSON", ["马云先生", "马总"], "马云"),
        ("ORG", ["OpenAI-", "OpenAI"], "OpenAI"),
        ("ORG", ["OpenAIs", "OpenAI"], "OpenAI"),
        ("PERSON", ["Sam Altmans", "Sam Altman"], "Sam Altman"),
        ("ORG", ["Siemens"], "Siemens"),
        ("ORG", ["McDonald's"], "McDonald's"),
        ("ORG", ["Acme's", "Acme"], "Acme"),
        ("ORG", ["the Acme Group", "Acme"], "Acme Group"),
    ],
)
def test_best_form(kind: MentionKind, forms: list[str], best: str) -> None:
    assert best_form([Mention(kind, form, 9 * i, 9 * i + len(form)) for i, form in enumerate(forms)]) == best
