"""The answer of another body that closes a thread of a finding."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE governance.feedback_threads ADD COLUMN answered_by_id uuid")
    op.execute(
        "ALTER TABLE governance.feedback_threads ADD CONSTRAINT answered_elsewhere_for_findings "
        "CHECK (answered_by_id IS NULL OR finding_id IS NOT NULL)"
    )


def downgrade() -> None:
    raise NotImplementedError("which answer closed a thread is part of the record")
