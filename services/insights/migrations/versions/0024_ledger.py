"""Findings that were withdrawn and files that were removed are found without reading the others.

The worker asks every few seconds how many they are (`insights.ledger`).
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what was taken back alone."""
    op.execute(
        "CREATE INDEX ix_findings_withdrawn_at ON insights.findings (ics, withdrawn_at) "
        "WHERE withdrawn_at IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX ix_files_removed_at ON insights.files (ics, removed_at) "
        "WHERE removed_at IS NOT NULL"
    )


def downgrade() -> None:
    """Look through all of them again."""
    op.execute("DROP INDEX insights.ix_files_removed_at")
    op.execute("DROP INDEX insights.ix_findings_withdrawn_at")
