"""The foundation: vocabularies, organisations, activities, findings, feeds, feedback, citations.

The tables of each slice are in ``migrations/sql_0001/<slice>.sql``.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import create_shared_tables, enable_tenancy

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0001"

SLICES = {
    "vocabularies": ("systems", "places", "vocabulary_terms"),
    "organisations": ("organisations",),
    "activities": ("activities", "activity_matches"),
    "findings": ("reference_counters", "findings", "finding_versions", "clearances"),
    "feeds": ("feed_positions", "feed_entries"),
    "citations": ("decisions", "decision_evidence", "decision_feedback"),
    "feedback": (
        "feedback_sources",
        "feedback_imports",
        "feedback_rejections",
        "feedback_items",
    ),
}


def upgrade() -> None:
    create_shared_tables("insights")
    for name, tables in SLICES.items():
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
        enable_tenancy("insights", *tables)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: the foundation has nothing before it")
