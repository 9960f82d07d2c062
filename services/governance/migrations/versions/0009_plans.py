"""The forward plan (rule 15): what comes to which meeting, and how priorities were appraised."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0009" / "plans.sql"
APPRAISALS = "governance.plan_appraisals"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "plan_items", "plan_placements", "plan_appraisals")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {APPRAISALS} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {APPRAISALS} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was planned and appraised is kept: restore a backup")
