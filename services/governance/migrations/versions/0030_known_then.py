"""On which parts of a resolution a vote was, and what was on record when it was taken.

Votes of before name no part: they were on the whole. When one was recorded is told by its id, which
bears the time of its birth (UUIDv7). Posts and holders of before were on record from the beginning:
they have no entry until they change.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0030"
FILES = ("votes", "motions", "seats", "links", "contacts")
APPEND_ONLY = ("seat_entries", "feedback_notices")


def upgrade() -> None:
    for name in FILES:
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
    enable_tenancy("governance", "holder_contacts", *APPEND_ONLY)
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was voted on is part of the record: restore a backup")
