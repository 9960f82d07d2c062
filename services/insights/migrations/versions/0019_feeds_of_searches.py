"""Feeds of a search find what is gone, or was revised, by an index."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade the schema."""
    op.execute(
        "CREATE INDEX ix_feed_entries_gone ON insights.feed_entries (ics, position) "
        "WHERE kind = 'removed' OR version > 1"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
