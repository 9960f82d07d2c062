"""Uploads of feedback that are resumed, and imports that go on after a crash (rule 11)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0015" / "uploads.sql"
TABLES = (
    "feedback_uploads",
    "feedback_upload_parts",
    "feedback_staged_batches",
)


def upgrade() -> None:
    """Make the tables; items and rules of before have what the new columns' defaults say."""
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("insights", *TABLES)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
