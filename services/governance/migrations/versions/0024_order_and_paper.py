"""The order of an agenda and why it changed; files that are withheld; signatures on paper."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0024" / "agenda.sql"
APPEND_ONLY = ("agenda_orders", "petition_paper_counts")


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", *APPEND_ONLY)
    for name in APPEND_ONLY:
        table = f"governance.{name}"
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )
    op.execute("GRANT UPDATE (withheld_reason) ON governance.paper_attachments TO governance_app")


def downgrade() -> None:
    raise NotImplementedError("why an agenda changed is kept: restore a backup")
