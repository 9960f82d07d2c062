"""Bulk: which licences are open and where they are written; which form an imported file had; how
far an import is.

Terms of before say neither until the system's file is loaded again, which every start does: till
then nothing counts as openly licensed.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE insights.vocabulary_terms "
        "ADD COLUMN uri text, ADD COLUMN is_open boolean NOT NULL DEFAULT false"
    )
    op.execute("ALTER TABLE insights.feedback_imports ADD COLUMN form text NOT NULL DEFAULT 'csv'")
    op.execute(
        """
        CREATE TABLE insights.feedback_progress (
            ics varchar(10) NOT NULL CHECK (ics <> ''),
            import_id uuid NOT NULL,
            source_id uuid NOT NULL,
            file_bytes bigint NOT NULL,
            rows integer NOT NULL,
            phase text NOT NULL,
            started_at timestamptz NOT NULL,
            moved_at timestamptz NOT NULL,
            PRIMARY KEY (ics, import_id)
        )
        """
    )
    enable_tenancy("insights", "feedback_progress")
    op.execute("ALTER TABLE insights.systems ADD COLUMN register_licence text")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
