"""Details of an event that its sentence settles against the model: whether it is provisional, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.enrich.frames import Hit, find_frames
from etl.enrich.languages import has_interim, unnamed_sources
from etl.types import Direction, Lang, Mention, Status

_NEAR = 14
_RUMOUR = re.compile(r"\b(?:report|rumou?r|speculat|whether)|Bericht|Gerücht|Spekulation|传|傳|是否|截图", re.IGNORECASE)
_SPEAKS = re.compile(
    r"\s*(?:said|says|told|announces?|announced|tweeted|wrote|gab\b.{0,40}\bbekannt|sagte|teilte|erklärte|schrieb"
    r"|kündigte\b.{0,60}\ban\b|twitterte"
    r"|(?:今天|昨晚|随后|刚刚|也)?(?:官宣|宣布|表示|告诉|说|称|写道|发文|透露))",
    re.IGNORECASE,
)


def is_interim(text: str, lang: Lang, post: Mention | None, sentence: tuple[int, int], direction: Direction, alone: bool) -> bool:
    """Whether the words at the post say so, or, for who joins and is the only one to do so in the sentence, any word of it."""
    start, end = sentence
    if post is not None and has_interim(text[max(start, post.start - _NEAR) : min(end, post.end + _NEAR)], lang):
        return True
    return direction == "in" and alone and has_interim(text[start:end], lang)


def stated_openly(
    text: str, lang: Lang, sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention], people: Sequence[Sequence[int]]
) -> frozenset[Hit]:
    """Who joins or leaves by the wording of a sentence that doesn't hide its source."""
    open_ones = [span for span in sentences if not hides_source(text, lang, span)]
    return find_frames(text, lang, open_ones, mentions, people)


def hides_source(text: str, lang: Lang, span: tuple[int, int]) -> bool:
    """Whether the sentence names no source, or speaks of talks and expectations."""
    return unnamed_sources(lang).search(text, *span) is not None


def answers_rumour(sentence: str) -> bool:
    """Whether the sentence answers a report, so that staying denies it."""
    return _RUMOUR.search(sentence) is not None


def speaks(after: str) -> bool:
    """Whether the words after a name make the person the one who tells the news."""
    return _SPEAKS.match(after) is not None


def sober_status(status: Status, hit: Hit, hidden: bool, stated: frozenset[Hit]) -> Status:
    """`reported` instead of `confirmed` where the event's sentence hides its source and no other one states the event."""
    return "reported" if status == "confirmed" and hidden and hit not in stated else status
