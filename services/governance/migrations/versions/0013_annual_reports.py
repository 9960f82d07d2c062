"""Annual reports (rule 16), and what else than decisions shows one of the ten principles."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0013" / "annual_reports.sql"
TABLE = "governance.principle_evidence"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "annual_reports", "principle_evidence")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was reported is kept: restore a backup")
