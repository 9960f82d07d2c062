"""Activities that are assemblies of the panel's selections; those of before are none."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE insights.activities ADD COLUMN selection_id uuid")
    op.execute(
        "ALTER TABLE insights.activities ADD CONSTRAINT uq_activities_ics_selection_id "
        "UNIQUE (ics, selection_id)"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
