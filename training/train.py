"""Train the joint network: `train.py --out DIR --ner DIR [--lists DIR] [--epochs N]`; seeded, two cores."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import tokenizers
import torch

import augment
import losses
from corpus import CORPUS, Article, load_corpus, load_part, slice_of
from examples import Reader, Sample, sentences
from network import Network, load_source
from reading import evaluate, tagging_f1

NER_TRAIN = ("germeval14_de.test", "uner_zh_gsdsimp.train", "uner_zh_gsdsimp.dev", "fire_en.dev", "uner_en_ewt.dev", "uner_de_pud.test")
NER_TEST = ("germeval14_de.dev", "uner_zh_gsdsimp.test", "fire_en.test", "uner_en_ewt.test", "msra_zh.test")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True, help="folder with the source weights (e5p.pt) and small.json")
    parser.add_argument("--ner", type=Path, required=True)
    parser.add_argument("--lists", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--watch", type=Path, help="another labelled part to score after each epoch, not trained on")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=1e9, help="shorten the schedule so that it ends by then")
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--lr", type=float, default=7e-5)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def batches(samples: list[Sample], pieces: int, rng: random.Random) -> list[list[Sample]]:
    """Batches of about equal length with at most `pieces` padded pieces."""
    found: list[list[Sample]] = []
    batch: list[Sample] = []
    for sample in sorted(samples, key=lambda s: len(s.ids) * (1 + 0.2 * rng.random())):
        longest = max([len(sample.ids), *(len(s.ids) for s in batch)])
        if batch and longest * (len(batch) + 1) > pieces:
            found.append(batch)
            batch = []
        batch.append(sample)
    found.append(batch)
    rng.shuffle(found)
    return found


def varied(articles: list[Article], names: augment.Names, table: dict[int, str], rng: random.Random) -> list[Article]:
    """One epoch's articles: some with other names, without a title, in traditional characters; some joined to digests."""
    found = []
    for a in articles:
        if rng.random() < 0.5:
            a = augment.swap_names(a, names, rng)
        if rng.random() < 0.08:
            a = augment.without_title(a)
        if a.lang == "zh" and rng.random() < 0.12:
            a = augment.traditional(a, table)
        found.append(a)
    for lang in ("en", "de", "zh"):
        pool = [a for a in found if a.lang == lang]
        rng.shuffle(pool)
        for group in (pool[i : i + 2] for i in range(0, len(pool) // 8, 2)):
            if len(group) == 2:
                found = [a for a in found if a is not group[0] and a is not group[1]]
                found.append(augment.digest(group))
    return found


def optimizer_of(network: Network, lr: float) -> torch.optim.Optimizer:
    body = [p for n, p in network.named_parameters() if p.requires_grad and n.startswith("encoder")]
    heads = [p for n, p in network.named_parameters() if p.requires_grad and not n.startswith("encoder")]
    return torch.optim.AdamW([{"params": body, "lr": lr}, {"params": heads, "lr": 5e-4}], weight_decay=0.01, fused=True)


def main() -> None:
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer = tokenizers.Tokenizer.from_file(str(args.source / "small.json"))
    articles = load_corpus(args.corpus)
    train = [a for a in articles if slice_of(a) == "train"][: args.limit]
    dev = [a for a in articles if slice_of(a) == "dev"][: args.limit]
    watch = load_part(args.watch)[: args.limit] if args.watch else []
    ner = sentences([args.ner / f"{n}.jsonl" for n in NER_TRAIN])
    tests = {n: sentences([args.ner / f"{n}.jsonl"])[:700] for n in NER_TEST}
    reader = Reader(tokenizer, args.seed)
    ner_samples = [reader.sentence(r) for r in ner][: args.limit * 10]
    names = augment.Names(train, ner, args.lists)
    table = augment.traditional_table()
    source = torch.load(args.source / "e5p.pt")
    network = Network(source["cfg"])
    load_source(network.encoder, source["sd"])
    network.words.weight.data.copy_(source["sd"]["embeddings.word_embeddings.weight"])
    optimizer = optimizer_of(network, args.lr)
    print(len(train), "train", len(dev), "dev", len(watch), "watched", len(ner_samples), "sentences", flush=True)
    ner_queue: list[list[Sample]] = []
    started = time.time()
    step, per_epoch = 0, 0
    total = args.epochs * (len(train) // 8 + 1)
    network.train()
    for epoch in range(args.epochs):
        samples = [reader.article(a, noise=True) for a in varied(train, names, table, rng)]
        todo = batches(samples, 1700, rng)
        if epoch == 0:
            per_epoch = len(todo)
            total = per_epoch * args.epochs
        sums: dict[str, float] = {}
        for number, batch in enumerate(todo):
            if not ner_queue:
                ner_queue = batches(ner_samples, 900, rng)
            share = min(1.0, max(0.0, 1 - step / total))
            for group in optimizer.param_groups:
                group["initial"] = group.get("initial", group["lr"])
                group["lr"] = group["initial"] * min(1.0, (step + 1) / 100) * max(0.02, share)
            found = losses.loss_of(network, batch)
            loss = found["decide"] + 1.0 * found["tags"] + 0.3 * found["triggers"]
            loss.backward()
            extra = losses.loss_of(network, ner_queue.pop())
            extra["tags"].backward()
            found["ner"] = extra["tags"]
            torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            for k, v in found.items():
                sums[k] = sums.get(k, 0.0) + v.item()
            if number % 20 == 19:
                print(f"  epoch {epoch} {number + 1}/{len(todo)} {time.time() - started:.0f}s", {k: round(v / (number + 1), 3) for k, v in sums.items()}, flush=True)
        print(f"epoch {epoch} {time.time() - started:.0f}s", {k: round(v / len(todo), 4) for k, v in sums.items()}, flush=True)
        torch.save(network.state_dict(), args.out / "network.pt")
        print(evaluate(network, tokenizer, dev, "dev"), flush=True)
        if watch and epoch % 2 == 1 or epoch == args.epochs - 1:
            print(evaluate(network, tokenizer, watch, "watch"), flush=True)
        if epoch % 4 == 3 or epoch == args.epochs - 1:
            for n, rows in tests.items():
                print(n, tagging_f1(network, tokenizer, rows), flush=True)


if __name__ == "__main__":
    main()
