"""Bulk: which licences are open and where they are written; which form an imported file had.

Terms of before say neither until the system's file is loaded again, which every start does: till
then nothing counts as openly licensed.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE insights.vocabulary_terms "
        "ADD COLUMN uri text, ADD COLUMN is_open boolean NOT NULL DEFAULT false"
    )
    op.execute("ALTER TABLE insights.feedback_imports ADD COLUMN form text NOT NULL DEFAULT 'csv'")
    op.execute("ALTER TABLE insights.systems ADD COLUMN register_licence text")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
