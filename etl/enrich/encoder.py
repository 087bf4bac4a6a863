"""The neural reader: one multilingual encoder over the whole article, that tags mentions and decides on events.

The weights are package data (`model/`), made by `training/`; onnxruntime runs the body, numpy the small heads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime
import tokenizers
from numpy.typing import NDArray

from etl.enrich.confidence import Calibration, Scores
from etl.enrich.decide import (
    DecidingHead,
    Floats,
    Layout,
    Place,
    Verdict,
    by_group,
    log_softmax,
    role_numbers,
    strongest_post,
)
from etl.enrich.frames import Hit
from etl.enrich.han_words import GOES_ON
from etl.enrich.tags import best_tags
from etl.enrich.windows import (
    PieceSpans,
    Window,
    date_prefix,
    piece_ranges,
    pieces_of,
    whole_words,
    windows_of,
)
from etl.errors import ModelError
from etl.types import (
    DIRECTIONS,
    MANNERS,
    ROLES,
    STATUSES,
    Direction,
    Lang,
    Manner,
    Mention,
    Role,
    Status,
)

MODEL_FOLDER = Path(__file__).parent / "model"
FORMAT = 2
"""Of the model folder; a folder of another format is refused."""
_UNLIKELY = -3.0
"""Logit below which a person's direction isn't worth a decision."""
_SECOND_COMPANY = 0.35
"""Probability from which a second company gets an event of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """One text with its mentions, in text order, and the hidden states [T, w] that the decisions are made from."""

    text: str
    mentions: tuple[Mention, ...]
    pieces: PieceSpans
    hidden: Floats

    def with_mentions(self, mentions: Iterable[Mention]) -> Tagged:
        """The same text with other mentions: those of a gazetteer added, wrong ones left out."""
        return replace(self, mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end))))

    def places(self, spans: Iterable[tuple[int, int]]) -> list[Place]:
        """The pieces of each span; a span without any gets the first piece."""
        return [place or (0, 1) for place in piece_ranges(self.pieces, list(spans))]


@dataclass(frozen=True, slots=True)
class Decision:
    """One event as the network sees it; numbers point into the arguments of `decide`."""

    person: int
    company: int | None
    direction: Direction
    role: Role
    post_mention: int | None
    """Index of the mention that names the post."""
    interim: bool
    manner: Manner | None
    status: Status
    date: tuple[Literal["span", "published", "none"], int | None]
    """Which of the dates, the day of publication, or no day."""
    confidence: float
    sentence: int
    """The sentence of the person's mention that speaks most for the event."""
    scores: Scores
    roles: Mapping[Role, float]
    """The logit of every role, the chosen one among them."""


class NeuralReader:
    """Tags and decides; safe to share between threads."""

    def __init__(
        self, session: Any, tokenizer: tokenizers.Tokenizer, words: NDArray[np.uint8],
        heads: Mapping[str, NDArray[np.float32]], metadata: Mapping[str, Any],
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._words = words
        self._heads = heads
        self._head = DecidingHead(heads)
        self._calibration = Calibration.of(metadata["calibration"])
        self.version: str = metadata["version"]

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> NeuralReader:
        """Raises ModelError where a file is missing, damaged or of another format."""
        folder = folder or MODEL_FOLDER
        metadata = _checked(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            session = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "words.npz") as stored:
                words = stored["packed"]
            with np.load(folder / "heads.npz") as stored:
                heads = {name: stored[name].astype(np.float32) for name in stored.files}
        except Exception as error:
            raise ModelError(f"{folder}: the model can't be loaded ({error}); install the package again") from error
        return cls(session, tokenizer, words, heads, metadata)

    def threshold(self, lang: Lang) -> float:
        """The least confidence at which an event of such an article is worth a row."""
        return self._calibration.thresholds[lang]

    def tag(self, text: str, published: dt.date | None = None) -> Tagged:
        """Mentions of persons, companies, posts and places; `published` (the feed's local day) tells old news from new."""
        pieces = pieces_of(self._tokenizer, text)
        prefix = date_prefix(self._tokenizer, published)
        hidden = np.concatenate([self._run(window) for window in windows_of(pieces, prefix)])
        scores = log_softmax(hidden @ self._heads["tags.weight"].T + self._heads["tags.bias"])
        return Tagged(text, mentions_of(text, pieces, best_tags(scores, pieces.words == GOES_ON)), pieces, hidden)

    def tag_batch(self, texts: Sequence[str], published: Sequence[dt.date | None] | None = None) -> list[Tagged]:
        """`tag` for each text. One at a time: padding would cost more than a batch gains on a CPU."""
        days = published or [None] * len(texts)
        return [self.tag(text, day) for text, day in zip(texts, days, strict=True)]

    def decide(
        self, tagged: Tagged, persons: Sequence[Sequence[int]], companies: Sequence[Sequence[int]],
        posts: Sequence[tuple[int, Role]], sentences: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int, dt.date | None]], frames: Collection[Hit] = frozenset(),
    ) -> list[Decision]:
        """The events of an article, also unlikely ones: compare `confidence` with `threshold`.

        persons, companies: groups of indexes into `tagged.mentions`; posts: index of a mention and the role that the
        lexicon gives it (posts left out have none); sentences and dates: character spans, dates with their day; frames:
        what sentence frames say of the persons.
        """
        if not persons or not tagged.mentions:
            return []
        view = _View.of(tagged, persons, companies, posts, sentences, dates, frames)
        found: list[Decision] = []
        for person, verdicts in enumerate(self._head.decide(tagged.hidden, view.layout)):
            for direction in DIRECTIONS:
                if verdicts[direction].exists > _UNLIKELY:
                    found += self._decisions(view, person, direction, verdicts[direction])
        return found

    def _decisions(self, view: _View, person: int, direction: Direction, verdict: Verdict) -> list[Decision]:
        """What the person's mentions say together, and what single ones say otherwise: the surest of each company and role."""
        found: dict[tuple[int | None, Role], Decision] = {}
        whole = view.sentence_of(person, int(verdict.attention.argmax()))
        placed = [(whole, verdict), *((view.sentence_of(person, mention), single) for mention, single in verdict.mentions)]
        for sentence, one in placed:
            for decision in self._proposals(view, person, direction, sentence, one):
                known = found.get((decision.company, decision.role))
                if known is None or decision.confidence > known.confidence:
                    found[decision.company, decision.role] = decision
        return list(found.values())

    def _proposals(self, view: _View, person: int, direction: Direction, sentence: int, verdict: Verdict) -> Iterator[Decision]:
        status = log_softmax(verdict.status)
        manner = int(verdict.manner.argmax())
        roles = dict(zip(ROLES, verdict.roles.tolist(), strict=True))
        for company, chance in view.companies_of(verdict):
            for role in role_numbers(verdict):
                scores = Scores(
                    verdict.exists, chance, float(verdict.roles[role]), float(status.max()), len(view.layout.persons),
                    **view.support(person, direction, company, ROLES[role], sentence),
                )
                post = strongest_post(verdict, role)
                yield Decision(
                    person=person, company=company, direction=direction, role=ROLES[role],
                    post_mention=None if post is None else view.posts[post],
                    interim=verdict.interim > 0, manner=MANNERS[manner] if manner < len(MANNERS) else None,
                    status=STATUSES[int(status.argmax())], date=view.date_of(verdict),
                    confidence=self._calibration.confidence(scores), sentence=sentence, scores=scores, roles=roles,
                )

    def _run(self, window: Window) -> Floats:
        words = unpacked(self._words[window.ids]) + self._heads["places.weight"][window.words]
        (hidden,) = self._session.run(None, {"words": words[None]})
        rows: Floats = hidden[0, window.offset : window.offset + window.keep_end - window.keep_start]
        return rows


@dataclass(frozen=True, slots=True)
class _View:
    """The arguments of `decide` as the head needs them, and the way back from its numbers."""

    layout: Layout
    people: Sequence[Sequence[int]]
    mentions: Sequence[Mention]
    companies: list[list[int]]
    posts: list[int]
    sentences: Sequence[tuple[int, int]]
    dated: list[int]
    company_groups: Sequence[Sequence[int]]
    named_roles: Sequence[tuple[int, Role]]
    frames: Collection[Hit]

    @classmethod
    def of(
        cls, tagged: Tagged, persons: Sequence[Sequence[int]], companies: Sequence[Sequence[int]],
        posts: Sequence[tuple[int, Role]], sentences: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int, dt.date | None]], frames: Collection[Hit],
    ) -> _View:
        mentions = tagged.mentions
        places = tagged.places((m.start, m.end) for m in mentions)
        orgs = [i for group in companies for i in group]
        named = [i for i, m in enumerate(mentions) if m.kind == "POST"]
        known = dict(posts)
        dated = [i for i, (_, _, day) in enumerate(dates) if day]
        layout = Layout(
            persons=[[places[i] for i in group] for group in persons],
            orgs=[places[i] for i in orgs],
            posts=[places[i] for i in named],
            post_roles=[ROLES.index(known[i]) if i in known else len(ROLES) for i in named],
            dates=tagged.places((dates[i][0], dates[i][1]) for i in dated),
            stops=tagged.pieces.stops,
        )
        row = {i: number for number, i in enumerate(orgs)}
        rows = [[row[i] for i in group] for group in companies]
        return cls(layout, persons, mentions, rows, named, sentences, dated, companies, posts, frames)

    def support(self, person: int, direction: Direction, company: int | None, role: Role, sentence: int) -> dict[str, bool]:
        """What the wording says for or against an event, beside the network."""
        opposite: Direction = "out" if direction == "in" else "in"
        has_frame = (person, direction) in self.frames
        beside = [] if company is None else self.company_groups[company]
        return {
            "frame": has_frame,
            "counter_frame": not has_frame and (person, opposite) in self.frames,
            "company_beside": any(self._is_in(sentence, index) for index in beside),
            "role_beside": any(known == role and self._is_in(sentence, index) for index, known in self.named_roles),
        }

    def _is_in(self, sentence: int, mention: int) -> bool:
        if not self.sentences:
            return False
        start, end = self.sentences[sentence]
        return start <= self.mentions[mention].start < end

    def companies_of(self, verdict: Verdict) -> list[tuple[int | None, float]]:
        """The likeliest company, or none where none is named, and a second one of high probability; with log probabilities."""
        chances = log_softmax(verdict.company)
        if not self.companies:
            return [(None, float(chances[-1]))]
        grouped = by_group(chances, self.companies)
        first, *others = np.argsort(-grouped).tolist()
        found: list[tuple[int | None, float]] = [(first, float(grouped[first]))]
        if others and grouped[others[0]] > np.log(_SECOND_COMPANY):
            found.append((others[0], float(grouped[others[0]])))
        return found

    def date_of(self, verdict: Verdict) -> tuple[Literal["span", "published", "none"], int | None]:
        best = int(verdict.dates.argmax())
        if best < len(self.dated):
            return "span", self.dated[best]
        return ("published", None) if best == len(self.dated) else ("none", None)

    def sentence_of(self, person: int, mention: int) -> int:
        start = self.mentions[self.people[person][mention]].start
        return next((n for n, (_, end) in enumerate(self.sentences) if start < end), max(0, len(self.sentences) - 1))


def mentions_of(text: str, pieces: PieceSpans, tags: Sequence[str]) -> tuple[Mention, ...]:
    """Spans from the tag of each word's first piece; an I without a beginning opens one, a line break closes any."""
    found: list[tuple[int, int, str]] = []
    is_open = False
    words = whole_words(tags, pieces.inside)
    for name, start, end in zip(words, pieces.start.tolist(), pieces.end.tolist(), strict=True):
        if start == end:
            is_open = is_open and text[start : start + 1] != "\n"
            continue
        if name == "O":
            is_open = False
        elif name[0] == "B" or not is_open or found[-1][2] != name[2:]:
            found.append((start, end, name[2:]))
            is_open = True
        else:
            found[-1] = (found[-1][0], end, found[-1][2])
    return tuple(Mention(kind, text[a:b], a, b) for a, b, kind in found)  # type: ignore[arg-type]


def unpacked(rows: NDArray[np.uint8]) -> Floats:
    """Word embeddings from blocks of 4-bit numbers: uint8 [n, w / 32 * 18] -> float32 [n, w].

    A block of 18 bytes is a half-precision scale and 32 nibbles, the low ones first (the layout Q4_0 of ggml).
    """
    blocks = rows.reshape(len(rows), -1, 18)
    scale = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16).astype(np.float32)
    nibbles = blocks[:, :, 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], -1).astype(np.float32) - 8.0
    floats: Floats = (values * scale).reshape(len(rows), -1)
    return floats


def _checked(folder: Path) -> Mapping[str, Any]:
    """The metadata, once every file has the checksum that it names."""
    try:
        metadata: dict[str, Any] = json.loads((folder / "model.json").read_text("utf-8"))
        if metadata["format"] != FORMAT:
            raise ModelError(f"{folder}: the model has format {metadata['format']}, this version reads {FORMAT}")
        for name, digest in metadata["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ModelError(f"{folder / name}: the file is damaged; install the package again")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder}: the model can't be read ({error!r}); install the package again") from error
    return metadata
