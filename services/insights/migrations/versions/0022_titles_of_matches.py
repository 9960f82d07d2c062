"""Near matches keep no titles: they are told as they are today, as the reader may see them.

A title that was corrected or withdrawn for what it said of somebody stayed in each copy.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the copies."""
    op.execute("ALTER TABLE insights.activity_matches DROP COLUMN title")


def downgrade() -> None:
    raise NotImplementedError("the copies are gone: restore a backup")
