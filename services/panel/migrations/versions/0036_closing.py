"""Surveys that the worker closes, and how many ballots did not open."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_STATE = "ALTER TABLE panel.surveys ADD CONSTRAINT ck_surveys_state CHECK (state IN ({states}))"


def upgrade() -> None:
    """Let a survey be closing, and note ballots that did not open."""
    op.execute("ALTER TABLE panel.surveys ADD COLUMN unopened integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE panel.surveys DROP CONSTRAINT ck_surveys_state")
    op.execute(_STATE.format(states="'draft', 'open', 'closing', 'closed'"))


def downgrade() -> None:
    op.execute("ALTER TABLE panel.surveys NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE panel.surveys SET state = 'open' WHERE state = 'closing'")
    op.execute("ALTER TABLE panel.surveys FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE panel.surveys DROP CONSTRAINT ck_surveys_state")
    op.execute(_STATE.format(states="'draft', 'open', 'closed'"))
    op.execute("ALTER TABLE panel.surveys DROP COLUMN unopened")
