"""Seats that are vacant from the draw on, since who was drawn may no longer be asked."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None

_REASONS = """
ALTER TABLE panel.selection_seats DROP CONSTRAINT ck_selection_seats_reason;
ALTER TABLE panel.selection_seats ADD CONSTRAINT ck_selection_seats_reason
    CHECK (reason IN ('declined', 'dropped_out', 'left_panel', 'withdrew'))
"""


def upgrade() -> None:
    """Let a seat be vacant for one reason more."""
    for statement in _REASONS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("why seats are vacant is kept: restore a backup")
