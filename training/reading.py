"""End to end during training: tag, fold, decide with the PyTorch network; score against the gold as score.py does."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import tokenizers
import torch
from torch import Tensor

from corpus import Article
from etl.enrich.dates import find_dates
from etl.enrich.windows import date_prefix, pieces_of, windows_of
from etl.enrich.names import best_form, fold_companies, fold_people
from etl.types import ROLES, STATUSES, Mention
from examples import piece_ranges
from lexicon import role_number
from network import DIRECTIONS, TAGS, Layout, Network


@dataclass
class Row:
    company: str
    person: str
    direction: str
    role: str
    status: str
    interim: bool
    score: float


def spans_of(tags: list[int], starts: np.ndarray, ends: np.ndarray) -> list[tuple[int, int, str]]:
    """Spans from the best tag of each piece; an I without a start opens one."""
    found: list[list] = []
    current = None
    for tag, a, b in zip(tags, starts, ends, strict=True):
        if b <= a:
            continue
        name = TAGS[tag]
        if name == "O":
            current = None
        elif name[0] == "B" or current is None or current[2] != name[2:]:
            current = [int(a), int(b), name[2:]]
            found.append(current)
        else:
            current[1] = int(b)
    return [tuple(f) for f in found]


def hidden_of(network: Network, tokenizer: tokenizers.Tokenizer, article: Article) -> tuple[Tensor, object]:
    spans = pieces_of(tokenizer, article.text)
    rows = []
    for window in windows_of(spans, date_prefix(tokenizer, article.published.date())):
        ids = torch.from_numpy(window.ids)[None]
        with torch.autocast("cpu", torch.bfloat16):
            h = network.encode(ids, torch.ones_like(ids, dtype=torch.float32))[0].float()
        rows.append(h[window.offset : window.offset + window.keep_end - window.keep_start])
    return torch.cat(rows), spans


def _numbers(groups) -> list[int]:
    """Group number of each member, by member."""
    table = {i: n for n, group in enumerate(groups) for i in group}
    return [table[i] for i in range(len(table))]


def read(network: Network, tokenizer: tokenizers.Tokenizer, article: Article, threshold: float = 0.0) -> list[Row]:
    hidden, spans = hidden_of(network, tokenizer, article)
    mentions = spans_of(network.tags(hidden).argmax(-1).tolist(), spans.start, spans.end)
    text = article.text
    persons = [m for m in mentions if m[2] == "PERSON"]
    orgs = [m for m in mentions if m[2] == "ORG"]
    posts = [m for m in mentions if m[2] == "POST"]
    if not persons:
        return []
    where = lambda ms: [r or (0, 1) for r in piece_ranges(spans, [(m[0], m[1]) for m in ms])]
    every = [Mention(m[2], text[m[0] : m[1]], m[0], m[1]) for m in mentions]
    groups = _numbers([persons.index((every[i].start, every[i].end, "PERSON")) for i in g] for g in fold_people(every, text, article.lang))
    by_group = defaultdict(list)
    for g, place in zip(groups, where(persons)):
        by_group[g].append(place)
    dates = [d for d in find_dates(text, article.lang, article.published) if d.date]
    layout = Layout(
        list(by_group.values()), where(orgs), where(posts), [role_number(text, m[0], m[1], article.lang) for m in posts],
        [r or (0, 1) for r in piece_ranges(spans, [(d.start, d.end) for d in dates])], torch.from_numpy(spans.stops),
    )
    companies = fold_companies(every, text, article.lang)
    org_groups = _numbers([orgs.index((every[i].start, every[i].end, "ORG")) for i in g] for g in companies)
    people = fold_people(every, text, article.lang)
    rows = []
    for g, sides in zip(by_group, network.decide(hidden, layout)):
        name = best_form([every[i] for i in people[g]])
        for direction, d in zip(DIRECTIONS, sides):
            if d.exists <= threshold or not orgs:
                continue
            p = torch.softmax(d.company, 0)[:-1]
            total = defaultdict(float)
            for og, v in zip(org_groups, p.tolist()):
                total[og] += v
            best = max(total, key=total.get)
            company = best_form([every[i] for i in companies[best]])
            roles = [r for r, v in zip(ROLES, d.roles.tolist()) if v > 0] or [ROLES[int(d.roles.argmax())]]
            rows += [Row(company, name, direction, r, STATUSES[int(d.status.argmax())], bool(d.interim > 0), float(torch.sigmoid(d.exists))) for r in roles]
    return rows


def evaluate(network: Network, tokenizer: tokenizers.Tokenizer, articles: list[Article], name: str, threshold: float = 0.0) -> str:
    network.eval()
    counts = {k: defaultdict(lambda: [0, 0, 0]) for k in ("pd", "pcd", "full")}
    right = Counter()
    clean = [0, 0]
    with torch.no_grad():
        for a in articles:
            rows = read(network, tokenizer, a, threshold)
            mine = {(a.aliases.company_of(r.company), a.aliases.person_of(r.person), r.direction, r.role): r for r in rows}
            gold = {(e["company"], e["person"], e["direction"], e["role"]): e for e in a.events}
            past = {(e["company"], e["person"], e["direction"], e["role"]) for e in a.historical}
            mine = {k: r for k, r in mine.items() if k in gold or k not in past}
            for kind, cut in (("pd", lambda k: (k[1], k[2])), ("pcd", lambda k: k[:3]), ("full", lambda k: k)):
                m, g = {cut(k) for k in mine}, {cut(k) for k in gold}
                for lang in ("all", a.lang):
                    c = counts[kind][lang]
                    c[0] += len(m & g); c[1] += len(m); c[2] += len(g)
            for k in mine.keys() & gold.keys():
                right["n"] += 1
                right["status"] += mine[k].status == gold[k]["status"]
                right["interim"] += mine[k].interim == gold[k]["interim"]
            if not gold:
                clean[1] += 1
                clean[0] += bool(mine)
    network.train()
    f = lambda t: {g: round(2 * v[0] / max(1, v[1] + v[2]), 3) for g, v in sorted(t.items())}
    v = counts["full"]["all"]
    n = max(1, right["n"])
    return (f"{name} F p+d {f(counts['pd'])} +company {f(counts['pcd'])} +role {f(counts['full'])} P {v[0]/max(1,v[1]):.3f} R {v[0]/max(1,v[2]):.3f} "
            f"status {right['status']/n:.3f} interim {right['interim']/n:.3f} flagged {clean[0]}/{clean[1]}")


def tagging_f1(network: Network, tokenizer: tokenizers.Tokenizer, rows: list[dict]) -> dict[str, float]:
    """Exact span and type F1 on sentences."""
    network.eval()
    count = defaultdict(lambda: [0, 0, 0])
    items = sorted(((pieces_of(tokenizer, r["text"].replace("\n", " ")), r) for r in rows), key=lambda x: len(x[0].ids))
    with torch.no_grad():
        for i in range(0, len(items), 32):
            batch = items[i : i + 32]
            lists = [[0, *s.ids.tolist()[:508], 2] for s, _ in batch]
            n = max(map(len, lists))
            ids = torch.tensor([x + [1] * (n - len(x)) for x in lists])
            with torch.autocast("cpu", torch.bfloat16):
                h = network.encode(ids, (ids != 1).float())
            best = network.tags(h.float()).argmax(-1).tolist()
            for (s, r), tags, x in zip(batch, best, lists):
                m = len(x) - 2
                mine = {p for p in spans_of(tags[1 : 1 + m], s.start[:m], s.end[:m]) if p[2] != "POST"}
                gold = {tuple(e) for e in r["ents"] if e[2] in ("PERSON", "ORG", "LOC")}
                for k in ("PERSON", "ORG", "LOC", "ALL"):
                    a, b = {p for p in mine if k in (p[2], "ALL")}, {p for p in gold if k in (p[2], "ALL")}
                    c = count[k]
                    c[0] += len(a & b); c[1] += len(a); c[2] += len(b)
    network.train()
    return {k: round(2 * v[0] / max(1, v[1] + v[2]), 3) for k, v in count.items()}
