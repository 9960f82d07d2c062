"""What a bulletin told when somebody made another format of it."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note it from now on; of what was made before it is not known."""
    op.execute("ALTER TABLE panel.message_versions ADD COLUMN told text[]")


def downgrade() -> None:
    op.execute("ALTER TABLE panel.message_versions DROP COLUMN told")
