"""Relations of the schema `mart` as files: CSV as Postgres writes it, and Parquet with the types of the columns.

Both are read from one `COPY ... TO STDOUT` and go through in blocks, so that memory does not grow with the rows. All
times are UTC. In Parquet a `timestamptz` is a timestamp in microseconds with the zone UTC, `text[]` a list of strings,
`jsonb` a string of JSON; the comments of relations and columns are kept as metadata named `comment`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from etl.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg import Copy
    from typing_extensions import Buffer

BLOCK_BYTES = 16 << 20
"""Of text that become one batch of rows; a single row must fit in."""
COLUMNS = text("""
    SELECT c.relname AS relation, obj_description(c.oid) AS purpose, a.attname AS name, format_type(a.atttypid, NULL) AS type,
           col_description(c.oid, a.attnum) AS comment
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'mart'::regnamespace AND c.relkind = 'v'
     ORDER BY c.relname, a.attnum
""")


@dataclass(frozen=True, slots=True)
class Column:
    """Name, Postgres type and meaning of a column."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A view of `mart`."""

    name: str
    purpose: str
    columns: tuple[Column, ...]

    @property
    def copy(self) -> str:
        """The statement that sends all rows; lists are sent as JSON."""
        words = (f'to_json("{each.name}") AS "{each.name}"' if each.type == "text[]" else f'"{each.name}"' for each in self.columns)
        return f'COPY (SELECT {", ".join(words)} FROM mart."{self.name}") TO STDOUT (FORMAT csv, HEADER)'


def relations(connection: Connection, wanted: Sequence[str]) -> list[Relation]:
    """The views of `mart` with these names, all of them for none; `ConfigError` for a name that is not there."""
    found: dict[str, Relation] = {}
    for row in connection.execute(COLUMNS):
        before = found[row.relation].columns if row.relation in found else ()
        found[row.relation] = Relation(row.relation, row.purpose, (*before, Column(row.name, row.type, row.comment)))
    unknown = sorted(set(wanted) - set(found))
    if unknown:
        raise ConfigError(f"mart.{unknown[0]}: there is no such view; there are {', '.join(found)}")
    return [found[name] for name in wanted or found]


def write_csv(connection: Connection, relation: Relation, target: Path) -> int:
    """Write the rows as CSV; returns how many there were."""
    cursor = _cursor(connection)
    with target.open("wb") as file, cursor.copy(relation.copy) as copy:
        for block in copy:
            file.write(block)
    return int(cursor.rowcount)


def write_parquet(connection: Connection, relation: Relation, target: Path) -> int:
    """Write the rows as Parquet; returns how many there were."""
    import pyarrow.parquet as pq

    cursor = _cursor(connection)
    with cursor.copy(relation.copy) as copy, pq.ParquetWriter(target, _schema(relation), compression="zstd") as writer:
        for batch in _batches(copy, relation):
            writer.write_batch(batch)
    return int(cursor.rowcount)


Writer = Callable[[Connection, Relation, Path], int]
WRITERS: dict[str, Writer] = {"csv": write_csv, "parquet": write_parquet}


def _cursor(connection: Connection) -> Any:
    """A cursor of psycopg itself, in the transaction of `connection`."""
    return connection.connection.cursor()


def _batches(copy: Copy, relation: Relation) -> Iterator[pa.RecordBatch]:
    """The rows in batches of the relation's schema; none at all for an empty relation."""
    from pyarrow import csv

    schema = _schema(relation)
    lists = {each.name for each in relation.columns if each.type == "text[]"}
    sent = {each.name: _arrow_type("text" if each.name in lists else each.type) for each in relation.columns}
    reader = csv.open_csv(
        io.BufferedReader(_Stream(iter(copy)), BLOCK_BYTES),
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=sent, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )
    for batch in reader:
        yield _with_lists(batch, schema, lists)


def _with_lists(batch: pa.RecordBatch, schema: pa.Schema, lists: set[str]) -> pa.RecordBatch:
    import pyarrow as pa

    def lists_of(column: pa.Array, type_: pa.DataType) -> pa.Array:
        return pa.array([None if value is None else json.loads(value) for value in column.to_pylist()], type_)

    columns = zip(schema, batch.columns)
    arrays = [lists_of(column, field.type) if field.name in lists else column for field, column in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _schema(relation: Relation) -> pa.Schema:
    import pyarrow as pa

    fields = [pa.field(each.name, _arrow_type(each.type), metadata={"comment": each.comment}) for each in relation.columns]
    return pa.schema(fields, metadata={"comment": relation.purpose})


def _arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a Postgres type; text for what has no other."""
    import pyarrow as pa

    types = {
        "integer": pa.int32(), "bigint": pa.int64(), "double precision": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
        "timestamp with time zone": pa.timestamp("us", "UTC"), "text[]": pa.list_(pa.string()),
    }
    return types.get(name, pa.string())


class _Stream(io.RawIOBase):
    """Blocks of bytes as a file."""

    def __init__(self, blocks: Iterator[Buffer]) -> None:
        self._blocks = blocks
        self._rest: memoryview = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
