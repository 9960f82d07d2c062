"""How decisions come about and stand: motions and amendments, delegation, urgency, call-in.

A version of a decision keeps its course beside its words; versions of before have none, and what
the decision log says of them does not change. What was moved, delegated, reported or called in is
append-only; of a motion only its counters move on.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0015"
APPEND_ONLY = (
    "amendments",
    "amendment_disposals",
    "delegations",
    "delegation_revocations",
    "delegation_exercises",
    "decision_reports",
    "call_ins",
    "call_in_outcomes",
)


def upgrade() -> None:
    for name in ("motions", "delegations", "call_ins"):
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
    enable_tenancy("governance", "motions", *APPEND_ONLY)
    op.execute("REVOKE DELETE, TRUNCATE ON governance.motions FROM governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was moved, delegated and called in is kept: restore a backup")
