"""The command line `revdoor`; this module is cheap to import, each command imports what it needs."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from etl.errors import ConfigError, RevdoorError

INTERRUPTED = 130

app = typer.Typer(
    name="revdoor",
    help="Who joins and who leaves which post at which company, and when a leadership starts to spin.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
alerts = typer.Typer(help="Alert channels.", no_args_is_help=True)
database = typer.Typer(help="The database: its schema, and copies of it.", no_args_is_help=True)
feeds = typer.Typer(help="Lists of feeds, as other readers write and read them (OPML).", no_args_is_help=True)
app.add_typer(alerts, name="alerts")
app.add_typer(feeds, name="feeds")
app.add_typer(database, name="db")

CLOCK_HELP = "The run's clock, as 2023-11-20 (its end, UTC) or 2023-11-20T12:00:00Z; default: the present."

Now = Annotated[str | None, typer.Option(help=CLOCK_HELP)]
Day = Annotated[str, typer.Option(help="A day as 2023-11-20.")]


@app.command()
def run(now: Now = None, skip_fetch: Annotated[bool, typer.Option(help="Work on what is stored; ask no feed.")] = False) -> None:
    """Run all stages once in this process."""
    from etl.commands.run import run_once

    run_once(now, skip_fetch=skip_fetch)


@app.command()
def replay(folder: Annotated[Path, typer.Argument(help="Holds one folder a day, YYYY-MM-DD, of feeds as .xml files.")]) -> None:
    """Replay recorded feeds: run the pipeline with the clock at the end of each day; goes on where it stopped."""
    from etl.commands.replay import replay_folder

    replay_folder(folder)


@app.command()
def sample(
    folder: Annotated[Path | None, typer.Argument(help="Days of recorded feeds; default: the sample week.")] = None,
    keep: Annotated[bool, typer.Option(help="Leave Airflow running until Ctrl-C.")] = False,
) -> None:
    """Run the sample week through Airflow on this machine, then show its events, churn and alert."""
    from etl.commands.sample import SAMPLE, run_sample

    raise typer.Exit(run_sample(folder or SAMPLE, keep=keep))


@app.command()
def live() -> None:
    """Run Airflow on this machine with the feeds of the catalogue until Ctrl-C."""
    from etl.commands.live import run_live

    run_live()


@app.command()
def stop() -> None:
    """Stop what a killed run left behind in this home: Airflow's processes and the embedded Postgres."""
    from etl.commands.live import stop_all

    stop_all()


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One statement; it runs as the role that reads the schema mart and nothing else.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print a header and the rows as CSV.")] = False,
) -> None:
    """Ask the tables."""
    from etl.commands.sql import run_query

    run_query(query, as_csv=csv)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")],
    relations: Annotated[list[str] | None, typer.Argument(help="Views of the schema mart; default: all.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
) -> None:
    """Write the views of the schema mart as files, one each."""
    from etl.commands.export import export as write

    write(folder, relations or [], form)


@app.command()
def status() -> None:
    """Show the feeds, the last runs and what there is."""
    from etl.commands.status import show_status

    show_status()


@app.command()
def report(now: Now = None) -> None:
    """Write the report and say where it is."""
    from etl.commands.report import write_report

    write_report(now)


@alerts.command("test")
def alerts_test() -> None:
    """Send a test message to every channel."""
    from etl.commands.alerts import send_test

    send_test()


@feeds.command("import")
def feeds_import(
    source: Annotated[Path, typer.Argument(help="An OPML file.")],
    lang: Annotated[str | None, typer.Option(help="Language of feeds whose entry names none: en, de or zh.")] = None,
    country: Annotated[str | None, typer.Option(help="Where their publishers sit, as US; default: unknown.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of dates without one, as Europe/Berlin; default: UTC.")] = None,
) -> None:
    """Add feeds to this home, as YAML files in its folder feeds; what is known or there already stays as it is."""
    from etl.commands.feeds import import_feeds

    import_feeds(source, lang, country, timezone)


@feeds.command("export")
def feeds_export(target: Annotated[Path, typer.Argument(help="File to write; - is standard output.")] = Path("-")) -> None:
    """Write all feeds of this home as OPML."""
    from etl.commands.feeds import export_feeds

    export_feeds(target)


@app.command()
def review(
    item: Annotated[str | None, typer.Argument(help="Id of an event, link, pair of names, person or company; none: the queue.")] = None,
    verdict: Annotated[str | None, typer.Argument(help="accept, reject, correct, link, merge, split or undo; none: its evidence.")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", help="A column and its right value, as role=ceo or into=ID.")] = None,
    note: Annotated[str | None, typer.Option(help="The reason.")] = None,
    keys: Annotated[bool, typer.Option("--keys", help="Go through the queue in the terminal, by single letters.")] = False,
    export: Annotated[Path | None, typer.Option(help="Write what was judged to a folder, as training data.")] = None,
) -> None:
    """Judge what the machine doubts; a judgement is kept beside what was read and no re-run overwrites it."""
    from etl.commands import review, review_export

    if export is not None:
        review_export.export(export)
    elif keys:
        review.by_keys()
    elif item is None:
        review.show_queue()
    elif verdict is None:
        review.show(item)
    else:
        review.judge(item, verdict, change or [], note)


@app.command()
def backfill(since: Day, until: Day) -> None:
    """Work through past days again with the present method; never sends an alert."""
    from etl.commands.run import run_backfill

    run_backfill(since, until)


@app.command()
def takedown(
    url: Annotated[str | None, typer.Argument(help="Link of the article.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Slug of a feed: all its articles, and it is asked no more.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Remove the words of an article or an outlet for good; what was counted of them stays."""
    from etl.commands.takedown import take_down

    take_down(url, outlet, confirmed=yes)


@app.command(hidden=True)
def docs(folder: Annotated[Path, typer.Argument(help="Folder to write to.")]) -> None:
    """Write the pages that are made of the code."""
    from etl.commands.docs import write_docs

    write_docs(folder)


@database.command()
def upgrade() -> None:
    """Bring the schema up to date."""
    from etl.commands.database import upgrade_schema

    upgrade_schema()


@database.command()
def backup(target: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Write a copy of the database to a file."""
    from etl.commands.database import write_backup

    write_backup(target)


@database.command()
def restore(
    source: Annotated[Path, typer.Argument(help="File written by backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is there without asking.")] = False,
) -> None:
    """Replace the database by a copy."""
    from etl.commands.database import read_backup

    read_backup(source, confirmed=yes)


def main() -> None:
    """Entry point: an error that is meant for a person is one message and an exit code of 1, 2 for wrong settings."""
    signal.signal(signal.SIGTERM, _terminate)
    # The arrays of one article are small: with more threads numpy spends its time on handing them out.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except RevdoorError as error:
        print(f"revdoor: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _terminate(number: int, frame: FrameType | None) -> None:
    """Leave through the `finally` blocks, so that what was started is stopped."""
    sys.exit(128 + number)
