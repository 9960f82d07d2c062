"""Assemblies and juries that a body commissions, what they recommend, and what it answers.

Recommendations and answers are append-only, by grant and by trigger.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0011" / "assemblies.sql"
APPEND_ONLY = ("recommendations", "recommendation_answers")


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "assemblies", "assembly_lotteries", *APPEND_ONLY)
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what an assembly said, and was answered, is kept: restore a backup")
