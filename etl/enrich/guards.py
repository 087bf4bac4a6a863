"""Guards: what the article around a decision says against it, or about how sure it is. All pure, all from the language's file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.enrich.dates import DateSpan
from etl.enrich.languages import chosen_again, language, staying
from etl.types import Direction, Lang, Status

_CLAUSE_END = re.compile(r"[,;，；。、]")
_STAYING_REACH = 30
_AGAIN_REACH = 3
"""Characters that may stand between the word and the name: a blank, a title."""
_CAPTION = re.compile(r"^\s*[▲△▼◆]")
_SCRIPT_LINE = re.compile(r"^\s*(?:[-–•*]\s*)?")
_NEW_YEAR = 21
"""Days after New Year in which an event of the year before is still news."""
_TELLING = 2
"""Turns of phrase of machine translation that together tell it."""
_MIN_TITLES = 2
"""Headed parts from which a text counts as a script; one heading alone proves nothing."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the guards know of one article."""

    lang: Lang
    text: str
    published: dt.date
    dates: Sequence[DateSpan]
    fiction: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Telling:
    """Where an event is told: its sentence, the person's name in it (the sentence's empty end if it has none), the company, and its day."""

    sentence: tuple[int, int]
    name: tuple[int, int]
    company: str
    direction: Direction
    status: Status
    day: dt.date | None


def surroundings(text: str, lang: Lang, published: dt.date, dates: Sequence[DateSpan]) -> Surroundings:
    """Look the article over once, for all of its decisions."""
    return Surroundings(lang, text, published, dates, fiction_sections(text, lang))


def veto(around: Surroundings, told: Telling) -> str | None:
    """The name of the guard that speaks against an event told like that, None if none does."""
    start, end = told.sentence
    if any(a <= start < b for a, b in around.fiction):
        return "fiction"
    line = line_at(around.text, start)
    if is_caption(line):
        return "caption"
    if is_footer(line, around.lang):
        return "footer"
    if is_history(around, start, end, told.day):
        return "history"
    if is_institution(told.company, around.lang):
        return "institution"
    if told.direction == "in" and told.status != "denied":
        before, after = around.text[start : told.name[0]], around.text[told.name[1] : end]
        if stays(after, around.lang) or is_chosen_again(before, after, around.lang):
            return "stays"
    return None


def stays(words: str, lang: Lang) -> bool:
    """Whether the words right after a person's name say that the person stays; a comma ends them."""
    clause = _CLAUSE_END.split(words, maxsplit=1)[0]
    return staying(lang).search(clause[:_STAYING_REACH]) is not None


def is_chosen_again(before: str, after: str, lang: Lang) -> bool:
    """Whether the words at a person's name say that a term is renewed: "re-elected Ann Lee", "李安连任"."""
    clause = _CLAUSE_END.split(after, maxsplit=1)[0]
    again = chosen_again(lang)
    return again.search(clause) is not None or any(m.end() + _AGAIN_REACH >= len(before) for m in again.finditer(before))


def fiction_sections(text: str, lang: Lang) -> list[tuple[int, int]]:
    """Spans of scripts and plots inside an article: from the first headed part ("Act 1", "角色设定") to the last line.

    At least two headed parts are needed, and all lines from the first of them on are taken; footers that follow hold no
    events anyway.
    """
    lines = _lines(text)
    heads = [start for start, line in lines if _heads_script(line, lang)]
    script = [(heads[0], len(text))] if len(heads) >= _MIN_TITLES else []
    return script + _told_plots(lines, lang)


def _told_plots(lines: Sequence[tuple[int, str]], lang: Lang) -> list[tuple[int, int]]:
    """The lines that speak of a plot, in an article that does so by two words at least; all, where its first lines do."""
    openers = language(lang).fiction.openers
    words = [{opener for opener in openers if opener in line.casefold()} for _, line in lines]
    if len(set().union(*words)) < _MIN_TITLES:
        return []
    if any(words[:2]):
        return [(lines[0][0], lines[-1][0] + len(lines[-1][1]))]
    return [(start, start + len(line)) for (start, line), found in zip(lines, words, strict=True) if found]


def _heads_script(line: str, lang: Lang) -> bool:
    lowered = _SCRIPT_LINE.sub("", line).casefold()
    return any(lowered.startswith(title) for title in language(lang).fiction.titles)


def _lines(text: str) -> list[tuple[int, str]]:
    return [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)]


def line_at(text: str, offset: int) -> str:
    """The line that holds `offset`."""
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : len(text) if end < 0 else end]


def is_caption(line: str) -> bool:
    """Whether the line is a picture's caption."""
    return _CAPTION.match(line) is not None


def is_footer(line: str, lang: Lang) -> bool:
    """Whether the line is boilerplate about the outlet, the author or a picture."""
    lowered = line.strip(" （(［[#").casefold()
    return any(lowered.startswith(word) for word in language(lang).footers)


def is_history(around: Surroundings, start: int, end: int, event_date: dt.date | None) -> bool:
    """Whether the event belongs to a year before the article's, by its own date or the years that its sentence names."""
    year = around.published.year
    if event_date is not None:
        return event_date.year < year and (around.published - event_date).days > _NEW_YEAR
    years = {d.year for d in around.dates if start <= d.start < end and d.year is not None}
    return bool(years) and max(years) < year


def is_institution(name: str, lang: Lang) -> bool:
    """Whether the name is that of a university, authority, club or the like, whose posts are no company's."""
    if lang == "zh":
        return any(name.endswith(word) for word in language(lang).institutions)
    return any(re.search(rf"\b{re.escape(word)}\b", name) for word in language(lang).institutions)


def is_machine_translated(text: str, lang: Lang) -> bool:
    """Whether the text says so itself or is worded as machine translation is."""
    lowered, cues = text.casefold(), language(lang).machine_translated
    return any(cue in lowered for cue in cues.certain) or sum(cue in lowered for cue in cues.telling) >= _TELLING
