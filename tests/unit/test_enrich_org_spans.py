from __future__ import annotations

import pytest

from etl.enrich.org_spans import company_spans
from etl.types import Mention


@pytest.mark.parametrize(
    ("text", "tagged", "expected"),
    [
        ("Der Schuhhersteller Knöpfli AG und sein Chef", ["Schuhhersteller Knöpfli AG"], ["Knöpfli AG"]),
        ("Der Zulieferer Knöpfli wächst", ["Zulieferer Knöpfli"], ["Knöpfli"]),
        ("Bauernkette", ["Bauernkette"], ["Bauernkette"]),
        ("Larch Health (Springfield, Mo.) hired", ["Larch Health (Springfield, Mo."], ["Larch Health"]),
        ("Larch (North) Ltd hired", ["Larch (North) Ltd"], ["Larch (North) Ltd"]),
        ("松塔电（6×××）召开", ["松塔电（6"], ["松塔电"]),
        ("松塔电梯（中国）总经理", ["松塔电梯"], ["松塔电梯（中国）"]),
        ("松塔电梯（上市公司）", ["松塔电梯"], ["松塔电梯"]),
        ("松塔科技存储BG总裁；松塔科技称", ["松塔科技存储", "松塔科技"], ["松塔科技", "松塔科技"]),
        ("松塔科技金服；松塔科技称", ["松塔科技金服", "松塔科技"], ["松塔科技金服", "松塔科技"]),
        ("东家松塔物业；松塔物业称", ["东家松塔物业", "松塔物业"], ["松塔物业", "松塔物业"]),
        ("中国西部矿业；中国", ["中国西部矿业", "中国"], ["中国西部矿业"]),
        ("松塔西部矿业称；松塔称", ["松塔西部矿业", "松塔"], ["松塔西部矿业", "松塔"]),
        ("中国松塔；松塔称", ["中国松塔", "松塔"], ["中国松塔", "松塔"]),
        ("以及松塔银行", ["以及松塔银行"], ["松塔银行"]),
        ("比亚迪汽车与前海人寿", ["比亚迪汽车", "前海人寿"], ["比亚迪汽车", "前海人寿"]),
        ("奢侈品集团Larch宣布", ["奢侈品集团Larch"], ["Larch"]),
        ("松塔亚太区总裁", ["松塔", "亚太"], ["松塔"]),
    ],
)
def test_a_company_is_its_name_alone(text: str, tagged: list[str], expected: list[str]) -> None:
    found, at = [], 0
    for form in tagged:
        at = text.index(form, at)
        found.append(Mention("ORG", form, at, at + len(form)))
        at += len(form)
    spans = company_spans(found, text)
    assert [m.text for m in spans] == expected
    assert all(text[m.start : m.end] == m.text for m in spans)


def test_other_kinds_stay_as_they_are() -> None:
    place = Mention("LOC", "亚太", 0, 2)
    assert company_spans([place], "亚太区总裁") == [place]
