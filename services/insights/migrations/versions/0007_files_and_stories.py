"""Files of findings, and lived-experience stories with their consent (rules 1 and 9)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy, open_register

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0007"
FILLED = ("systems", "vocabulary_terms")
TABLES = {
    "stories": (
        "stories",
        "story_consents",
        "story_clearances",
        "story_counters",
        "story_feed_positions",
        "story_feed_entries",
    ),
    "files": ("file_rules", "files"),
}


def upgrade() -> None:
    """Make the tables, and let the worker know which systems there are: it ends consents."""
    for name, tables in TABLES.items():
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
        enable_tenancy("insights", *tables)
    open_register("insights", "systems")
    # Systems that were loaded before have the two new vocabularies without being loaded again.
    for table in FILLED:
        op.execute(f"ALTER TABLE insights.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute((SQL / "vocabularies.sql").read_text(encoding="utf-8"))
    for table in FILLED:
        op.execute(f"ALTER TABLE insights.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
