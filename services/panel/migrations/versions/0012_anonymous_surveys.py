"""Surveys may be anonymous: their answers bear no day, and a pseudonym that no key tells."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mode; every survey of before is pseudonymous."""
    op.execute("ALTER TABLE panel.surveys ADD COLUMN anonymous boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE panel.responses ALTER COLUMN answered_on DROP NOT NULL")
