"""How well people and companies are linked on a labelled replay that is fed with its gold mentions.

    python -m benchmarks.gold_linking REPLAY_DIR SCORER_DIR

Every event of the labels has a company and a person; its row in `core.event_link` has what the linking made of the names as the
article writes them. Printed are rows for each company and person (1 is right), the entities that mix several (wrong merges),
and the share of pairs of mentions that are joined or kept apart rightly.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.gold_reading import Gold

LINKS = """
    SELECT a.url, l.ordinal, l.company_id, l.person_id
      FROM core.event_link l JOIN core.article a USING (article_id) ORDER BY a.url, l.ordinal
"""
Pair = tuple[str, str]
"""The name in the labels, and the id that the linking gave."""


@dataclass(frozen=True, slots=True)
class Linking:
    """Counts of one kind of entity."""

    mentions: int
    real: int
    rows: int
    split: dict[str, int]
    """Real entity -> its rows, where there are several."""
    merged: dict[str, list[str]]
    """Row -> the real entities that it mixes."""
    precision: float
    recall: float

    def lines(self, kind: str) -> list[str]:
        """The counts in words."""
        return [
            f"{kind}: {self.mentions} mentions, {self.real} real, {self.rows} rows, {self.rows / max(self.real, 1):.3f} rows each, "
            f"{len(self.merged)} wrong merges; pairs of mentions: precision {self.precision:.4f}, recall {self.recall:.4f}",
            *(f"  {name} is {rows} rows" for name, rows in sorted(self.split.items())),
            *(f"  {row} mixes {', '.join(names)}" for row, names in sorted(self.merged.items())),
        ]


def pairs(engine: Engine, gold: Gold) -> dict[str, list[Pair]]:
    """Kind (company or person) -> the label and the linked id of each event; events that were not linked are left out."""
    found: dict[str, list[Pair]] = defaultdict(list)
    with engine.connect() as connection:
        for row in connection.execute(text(LINKS)):
            event = gold.articles[row.url]["events"][row.ordinal]
            found["company"].append((event["company"], row.company_id))
            found["person"].append((event["person"], row.person_id))
    return found


def measure(found: Iterable[Pair]) -> Linking:
    """Compare the clusters of the linking with those of the labels."""
    mentions = list(found)
    rows, real = defaultdict(set), defaultdict(set)
    for name, row in mentions:
        rows[name].add(row)
        real[row].add(name)
    both = _joined(Counter(mentions).values())
    linked, labelled = _joined(Counter(row for _, row in mentions).values()), _joined(Counter(name for name, _ in mentions).values())
    return Linking(
        mentions=len(mentions), real=len(rows), rows=len(real),
        split={name: len(ids) for name, ids in rows.items() if len(ids) > 1},
        merged={row: sorted(names) for row, names in real.items() if len(names) > 1},
        precision=both / linked if linked else 1.0, recall=both / labelled if labelled else 1.0,
    )  # fmt: skip


def _joined(sizes: Iterable[int]) -> int:
    """Pairs of mentions inside of groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes)


def main() -> None:
    """Run the replay with the labels in place of the reader, and print the linking alone."""
    from benchmarks.gold import database, run_days, stages_told

    replay, scorer = Path(sys.argv[1]), Path(sys.argv[2])
    gold = Gold.load(replay)
    with tempfile.TemporaryDirectory(prefix="revdoor-linking-") as name:
        feeds = Path(name) / "feeds"
        subprocess.run([sys.executable, str(scorer / "replay_feeds.py"), str(replay), str(feeds)], check=True)
        with database(Path(name)) as (engine, settings):
            stages = [stage for stage in stages_told(gold) if stage.name in ("fetch", "store", "dedupe", "enrich", "resolve")]
            run_days(engine, settings, stages, feeds)
            for kind, found in pairs(engine, gold).items():
                print("\n".join(measure(found).lines(kind)))


if __name__ == "__main__":
    main()
