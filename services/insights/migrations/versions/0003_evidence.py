"""How evidence is weighed and ages, and the system's disclosure control (rules 5, 6 and 10)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0003" / "evidence.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("insights", "evidence_rules")


def downgrade() -> None:
    raise NotImplementedError("rules of past days are kept: restore a backup")
