"""What became of each embargo, and what could not be let out of one (rules 1 and 2)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0016" / "embargo_log.sql"
TABLES = ("embargo_steps", "embargo_failures")


def upgrade() -> None:
    """Make the tables. Of an embargo in force it is kept that it was set, at the moment of the
    deposit: who moved it since was not kept before. Row-level security binds the owner too."""
    op.execute("ALTER TABLE insights.findings NO FORCE ROW LEVEL SECURITY")
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    op.execute("ALTER TABLE insights.findings FORCE ROW LEVEL SECURITY")
    enable_tenancy("insights", *TABLES)


def downgrade() -> None:
    raise NotImplementedError("what became of an embargo must not be forgotten: restore a backup")
