"""Papers (rule 6): versions and publications are append-only; of a paper only its state moves on.

What the library says of findings and activities is kept with their themes, places and communities
from now on, so that evidence can be suggested. Of what was heard before, only titles are known.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0008" / "papers.sql"
APPEND_ONLY = ("paper_versions", "paper_evidence", "paper_publications")
MOVES_ON = "state, text_version, published_version, version"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "papers", *APPEND_ONLY)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON governance.papers FROM governance_app")
    op.execute(f"GRANT UPDATE ({MOVES_ON}) ON governance.papers TO governance_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("what was put before a body is kept: restore a backup")
