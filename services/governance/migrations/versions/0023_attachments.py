"""Attachments of papers (rule 6): clean copies, who cannot read them, and what is said of that."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0023" / "attachments.sql"
MOVES_ON = "removed_version, statement"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "paper_attachments", "paper_attachment_contents")
    op.execute(
        "REVOKE UPDATE, DELETE, TRUNCATE ON governance.paper_attachments FROM governance_app"
    )
    op.execute(f"GRANT UPDATE ({MOVES_ON}) ON governance.paper_attachments TO governance_app")
    table = "governance.paper_attachment_contents"
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("what was put before a body is kept: restore a backup")
