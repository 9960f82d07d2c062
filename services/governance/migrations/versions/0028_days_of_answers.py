"""A report goes by the day of each answer, unless days are asked for."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE governance.annual_reports ALTER COLUMN feedback_days DROP NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("reports may go by days of which the earlier form cannot tell")
