"""Those who come back: news of a return speak of the departure too, and are easily read as one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from etl.enrich.encoder import Decision
from etl.enrich.frames import Hit
from etl.types import Lang, Mention

_REACH = 90
_BACK: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:return(?:s|ed|ing)? (?:as|to)|to return\b|reinstat\w+|(?:going|come|comes|coming|goes|went|be|is) back\b|back as\b"
        r"|(?:is|was|as) again|once again|rejoin\w*|retak\w+|takes? (?:it|the job) (?:up )?again)",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:kehrt?e?n?\b.{0,70}\bzurück|zurückkehr\w*|zurückgekehrt|zurückzu\w+|Rückkehr|wieder (?:da|offiziell|[A-Z]\w+)"
        r"|wieder als|wiedereingesetzt"
        r"|wieder eingesetzt|wieder einzu\w+)"
    ),
    "zh": re.compile(r"重返|回归|回歸|复任|復任|官复原职|官復原職|重新(?:担任|出任|成为|擔任|執掌|执掌)|回任|复职|復職|再度出任|回锅"),
}
_NOT_BACK: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:not|n't|never|no longer)\s+(?:be\s+)?(?:com\w+|return\w*|going|back|reinstat\w+)", re.IGNORECASE),
    "de": re.compile(r"\bnicht (?:wieder|mehr zurück|zurück)|vom Tisch|gescheitert|geplatzt"),
    "zh": re.compile(r"不会(?:重新|重返|回)|不會(?:重新|重返|回)|不再回|无缘|告吹|破裂"),
}


def turned(
    decision: Decision, text: str, lang: Lang, sentence: tuple[int, int], person: Sequence[Mention], frames: Collection[Hit]
) -> list[Decision]:
    """The decision; a departure told in a sentence of return becomes that return, beside which only a frame keeps it.

    `person` are the person's mentions in the sentence; what follows the first of them counts.
    """
    if decision.direction == "in" or not person:
        return [decision]
    words = text[person[0].end : min(sentence[1], person[0].end + _REACH)]
    back, gone = _BACK[lang].search(words), _NOT_BACK[lang].search(text[sentence[0] : sentence[1]])
    if back is None and gone is None:
        return [decision]
    status = "denied" if gone is not None else decision.status
    come = replace(decision, direction="in", manner="returned" if status != "denied" else None, status=status)
    return [come, decision] if (decision.person, "out") in frames else [come]
