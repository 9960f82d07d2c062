"""Answers to those who spoke that another has taken the place of.

Of what was heard before, nothing here tells which answer corrected which: it is marked from the
next correction on.
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note of each answer which one it corrects, and when it was corrected itself."""
    op.execute("ALTER TABLE insights.decision_feedback ADD COLUMN corrects_id uuid")
    op.execute("ALTER TABLE insights.decision_feedback ADD COLUMN corrected_at timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE insights.decision_feedback DROP COLUMN corrected_at")
    op.execute("ALTER TABLE insights.decision_feedback DROP COLUMN corrects_id")
