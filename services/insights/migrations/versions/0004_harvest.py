"""What harvesters need: datestamps that grow with the position, and the sets of each entry.

Codes of themes and places are of letters, digits, hyphens and underscores so far, so they stand in
a setSpec as they are.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0004" / "harvest.sql"
_FILLED = ("feed_positions", "feed_entries", "finding_versions", "findings")


def upgrade() -> None:
    """Stamp what is there, and find out its sets."""
    for table in _FILLED:
        op.execute(f"ALTER TABLE insights.{table} NO FORCE ROW LEVEL SECURITY")
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    for table in _FILLED:
        op.execute(f"ALTER TABLE insights.{table} FORCE ROW LEVEL SECURITY")
    enable_tenancy("insights", "harvest_sets", "harvest_members")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
