"""`make eval-gold`: a labelled replay through every stage, once with its gold in place of the reader, once as it is.

    python -m benchmarks.gold REPLAY_DIR SCORER_DIR

What is wrong with the gold is the fault of resolve, events, signals and alerts alone; what is wrong besides is the reader's.
Printed are for each the company-days on which `mart.daily_churn` and the labels differ, the timeline's score, how many rows a
real event has, whether what the `as_of` functions say of each day's end is what was stored then, some seat timelines, and the
alerts with the runs that told of them. REPLAY_DIR and SCORER_DIR are not part of the project.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from benchmarks.gold_checks import VIEWS, Snapshots, attachment, seat_lines
from benchmarks.gold_reading import Gold, GoldStage
from etl.catalog.folding import fold
from etl.catalog.loader import Catalog, load_catalog
from etl.commands.clock import end_of_day
from etl.commands.days import Day, find_days
from etl.commands.feed_server import FeedServer, feed_server
from etl.commands.outcome import alert_fault
from etl.commands.sample import COMPANY
from etl.config import Settings
from etl.context import Context
from etl.fetch.registry import register_local
from etl.io import db
from etl.io.postgres import EmbeddedPostgres
from etl.pipeline import BY_NAME, STAGES, Stage, run_id_of, run_stage

Counts = Mapping[tuple[str, str], tuple[int, int]]
"""(company, day) -> departures and appointments."""

EVENTS = "SELECT company, person, direction, role, interim, effective_date, status FROM mart.leadership_event"
ARTICLES = "SELECT url, company, person, direction, role, interim, event_date, status FROM mart.article_event"
CHURN = "SELECT company, day, departures, appointments FROM mart.daily_churn WHERE departures + appointments > 0"
SEATS = ((COMPANY, "ceo"), ("Microsoft", "head"))
ALERTS = """
    SELECT a.company, a.level, a.opened_at, jsonb_array_length(a.transitions) AS transitions,
           (SELECT string_agg(d.created_at::date || ' ' || d.kind || ' ' || (d.payload->>'level'), ', ' ORDER BY d.created_at)
              FROM core.alert_delivery d WHERE d.alert_id = a.alert_id AND d.channel = 'file') AS told
      FROM mart.alert a ORDER BY a.opened_at, a.company
"""


def main() -> None:
    """Run the replay both ways and print what came out."""
    replay, scorer = Path(sys.argv[1]), Path(sys.argv[2])
    logging.getLogger("etl.alerts").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="revdoor-gold-") as name:
        feeds = Path(name) / "feeds"
        subprocess.run([sys.executable, str(scorer / "replay_feeds.py"), str(replay), str(feeds)], check=True)
        gold = Gold.load(replay)
        for title, stages in (("the gold in place of the reader", stages_told(gold)), ("the reader that ships", STAGES)):
            print(f"\n== {title}", flush=True)
            with database(Path(name) / title.replace(" ", "-")) as (engine, settings):
                until = max(dt.date.fromisoformat(day) for _, day in wanted(replay))
                snapshots = Snapshots()
                run_days(engine, settings, stages, feeds, until, lambda now, e=engine, s=snapshots: s.take(e, now))
                _print_churn(engine, replay, gold)
                _print_score(engine, replay, scorer, settings.home_path)
                _print_attachment(engine, gold)
                _print_past(engine, snapshots)
                _print_seats(engine)
                _print_alerts(engine)


@contextmanager
def database(folder: Path) -> Iterator[tuple[Engine, Settings]]:
    """An embedded Postgres in the folder with a fresh schema, and settings that name it."""
    cluster = EmbeddedPostgres(folder / "postgres" / "data")
    cluster.start()
    try:
        db.ensure_database(cluster, db.DATABASE, db.OWNER)
        url = cluster.url(db.DATABASE, db.OWNER)
        engine = create_engine(url, connect_args={"options": "-c timezone=UTC"})
        db.upgrade(engine)
        yield engine, Settings(home=folder / "home", database_url=url)
        engine.dispose()
    finally:
        cluster.stop()


def run_days(
    engine: Engine,
    settings: Settings,
    stages: Sequence[Stage],
    feeds: Path,
    until: dt.date | None = None,
    after: Callable[[dt.datetime], None] = lambda now: None,
) -> None:
    """Each day as the pipeline would run it; then the signal once more at the end of `until`, if that is later.

    `after` is called at the end of each day, with the run's clock.
    """
    catalog = load_catalog()
    with feed_server() as server:
        for day in find_days(feeds):
            _run_day(engine, settings, catalog, stages, server, day)
            after(day.clock)
    if until and until > find_days(feeds)[-1].date:
        now = end_of_day(until)
        run_stage(BY_NAME["signals"], Context(engine, settings, catalog, now, run_id_of(now)))


def stages_told(gold: Gold) -> list[Stage]:
    """The stages, of which `enrich` is told what there is to read."""
    enrich = BY_NAME["enrich"]
    told = GoldStage(enrich.name, enrich.dag, enrich.purpose, enrich.writes, gold=gold)
    return [told if stage is enrich else stage for stage in STAGES]


def _run_day(
    engine: Engine, settings: Settings, catalog: Catalog, stages: Sequence[Stage], server: FeedServer, day: Day
) -> None:
    for slug, url in server.show(day.folder).items():
        register_local(engine, slug, url, day.clock)
    context = Context(engine, settings, catalog, day.clock, day.run_id)
    for stage in stages:
        run_stage(stage, context)


def wanted(replay: Path) -> Counts:
    """The labelled counts."""
    with (replay / "daily_transitions.csv").open(encoding="utf-8") as file:
        return {(row["company"], row["day"]): (int(row["departures"]), int(row["appointments"])) for row in csv.DictReader(file)}


def stored(rows: Sequence[Any], names: Mapping[str, Sequence[str]]) -> Counts:
    """The stored counts, with companies by the name that the labels use."""
    canonical = {fold(alias): name for name, aliases in names.items() for alias in (name, *aliases)}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for company, day, departures, appointments in rows:
        key = canonical.get(fold(company), company), day.isoformat()
        before = found.get(key, (0, 0))
        found[key] = before[0] + departures, before[1] + appointments
    return found


def _print_churn(engine: Engine, replay: Path, gold: Gold) -> None:
    want = wanted(replay)
    with engine.connect() as connection:
        got = stored(connection.execute(text(CHURN)).all(), gold.names["companies"])
    keys = sorted(want.keys() | got.keys())
    equal = [key for key in keys if want.get(key) == got.get(key)]
    print(f"company-days with departures and appointments as labelled: {len(equal)} of {len(keys)}, {len(equal) / len(keys):.1%}")
    for key in keys:
        if want.get(key) != got.get(key):
            print(f"  {key[1]}  {key[0]}: labelled {want.get(key, (0, 0))}, stored {got.get(key, (0, 0))}")


def _print_score(engine: Engine, replay: Path, scorer: Path, folder: Path) -> None:
    files = {"--articles": ARTICLES, "--events": EVENTS}
    words: list[str] = []
    folder.mkdir(exist_ok=True)
    for option, query in files.items():
        path = folder / f"{option.strip('-')}.csv"
        with engine.connect() as connection, path.open("w", encoding="utf-8", newline="") as file:
            result = connection.execute(text(query))
            writer = csv.writer(file)
            writer.writerow(result.keys())
            writer.writerows(result)
        words += [option, str(path)]
    score = folder / "score.json"
    command = [sys.executable, str(scorer / "score.py"), str(replay), *words, "--json", str(score)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for level, figures in _figures(json.loads(score.read_text())):
        print(f"{level}: precision {figures['p']:.3f}, recall {figures['r']:.3f}, F1 {figures['f1']:.3f}")


def _figures(score: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    yield "article events", score["article"]["all"]
    yield "timeline", score["timeline"]


def _print_attachment(engine: Engine, gold: Gold) -> None:
    found = attachment(engine, gold)
    print(f"rows a real event: {found.rows_per_event:.3f} ({found.rows} rows, {found.events} events)")
    print(f"events attached to a wrong company: {len(found.wrong_company)}")
    for words in found.wrong_company:
        print(f"  {words}")


def _print_past(engine: Engine, snapshots: Snapshots) -> None:
    differences = list(snapshots.differences(engine))
    compared = ", ".join(f"{snapshots.count(view)} rows of {view}" for view in VIEWS)
    print(f"the past as it was stored: {len(snapshots.taken)} days, {compared}; days that read otherwise now: {len(differences)}")
    for words in differences:
        print(f"  {words}")


def _print_seats(engine: Engine) -> None:
    for company, role in SEATS:
        print(f"{role} of {company}")
        for line in seat_lines(engine, company, role):
            print(f"  {line}")


def _print_alerts(engine: Engine) -> None:
    print("alerts")
    with engine.connect() as connection:
        for row in connection.execute(text(ALERTS)):
            print(f"  {row.company}: {row.level}, opened {row.opened_at:%Y-%m-%d}, {row.transitions} changes; told: {row.told}")
    print(f"  {alert_fault(engine, COMPANY) or f'{COMPANY} alone is paged, once and in time'}")


if __name__ == "__main__":
    main()
