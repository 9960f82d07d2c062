"""Embargoes: what is approved and published at a moment that was set (rule 1)."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE insights.findings ADD COLUMN embargo_until timestamptz",
    # What waits for the end of an embargo has one: else it would wait for ever.
    """
    ALTER TABLE insights.findings ADD CONSTRAINT embargoed_until_a_moment CHECK (
        embargo_until IS NOT NULL
        OR (state <> 'embargoed' AND pending_state IS DISTINCT FROM 'embargoed')
    )
    """,
    """
    CREATE INDEX ix_findings_embargoed ON insights.findings (ics, embargo_until)
        WHERE state = 'embargoed' OR pending_state = 'embargoed'
    """,
    """
    CREATE POLICY waiting_embargoes ON insights.findings FOR SELECT TO insights_owner
        USING (state = 'embargoed' OR pending_state = 'embargoed')
    """,
    """
    CREATE FUNCTION insights.systems_with_embargoes() RETURNS SETOF varchar
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = insights
        AS $$
            SELECT DISTINCT ics FROM findings
            WHERE state = 'embargoed' OR pending_state = 'embargoed'
        $$
    """,
    "REVOKE EXECUTE ON FUNCTION insights.systems_with_embargoes() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION insights.systems_with_embargoes() TO insights_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("an embargo must not be forgotten: restore a backup")
