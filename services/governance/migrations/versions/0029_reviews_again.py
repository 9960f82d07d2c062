"""A decision may come back for review more than once: each time under an item of the plan of its
own."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE governance.decision_reports DROP CONSTRAINT pk_decision_reports, "
        "ADD CONSTRAINT pk_decision_reports PRIMARY KEY (ics, decision_id, kind, plan_item_id)"
    )


def downgrade() -> None:
    raise NotImplementedError("when a decision came back is part of the record")
