"""Alembic's environment: one migration at a time, and none that waits for ever."""

from __future__ import annotations

from alembic import context
from alembic.operations import MigrateOperation, Operations
from sqlalchemy import Connection, text

ADVISORY_LOCK = 7_369_441
"""Any fixed number: who holds this lock migrates, everybody else waits for it."""


@Operations.register_operation("create_mart_view")
class CreateMartView(MigrateOperation):
    """What migrations call as `op.create_mart_view`."""

    @classmethod
    def create_mart_view(cls, operations: Operations, name: str, comment: str, query: str, columns: dict[str, str]) -> None:
        """Create a view in the schema mart, with its comment and that of each column."""
        operations.execute(f"CREATE VIEW mart.{name} AS {query}")
        operations.execute(f"COMMENT ON VIEW mart.{name} IS $${comment}$$")
        for column, words in columns.items():
            operations.execute(f"COMMENT ON COLUMN mart.{name}.{column} IS $${words}$$")


def migrate(connection: Connection) -> None:
    """Run the migrations on a connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("target_metadata"),
        version_table_schema="public",
        include_schemas=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))
        connection.execute(text("SET LOCAL statement_timeout = '15min'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()
    connection.commit()


migrate(context.config.attributes["connection"])
