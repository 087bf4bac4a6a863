from __future__ import annotations

import re

import pytest

from etl.enrich.posts import find_posts
from etl.enrich.roles import Owned, Proposal, Sentence, leaves_board, owners, settled, top_role
from etl.types import Direction, Lang, Mention, Role

NAMES = ("Ann Lee", "Bo Kim", "Cy Poe", "李安", "王明")


def decide(
    text: str, lang: Lang, person: str, direction: Direction, proposed: Role, logits: dict[Role, float] | None = None
) -> list[tuple[str | None, Role]]:
    """The posts' wording and role that the sentence settles for the person."""
    people = [Mention("PERSON", n, m.start(), m.end()) for n in NAMES for m in re.finditer(n, text)]
    posts = [Mention("POST", p.text, p.start, p.end) for p in find_posts(text, lang) if p.role]
    mentions = sorted([*people, *posts], key=lambda m: m.start)
    groups = [[i for i, m in enumerate(mentions) if m.text == name] for name in NAMES]
    roles = {p.start: p.role for p in find_posts(text, lang)}
    named = [(i, role) for i, m in enumerate(mentions) if m.kind == "POST" and (role := roles[m.start])]
    owned = owners(text, mentions, groups, named, (0, len(text)))
    mine = owned.pop(NAMES.index(person), Owned())
    found = settled(direction, Proposal(proposed, logits or {}), mine, list(owned.values()), Sentence(text, 0, len(text), mentions))
    return [(None if post is None else mentions[post].text, role) for post, role in found]


@pytest.mark.parametrize(
    ("lang", "text", "person", "direction", "proposed", "role"),
    [
        ("en", "The chief executive, Ann Lee, becomes chair.", "Ann Lee", "in", "cfo", "chair"),
        ("en", "Ann Lee resigned as president after directors fired chief executive Bo Kim.", "Ann Lee", "out", "ceo", "president"),
        ("en", "Ann Lee resigned as president after directors fired chief executive Bo Kim.", "Bo Kim", "out", "president", "ceo"),
        ("en", "Ann Lee joins Acme to lead a new team, chief executive Bo Kim said.", "Ann Lee", "in", "ceo", "head"),
        ("en", "Ann Lee, Bo Kim and Cy Poe were elected as directors.", "Ann Lee", "in", "ceo", "board"),
        ("en", "Co-founder Ann Lee left the post of finance chief.", "Ann Lee", "out", "founder", "cfo"),
        ("en", "Ann Lee, who has been president, will succeed Bo Kim as chief executive.", "Ann Lee", "in", "cfo", "ceo"),
        ("en", "New chief executive Ann Lee starts.", "Ann Lee", "in", "cfo", "ceo"),
        ("de", "Der Verwaltungsrat ernennt Ann Lee zur Finanzchefin.", "Ann Lee", "in", "board", "cfo"),
        ("de", "Den Vorstandsvorsitz übernimmt Ann Lee.", "Ann Lee", "in", "cfo", "ceo"),
        ("de", "Ann Lee zieht in den Vorstand ein.", "Ann Lee", "in", "ceo", "board"),
        ("en", "Ann Lee joins the board.", "Ann Lee", "in", "ceo", "board"),
        ("de", "Ann Lee ist aus dem Gremium ausgeschieden.", "Ann Lee", "out", "ceo", "board"),
        ("zh", "李安卸任董事会主席，向CEO汇报。", "李安", "out", "ceo", "chair"),
        ("zh", "李安接任董事会主席，王明接任CEO。", "王明", "in", "chair", "ceo"),
        ("zh", "董事会免去首席执行官李安的职务。", "李安", "out", "chair", "ceo"),
        ("zh", "李安加入公司，领导一支新团队。", "李安", "in", "ceo", "head"),
    ],
)
def test_the_sentence_settles_the_role(
    lang: Lang, text: str, person: str, direction: Direction, proposed: Role, role: Role
) -> None:
    found = decide(text, lang, person, direction, proposed)
    assert found[0][1] == role


def test_joined_posts_are_all_taken() -> None:
    found = decide("Ann Lee was named chair and chief executive.", "en", "Ann Lee", "in", "ceo")
    assert sorted(role for _, role in found) == ["ceo", "chair"]
    assert [r for _, r in decide("Founder and chief executive Ann Lee left.", "en", "Ann Lee", "out", "ceo")] == ["ceo"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("He also left the board.", True),
        ("Auch seinen Sitz im Verwaltungsrat muss er räumen.", True),
        ("他同时退出董事会。", True),
        ("She joins the board.", False),
    ],
)
def test_who_leaves_the_board_as_well(text: str, left: bool) -> None:
    assert leaves_board(text) is left


@pytest.mark.parametrize(
    ("text", "direction"),
    [("Ann Lee left Acme.", "out"), ("Technology chief Ann Lee was put in charge.", "in"), ("The board met Ann Lee.", "in")],
)
def test_nothing_settles_it(text: str, direction: Direction) -> None:
    assert decide(text, "en", "Ann Lee", direction, "ceo") == []


def test_a_president_beside_a_chief_stays_one() -> None:
    assert top_role("president", {"ceo": -1.0, "president": 2.0}, "zh") == "president"
    assert top_role("president", {"ceo": 2.0, "president": 1.0}, "zh") == "ceo"
    assert top_role("president", {"ceo": 2.0, "president": 1.0}, "en") == "president"
    assert top_role("cfo", {"ceo": 2.0, "cfo": 1.0}, "de") == "cfo"


def test_a_role_that_the_model_holds_unlikely_needs_plainer_words() -> None:
    text = "Ann Lee and the finance chief met."
    assert decide(text, "en", "Ann Lee", "in", "ceo", {"ceo": 1.0, "cfo": 0.5}) == [("finance chief", "cfo")]
    assert decide(text, "en", "Ann Lee", "in", "ceo", {"ceo": 3.0, "cfo": -5.0}) == []
    text = "Ann Lee was appointed finance chief."
    assert decide(text, "en", "Ann Lee", "in", "ceo", {"ceo": 1.0, "cfo": -2.0}) == [("finance chief", "cfo")]
