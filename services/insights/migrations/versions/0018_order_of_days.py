"""The index of days has the order of the newest findings whole: to sort them cost a quarter of a
search's first look.

It still bears no system and no condition, so that it can be read together with that of words
(0014). Made while nothing writes.
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade the schema."""
    op.execute("DROP INDEX insights.ix_findings_when")
    op.execute("CREATE INDEX ix_findings_when ON insights.findings (published_at, id)")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
