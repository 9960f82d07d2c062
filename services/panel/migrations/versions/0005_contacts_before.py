"""Contacts of before there was a ledger of them, and draws without published figures.

A system that ran before the burden budget has asked people already: without these rows each of
them could be asked again at once. The owner is subject to row-level security while it is forced,
so it is not for the length of this migration's transaction.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_READ = ("contacts", "invitations", "surveys", "mails")
_ASKED = """
INSERT INTO panel.contacts (ics, member_id, kind, about_id, contacted_on)
SELECT i.ics, i.member_id, 'survey', i.survey_id, (s.opened_at AT TIME ZONE 'UTC')::date
FROM panel.invitations i JOIN panel.surveys s ON s.ics = i.ics AND s.id = i.survey_id
WHERE s.opened_at IS NOT NULL
ON CONFLICT DO NOTHING
"""
_TOLD = """
INSERT INTO panel.contacts (ics, member_id, kind, about_id, contacted_on)
SELECT ics, member_id, 'feedback', about_id, (created_at AT TIME ZONE 'UTC')::date
FROM panel.mails WHERE kind = 'feedback' AND member_id IS NOT NULL AND about_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    """Enter what was asked and told before, and drop figures that could be subtracted."""
    for table in _READ:
        op.execute(f"ALTER TABLE panel.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_ASKED)
    op.execute(_TOLD)
    for table in _READ:
        op.execute(f"ALTER TABLE panel.{table} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE panel.draws DROP COLUMN figures")
