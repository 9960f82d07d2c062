"""Insight reports, and findings that are the item of one; those of before are of none."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0011" / "insight_reports.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("insights", "insight_reports")


def downgrade() -> None:
    raise NotImplementedError("what was reported is kept: restore a backup")
