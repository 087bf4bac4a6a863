"""Train the joint network: `train.py --source DIR --out DIR --ner DIR [--lists DIR] [--epochs N]`; seeded, two cores."""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import augment
import losses
import tokenizers
import torch
import torch.optim.swa_utils
from corpus import CORPUS, Article, load_corpus, load_part, load_sentences, slice_of
from examples import Reader, Sample
from network import Network, freeze, load_source
from reading import evaluate, tagging_f1

NER_TRAIN = ("germeval14_de.test", "uner_zh_gsdsimp.train", "uner_zh_gsdsimp.dev", "fire_en.dev", "uner_en_ewt.dev", "uner_de_pud.test")
NER_TEST = ("germeval14_de.dev", "uner_zh_gsdsimp.test", "fire_en.test", "uner_en_ewt.test", "msra_zh.test")

TAG, DECIDE, TRIGGER = 5.0, 0.6, 0.5
"""Weights of the losses; the tags' counts for the corpus and for the public sentences."""
WARM_UP = 100
AVERAGE = 0.97
"""Decay of the running mean of the weights, taken every five steps; the mean is what is kept."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True, help="folder with the source weights (e5p.pt) and small.json")
    parser.add_argument("--ner", type=Path, required=True)
    parser.add_argument("--lists", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--watch", type=Path, help="another labelled part to score after each epoch, not trained on")
    parser.add_argument("--start", type=Path, help="a network to go on from")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are")
    parser.add_argument("--sentences", type=int, default=1, help="a batch of public sentences every so many steps")
    parser.add_argument("--share", type=float, default=1.0, help="of the articles that one epoch reads")
    parser.add_argument("--whole", nargs="*", default=(), metavar="PART", help="parts of the corpus that each epoch reads whole")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=1e9, help="shorten the schedule so that it ends by then")
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--lr", type=float, default=8e-5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def batches(samples: list[Sample], pieces: int, rng: random.Random) -> list[list[Sample]]:
    """Batches of about equal length with at most `pieces` padded pieces, but for single long texts."""
    found: list[list[Sample]] = []
    batch: list[Sample] = []
    for sample in sorted(samples, key=lambda s: longest_window(s) * (1 + 0.2 * rng.random())):
        longest = max(map(longest_window, [sample, *batch]))
        if batch and longest * sum(len(s.windows) for s in [sample, *batch]) > pieces:
            found.append(batch)
            batch = []
        batch.append(sample)
    found.append(batch)
    rng.shuffle(found)
    return found


def longest_window(sample: Sample) -> int:
    return max(len(window.ids) for window in sample.windows)


def varied(articles: list[Article], names: augment.Names, table: dict[int, str], rng: random.Random) -> list[Article]:
    """One epoch's articles: some with other names, without a title, in traditional characters; some joined to digests."""
    found = []
    for a in articles:
        if rng.random() < 0.85:
            a = augment.swap_names(a, names, rng)
        if rng.random() < 0.08:
            a = augment.without_title(a)
        if rng.random() < 0.6:
            a = augment.thinned(a, rng)
        if a.lang == "zh" and rng.random() < 0.12:
            a = augment.traditional(a, table)
        found.append(a)
    for lang in ("en", "de", "zh"):
        pool = [a for a in found if a.lang == lang]
        rng.shuffle(pool)
        for group in (pool[i : i + 2] for i in range(0, len(pool) // 4, 2)):
            if len(group) == 2:
                found = [a for a in found if a is not group[0] and a is not group[1]]
                found.append(augment.digest(group))
    return found


def optimizer_of(network: Network, lr: float) -> torch.optim.Optimizer:
    """Three paces: the body, the heads, and the few single numbers (distances, lexicon) that must become large."""
    groups: dict[float, list[torch.nn.Parameter]] = {lr: [], 5e-4: [], 5e-3: []}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            single = name.endswith((".distance", ".stops")) or name == "lexicon"
            groups[lr if name.startswith("encoder") else 5e-3 if single else 5e-4].append(parameter)
    return torch.optim.AdamW([{"params": p, "lr": pace} for pace, p in groups.items()], weight_decay=0.01, fused=True)


@dataclass
class Run:
    """A training under way."""

    args: argparse.Namespace
    network: Network
    tokenizer: tokenizers.Tokenizer
    train: list[Article]
    dev: list[Article]
    watch: list[Article]
    ner: list[Sample]
    rng: random.Random
    started: float = field(default_factory=time.time)
    step: int = 0
    queue: list[list[Sample]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = Reader(self.tokenizer, self.args.seed)
        self.optimizer = optimizer_of(self.network, self.args.lr)
        self.paces = [group["lr"] for group in self.optimizer.param_groups]
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE)
        self.average = torch.optim.swa_utils.AveragedModel(self.network, multi_avg_fn=average)

    def minutes(self) -> float:
        return (time.time() - self.started) / 60

    def set_pace(self, total: int) -> None:
        """Linear warm-up, then linear decay to nothing by the planned number of steps or minutes."""
        left = max(0.02, 1 - max(self.step / total, self.minutes() / self.args.minutes))
        for group, pace in zip(self.optimizer.param_groups, self.paces, strict=True):
            group["lr"] = pace * min(1.0, (self.step + 1) / WARM_UP) * left

    def advance(self, batch: list[Sample]) -> dict[str, float]:
        """One step: a batch of articles and, every so often, one of sentences."""
        found = losses.loss_of(self.network, batch)
        (DECIDE * found["decide"] + TAG * found["tags"] + TRIGGER * found["triggers"]).backward()
        if self.step % self.args.sentences == 0:
            self.queue = self.queue or batches(self.ner, 900, self.rng)
            found["sentences"] = losses.loss_of(self.network, self.queue.pop())["tags"]
            (TAG * found["sentences"]).backward()
        torch.nn.utils.clip_grad_norm_([p for p in self.network.parameters() if p.requires_grad], 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        if self.step % 5 == 0:
            self.average.update_parameters(self.network)
        return {name: value.item() for name, value in found.items()}

    def epoch(self, number: int, names: augment.Names, table: dict[int, str]) -> None:
        """The epoch's articles once, in new clothes."""
        share, whole = self.args.share, self.args.whole
        drawn = [a for a in self.train if a.part in whole or self.rng.random() < share]
        samples = [self.reader.article(a, noise=True) for a in varied(drawn, names, table, self.rng)]
        todo = batches(samples, 1700, self.rng)
        sums: Counter[str] = Counter()
        steps: Counter[str] = Counter()
        for batch in todo:
            self.set_pace(len(todo) * self.args.epochs)
            found = self.advance(batch)
            sums.update(found)
            steps.update(found.keys())
        means = {name: round(value / steps[name], 3) for name, value in sums.items()}
        print(f"epoch {number} {self.minutes():.1f} min", means, flush=True)
        torch.save(self.average.module.state_dict(), self.args.out / "network.pt")

    def measure(self, tests: dict[str, list[dict[str, Any]]]) -> None:
        """Figures of the averaged network."""
        network = self.average.module
        for name, articles in (("dev", self.dev), ("watch", self.watch)):
            if articles:
                print(evaluate(network, self.tokenizer, articles, name), flush=True)
        for name, rows in tests.items():
            print(name, tagging_f1(network, self.tokenizer, rows), flush=True)


def start(args: argparse.Namespace, tokenizer: tokenizers.Tokenizer) -> Network:
    """The network with the source's weights, or those of an earlier run."""
    source = torch.load(args.source / "e5p.pt")
    network = Network(source["cfg"])
    if args.start:
        network.load_state_dict(torch.load(args.start))
    else:
        load_source(network.encoder, source["sd"])
    network.words.weight.data.copy_(source["sd"]["embeddings.word_embeddings.weight"])
    network.train()
    freeze(network, args.frozen)
    return network


def main() -> None:
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = tokenizers.Tokenizer.from_file(str(args.source / "small.json"))
    articles = load_corpus(args.corpus)
    train, dev = ([a for a in articles if slice_of(a) == name][: args.limit] for name in ("train", "dev"))
    watch = load_part(args.watch)[: args.limit] if args.watch else []
    rows = load_sentences([args.ner / f"{n}.jsonl" for n in NER_TRAIN])
    tests = {n: load_sentences([args.ner / f"{n}.jsonl"])[:400] for n in NER_TEST}
    reader = Reader(tokenizer, args.seed)
    sentences = [reader.sentence(r) for r in rows][: args.limit * 10]
    run = Run(args, start(args, tokenizer), tokenizer, train, dev, watch, sentences, random.Random(args.seed))
    print(len(train), "train", len(dev), "dev", len(watch), "watched", len(sentences), "sentences", flush=True)
    names, table = augment.Names(train, rows, args.lists), augment.traditional_table()
    for number in range(args.epochs):
        run.epoch(number, names, table)
        done = number == args.epochs - 1 or run.minutes() > args.minutes
        if number % 4 == 3 or done:
            run.measure(tests)
        if done:
            break


if __name__ == "__main__":
    main()
