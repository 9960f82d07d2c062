"""Briefs, and the versions of findings that each rests on (rule 8)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0005" / "briefs.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("insights", "briefs", "brief_findings")


def downgrade() -> None:
    raise NotImplementedError("papers name briefs: restore a backup")
