"""What was published of a meeting: a change that is not published yet must not show in a calendar.

Of publications before, what the meeting says now is kept, if it still is the version published.
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE governance.meeting_publications ADD COLUMN content jsonb")
    op.execute("ALTER TABLE governance.meeting_publications DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE governance.meeting_publications p SET content = jsonb_build_object("
        "'held_on', m.held_on, 'starts_at', m.starts_at, 'ends_at', m.ends_at, "
        "'place', m.place, 'status', m.status) "
        "FROM governance.meetings m "
        "WHERE m.ics = p.ics AND m.id = p.meeting_id AND m.version = p.version"
    )
    op.execute("ALTER TABLE governance.meeting_publications ENABLE TRIGGER append_only")


def downgrade() -> None:
    raise NotImplementedError("what was published is kept: restore a backup")
