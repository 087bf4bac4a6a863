"""Alembic's environment: one migration at a time, and none that waits for ever."""

from __future__ import annotations

from alembic import context
from alembic.operations import MigrateOperation, Operations
from sqlalchemy import Connection, text

ADVISORY_LOCK = 7_369_441
"""Any fixed number: who holds this lock migrates, everybody else waits for it."""


Views = dict[str, tuple[str, str, dict[str, str]]]
"""By name: comment, query, comment of each column."""


@Operations.register_operation("create_mart_views")
@Operations.register_operation("drop_mart_views")
class MartViews(MigrateOperation):
    """What migrations call as `op.create_mart_views` and `op.drop_mart_views`."""

    @classmethod
    def create_mart_views(cls, operations: Operations, views: Views) -> None:
        """Create views in the schema mart, in their order, with all comments."""
        for name, (comment, query, columns) in views.items():
            operations.execute(f"CREATE VIEW mart.{name} AS {query}")
            operations.execute(f"COMMENT ON VIEW mart.{name} IS $${comment}$$")
            for column, words in columns.items():
                operations.execute(f"COMMENT ON COLUMN mart.{name}.{column} IS $${words}$$")

    @classmethod
    def drop_mart_views(cls, operations: Operations, views: Views) -> None:
        """Drop them, the last one first."""
        for name in reversed(views):
            operations.execute(f"DROP VIEW mart.{name}")


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
