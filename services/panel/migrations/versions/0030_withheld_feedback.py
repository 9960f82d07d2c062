"""Answers to those who spoke that are not shown while their decision is withheld.

Of a decision that was withheld before, nothing here tells; what was published of it is hidden when
governance next says that it is confidential.
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note of each answer whether its decision is withheld."""
    op.execute("ALTER TABLE panel.feedback ADD COLUMN withheld boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE panel.feedback ALTER COLUMN withheld DROP DEFAULT")


def downgrade() -> None:
    op.execute("ALTER TABLE panel.feedback DROP COLUMN withheld")
