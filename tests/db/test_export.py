"""Files of the schema `mart`: every row, with the types and the nulls of the tables."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text

import etl.signals.run
from etl.commands.export import export
from etl.context import Context
from etl.errors import ConfigError
from etl.io import export as files
from etl.io.db import ANALYST
from etl.tables.core import CompanyAlias
from tests.db.leadership import DAY, NOW, Filler

pytestmark = pytest.mark.db

AWKWARD = 'Line one,\n"quoted", 奥特曼\\N \t end'
MORNING = dt.datetime(2023, 11, 21, 7, 30, 5, 123456, dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def analyst(context: Context, database_url: str) -> Iterator[Connection]:
    """The analyst's connection to a database with two companies; one has names, one has words that are awkward to quote."""
    filler = Filler(context.engine)
    filler.change("ceo", "ada", "bo", NOW.date() - DAY)
    filler.change("cfo", None, "cy", NOW.date(), company="bolt")
    for alias in ("Acme", "艾克米", 'Acme "Rockets", Inc.'):
        filler.put(CompanyAlias, company_id="acme", alias=alias, folded=alias.lower(), source="catalog")
    etl.signals.run.run(context)
    with context.engine.begin() as connection:
        connection.execute(text("UPDATE core.leadership_event SET post = :words WHERE company_id = 'acme'"), {"words": AWKWARD})
        connection.execute(text("UPDATE core.leadership_event SET post = '', manner = NULL WHERE company_id = 'bolt'"))
        connection.execute(text("UPDATE core.article SET published_at = :moment"), {"moment": MORNING})
    engine = create_engine(make_url(database_url).set(username=ANALYST), connect_args={"options": "-c timezone=Asia/Shanghai"})
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows(connection: Connection, view: str) -> list[dict[str, Any]]:
    """What a view holds, in a fixed order."""
    found = [dict(row) for row in connection.execute(text(f"SELECT * FROM mart.{view}")).mappings()]
    return sorted(found, key=repr)


def parquet(connection: Connection, view: str, folder: Path) -> pa.Table:
    """A view, written as Parquet and read again."""
    (relation,) = files.relations(connection, [view])
    written = files.write_parquet(connection, relation, folder / "x.parquet")
    table = pq.read_table(folder / "x.parquet")
    assert table.num_rows == written
    return table


@pytest.mark.parametrize("view", ["leadership_event", "article_event", "seat_transition", "daily_churn", "article", "company"])
def test_parquet_holds_what_the_view_holds(analyst: Connection, view: str, tmp_path: Path) -> None:
    wanted = rows(analyst, view)
    assert len(wanted) > 1
    found = parquet(analyst, view, tmp_path).to_pylist()
    assert len(found) == len(wanted)
    assert all(row in wanted for row in found)


def test_parquet_has_the_types_of_the_columns_and_times_in_utc(analyst: Connection, tmp_path: Path) -> None:
    schema = parquet(analyst, "leadership_event", tmp_path).schema
    types = {
        "interim": pa.bool_(), "effective_date": pa.date32(), "confidence": pa.float64(), "article_count": pa.int32(),
        "first_seen_at": pa.timestamp("us", "UTC"), "post": pa.string(),
    }
    assert {name: schema.field(name).type for name in types} == types
    assert parquet(analyst, "company", tmp_path).schema.field("aliases").type == pa.list_(pa.string())
    assert schema.field("post").metadata[b"comment"] == b"Post as most articles write it"
    assert schema.metadata[b"comment"].startswith(b"Leadership events")


def test_an_empty_text_is_no_null(analyst: Connection, tmp_path: Path) -> None:
    found = parquet(analyst, "leadership_event", tmp_path).to_pylist()
    bolt = next(row for row in found if row["company_id"] == "bolt")
    assert (bolt["post"], bolt["manner"]) == ("", None)
    assert AWKWARD in {row["post"] for row in found}


@pytest.mark.parametrize("size", [400, 700, 1000])
def test_rows_go_through_in_blocks(analyst: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    whole = parquet(analyst, "article_event", tmp_path).to_pylist()
    monkeypatch.setattr(files, "BLOCK_BYTES", size)
    assert parquet(analyst, "article_event", tmp_path).to_pylist() == whole


def test_an_empty_view_makes_a_file_with_its_columns(analyst: Connection, tmp_path: Path) -> None:
    table = parquet(analyst, "alert", tmp_path)
    assert table.num_rows == 0
    assert "evidence" in table.column_names


def test_csv_holds_what_the_view_holds(analyst: Connection, tmp_path: Path) -> None:
    (relation,) = files.relations(analyst, ["leadership_event"])
    count = files.write_csv(analyst, relation, tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    wanted = rows(analyst, "leadership_event")
    assert len(found) == len(wanted) == count
    assert sorted((row["event_id"], row["post"]) for row in found) == sorted((row["event_id"], row["post"]) for row in wanted)
    assert all(dt.datetime.fromisoformat(row["first_seen_at"]) == NOW for row in found)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_command_writes_a_file_a_view(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.setenv("REVDOOR_DATABASE_URL", database_url)
    monkeypatch.setenv("REVDOOR_HOME", str(tmp_path / "home"))
    export(tmp_path / "out", [], form)
    with engine.connect() as connection:
        views = set(connection.scalars(text("SELECT viewname FROM pg_views WHERE schemaname = 'mart'")))
    assert {file.name for file in (tmp_path / "out").iterdir()} == {f"{view}.{form}" for view in views}
    assert f"company.{form}: 0 rows" in capsys.readouterr().out


def test_what_can_not_be_written_is_said(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVDOOR_DATABASE_URL", database_url)
    with pytest.raises(ConfigError, match="there is no such view; there are alert,"):
        export(tmp_path / "out", ["company", "pg_authid"], "csv")
    with pytest.raises(ConfigError, match="say csv or parquet"):
        export(tmp_path / "out", ["company"], "xlsx")
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="can't be made"):
        export(tmp_path / "file", ["company"], "csv")
