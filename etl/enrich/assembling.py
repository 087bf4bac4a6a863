"""Assembling: from a model's decisions to the events that an article states, by the conventions of the labelled corpus."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from etl.enrich.dates import DateSpan, find_dates
from etl.enrich.details import answers_rumour, hides_source, is_interim, sober_status, speaks, stated_openly
from etl.enrich.encoder import Decision, Tagged
from etl.enrich.frames import Hit, find_frames
from etl.enrich.gazetteer import names_in_context
from etl.enrich.guards import Surroundings, Telling, stays, surroundings, veto
from etl.enrich.names import best_form, fold_companies, fold_people
from etl.enrich.posts import is_outside, role_at
from etl.enrich.returning import turned
from etl.enrich.roles import Named, Owned, Proposal, Sentence, leaves_board, owners, settled, top_role
from etl.enrich.sentences import split_sentences
from etl.types import ArticleText, EventReading, Lang, Mention, Role


class Model(Protocol):
    """What is needed of a model; `etl.enrich.encoder.NeuralReader` is the one that ships."""

    version: str

    def threshold(self, lang: Lang) -> float:
        """The least confidence that makes a row."""
        ...

    def tag(self, text: str, published: dt.date | None = None) -> Tagged:
        """The mentions of a text and what the decisions are made from."""
        ...

    def decide(
        self,
        tagged: Tagged,
        persons: Sequence[Sequence[int]],
        companies: Sequence[Sequence[int]],
        posts: Sequence[tuple[int, Role]],
        sentences: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int, dt.date | None]],
        frames: Collection[Hit] = frozenset(),
    ) -> list[Decision]:
        """The events, also unlikely ones."""
        ...


@dataclass(frozen=True, slots=True)
class Folded:
    """An article's mentions, gathered."""

    mentions: Sequence[Mention]
    people: list[list[int]]
    companies: list[list[int]]
    posts: list[tuple[int, Role]]
    sentences: list[tuple[int, int]]
    dates: list[DateSpan]
    outside: list[tuple[int, Role]]
    """Posts outside companies (minister, coach), with a role that means nothing."""
    frames: frozenset[Hit]
    """Who joins or leaves by the wording of a sentence."""
    stated: frozenset[Hit]
    """The same by a sentence that names its source."""

    def named_in(self, person: int, sentence: tuple[int, int]) -> list[Mention]:
        """The mentions of a person in a sentence."""
        return [m for m in (self.mentions[i] for i in self.people[person]) if sentence[0] <= m.start < sentence[1]]


def read_events(article: ArticleText, tagged: Tagged, model: Model) -> tuple[EventReading, ...]:
    """The events that the article states, surest first, one a person, company, direction and role."""
    least = model.threshold(article.lang)
    return _distinct([reading for _, reading in candidates(article, tagged, model) if reading.confidence >= least])


def candidates(article: ArticleText, tagged: Tagged, model: Model) -> list[tuple[Decision, EventReading]]:
    """All that the model holds possible and no guard forbids, surest first; the confidence is fitted on these."""
    folded = gather(article, tagged)
    dates = [(d.start, d.end, d.date) for d in folded.dates]
    decisions = model.decide(tagged, folded.people, folded.companies, folded.posts, folded.sentences, dates, folded.frames)
    around = surroundings(article.text, article.lang, article.published_at.date(), folded.dates)
    return [
        (decision, reading)
        for proposed in sorted(decisions, key=lambda d: -d.confidence)
        for decision in _turned(article, folded, proposed)
        for reading in _readings(article, folded, around, decision)
    ]


def _turned(article: ArticleText, folded: Folded, decision: Decision) -> list[Decision]:
    sentence = folded.sentences[decision.sentence]
    return turned(decision, article.text, article.lang, sentence, folded.named_in(decision.person, sentence), folded.frames)


def gather(article: ArticleText, tagged: Tagged) -> Folded:
    """Fold the names and find the posts' roles, the sentences and the dates."""
    text, lang, mentions = article.text, article.lang, tagged.mentions
    posts = [(i, role_at(text, m.start, m.end, lang)) for i, m in enumerate(mentions) if m.kind == "POST"]
    people, sentences = fold_people(mentions, text, lang, names_in_context()), split_sentences(text, lang)
    return Folded(
        mentions,
        people,
        fold_companies(mentions, text, lang),
        [(i, role) for i, role in posts if role is not None],
        sentences,
        find_dates(text, lang, article.published_at),
        [(i, "other") for i, m in enumerate(mentions) if m.kind == "POST" and is_outside(m.text, lang)],
        find_frames(text, lang, sentences, mentions, people),
        stated_openly(text, lang, sentences, mentions, people),
    )


def _readings(article: ArticleText, folded: Folded, around: Surroundings, decision: Decision) -> list[EventReading]:
    """The events of a decision: one a post, and the seat on the board that goes with it; none where a guard forbids it."""
    company = decision.company if decision.company is not None else _main_company(article, folded)
    if company is None:
        return []
    sentence = folded.sentences[decision.sentence]
    hit = decision.person, decision.direction
    hidden = hides_source(article.text, article.lang, sentence)
    decision = replace(decision, status=sober_status(decision.status, hit, hidden, folded.stated))
    here = folded.named_in(decision.person, sentence)
    after = article.text[here[0].end : sentence[1]] if here else ""
    if speaks(after) and hit not in folded.frames:
        return []
    if decision.direction == "out" and decision.status != "denied" and stays(after, article.lang):
        if not answers_rumour(article.text[sentence[0] : sentence[1]]):
            return []
        decision = replace(decision, status="denied")
    day = event_date(decision, folded.dates, around.published)
    name = best_form(folded.mentions[i] for i in folded.companies[company])
    place = (here[0].start, here[0].end) if here else (sentence[1], sentence[1])
    told = Telling(sentence, place, name, decision.direction, decision.status, day)
    posts = posts_of(article, folded, decision)
    if veto(around, told) is not None:
        return []
    return [_reading(article, folded, decision, name, post, day) for post in posts] + [
        replace(_reading(article, folded, decision, name, (None, "board"), day), sentence_start=start, sentence_end=end)
        for start, end in _board_left(article, folded, decision)
        if posts and all(role != "board" for _, role in posts)
    ]


def _board_left(article: ArticleText, folded: Folded, decision: Decision) -> list[tuple[int, int]]:
    """The sentence, if any, that sends from the board who leaves a post: the event's own, or the next one with a pronoun."""
    if decision.direction != "out" or decision.status == "denied":
        return []
    own = folded.sentences[decision.sentence]
    after = folded.sentences[decision.sentence + 1 : decision.sentence + 2]
    nobody = [s for s in after if not any(folded.named_in(n, s) for n in range(len(folded.people)))]
    alone = sum(bool(folded.named_in(n, own)) for n in range(len(folded.people))) == 1
    return [s for s in ([own] if alone else []) + nobody if leaves_board(article.text[s[0] : s[1]])][:1]


def _reading(
    article: ArticleText, folded: Folded, decision: Decision, company: str, named: Named, day: dt.date | None
) -> EventReading:
    post, role = named
    sentence = folded.sentences[decision.sentence]
    return EventReading(
        person=best_form(folded.mentions[i] for i in folded.people[decision.person]),
        company=company,
        direction=decision.direction,
        post="" if post is None else folded.mentions[post].text,
        role=top_role(role, decision.roles, article.lang),
        interim=decision.interim or _is_interim(article, folded, decision, post),
        manner=decision.manner,
        event_date=day,
        status=decision.status,
        confidence=decision.confidence,
        sentence_start=sentence[0],
        sentence_end=sentence[1],
    )


def _is_interim(article: ArticleText, folded: Folded, decision: Decision, post: int | None) -> bool:
    start, end = folded.sentences[decision.sentence]
    people = [group for group in folded.people if any(start <= folded.mentions[i].start < end for i in group)]
    mention = None if post is None else folded.mentions[post]
    return is_interim(article.text, article.lang, mention, (start, end), decision.direction, len(people) == 1)


def posts_of(article: ArticleText, folded: Folded, decision: Decision) -> list[Named]:
    """The event's posts: those that its sentence gives or takes, else what the model proposes; none if it is a minister's."""
    start, end = folded.sentences[decision.sentence]
    outside = owners(article.text, folded.mentions, folded.people, folded.outside, (start, end)).get(decision.person, Owned())
    owned = owners(article.text, folded.mentions, folded.people, folded.posts, (start, end))
    mine = owned.pop(decision.person, Owned())
    if not (mine.given or mine.titles) and (outside.given or (outside.titles and decision.direction == "out")):
        return []
    sentence = Sentence(article.text, start, end, folded.mentions)
    found = settled(decision.direction, Proposal(decision.role, decision.roles), mine, list(owned.values()), sentence)
    return found or [(decision.post_mention, decision.role)]


def event_date(decision: Decision, dates: Sequence[DateSpan], published: dt.date) -> dt.date | None:
    """The day by the corpus' fourth convention: none for what is denied, or reported without a planned day."""
    kind, number = decision.date
    if decision.status == "denied":
        return None
    if kind == "span" and number is not None:
        return dates[number].date
    return published if kind == "published" and decision.status == "confirmed" else None


def _main_company(article: ArticleText, folded: Folded) -> int | None:
    """The company of an article that names none beside the event: the one in its title, else the one named most."""
    if not folded.companies:
        return None
    counts = Counter(
        {n: len(g) + 10 * any(folded.mentions[i].start < article.title_end for i in g) for n, g in enumerate(folded.companies)}
    )
    return counts.most_common(1)[0][0]


def _distinct(readings: Sequence[EventReading]) -> tuple[EventReading, ...]:
    """One event a person, direction and role: the surest company has it."""
    seen: dict[tuple[str, str, str], EventReading] = {}
    for reading in readings:
        seen.setdefault((reading.person, reading.direction, reading.role), reading)
    return tuple(seen.values())
