"""The role analyst: it reads the schema mart, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ANALYST = "analyst"


def upgrade() -> None:
    connection = op.get_bind()
    if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ANALYST}):
        op.execute(f"CREATE ROLE {ANALYST} NOLOGIN")
        op.execute(f"GRANT {ANALYST} TO CURRENT_USER")
    if owns_public(connection):
        op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    op.execute(f"GRANT USAGE ON SCHEMA mart TO {ANALYST}")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA mart TO {ANALYST}")
    op.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mart TO {ANALYST}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA mart GRANT SELECT ON TABLES TO {ANALYST}")


def downgrade() -> None:
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA mart REVOKE SELECT ON TABLES FROM {ANALYST}")
    op.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA mart FROM {ANALYST}")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA mart FROM {ANALYST}")
    op.execute(f"REVOKE USAGE ON SCHEMA mart FROM {ANALYST}")


def owns_public(connection: sa.Connection) -> bool:
    """Whether we may change the rights on the schema public."""
    return bool(
        connection.scalar(
            sa.text("SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'")
        )
    )
