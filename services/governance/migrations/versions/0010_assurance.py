"""Which of the ten principles decisions show (rule 13), each with its reason, for good."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0010" / "assurance.sql"
TABLE = "governance.decision_principles"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "decision_principles")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was recorded of decisions is kept: restore a backup")
