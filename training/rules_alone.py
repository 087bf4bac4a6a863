"""What the rules reach without the network: names of the catalogue, posts of the lexicon, moves by sentence frames.

For comparison only. A person whom a frame moves gets the company and the post that stand nearest in the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import numpy as np

from etl.enrich.components import shared_gazetteer
from etl.enrich.confidence import Scores
from etl.enrich.encoder import Decision, NeuralReader, Tagged
from etl.enrich.frames import Hit
from etl.enrich.gazetteer import united
from etl.enrich.posts import find_posts
from etl.types import Lang, Mention, Role


class RulesAlone:
    """A model in form (`etl.enrich.assembling.Model`) that uses nothing of the network but its pieces of a text."""

    version = "rules"

    def __init__(self, reader: NeuralReader) -> None:
        self.tag = reader.tag

    def threshold(self, lang: Lang) -> float:
        return 0.5

    @staticmethod
    def named(tagged: Tagged, lang: Lang) -> Tagged:
        """The text with the catalogue's names and the lexicon's posts as its mentions, in place of the network's."""
        posts = [Mention("POST", p.text, p.start, p.end) for p in find_posts(tagged.text, lang)]
        return tagged.with_mentions(united(shared_gazetteer().find(tagged.text, lang), posts))

    def decide(
        self, tagged: Tagged, persons: Sequence[Sequence[int]], companies: Sequence[Sequence[int]],
        posts: Sequence[tuple[int, Role]], sentences: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int, dt.date | None]], frames: Collection[Hit] = frozenset(),
    ) -> list[Decision]:
        places = np.array([m.start for m in tagged.mentions])
        found = []
        for person, direction in sorted(frames):
            at = int(places[list(persons[person])].min())
            company = min(range(len(companies)), key=lambda c: np.abs(places[list(companies[c])] - at).min(), default=None)
            post = min(posts, key=lambda p: abs(places[p[0]] - at), default=None)
            if company is None or post is None:
                continue
            sentence = next((n for n, (_, end) in enumerate(sentences) if at < end), 0)
            found.append(
                Decision(
                    person=person, company=company, direction=direction, role=post[1], post_mention=post[0], interim=False,
                    manner=None, status="confirmed", date=("published", None), confidence=1.0, sentence=sentence,
                    scores=Scores(0.0, 0.0, 0.0, 0.0, len(persons)), roles={},
                )
            )
        return found
