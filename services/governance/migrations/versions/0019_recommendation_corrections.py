"""Corrections of recommendations that were recorded wrongly.

They are append-only, by grant and by trigger, as the recommendations are.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0019" / "corrections.sql"
TABLE = "recommendation_corrections"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", TABLE)
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{TABLE} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was corrected, and why, is kept: restore a backup")
