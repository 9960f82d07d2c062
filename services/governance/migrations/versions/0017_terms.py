"""What terms of reference ask of a body beside its quorum: who approves members, co-option, offices
that rotate, deputies, adjournments, to whom the record goes (rules 1 and 2).

Posts of before are full members. Terms of an office change by an end alone; the rest only grows.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0017" / "terms.sql"
APPEND_ONLY = (
    "holder_approvals",
    "co_options",
    "deputy_nominations",
    "deputy_rulings",
    "adjournments",
    "quorum_confirmations",
    "meeting_defects",
    "agenda_issues",
    "presentations",
    "attendance_reviews",
)


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "office_terms", *APPEND_ONLY)
    op.execute("REVOKE DELETE, TRUNCATE ON governance.office_terms FROM governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was appointed, ruled and presented is kept: restore a backup")
