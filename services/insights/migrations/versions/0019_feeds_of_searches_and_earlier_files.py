"""Feeds of a search find what is gone, or was revised, by an index. Files from before they were
looked through (0017) can be given clean copies, or be withheld.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE INDEX ix_feed_entries_gone ON insights.feed_entries (ics, position) "
    "WHERE kind = 'removed' OR version > 1",
    "ALTER TABLE insights.files ADD COLUMN stored_as uuid, ADD COLUMN withheld text, "
    "ADD CONSTRAINT withheld_or_clean CHECK (withheld IS NULL OR original_sha256 IS NULL)",
    "CREATE INDEX ix_files_earlier ON insights.files (ics, id) "
    "WHERE original_sha256 IS NULL AND withheld IS NULL AND removed_at IS NULL",
)


def upgrade() -> None:
    """Upgrade the schema."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
