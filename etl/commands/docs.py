"""`revdoor docs`: the part of the documentation that is made of the code: tables, stages and settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine, text

from etl.commands.screen import screen
from etl.config import Settings
from etl.io.session import open_database
from etl.pipeline import CHORES, STAGES

HEADING = "Made by `make docs`; change the code, not this file.\n"
RELATIONS = """
    SELECT n.nspname AS schema, c.relname AS relation, obj_description(c.oid) AS purpose, a.attname AS "column",
           format_type(a.atttypid, a.atttypmod) AS type, col_description(c.oid, a.attnum) AS comment
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY(:schemas)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'v')
     ORDER BY n.nspname, c.relname, a.attnum
"""


def write_docs(folder: Path) -> None:
    """Write the generated pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_database(Settings.load()) as engine:
        for name, page in pages(engine).items():
            (folder / name).write_text(page, "utf-8")
            screen().print(f"Written: {folder / name}")


def pages(engine: Engine) -> dict[str, str]:
    """File name -> page, from the code and the comments of a migrated database."""
    return {
        "mart.md": _relations(engine, "What an analyst reads: the schema mart", ["mart"]),
        "tables.md": _relations(engine, "The tables behind it: the schemas raw and core", ["raw", "core"]),
        "stages.md": "\n".join(_stages()),
        "settings.md": "\n".join(_settings()),
    }


def _relations(engine: Engine, title: str, schemas: Sequence[str]) -> str:
    lines = [f"# {title}\n", HEADING]
    with engine.connect() as connection:
        rows = connection.execute(text(RELATIONS), {"schemas": schemas}).all()
    for (schema, relation, purpose), columns in groupby(rows, key=lambda row: (row.schema, row.relation, row.purpose)):
        lines += [f"## {schema}.{relation}\n", f"{purpose}\n", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| {row.column} | {row.type} | {row.comment} |" for row in columns]
        lines.append("")
    return "\n".join(lines)


def _stages() -> Iterator[str]:
    yield "# The stages, in their order\n"
    yield HEADING
    yield "| stage | DAG | what it does | tables that only it writes |"
    yield "|---|---|---|---|"
    for stage in STAGES:
        yield f"| {stage.name} | {stage.dag} | {stage.purpose} | {', '.join(stage.writes)} |"
    yield "\nThe DAG `maintenance`:\n"
    yield from (f"- `{name}`: {purpose}" for name, purpose in CHORES.items())
    yield ""


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield HEADING
    yield "All are read from the environment.\n"
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| REVDOOR_{name.upper()} | {default} | {field.description} |"
    yield ""
