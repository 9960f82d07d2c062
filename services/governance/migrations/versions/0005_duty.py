"""The duty to involve (rule 8): proposals, rounds of answers, limits, temporary changes.

All of it is append-only; of an assessment only the counters move on. That an answer has the one
before it is a foreign key, so the database refuses a step that was skipped.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0005" / "duty.sql"
APPEND_ONLY = (
    "duty_proposals",
    "duty_rounds",
    "duty_answers",
    "duty_limits",
    "duty_temporary_changes",
    "duty_returns",
    "decision_duties",
)
MOVES_ON = "version, proposal, round, round_proposal, engaged"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "duty_assessments", *APPEND_ONLY)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON governance.duty_assessments FROM governance_app")
    op.execute(f"GRANT UPDATE ({MOVES_ON}) ON governance.duty_assessments TO governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was assessed is kept: restore a backup")
