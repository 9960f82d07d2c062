"""Corrected digits of a draw, and the hash of what its panels were calculated from.

A draw that is recorded becomes the first entry of its selection; by whom, was not kept. What is
calculated and not committed to has no hash: it is calculated again before it can be.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_DRAWS = """
CREATE TABLE panel.selection_draws (
    ics varchar(10) NOT NULL,
    selection_id uuid NOT NULL,
    number integer NOT NULL,
    digits varchar(3) NOT NULL,
    evidence text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text,
    reason text,
    told text,
    confirmed_at timestamptz,
    confirmed_by text,
    lost integer,
    gained integer,
    CONSTRAINT pk_selection_draws PRIMARY KEY (ics, selection_id, number),
    CONSTRAINT fk_selection_draws_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id),
    CONSTRAINT ck_selection_draws_corrected_with_reason
        CHECK ((number = 1) = (reason IS NULL)),
    CONSTRAINT ck_selection_draws_corrected_by CHECK (number = 1 OR recorded_by IS NOT NULL),
    CONSTRAINT ck_selection_draws_four_eyes CHECK (confirmed_by <> recorded_by),
    CONSTRAINT ck_selection_draws_confirmed
        CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
)
"""
_FIRST = """
INSERT INTO panel.selection_draws (ics, selection_id, number, digits, evidence, recorded_at)
SELECT ics, id, 1, digits, evidence, drawn_at FROM panel.selections WHERE digits IS NOT NULL
"""


def upgrade() -> None:
    """Make the table, enter the draws that are recorded, and force row-level security."""
    op.execute(_DRAWS)
    op.execute("ALTER TABLE panel.selections NO FORCE ROW LEVEL SECURITY")
    op.execute(_FIRST)
    op.execute("ALTER TABLE panel.selections FORCE ROW LEVEL SECURITY")
    enable_tenancy("panel", "selection_draws")
    op.execute("ALTER TABLE panel.selections ADD COLUMN inputs varchar(64)")
    op.execute("ALTER TABLE panel.selection_rounds ADD COLUMN draw integer NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE panel.selection_rounds ALTER COLUMN draw DROP DEFAULT")


def downgrade() -> None:
    op.execute("ALTER TABLE panel.selection_rounds DROP COLUMN draw")
    op.execute("ALTER TABLE panel.selections DROP COLUMN inputs")
    op.execute("DROP TABLE panel.selection_draws")
