"""Score the shipped model: `evaluate.py [--model DIR] [--slice test|dev] [--part DIR] [--ner DIR] [--errors] [--card FILE]`.

The slice is of the articles that training never saw; `--part` scores another labelled folder instead.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from corpus import CORPUS, Article, load_corpus, load_part, load_sentences, slice_of
from product import prepared
from rules_alone import RulesAlone
from scoring import Count, Scoreboard, counted

from etl.enrich.assembling import Model, read_events
from etl.enrich.components import shared_model
from etl.enrich.encoder import MODEL_FOLDER, Decision, NeuralReader, Tagged
from etl.enrich.frames import Hit
from etl.enrich.gate import is_candidate
from etl.types import LANGS, EventReading, Lang, Role

NER_TESTS = ("germeval14_de.dev", "uner_zh_gsdsimp.test", "fire_en.test", "uner_en_ewt.test", "msra_zh.test", "cluener_zh.dev")


class WithoutLexicon:
    """The model when the posts lexicon or the sentence frames say nothing."""

    def __init__(self, model: Model, *, lexicon: bool, frames: bool) -> None:
        self.version = model.version
        self.threshold = model.threshold
        self.tag = model.tag
        self._model = model
        self._lexicon = lexicon
        self._frames = frames

    def decide(
        self, tagged: Tagged, persons: Sequence[Sequence[int]], companies: Sequence[Sequence[int]],
        posts: Sequence[tuple[int, Role]], sentences: Sequence[tuple[int, int]],
        dates: Sequence[tuple[int, int, dt.date | None]], frames: Collection[Hit] = frozenset(),
    ) -> list[Decision]:
        known = posts if self._lexicon else []
        return self._model.decide(
            tagged, persons, companies, known, sentences, dates, frames if self._frames else frozenset()
        )


def score(
    model: Model, folder: str | None, articles: Sequence[Article], *, gated: bool = False, by_day: bool = True,
    without: Collection[str] = (), names: Callable[[Tagged, Lang], Tagged] = lambda tagged, _: tagged,
) -> Scoreboard:
    """Read every article as the product does, `without` some components of its pipeline; `names` may change what was named."""
    board = Scoreboard()
    for article in articles:
        read: tuple[EventReading, ...] = ()
        if not gated or is_candidate(article.text, article.lang):  # type: ignore[arg-type]
            text, tagged = prepared(article, folder, by_day=by_day, without=without)
            read = read_events(text, names(tagged, text.lang), model)
        board.add(article, read)
    return board


def gate_recall(articles: Sequence[Article]) -> str:
    """How many of the articles with an event, and of the others, are looked into."""
    passed = Counter((bool(a.events), is_candidate(a.text, a.lang)) for a in articles)  # type: ignore[arg-type]
    return (
        f"The gate lets {passed[True, True]} of {passed[True, True] + passed[True, False]} articles with an event through, "
        f"and {passed[False, True]} of {passed[False, True] + passed[False, False]} without one."
    )


def tagging(model: NeuralReader, path: Path) -> dict[str, Count]:
    """Exact span and type on the sentences of a public set."""
    counts: dict[str, Count] = defaultdict(Count)
    for row in load_sentences([path]):
        mine = {(m.start, m.end, m.kind) for m in model.tag(row["text"]).mentions}
        gold = {(s, e, k) for s, e, k in row["ents"]}
        for kind in ("PERSON", "ORG", "LOC"):
            counted(counts[kind], {g for g in gold if g[2] == kind}, {m for m in mine if m[2] == kind})
    total = Count()
    for field in dataclasses.fields(Count):
        setattr(total, field.name, sum(getattr(c, field.name) for c in counts.values()))
    counts["all"] = total
    return counts


def overview(board: Scoreboard) -> str:
    """The figures that count, as Markdown."""
    lines = ["| level | " + " | ".join(("all", *LANGS)) + " |", "|---|---|---|---|---|"]
    for level in ("person and direction", "with company", "with role"):
        groups = board.by[level]
        lines.append(f"| F1 {level} | " + " | ".join(f"{groups[g].f1:.3f}" for g in ("all", *LANGS)) + " |")
    full = board.by["with role"]
    lines.append("| precision / recall | " + " | ".join(f"{full[g].precision:.3f} / {full[g].recall:.3f}" for g in ("all", *LANGS)) + " |")
    right, sure = board.reliable()
    lines += [
        "",
        "Of the rows that are right: " + ", ".join(
            f"{name} {board.accuracy(name):.3f} ({board.asked[name]})"
            for name in ("status", "interim", "date", "no date", "manner", "sentence")
        ) + ".",
        f"Articles without an event that yield one: {board.clean_flagged} of {board.clean}.",
        f"Rows with a confidence of 0.9 or more: {right} of {sure} right ({right / max(1, sure):.3f}).",
    ]
    return "\n".join(lines)


def breakdown(board: Scoreboard, kind: str) -> str:
    """One line a group: F1, hits, false alarms and misses."""
    lines = [f"| {kind} | F1 | right | false | missed |", "|---|---|---|---|---|"]
    for group, c in sorted(board.by[kind].items(), key=lambda g: -(g[1].hit + g[1].missed)):
        if kind != "trap" or c.hit + c.missed + c.false >= 4:
            lines.append(f"| {group} | {c.f1:.3f} | {c.hit} | {c.false} | {c.missed} |")
    return "\n".join(lines)


def confusion(board: Scoreboard) -> str:
    """Status as stated against status as read."""
    kinds = ("confirmed", "reported", "denied")
    lines = ["| stated \\ read | " + " | ".join(kinds) + " |", "|---|---|---|---|"]
    lines += [f"| {a} | " + " | ".join(str(board.confusion[a, b]) for b in kinds) + " |" for a in kinds]
    return "\n".join(lines)


def ablations(model: NeuralReader, folder: str | None, articles: Sequence[Article]) -> str:
    """What each part adds."""
    runs: dict[str, Callable[[], Scoreboard]] = {
        "as shipped, gated": lambda: score(model, folder, articles, gated=True),
        "ungated": lambda: score(model, folder, articles),
        "without the posts lexicon": lambda: score(WithoutLexicon(model, lexicon=False, frames=True), folder, articles),
        "without the catalogue's names": lambda: score(model, folder, articles, without=["revdoor_gazetteer"]),
        "without the sentence frames": lambda: score(WithoutLexicon(model, lexicon=True, frames=False), folder, articles),
        "without the day of publication": lambda: score(model, folder, articles, by_day=False),
        "without the network (catalogue, lexicon and frames)": lambda: score(RulesAlone(model), folder, articles, names=RulesAlone.named),
    }
    lines = ["| run | F1 | precision | recall | clean articles flagged |", "|---|---|---|---|---|"]
    for name, run in runs.items():
        board = run()
        c = board.by["with role"]["all"]
        lines.append(f"| {name} | {c.f1:.3f} | {c.precision:.3f} | {c.recall:.3f} | {board.clean_flagged}/{board.clean} |")
    return "\n".join(lines)


def tagging_table(model: NeuralReader, folder: Path) -> str:
    lines = ["| set | PERSON | ORG | LOC | all |", "|---|---|---|---|---|"]
    for name in NER_TESTS:
        if (path := folder / f"{name}.jsonl").exists():
            counts = tagging(model, path)
            lines.append(f"| {name} | " + " | ".join(f"{counts[k].f1:.3f}" for k in ("PERSON", "ORG", "LOC", "all")) + " |")
    return "\n".join(lines)


def speed(model: NeuralReader, folder: str | None, articles: Sequence[Article]) -> str:
    started = time.perf_counter()
    board = score(model, folder, articles)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{1000 * seconds / len(articles):.0f} ms an article, ungated, one thread ({len(articles)} articles, {board.clean} clean); "
        f"at most {peak} MB of memory, those of this evaluation included."
    )


def report(model: NeuralReader, folder: str | None, articles: Sequence[Article], ner: Path | None) -> str:
    """All sections."""
    board = score(model, folder, articles)
    parts = [overview(board), *(f"### By {k}\n\n{breakdown(board, k)}" for k in ("role", "status (recall)", "trap"))]
    parts += [f"### Status\n\n{confusion(board)}", f"### What each part adds\n\n{ablations(model, folder, articles)}"]
    parts.append(f"### Gate\n\n{gate_recall(articles)}")
    parts.append(f"### Speed\n\n{speed(model, folder, articles)}")
    if ner:
        parts.append(f"### Tagging (exact span and type, F1)\n\n{tagging_table(model, ner)}")
    return "\n\n".join(parts)


def list_errors(board: Scoreboard) -> None:
    for kind, article, key, text in board.errors:
        print(f"\n{kind}\t{article.id}\t{' | '.join(key)}\n\t{text}\n\t{article.text[:1200]!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--slice", default="test", choices=("test", "dev", "train"))
    parser.add_argument("--part", type=Path)
    parser.add_argument("--of", nargs="+", metavar="PART", help="only the articles of these parts of the corpus: en-1 de-1 ...")
    parser.add_argument("--ner", type=Path, help="folder of the public tagging sets")
    parser.add_argument("--errors", action="store_true", help="list every miss and false alarm with its text")
    parser.add_argument("--card", type=Path, help="write the model card here")
    parser.add_argument("--brief", action="store_true", help="the overview only")
    args = parser.parse_args()
    folder = None if args.model == MODEL_FOLDER else str(args.model)
    model = shared_model(folder, 1)
    articles = load_part(args.part) if args.part else [a for a in load_corpus(args.corpus) if slice_of(a) == args.slice]
    articles = [a for a in articles if not args.of or a.part in args.of]
    if args.errors or args.brief:
        board = score(model, folder, articles)
        print(overview(board))
        if args.errors:
            list_errors(board)
        return
    found = report(model, folder, articles, args.ner)
    print(found)
    if args.card:
        from card import write_card

        write_card(args.card, model.version, found)


if __name__ == "__main__":
    sys.exit(main())
