"""What a row of a file said, as a keyed hash, so that it is known again however it is mapped.

Items of before have none: what they came from is not kept. They are known by id or content.
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the hash with the item, and go with it."""
    op.execute("ALTER TABLE insights.feedback_items ADD COLUMN raw_hash bytea")
    op.execute(
        "CREATE INDEX ix_feedback_items_raw_hash ON insights.feedback_items (raw_hash) "
        "WHERE raw_hash IS NOT NULL"
    )


def downgrade() -> None:
    """Forget the hashes."""
    op.execute("ALTER TABLE insights.feedback_items DROP COLUMN raw_hash")
