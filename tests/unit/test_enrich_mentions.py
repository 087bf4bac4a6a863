from __future__ import annotations

import pytest

from etl.enrich.mentions import consistent
from etl.types import Mention, MentionKind


def tagged(text: str, *spans: tuple[MentionKind, str]) -> list[Mention]:
    """The first place of each form after the one before it."""
    found, at = [], 0
    for kind, form in spans:
        start = text.index(form, at)
        found.append(Mention(kind, form, start, start + len(form)))
        at = start + 1
    return found


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Lee left. Then Lee came.", [("PERSON", "Lee")], [("PERSON", "Lee"), ("PERSON", "Lee")]),
        ("Lee left in Leeds.", [("PERSON", "Lee")], [("PERSON", "Lee")]),
        ("(Ann Lee), Ann Lee's", [("PERSON", "(Ann Lee),"), ("PERSON", "Ann Lee's")], [("PERSON", "Ann Lee"), ("PERSON", "Ann Lee")]),
        ("Acme Inc. won", [("ORG", "Acme Inc.")], [("ORG", "Acme Inc.")]),
        ("X rose, \" fell", [("ORG", "X"), ("PERSON", "\"")], [("ORG", "X")]),
        ("Bolt, Bolt and Bolt", [("ORG", "Bolt"), ("ORG", "Bolt"), ("PERSON", "Bolt")], [("ORG", "Bolt")] * 3),
        ("Brockman and his company Acme", [("PERSON", "rockma"), ("ORG", "company")], [("PERSON", "Brockman")]),
        (
            "奥特曼来了，特曼走了，又见奥特曼",
            [("PERSON", "奥特曼"), ("PERSON", "特曼")],
            [("PERSON", "奥特曼"), ("PERSON", "特曼"), ("PERSON", "奥特曼")],
        ),
        ("LONDON (Wire) - Acme said. (Wire)", [("ORG", "Wire"), ("ORG", "Acme")], [("ORG", "Acme")]),
        ("财讯社11月3日讯：万家宣布", [("ORG", "财讯社"), ("ORG", "万家")], [("ORG", "万家")]),
        ("Ann Lee left; Lee is gone", [("PERSON", "Ann Lee"), ("ORG", "Lee")], [("PERSON", "Ann Lee"), ("PERSON", "Lee")]),
        ("Tendai Makoni-Price left", [("PERSON", "Tendai Makoni")], [("PERSON", "Tendai Makoni-Price")]),
        ("冷于冰女士辞职", [("PERSON", "冷于冰女")], [("PERSON", "冷于冰")]),
        ("chief and chief", [("POST", "chief")], [("POST", "chief")]),
        ("OpenAI-Chef bei OpenAI", [("ORG", "OpenAI-")], [("ORG", "OpenAI"), ("ORG", "OpenAI")]),
        ("王明走了，王明来了", [("PERSON", "王明")], [("PERSON", "王明"), ("PERSON", "王明")]),
    ],
)
def test_consistent(
    text: str, spans: list[tuple[MentionKind, str]], expected: list[tuple[MentionKind, str]]
) -> None:
    found = consistent(tagged(text, *spans), text)
    assert [(m.kind, m.text) for m in found] == expected
    assert all(text[m.start : m.end] == m.text for m in found)


def test_a_name_at_the_end_of_a_line_keeps_its_last_letter() -> None:
    text = "Neuer Chef: Herbert Haine\nMehr dazu."
    assert [m.text for m in consistent([Mention("PERSON", "Herbert Haine", 12, 25)], text)] == ["Herbert Haine"]
    assert [m.text for m in consistent([Mention("PERSON", "李明先", 0, 3)], "李明先生离任")] == ["李明"]
