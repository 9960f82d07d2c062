"""Feeds of a search find what is gone, or was revised, by an index. Files from before they were
looked through (0017) can be given clean copies, or be withheld. What boards mean to take up is kept
beside the gaps that it touches.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

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
    "CREATE TABLE insights.planned_items ("
    "ics varchar(10) NOT NULL CHECK (ics <> ''), id uuid NOT NULL, body_id uuid NOT NULL, "
    "body_name text NOT NULL, in_public boolean NOT NULL, kind text NOT NULL, title text, "
    "places text[] NOT NULL, state text NOT NULL, comes_on date[] NOT NULL, "
    "themes text[], themes_by text, PRIMARY KEY (ics, id), "
    "CHECK ((themes IS NULL) = (themes_by IS NULL)))",
)


def upgrade() -> None:
    """Upgrade the schema."""
    for statement in STATEMENTS:
        op.execute(statement)
    enable_tenancy("insights", "planned_items")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
