"""The tables of runs: every stage's outcome and every check's result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_pipeline_run()
    create_check_result()


def downgrade() -> None:
    op.drop_table("check_result", schema="core")
    op.drop_table("pipeline_run", schema="core")


def create_pipeline_run() -> None:
    op.create_table(
        "pipeline_run",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Id of the run: its clock time and window"),
        sa.Column("stage", sa.Text(), nullable=False, comment="Name of the stage"),
        sa.Column("shard", sa.Integer(), nullable=False, comment="Number of the shard, from 0"),
        sa.Column("clock", sa.DateTime(timezone=True), nullable=False, comment="The run's clock: the time that the stage was given"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="Wall-clock start"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="Wall-clock end; null while running or if killed"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="running, ok or failed"),
        sa.Column("counts", postgresql.JSONB(), nullable=False, comment="What the stage did, by name"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in words; null on success"),
        sa.PrimaryKeyConstraint("run_id", "stage", "shard", name=op.f("pk_pipeline_run")),
        schema="core",
        comment="Every run of a stage with its outcome and counts. Writer: pipeline.",
    )
    op.create_index(op.f("ix_pipeline_run_started_at"), "pipeline_run", ["started_at"], schema="core")


def create_check_result() -> None:
    op.create_table(
        "check_result",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Pipeline run"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the check"),
        sa.Column("passed", sa.Boolean(), nullable=False, comment="Whether it passed"),
        sa.Column("observed", sa.Text(), nullable=False, comment="What was found, in words"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False, comment="When, on the run's clock"),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_check_result")),
        schema="core",
        comment="Data-quality checks, one row a check and run. Writer: checks.",
    )
