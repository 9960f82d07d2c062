"""Answers to those who spoke that another has taken the place of.

Which of the earlier ones corrects which is read from what the mails about them say.
"""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note of each answer which one it corrects, and when it was corrected itself."""
    op.execute("ALTER TABLE panel.feedback ADD COLUMN corrects_id uuid")
    op.execute("ALTER TABLE panel.feedback ADD COLUMN corrected_at timestamptz")
    for table in ("feedback", "mail_contents"):
        op.execute(f"ALTER TABLE panel.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_KNOWN)
    op.execute(_MARKED)
    for table in ("feedback", "mail_contents"):
        op.execute(f"ALTER TABLE panel.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.execute("ALTER TABLE panel.feedback DROP COLUMN corrected_at")
    op.execute("ALTER TABLE panel.feedback DROP COLUMN corrects_id")


_KNOWN = """
UPDATE panel.feedback AS later SET corrects_id = (told.said ->> 'corrects')::uuid
FROM panel.mail_contents AS told
WHERE told.ics = later.ics AND told.about_id = later.id AND told.said ->> 'corrects' IS NOT NULL
"""
_MARKED = """
UPDATE panel.feedback AS earlier SET corrected_at = later.published_at
FROM panel.feedback AS later
WHERE later.ics = earlier.ics AND later.corrects_id = earlier.id
"""
