"""Two columns filled again: the words of findings (0008), what was published of a meeting (0014).

Row-level security, which binds the owner too, had hidden the rows from the migrations that added
them. A database that has them keeps them.
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HIDDEN = ("findings", "meetings", "meeting_publications")


def upgrade() -> None:
    for table in HIDDEN:
        op.execute(f"ALTER TABLE governance.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE governance.findings SET words = to_tsvector('english', title) "
        "WHERE title IS NOT NULL AND words = ''::tsvector"
    )
    op.execute("ALTER TABLE governance.meeting_publications DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE governance.meeting_publications p SET content = jsonb_build_object("
        "'held_on', m.held_on, 'starts_at', m.starts_at, 'ends_at', m.ends_at, "
        "'place', m.place, 'status', m.status) FROM governance.meetings m "
        "WHERE p.content IS NULL AND m.ics = p.ics AND m.id = p.meeting_id "
        "AND m.version = p.version"
    )
    op.execute("ALTER TABLE governance.meeting_publications ENABLE TRIGGER append_only")
    for table in HIDDEN:
        op.execute(f"ALTER TABLE governance.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    raise NotImplementedError("what was filled in stays: restore a backup")
