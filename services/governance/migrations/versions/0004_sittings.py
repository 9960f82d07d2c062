"""What happens while a body sits: who comes and goes, interests, votes (rules 2 and 4).

Only the register of interests is ever changed, by an end date; the rest is append-only.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0004" / "sittings.sql"
APPEND_ONLY = ("item_interests", "presence_events", "votes", "decision_votes")


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "interests", *APPEND_ONLY)
    op.execute("REVOKE DELETE, TRUNCATE ON governance.interests FROM governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what happened in meetings is kept: restore a backup")
