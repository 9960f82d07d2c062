"""Whole pools may be opened to auditors: who opened one, when, what for."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE panel.selection_pool_openings (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    selection_id uuid NOT NULL,
    opened_by text NOT NULL,
    reason text NOT NULL,
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT pk_selection_pool_openings PRIMARY KEY (ics, id),
    CONSTRAINT fk_selection_pool_openings_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id)
);
CREATE INDEX ix_selection_pool_openings_ics_selection_id
    ON panel.selection_pool_openings (ics, selection_id)
"""


def upgrade() -> None:
    """Create the table."""
    for statement in _TABLE.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "selection_pool_openings")
