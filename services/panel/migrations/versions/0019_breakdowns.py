"""By which groups the results of a survey are published is decided before it closes."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the plan; surveys of before have none."""
    op.execute("ALTER TABLE panel.surveys ADD COLUMN breakdowns jsonb NOT NULL DEFAULT '[]'")
