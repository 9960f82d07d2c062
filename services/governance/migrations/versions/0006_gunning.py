"""What the Gunning principles are shown by (rule 9): dates of activities, when meetings were
published, pre-election periods, and who opened what before a vote.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0006" / "gunning.sql"
APPEND_ONLY = ("meeting_publications", "openings")


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "pre_election_periods", *APPEND_ONLY)
    op.execute("REVOKE DELETE, TRUNCATE ON governance.pre_election_periods FROM governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was published and opened is kept: restore a backup")
