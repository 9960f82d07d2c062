"""Frameworks of themes with versions and mappings, and a model's suggestions (rules 1, 4, 5)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FILLED = ("systems", "vocabulary_terms")
_MADE = (
    "theme_frameworks",
    "theme_changes",
    "theme_mappings",
    "theme_suggestions",
)
SQL = Path(__file__).parents[1] / "sql_0010" / "themes.sql"


def upgrade() -> None:
    """Make the tables, and call the terms that there are by their version."""
    for table in _FILLED:
        op.execute(f"ALTER TABLE insights.{table} NO FORCE ROW LEVEL SECURITY")
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    for table in _FILLED:
        op.execute(f"ALTER TABLE insights.{table} FORCE ROW LEVEL SECURITY")
    enable_tenancy("insights", *_MADE)


def downgrade() -> None:
    raise NotImplementedError("people's decisions are kept: restore a backup")
