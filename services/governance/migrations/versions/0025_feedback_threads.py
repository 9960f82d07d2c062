"""Threads that are owed an answer: by whom, until when, and who heard that it is overdue.

For decisions that were recorded before, the worker opens them after the upgrade, as it does for new
ones: which of them rely on what people said is read from the record. What was escalated is
append-only, by grant and by trigger.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0025" / "threads.sql"
ESCALATIONS = "feedback_escalations"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "feedback_threads")
    enable_tenancy("governance", ESCALATIONS)
    op.execute("REVOKE DELETE, TRUNCATE ON governance.feedback_threads FROM governance_app")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{ESCALATIONS} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{ESCALATIONS} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("who owes which answer is part of the record: restore a backup")
